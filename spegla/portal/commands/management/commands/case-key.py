"""`spegla-portal case-key`: makes the municipality's key to its case codes, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.store import organisations
from spegla.portal.store.case_keys import CaseKeyMissingError, make_key


class Command(SpokenCommand):
    about = "command_case_key"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organisation", metavar=self.say("setup_meta_code"), required=True, help=self.say("case_key_organisation"))

    def handle(self, *_: Any, **options: Any) -> None:
        code = options["organisation"]
        if organisations.by_code(code) is None:
            raise CommandError(self.say("setup_no_organisation", code=code))
        try:
            path = make_key(code)
        except CaseKeyMissingError:
            raise CommandError(self.say("case_key_no_folder")) from None
        except FileExistsError:
            raise CommandError(self.say("case_key_there", code=code)) from None
        self.stdout.write(self.say("case_key_made", path=path))
