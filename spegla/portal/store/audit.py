"""The chain of audit records: written in the transaction of what it records, checked from the first to the last.

Source of the construction: each seal is HMAC-SHA256(key, seal before ‖ the record as canonical JSON). The key is not in the
database, so that who can write in it cannot make a chain of their own; what is cut off at the end is found by the head that was
exported before.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import connections, transaction

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.store.models import AuditRecord

# The seal before the first.
_GENESIS = "0" * 64
# What says to PostgreSQL that the chain is being written; any number that no one else uses.
_LOCK = 0x5350_4547_4C41
# Codes and ids: what is recorded beside who, what and when.
Facts = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Audit:
    """What is to be recorded: who did what to what, and when. Every write asks for one."""

    actor: Person | None
    action: str
    at: datetime
    object: str = ""
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """Where the chain ends."""

    number: int
    seal: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold, and why: `changed`, `missing` or `cut`."""

    number: int
    why: str


def record(organisation: Organisation | None, audit: Audit) -> AuditRecord:
    """Add `audit` to the chain, in the transaction that is open; without one it is an error, since the two must stand or fall together."""
    if not connections["default"].in_atomic_block:
        raise transaction.TransactionManagementError("An audit record belongs to the transaction of what it records.")
    _lock()
    before = head()
    values = {
        "number": before.number + 1,
        "at": audit.at,
        "organisation": organisation,
        "actor": audit.actor,
        "action": audit.action,
        "object": audit.object,
        "facts": dict(audit.facts),
    }
    made = AuditRecord(**values)
    made.seal = seal(before.seal, made)
    made.save(force_insert=True)
    return made


def head() -> Head:
    """The last record's number and seal; number 0 when there is none."""
    last = AuditRecord._base_manager.order_by("-number").values_list("number", "seal").first()
    return Head(*last) if last else Head(0, _GENESIS)


def latest() -> datetime | None:
    """When the last record was written; None when there is none."""
    return AuditRecord._base_manager.order_by("-number").values_list("at", flat=True).first()


def seal(before: str, one: AuditRecord) -> str:
    """The seal of `one` when the record before it has the seal `before`."""
    content = {
        "number": one.number,
        "at": one.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "organisation": one.organisation_id,
        "actor": one.actor_id,
        "action": one.action,
        "object": one.object,
        "facts": one.facts,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), f"{before}{text}".encode(), sha256).hexdigest()


def breaks(*exported: Head) -> Iterator[Break]:
    """The first break of the chain, if there is one. `exported` are earlier heads, each of which must still be in it."""
    before, number = _GENESIS, 0
    kept: dict[int, set[str]] = {}
    for earlier in exported:
        kept.setdefault(earlier.number, set()).add(earlier.seal)
    for one in AuditRecord._base_manager.order_by("number").iterator(chunk_size=2000):
        number += 1
        if one.number != number:
            yield Break(number, "missing")
            return
        if not hmac.compare_digest(one.seal, seal(before, one)):
            yield Break(number, "changed")
            return
        before = one.seal
        # Who has the key can seal a chain of their own, but not the one whose end was sent away.
        if kept.pop(number, {before}) != {before}:
            yield Break(number, "changed")
            return
    if any(later > number for later in kept):
        yield Break(number + 1, "cut")


def _lock() -> None:
    """One writer at a time. SQLite has taken its only lock when the transaction began."""
    connection = connections["default"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
