"""The triggers that refuse to change the log: whether they are there and at work."""

from typing import Any

_TABLE = "store_auditrecord"
_SQLITE: tuple[str, ...] = ("audit_no_delete", "audit_no_update")
_POSTGRESQL = ("audit_no_change",)


def missing_triggers(connection: Any) -> tuple[str, ...]:
    """The triggers that should be in the database of `connection` and are not, or are switched off."""
    if connection.vendor == "sqlite":
        wanted, asked = _SQLITE, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND sql LIKE '%%RAISE(ABORT%%'"
    else:
        # `O` and `A` are the two states in which a trigger works for everyone.
        wanted = _POSTGRESQL
        asked = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(asked, [_TABLE])
        there = {name for (name,) in cursor.fetchall()}
    return tuple(name for name in wanted if name not in there)
