"""What the portal refuses to start with: weaker durability than it promises, a demo that is not one, fields that keep silent."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
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
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            if connections[alias].vendor == "sqlite":
                cursor.execute("PRAGMA synchronous")
                [level] = cursor.fetchone()
                cursor.execute("PRAGMA journal_mode")
                [mode] = cursor.fetchone()
                held = level >= 2 and mode in ("wal", "delete", "memory")
                said = f"synchronous={level}, journal_mode={mode}"
            else:
                cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
                commit, fsync = cursor.fetchone()
                held = commit in ("on", "remote_apply", "remote_write") and fsync == "on"
                said = f"synchronous_commit={commit}, fsync={fsync}"
        if not held:
            found.append(Error(f"The store {alias} may lose what has been acknowledged ({said}).", id="spegla.E001"))
    return found
