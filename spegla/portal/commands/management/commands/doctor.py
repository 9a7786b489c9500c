"""`spegla-portal doctor`: whether the installation is as it should be. Exit 1 when something is wrong."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.doctor import report
from spegla.portal.doctor.examination import examine
from spegla.portal.doctor.findings import Asked


class Command(SpokenCommand):
    about = "command_doctor"
    # It makes them itself, and says what they say.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--url", metavar=self.say("doctor_meta_url"), default="", help=self.say("doctor_url"))
        parser.add_argument("--format", choices=("text", "json"), default="text", help=self.say("cli_format"))

    def handle(self, *_: Any, **options: Any) -> None:
        found = examine(Asked(timezone.now(), options["url"]))
        said = {"text": report.as_lines, "json": report.as_json}[options["format"]](found, self.language)
        self.stdout.write(said)
        if report.is_wrong(found):
            sys.exit(1)
