"""What the portal refuses to start with: weaker durability than it promises, a demo that is not one, fields that keep silent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.management.base import SystemCheckError
from django.db import connections

_OURS = "spegla.portal."
_LOCAL = {"localhost", "127.0.0.1", "[::1]", "testserver"}


@register(Tags.models)
def every_field_says_how_sensitive_it_is(**_: Any) -> list[CheckMessage]:
    """spegla.E002: a stored field without a sensitivity."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        if not model.__module__.startswith(_OURS):
            continue
        said = getattr(model, "sensitivity", {})
        stored = {field.name for field in model._meta.get_fields() if getattr(field, "column", None)}
        found += [
            Error(f"{model._meta.label}.{name}: say in `sensitivity` how sensitive it is.", obj=model, id="spegla.E002")
            for name in sorted(stored ^ set(said))
        ]
    return found


@register(Tags.security)
def a_demo_is_only_a_demo(**_: Any) -> list[CheckMessage]:
    """spegla.E003: demo mode with a real host or a real database."""
    if not settings.DEMO:
        return []
    real = set(settings.ALLOWED_HOSTS) - _LOCAL
    elsewhere = [alias for alias, one in settings.DATABASES.items() if "sqlite3" not in str(one["ENGINE"])]
    if real or elsewhere:
        return [Error("Demo mode has known passwords. It runs on this machine alone, on SQLite.", id="spegla.E003")]
    return []


@register(Tags.database)
def what_is_answered_is_on_disk(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """spegla.E001: a database that may lose what has been acknowledged."""
    found = {alias: durability(connections[alias]) for alias in databases or ()}
    return [
        Error(f"The store {alias} may lose what has been acknowledged ({one.said}).", id="spegla.E001")
        for alias, one in found.items()
        if not one.holds
    ]


@dataclass(frozen=True)
class Durability:
    """Whether every commit reaches the disk before it is answered, and the database's own words for it."""

    holds: bool
    said: str


def durability(connection: Any) -> Durability:
    """How a database that can be reached keeps what it acknowledges."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            [level] = cursor.fetchone()
            cursor.execute("PRAGMA journal_mode")
            [mode] = cursor.fetchone()
            return Durability(level >= 2 and mode in ("wal", "delete", "memory"), f"synchronous={level}, journal_mode={mode}")
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        commit, fsync = cursor.fetchone()
    holds = commit in ("on", "remote_apply", "remote_write") and fsync == "on"
    return Durability(holds, f"synchronous_commit={commit}, fsync={fsync}")


def refuse_what_is_not_safe() -> None:
    """SystemCheckError when a check of the portal's own says no. A server asks before its first answer: nobody runs `check` for it."""
    found = [one for one in run_checks(databases=list(connections)) if str(one.id).startswith("spegla.") and one.is_serious()]
    if found:
        raise SystemCheckError("\n".join(str(one) for one in found))
