"""Organisations as tables hold them: the nation, its counties and municipalities, and the units below."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models
from django.utils.timezone import localtime

from spegla.catalogue.municipalities import Municipalities
from spegla.portal.accounts.models import Former, Organisation
from spegla.portal.accounts.roles import OrganisationKind

NATION = "sverige"


def day_of(at: datetime) -> date:
    """The day that it is here at `at`: what opens and closes does so at midnight in Sweden."""
    return localtime(at).date()


def by_path(path: str) -> Organisation | None:
    return Organisation.objects.filter(path=path).first()


def by_code(code: str) -> Organisation | None:
    """The nation (00), the county (20) or the municipality (2080) that has the code now.

    Units have codes of their own, and a municipality that has ceased is a part of its successor: neither is found.
    """
    return Organisation.objects.filter(code=code, path=models.F("entity")).first()


def lock(organisation: Organisation) -> None:
    """Until the transaction ends nobody else changes the tree, or the roles, of the entity that answers for `organisation`.

    Rows that name the entity can be added meanwhile: whoever does so waits for nobody.
    """
    Organisation.objects.select_for_update(no_key=True).get(path=organisation.entity)


def once_with(code: str) -> Organisation | None:
    """The municipality that had the code and has it no longer: it has another, or has ceased."""
    kind = OrganisationKind.MUNICIPALITY.value
    former = Former.objects.filter(code=code, organisation__kind=kind).select_related("organisation").last()
    return former.organisation if former else None


def authority_of(organisation: Organisation) -> Organisation:
    """The municipality, or the district, that answers for the cases of `organisation`."""
    return organisation if organisation.path == organisation.authority else Organisation.objects.get(path=organisation.authority)


def entity_of(organisation: Organisation) -> Organisation:
    """The nation, county or municipality that answers for `organisation`."""
    return organisation if organisation.path == organisation.entity else Organisation.objects.get(path=organisation.entity)


def stood_as(entity: Organisation) -> Sequence[tuple[str, str]]:
    """The code and the path of `entity`; then those that it, and the municipalities that have gone up in it, have had."""
    rows = Organisation.objects.filter(entity=entity.entity, kind=OrganisationKind.MUNICIPALITY.value).prefetch_related("formers")
    # Itself first: what has gone up in it stands below it.
    every = sorted(rows, key=lambda one: (one.path.count("/"), one.id))
    found = [(one.code, one.path) for one in every] + [(was.code, was.path) for one in every for was in one.formers.all()]
    return list(dict.fromkeys(found)) or [(entity.code, entity.path)]


def below(organisation: Organisation, today: date) -> Sequence[Organisation]:
    """`organisation` and its units that there are today."""
    return [one for one in ever_below(organisation) if one.valid(today)]


def ever_below(organisation: Organisation) -> Sequence[Organisation]:
    """The same, with what has closed and what is still to come."""
    rows = Organisation.objects.filter(entity=organisation.entity).order_by("path")
    return [one for one in rows if one.within(organisation)]


def entities_below(organisation: Organisation, today: date) -> Sequence[Organisation]:
    """The counties of the nation or the municipalities of a county that there are today, which answer for themselves, by name."""
    rows = Organisation.objects.filter(parent=organisation, path=models.F("entity"))
    return sorted((one for one in rows if one.valid(today)), key=lambda one: swedish(one.name))


def swedish(name: str) -> str:
    """What `name` is sorted by: å, ä and ö come last, in that order, in every database."""
    return name.casefold().translate(str.maketrans("åäö", "{|}"))


def add_municipality(county: Organisation, code: str, name: str, since: date) -> Organisation:
    """A municipality that was not there before `since`."""
    path = f"{county.path}/{code}"
    return Organisation.objects.create(
        kind=OrganisationKind.MUNICIPALITY.value, code=code, name=name, parent=county, valid_from=since,
        path=path, entity=path, authority=path,
    )  # fmt: skip


def begin_on(organisation: Organisation, day: date) -> None:
    """It is known that the organisation was not there before `day`."""
    organisation.valid_from = day
    organisation.save(update_fields=["valid_from"])


def load(register: Municipalities) -> int:
    """Put the nation, the counties and the municipalities of `register` in place; how many were not there before.

    Called again it changes names that have changed and nothing else. What has been decided here stands: a name, a place or a code that
    an organisation has left is not given back to it, and nobody else gets it.
    """
    placing = _Placing()
    nation = placing.put(NATION, OrganisationKind.NATION, "00", "Sverige", None)
    counties = {one.county_code: one.county for one in register.by_code.values()}
    parents = {
        code: placing.put(f"{NATION}/{code}", OrganisationKind.COUNTY, code, name, nation) for code, name in sorted(counties.items())
    }
    for one in register.by_code.values():
        county = parents[one.county_code]
        placing.put(f"{NATION}/{one.county_code}/{one.code}", OrganisationKind.MUNICIPALITY, one.code, one.name, county)
    return placing.made


class _Placing:
    """What there is, what has left, and how many are new."""

    def __init__(self) -> None:
        self.made = 0
        self.there = {one.path: one for one in Organisation.objects.filter(path=models.F("entity"))}
        self.left = {one.path: one.organisation for one in Former.objects.select_related("organisation")}
        self.names = {(one.organisation_id, one.name) for one in Former.objects.all()}

    def put(self, path: str, kind: OrganisationKind, code: str, name: str, parent: Organisation | None) -> Organisation:
        there = self.there.get(path) or self.left.get(path)
        if there is None:
            self.made += 1
            return Organisation.objects.create(kind=kind.value, code=code, name=name, parent=parent, path=path, entity=path, authority=path)
        if there.path == path and there.name != name and (there.id, name) not in self.names:
            there.name = name
            there.save(update_fields=["name"])
        return there
