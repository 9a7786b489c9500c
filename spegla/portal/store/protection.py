"""The triggers that refuse to change the log: whether they are there and at work, and putting them there again."""

from typing import Any

_TABLE = "store_auditrecord"
_SAID = "audit records are never changed or deleted"
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


def protect(connection: Any) -> None:
    """Put the triggers in the database of `connection`, in the transaction that is open. No record is touched.

    What is left of them is taken away first: one that is switched off is in the way of a new one.
    """
    for statement in _statements(connection.vendor):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        verbs = {name: name.removeprefix("audit_no_").upper() for name in _SQLITE}
        made = [
            f"CREATE TRIGGER {name} BEFORE {verb} ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_SAID}'); END" for name, verb in verbs.items()
        ]
        return [*(f"DROP TRIGGER IF EXISTS {name}" for name in verbs), *made]
    [name] = _POSTGRESQL
    raising = f"BEGIN RAISE EXCEPTION '{_SAID}'; END"
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {_TABLE}",
        f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    ]
