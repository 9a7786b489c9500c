"""How an installation begins: its organisations, and the first person, who can invite the others."""

import secrets
from datetime import datetime

from django.db import transaction

from spegla.catalogue.municipalities import Municipalities
from spegla.portal.accounts.models import AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import roles
from spegla.portal.store import organisations, people
from spegla.portal.store.audit import Audit, record
from spegla.portal.use_cases.access import NotFoundError
from spegla.portal.use_cases.people import NotPossibleError

# Those who begin: one gives roles, one runs the installation. Neither sees cases.
_FIRST = ("samordnare", "regional", "nationell", "driftansvarig")


@transaction.atomic
def place_organisations(*, register: Municipalities) -> int:
    """The nation, the counties and the municipalities of `register`; how many were new."""
    return organisations.load(register)


@transaction.atomic
def begin(*, code: str, email: str, name: str, role: str, at: datetime) -> tuple[Person, str]:
    """The first person of the organisation with `code`, and a password that is shown once."""
    organisation = Organisation.objects.filter(code=code).order_by("path").first()
    if organisation is None:
        raise NotFoundError
    if role not in _FIRST:
        raise NotPossibleError("first_role")
    if any(role in _FIRST for one in people.people_of(organisation) for _, role in people.active_roles(one)):
        raise NotPossibleError("first_exists")
    password = secrets.token_urlsafe(18)
    person = Person.objects.create_user(email, password, name=name, organisation=organisation, joined=at)
    record(organisation, Audit(None, "installation_begun", at, f"person:{person.id}"))
    people.give(
        organisation, person, roles()[role].id, AssignmentState.ACTIVE, Audit(None, "role_given", at, f"person:{person.id}", {"role": role})
    )
    return person, password
