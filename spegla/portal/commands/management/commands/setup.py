"""`spegla-portal setup`: tables, organisations and, when there is none, the first person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from spegla.catalogue import Catalogue
from spegla.portal.texts import texts
from spegla.portal.use_cases import installation
from spegla.portal.use_cases.access import NotFoundError
from spegla.portal.use_cases.people import NotPossibleError


class Command(BaseCommand):
    help = "Makes the tables, places the 290 municipalities, and adds the first person of an organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", help="code of the organisation: 00 the nation, 20 a county, 2080 a municipality")
        parser.add_argument("--email", help="of the first person")
        parser.add_argument("--name", help="of the first person")
        parser.add_argument("--role", default="samordnare", help="samordnare, regional, nationell or driftansvarig (default samordnare)")

    def handle(self, *_: Any, **options: Any) -> None:
        for store in ("default", "published", "inbox"):
            call_command("migrate", database=store, verbosity=0)
        made = installation.place_organisations(register=Catalogue.opened().municipalities)
        self.stdout.write(f"{made} organisations added.")
        given = [options[name] for name in ("organisation", "email", "name")]
        if not any(given):
            return
        if not all(given):
            raise CommandError("The first person needs --organisation, --email and --name.")
        code, email, name = given
        try:
            person, password = installation.begin(code=code, email=email, name=name, role=options["role"], at=timezone.now())
        except NotFoundError as missing:
            raise CommandError(f"There is no organisation with the code {code}.") from missing
        except NotPossibleError as impossible:
            raise CommandError(texts("sv").say(impossible.code)) from impossible
        self.stdout.write(f"{person.name} can log in as {person.email} with the password {password}. It is shown this once.")
