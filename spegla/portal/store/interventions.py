"""Interventions as tables hold them. A case code comes in hashed and encrypted, and goes out encrypted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from spegla.portal.accounts.models import Organisation
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Intervention


@dataclass(frozen=True)
class SealedCode:
    """A case code as it is stored: what finds it, what gives it back, and the id of the key that does."""

    hash: str
    cipher: str
    key: str


def of_board(board: Organisation) -> QuerySet[Intervention]:
    """Those of `board`: of its units, and not of a district below, which has a board of its own."""
    return Intervention.objects.of(board).filter(organisation__authority=board.path)


def find(board: Organisation, hashes: Collection[str]) -> Intervention | None:
    """The intervention whose code has one of `hashes`, in whichever unit of the board."""
    return of_board(board).filter(case_hash__in=hashes).select_related("organisation").order_by("id").first()


def intervention_of(organisation: Organisation, id: int) -> Intervention | None:
    """The one with `id` in `organisation` or below it."""
    return Intervention.objects.of(organisation).filter(id=id).select_related("organisation", "made_by").first()


def locked(organisation: Organisation, id: int) -> Intervention | None:
    """The same; until the transaction ends nobody else changes it or its responses."""
    rows = Intervention.objects.of(organisation).select_for_update(of=("self",))
    return rows.filter(id=id).select_related("organisation").first()


def keys_used() -> Mapping[Organisation, set[str]]:
    """By municipality, the ids of the keys that its codes are stored under."""
    rows = Intervention._base_manager.values_list("organisation__entity", "case_key").distinct()
    found: dict[str, set[str]] = {}
    for entity, key in rows:
        found.setdefault(entity, set()).add(key)
    return {one: found[one.path] for one in Organisation.objects.filter(path__in=found).order_by("path")}


def make(unit: Organisation, code: SealedCode, audit: Audit) -> Intervention:
    """A new intervention of `unit`."""
    made = Intervention.objects.create_in(
        organisation=unit, case_hash=code.hash, case_cipher=code.cipher, case_key=code.key, made_by=audit.actor, made_at=audit.at
    )
    record(unit, Audit(audit.actor, audit.action, audit.at, f"intervention:{made.id}", audit.facts))
    return made


def recode(unit: Organisation, intervention: Intervention, code: SealedCode, audit: Audit) -> None:
    """The case code was written wrong: this is the right one."""
    intervention.case_hash, intervention.case_cipher, intervention.case_key = code.hash, code.cipher, code.key
    intervention.save(update_fields=["case_hash", "case_cipher", "case_key"])
    record(unit, audit)


def plan(unit: Organisation, intervention: Intervention, due: date | None, step: str, audit: Audit) -> None:
    """When the next step is to be done, and which it is; None when nothing is planned."""
    intervention.due, intervention.due_step = due, step if due else ""
    intervention.save(update_fields=["due", "due_step"])
    record(unit, audit)


def settle(intervention: Intervention, *, decided: date | None, closed: date | None, due: date | None, step: str) -> None:
    """What a response that was handed in has told of it."""
    intervention.decided, intervention.closed, intervention.due, intervention.due_step = decided, closed, due, step
    intervention.save(update_fields=["decided", "closed", "due", "due_step"])


def reopen(intervention: Intervention) -> None:
    """Its closure was a mistake."""
    intervention.closed = None
    intervention.save(update_fields=["closed"])


def due_in(units: Sequence[Organisation]) -> Sequence[Intervention]:
    """Those of `units` that have a step planned and are not closed, the most urgent first."""
    rows = Intervention._base_manager.filter(organisation__in=units, due__isnull=False, closed=None)
    return list(rows.select_related("organisation").order_by("due", "id"))
