"""`spegla-portal verify-audit`: the whole log, from the first record to the last."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from spegla.portal.store.audit import Head, breaks, head

_SAID = {
    "changed": "has been changed, or the key is another",
    "missing": "is missing, or is not where it was",
    "cut": "and everything after it has been cut off: it was there when the head was exported",
}


class Command(BaseCommand):
    help = "Checks the seal of every record of the log. Exit 1 when one does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", metavar="NUMBER:SEAL", help="an earlier head, as this command printed it")

    def handle(self, *_: Any, **options: Any) -> None:
        exported = None
        if options["head"]:
            number, _colon, seal = options["head"].strip().partition(":")
            if not number.isdigit() or len(seal) != 64:
                raise CommandError("--head must be a number, a colon and a seal of 64 characters.")
            exported = Head(int(number), seal)
        for broken in breaks(exported):
            raise CommandError(f"Record {broken.number} {_SAID[broken.why]}.", returncode=1)
        now = head()
        self.stdout.write(f"{now.number} records, every seal holds. Head {now.number}:{now.seal}")
