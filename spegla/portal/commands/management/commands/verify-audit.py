"""`spegla-portal verify-audit`: the whole log, from the first record to the last, and every head that was exported."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.store.audit import Head, breaks, head
from spegla.portal.store.heads import FILE, DamagedError, exported


class Command(SpokenCommand):
    about = "command_verify_audit"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--head", metavar=self.say("verify_meta_head"), action="append", default=[], help=self.say("verify_head"))

    def handle(self, *_: Any, **options: Any) -> None:
        from_letters = [self._head(text) for text in options["head"]]
        try:
            kept = [one.head for one in exported(settings.HEADS)]
        except DamagedError as damaged:
            raise CommandError(self.say("heads_damaged", file=settings.HEADS / FILE, line=damaged.line)) from damaged
        for broken in breaks(*kept, *from_letters):
            raise CommandError(self.say(f"verify_{broken.why}", number=broken.number))
        now = head()
        self.stdout.write(self.say("verify_holds", count=now.number, head=f"{now.number}:{now.seal}"))
        if kept:
            self.stdout.write(self.say("verify_heads_held", count=len(kept)))
        elif not from_letters:
            self.stdout.write(self.say("verify_no_heads"))

    def _head(self, text: str) -> Head:
        number, _, seal = text.strip().partition(":")
        if not (number.isascii() and number.isdecimal()) or len(seal) != 64:
            raise CommandError(self.say("verify_head_wrong"))
        return Head(int(number), seal)
