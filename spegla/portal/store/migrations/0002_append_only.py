"""Audit records can be added and nothing else: the database itself refuses to change or delete one."""

from typing import Any

from django.db import migrations

_SAID = "audit records are never changed or deleted"


def protect(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON store_auditrecord BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            )
        return
    schema_editor.execute(f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$")
    schema_editor.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON store_auditrecord FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    )


def release(apps: Any, schema_editor: Any) -> None:
    """Also when someone has taken the triggers away already. `protect-audit` puts them there again, without going back to here."""
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS audit_no_{verb}")
        return
    schema_editor.execute("DROP TRIGGER IF EXISTS audit_no_change ON store_auditrecord")
    schema_editor.execute("DROP FUNCTION IF EXISTS audit_refuse()")


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
