"""Organisations as tables hold them: the nation, its counties and municipalities, and the units below."""

from collections.abc import Sequence
from datetime import date

from django.db import models

from spegla.catalogue.municipalities import Municipalities
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import OrganisationKind

NATION = "sverige"


def by_path(path: str) -> Organisation | None:
    return Organisation.objects.filter(path=path).first()


def by_code(code: str) -> Organisation | None:
    """The nation (00), the county (20) or the municipality (2080) that has the code; units have codes of their own."""
    return Organisation.objects.filter(code=code, path=models.F("entity")).first()


def entity_of(organisation: Organisation) -> Organisation:
    """The nation, county or municipality that answers for `organisation`."""
    return organisation if organisation.path == organisation.entity else Organisation.objects.get(path=organisation.entity)


def below(organisation: Organisation, today: date) -> Sequence[Organisation]:
    """`organisation` and its units that there are today."""
    rows = Organisation.objects.filter(entity=organisation.entity).order_by("path")
    return [one for one in rows if one.within(organisation) and (one.valid_until is None or one.valid_until > today)]


def load(register: Municipalities) -> int:
    """Put the nation, the counties and the municipalities of `register` in place; how many were not there before.

    Called again it changes names that have changed and nothing else.
    """
    made = 0
    counties = {one.county_code: one.county for one in register.by_code.values()}
    nation, new = Organisation.objects.update_or_create(
        path=NATION, defaults={"kind": OrganisationKind.NATION.value, "code": "00", "name": "Sverige", "entity": NATION}
    )
    made += new
    for code, name in sorted(counties.items()):
        _, new = Organisation.objects.update_or_create(
            path=f"{NATION}/{code}",
            defaults={
                "kind": OrganisationKind.COUNTY.value,
                "code": code,
                "name": name,
                "parent": nation,
                "entity": f"{NATION}/{code}",
            },
        )
        made += new
    parents = {one.path: one for one in Organisation.objects.filter(kind=OrganisationKind.COUNTY.value)}
    for municipality in register.by_code.values():
        county = f"{NATION}/{municipality.county_code}"
        _, new = Organisation.objects.update_or_create(
            path=f"{county}/{municipality.code}",
            defaults={
                "kind": OrganisationKind.MUNICIPALITY.value,
                "code": municipality.code,
                "name": municipality.name,
                "parent": parents[county],
                "entity": f"{county}/{municipality.code}",
            },
        )
        made += new
    return made


def add_unit(parent: Organisation, name: str, code: str) -> Organisation:
    """A unit below `parent`; its path goes on from the parent's."""
    return Organisation.objects.create(
        kind=OrganisationKind.UNIT.value, code=code, name=name, parent=parent, path=f"{parent.path}/{code}", entity=parent.entity
    )
