"""`spegla-portal export-audit-head`: where the log ends, to a file and by letter. For a timer that runs each day."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from spegla.portal.store.heads import FILE, DamagedError
from spegla.portal.use_cases import heads


class Command(BaseCommand):
    help = "Checks the log, writes where it ends to a file and sends it to every data protection officer. At most once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="also when it has been done today")

    def handle(self, *_: Any, **options: Any) -> None:
        do = heads.export if options["force"] else heads.export_daily
        try:
            sent = do(folder=settings.HEADS, at=timezone.now())
        except heads.BrokenChainError as broken:
            raise CommandError(f"The log does not hold from record {broken.broken.number}. Run verify-audit.", returncode=1) from broken
        except DamagedError as damaged:
            raise CommandError(f"{settings.HEADS / FILE} cannot be read at line {damaged.line}.", returncode=1) from damaged
        if sent is None:
            self.stdout.write("The head has been exported today. Nothing was done.")
            return
        self.stdout.write(f"Head {sent.head.number}:{sent.head.seal} written to {settings.HEADS / FILE}, {sent.letters} letters sent.")
        if sent.failed:
            raise CommandError(f"{sent.failed} letters could not be sent. See to the mail and run with --force.", returncode=1)
