"""`spegla-portal protect-audit`: the database's own protection of the log, put back where somebody has taken it away."""

from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.protection import missing_triggers, protect


class Command(SpokenCommand):
    about = "command_protect_audit"

    def handle(self, *_: Any, **__: Any) -> None:
        connection = connections["default"]
        missing = missing_triggers(connection)
        if not missing:
            self.stdout.write(self.say("protect_audit_there"))
            return
        with transaction.atomic():
            protect(connection)
            record(None, Audit(None, "log_protected", timezone.now()))
        self.stdout.write(self.say("protect_audit_done", names=", ".join(missing)))
