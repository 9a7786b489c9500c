"""How an installation begins: its organisations, and the first person, who can invite the others."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from spegla.catalogue.municipalities import Municipalities
from spegla.portal.accounts.models import AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import roles
from spegla.portal.store import groups, organisations, people
from spegla.portal.store.audit import Audit, Facts, record
from spegla.portal.use_cases.access import NotFoundError
from spegla.portal.use_cases.people import NotPossibleError

# Those who begin: one gives roles, one runs the installation. Neither sees cases.
_FIRST = ("samordnare", "regional", "nationell", "driftansvarig")


@transaction.atomic
def place_organisations(*, register: Municipalities) -> int:
    """The nation, the counties and the municipalities of `register`, and the groups that they belong to; how many were new."""
    made = organisations.load(register)
    groups.load(register)
    return made


@transaction.atomic
def begin(*, code: str, email: str, name: str, role: str, at: datetime) -> tuple[Person, str]:
    """The first person with `role` in the organisation with `code`, and a password that is shown once.

    Two are needed for what sees cases: one who gives roles and one, whom the first has not chosen, who approves them.
    """
    organisation = organisations.by_code(code)
    if organisation is None:
        raise NotFoundError
    if role not in _FIRST:
        raise NotPossibleError("first_role")
    today = localdate(at)
    if any(held == role for one in people.people_of(organisation, today) for _, held in people.active_roles(one, today)):
        raise NotPossibleError("first_exists")
    if people.person_with(email):
        raise NotPossibleError("first_known")
    password = secrets.token_urlsafe(18)
    return place(organisation, organisation, email=email, name=name, role=role, password=password, at=at), password


def is_begun() -> bool:
    """Whether there is anyone who can log in."""
    return people.is_anyone()


def place(home: Organisation, where: Organisation, *, email: str, name: str, role: str, password: str, at: datetime) -> Person:
    """Someone whom nobody invited: in `home`, with a role in `where` that holds at once. The log says that the installation did it."""
    person = Person.objects.create_user(email, password, name=name, organisation=home, joined=at)
    record(home, Audit(None, "installation_begun", at, f"person:{person.id}"))
    facts: Facts = {"role": role, "person": person.id}
    audit = Audit(None, "role_given", at, f"person:{person.id}", facts)
    people.give(where, person, roles()[role].id, AssignmentState.ACTIVE, people.ALWAYS, audit)
    return person
