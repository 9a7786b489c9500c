"""What the portal's tests share: the cast in its organisations, and a browser without a screen for each of them."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client

from spegla.catalogue import Catalogue
from spegla.portal.accounts.models import Person
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.cast import CAST, place_cast
from spegla.portal.use_cases.installation import place_organisations

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "ett prov utan hemligheter"  # noqa: S105
LogIn = Callable[[str], Client]

# The browser's event loop is not Django's business.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The 290 municipalities and the cast, once for the whole run; each test takes back what it changed."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        place_organisations(register=Catalogue.opened().municipalities)
        for person in place_cast(password=PASSWORD, at=AT):
            # Once in each folder of tests that asks for it. An old one: who has just got the first is not asked again who they are.
            values = {"data": {"secret": "A" * 32}, "created_at": AT - timedelta(days=365)}
            Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults=values)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        # All three stores are one database on PostgreSQL, which cannot be dropped while one of them is open.
        connections.close_all()


@pytest.fixture
def person(db: None) -> Callable[[str], Person]:
    """Someone of the cast, by the first name in small letters."""
    return lambda name: Person.objects.select_related("organisation").get(email=f"{name}@exempel.se")


@pytest.fixture
def actor(person: Callable[[str], Person]) -> Callable[[str], Actor]:
    return lambda name: Actor.of(person(name), AT)


def proved(client: Client, someone: Person, at: float) -> None:
    """Let the session say that `someone` showed at the time `at` that it is they, as allauth does at a login."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": at}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(someone.pk)
    session.save()


@pytest.fixture
def log_in(person: Callable[[str], Person]) -> LogIn:
    """A client where someone has just logged in with both steps."""

    def made(id: str) -> Client:
        client = Client()
        someone = person(id)
        client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
        proved(client, someone, time.time())
        return client

    return made


ROLES = {member.role: member.id for member in CAST if member.id not in ("cecilia", "malin")}
