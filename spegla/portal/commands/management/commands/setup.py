"""`spegla-portal setup`: tables, organisations, the files of the pages and, when there is none, the first person."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from spegla.catalogue import Catalogue
from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.config.environment import STORES
from spegla.portal.use_cases import installation
from spegla.portal.use_cases.access import NotFoundError
from spegla.portal.use_cases.people import NotPossibleError


class Command(SpokenCommand):
    about = "command_setup"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--organisation", metavar=self.say("setup_meta_code"), help=self.say("setup_organisation"))
        parser.add_argument("--email", metavar=self.say("setup_meta_email"), help=self.say("setup_email"))
        parser.add_argument("--name", metavar=self.say("cli_meta_name"), help=self.say("setup_name"))
        parser.add_argument("--role", metavar=self.say("setup_meta_role"), default="samordnare", help=self.say("setup_role"))

    def handle(self, *_: Any, **options: Any) -> None:
        settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        for store in STORES:
            call_command("migrate", database="default" if store == "cases" else store, verbosity=0)
        call_command("createcachetable", verbosity=0)
        made = installation.place_organisations(register=Catalogue.opened().municipalities)
        self.stdout.write(self.say("setup_tables"))
        self.stdout.write(self.say("setup_organisations", count=made) if made else self.say("setup_organisations_known"))
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        if not settings.DEMO:
            call_command("collectstatic", interactive=False, verbosity=0)
            self.stdout.write(self.say("setup_static", folder=settings.STATIC_ROOT))
        self._first(options)
        if not settings.DEMO:
            self.stdout.write(self.say("setup_next" if installation.is_begun() else "setup_next_first"))

    def _first(self, options: dict[str, Any]) -> None:
        """The first person, when one is named."""
        given = [options[name] for name in ("organisation", "email", "name")]
        if not any(given):
            return
        if not all(given):
            raise CommandError(self.say("setup_first_needs"))
        code, email, name = given
        try:
            person, password = installation.begin(code=code, email=email, name=name, role=options["role"], at=timezone.now())
        except NotFoundError as missing:
            raise CommandError(self.say("setup_no_organisation", code=code)) from missing
        except NotPossibleError as impossible:
            raise CommandError(self.say(impossible.code)) from impossible
        self.stdout.write(self.say("setup_first", name=person.name, email=person.email, password=password))
