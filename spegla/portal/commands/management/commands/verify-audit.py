"""`spegla-portal verify-audit`: the whole log, from the first record to the last."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.store.audit import Head, breaks, head


class Command(SpokenCommand):
    about = "command_verify_audit"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--head", metavar=self.say("verify_meta_head"), help=self.say("verify_head"))

    def handle(self, *_: Any, **options: Any) -> None:
        exported = None
        if options["head"]:
            number, _colon, seal = options["head"].strip().partition(":")
            if not number.isdigit() or len(seal) != 64:
                raise CommandError(self.say("verify_head_wrong"))
            exported = Head(int(number), seal)
        for broken in breaks(exported):
            raise CommandError(self.say(f"verify_{broken.why}", number=broken.number))
        now = head()
        self.stdout.write(self.say("verify_holds", count=now.number, head=f"{now.number}:{now.seal}"))
