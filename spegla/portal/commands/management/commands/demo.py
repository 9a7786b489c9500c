"""`spegla-portal demo`: a portal on this machine with invented people, to look at and try."""

import base64
import hashlib
import socket
from argparse import ArgumentParser
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.servers.basehttp import get_internal_wsgi_application, run
from django.utils import timezone

from spegla.portal.accounts.models import Person
from spegla.portal.accounts.roles import roles
from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.use_cases import demo, partitions
from spegla.portal.use_cases.cast import CAST, place_cast
from spegla.portal.worker import AlreadyWorkingError, work

_PASSWORD = "en demo utan hemligheter"  # noqa: S105  printed on purpose, and refused outside the demo
_HERE = "127.0.0.1"
# How many seconds the end waits for what the worker is doing.
_PATIENCE = 2


class Command(SpokenCommand):
    about = "command_demo"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--port", metavar="N", type=int, default=8000, help=self.say("demo_port"))
        parser.add_argument("--no-serve", action="store_true", help=self.say("demo_no_serve"))

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(self.say("demo_is_not"))
        if not options["no_serve"] and _taken(options["port"]):
            raise CommandError(self.say("demo_port_taken", port=options["port"], other=options["port"] + 1))
        call_command("setup", stdout=self.stdout, lang=self.language)
        for person in place_cast(password=_PASSWORD, at=timezone.now()):
            if not Authenticator.objects.filter(user=person).exists():
                TOTP.activate(person, _secret(person))
        made = demo.place_life(at=timezone.now())
        self.stdout.write(self.say("demo_life", count=made) if made else self.say("demo_life_known"))
        self.stdout.write("\n" + self.say("demo_cast", password=_PASSWORD))
        for member in CAST:
            title = roles()[member.role].title.in_language(self.language)
            self.stdout.write(f"  {member.email:24} {title:32} {_secret(Person.objects.get(email=member.email))}")
        if options["no_serve"]:
            partitions.refresh(settings.COLUMNS)
            self.stdout.write("\n" + self.say("demo_how_to_serve"))
            return
        self._serve(options["port"])

    def _serve(self, port: int) -> None:
        """Until Ctrl+C, with a worker beside. Where to go is said when there is something there."""
        stop = Event()
        worker = Thread(target=self._work, args=(stop,), daemon=True)
        worker.start()
        try:
            self._answer(port)
        finally:
            stop.set()
            worker.join(_PATIENCE)

    def _work(self, stop: Event) -> None:
        """The worker, unless there is one already."""
        with suppress(AlreadyWorkingError):
            work(data=settings.DATA, columns=settings.COLUMNS, asked_to_end=stop.wait, tell=self._tell)

    def _tell(self, code: str, /, **facts: object) -> None:
        """What the worker says, but not that it has begun: here it is the server that one ends."""
        if code != "worker_begun":
            self.stdout.write(self.say(code, **facts))
            self.stdout.flush()

    def _answer(self, port: int) -> None:

        def opened(_: object) -> None:
            self.stdout.write("\n" + self.say("demo_open", port=port))
            self.stdout.flush()

        try:
            run(_HERE, port, get_internal_wsgi_application(), threading=True, on_bind=opened)
        except KeyboardInterrupt:
            self.stdout.write("\n" + self.say("demo_over"))
        except OSError as taken:
            # Something else was quicker.
            raise CommandError(self.say("demo_port_taken", port=port, other=port + 1)) from taken


def _taken(port: int) -> bool:
    """Whether something else on this machine listens there."""
    with socket.socket() as tried:
        # As the server does, so that a port that was just left can be taken again.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((_HERE, port))
        except OSError:
            return True
    return False


def _secret(person: Person) -> str:
    """A secret that is the same each time, so that an app that has it goes on working."""
    return base64.b32encode(hashlib.sha256(f"demo {person.email}".encode()).digest()[:20]).decode()
