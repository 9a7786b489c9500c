"""`spegla-portal export-audit-head`: where the log ends, to a file and by letter. For a timer that runs each day."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.store.heads import FILE, DamagedError
from spegla.portal.use_cases import heads


class Command(SpokenCommand):
    about = "command_export_audit_head"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--force", action="store_true", help=self.say("heads_force"))

    def handle(self, *_: Any, **options: Any) -> None:
        do = heads.export if options["force"] else heads.export_daily
        try:
            sent = do(folder=settings.HEADS, at=timezone.now())
        except heads.BrokenChainError as broken:
            raise CommandError(self.say("heads_broken", number=broken.broken.number)) from broken
        except DamagedError as damaged:
            raise CommandError(self.say("heads_damaged", file=settings.HEADS / FILE, line=damaged.line)) from damaged
        if sent is None:
            self.stdout.write(self.say("heads_done_today"))
            return
        written = f"{sent.head.number}:{sent.head.seal}"
        self.stdout.write(self.say("heads_written", head=written, file=settings.HEADS / FILE, letters=sent.letters))
        if sent.failed:
            raise CommandError(self.say("heads_letters_failed", count=sent.failed))
