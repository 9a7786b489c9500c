"""`spegla-portal demo`: a portal on this machine with invented people, to look at and try."""

import base64
import hashlib
from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from spegla.portal.accounts.models import Person
from spegla.portal.accounts.roles import roles
from spegla.portal.use_cases.cast import CAST, place_cast

_PASSWORD = "en demo utan hemligheter"  # noqa: S105  printed on purpose, and refused outside the demo


class Command(BaseCommand):
    help = "Starts a portal on this machine with invented people. Nothing real belongs in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="make the demo and stop")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo. Run it as `spegla-portal demo`.")
        settings.DATA.mkdir(parents=True, exist_ok=True)
        call_command("setup", stdout=self.stdout)
        for person in place_cast(password=_PASSWORD, at=timezone.now()):
            if not Authenticator.objects.filter(user=person).exists():
                TOTP.activate(person, _secret(person))
        self.stdout.write(f"\nLösenord för alla: {_PASSWORD}\nKod i steg två: lägg in hemligheten i en autentiseringsapp.\n")
        for member in CAST:
            title = roles()[member.role].title.sv
            self.stdout.write(f"  {member.email:24} {title:32} {_secret(Person.objects.get(email=member.email))}")
        if not options["no_serve"]:
            self.stdout.write(f"\nÖppna http://localhost:{options['port']}/ och avsluta med Ctrl+C.")
            call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)


def _secret(person: Person) -> str:
    """A secret that is the same each time, so that an app that has it goes on working."""
    return base64.b32encode(hashlib.sha256(f"demo {person.email}".encode()).digest()[:20]).decode()
