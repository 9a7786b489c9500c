"""The people of the demo and of the tests, known by name. Every one is invented.

Astrid registers in Falun, Bo leads in Falun, Cecilia works in Borlänge and must see nothing of Falun, Disa publishes for the county.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store import organisations, parts
from spegla.portal.store.audit import Audit
from spegla.portal.store.people import person_with
from spegla.portal.use_cases.access import NotFoundError
from spegla.portal.use_cases.installation import place


@dataclass(frozen=True)
class Member:
    """`code` is the organisation's; `unit` the name of a unit in it, or ""."""

    id: str
    name: str
    role: str
    code: str
    unit: str = ""

    @property
    def email(self) -> str:
        return f"{self.id}@exempel.se"


CAST = (
    Member("astrid", "Astrid Ek", "handlaggare", "2080", "Barn och unga"),
    Member("bo", "Bo Lind", "gruppledare", "2080", "Barn och unga"),
    Member("maja", "Maja Holm", "samordnare", "2080"),
    Member("lena", "Lena Vik", "namndsekreterare", "2080"),
    Member("karin", "Karin Dahl", "dataskyddsombud", "2080"),
    Member("nils", "Nils Berg", "driftansvarig", "2080"),
    Member("cecilia", "Cecilia Berg", "handlaggare", "2081", "Barn och unga"),
    Member("malin", "Malin Ås", "samordnare", "2081"),
    Member("disa", "Disa Norén", "regional", "20"),
    Member("sara", "Sara Lund", "nationell", "00"),
    Member("rolf", "Rolf Sand", "forskare", "00"),
)


@transaction.atomic
def place_cast(*, password: str, at: datetime) -> list[Person]:
    """Everyone of the cast with their role, all with `password`; those who are there already stay as they are."""
    return [_place(member, password, at) for member in CAST]


def _place(member: Member, password: str, at: datetime) -> Person:
    home = organisations.by_code(member.code)
    if home is None:
        raise NotFoundError
    where = _unit(home, member.unit, at) if member.unit else home
    return person_with(member.email) or place(home, where, email=member.email, name=member.name, role=member.role, password=password, at=at)


def _unit(home: Organisation, name: str, at: datetime) -> Organisation:
    there = organisations.by_path(f"{home.path}/{parts.code_of(name)}")
    return there or parts.add(home, OrganisationKind.UNIT, name, None, Audit(None, "organisation_added", at, facts={"kind": "unit"}))
