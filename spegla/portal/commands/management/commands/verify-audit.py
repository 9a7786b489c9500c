"""`spegla-portal verify-audit`: the whole log, from the first record to the last."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from spegla.portal.store.audit import Head, breaks, head
from spegla.portal.store.heads import FILE, DamagedError, exported

_SAID = {
    "changed": "has been changed, or the key is another",
    "missing": "is missing, or is not where it was",
    "cut": "and everything after it has been cut off: it was there when the head was exported",
}


class Command(BaseCommand):
    help = "Checks the seal of every record of the log, and that every exported head is still in it. Exit 1 when something does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", metavar="NUMBER:SEAL", action="append", default=[], help="a head from a letter, beside those in the file"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        from_letters = [_head(text) for text in options["head"]]
        try:
            kept = [one.head for one in exported(settings.HEADS)]
        except DamagedError as damaged:
            raise CommandError(f"{settings.HEADS / FILE} cannot be read at line {damaged.line}.", returncode=1) from damaged
        for broken in breaks(*kept, *from_letters):
            raise CommandError(f"Record {broken.number} {_SAID[broken.why]}.", returncode=1)
        now = head()
        self.stdout.write(f"{now.number} records, every seal holds. Head {now.number}:{now.seal}")
        if kept:
            self.stdout.write(f"{len(kept)} exported heads are all in it.")
        elif not from_letters:
            self.stdout.write("No head has been exported: what was cut off at the end cannot be seen. Run export-audit-head every day.")


def _head(text: str) -> Head:
    number, _, seal = text.strip().partition(":")
    if not (number.isascii() and number.isdecimal()) or len(seal) != 64:
        raise CommandError("--head must be a number, a colon and a seal of 64 characters.")
    return Head(int(number), seal)
