"""Whatever happens to organisations, nobody sees another case than before, nobody is lost, every record has someone who reads it, and every
registration is counted once, by whoever answers for it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spegla.catalogue import Catalogue
from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import organisations, partitions
from spegla.portal.store.models import AuditRecord, Response
from spegla.portal.use_cases import organisations as use_case
from spegla.portal.use_cases import reforms
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.installation import place_organisations
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal.conftest import AT
from tests.portal.registrations import handed_in

REGISTER = Catalogue.opened().municipalities
CODES = ("2080", "2081", "2082", "2099", "2098", "2199")
ON = date(2026, 1, 1)
CODE, WHICH = st.sampled_from(CODES), st.integers(0, 20)
# What the installation does, and what a coordinator does.
OPERATION = st.one_of(
    st.tuples(st.just("merge"), st.lists(CODE, min_size=1, max_size=3), CODE),
    st.tuples(st.just("split"), CODE, st.lists(CODE, min_size=2, max_size=3)),
    st.tuples(st.just("county"), CODE, CODE),
    st.tuples(st.just("rename"), CODE, WHICH),
    st.tuples(st.just("add"), WHICH, WHICH),
    st.tuples(st.just("move"), WHICH, WHICH),
    st.tuples(st.just("call"), WHICH, WHICH),
)


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OPERATION, max_size=6))
@example([("merge", ["2080", "2081"], "2099"), ("split", "2099", ["2099", "2098"]), ("county", "2099", "2199"), ("move", 0, 0)])
@example([("add", 0, 1), ("move", 0, 2), ("move", 0, 0)])
@example([("call", 0, 1), ("merge", ["2080", "2081"], "2099"), ("call", 1, 1)])
@example([("merge", ["2081"], "2080"), ("add", 0, 1), ("move", 0, 1), ("move", 1, 0)])
@example([("add", 0, 1), ("move", 0, 1), ("split", "2080", ["2098", "2099"]), ("merge", ["2098", "2081"], "2098")])
def test_nobody_sees_more_and_nothing_is_lost(person: Callable[[str], Person], operations: list[tuple[str, object, object]]) -> None:
    with transaction.atomic():
        point = transaction.savepoint()
        # Somebody in each who sees every case there.
        for name in ("lena", "malin"):
            one = person(name)
            state = AssignmentState.ACTIVE
            Assignment.objects.create_in(organisation=one.organisation, person=one, role="handlaggare", state=state, given_at=AT)
        for name in ("astrid", "cecilia"):
            handed_in(Actor.of(person(name), AT), "BU-1", "avslut")
        units = {one.id for one in Organisation.objects.filter(kind="unit")}
        on_disk = written()
        before, active = seen_by_each(units), can_log_in()
        for operation in operations:
            with suppress(reforms.ReformError, NotPossibleError, NotFoundError, RefusedError), transaction.atomic():
                apply(person, *operation)
            now = seen_by_each(units)
            assert now <= before
            before = now
            assert counted() == {one.id for one in Response._base_manager.filter(row__isnull=False)}
            told = {state.id for state in partitions.behind()}
            assert {id: held for id, held in holdings().items() if id not in told} == {
                id: held for id, held in on_disk.items() if id not in told
            }
            on_disk = written()
        assert can_log_in() == active
        assert place_organisations(register=REGISTER) == 0
        holds_together()
        transaction.savepoint_rollback(point)


def apply(person: Callable[[str], Person], what: str, one: object, other: object) -> None:
    """The operation, when it can be done."""
    maja = Actor.of(person("maja"), AT)
    tree = [part for part in Organisation.objects.filter(entity=maja.organisation.entity).order_by("id") if part.valid_until is None]
    units = [part for part in tree if part.kind == "unit"]
    match what, one, other:
        case "merge", list(codes), str(into):
            reforms.merge(codes=codes, into=into, name="Ny", on=ON, at=AT)
        case "split", str(code), list(into):
            there = organisations.by_code(code)
            names = {new: there.name if there and new == code else f"Ny {new}" for new in into}
            reforms.split(code=code, into=names, on=ON, at=AT)
        case "county", str(code), str(into):
            reforms.move_county(code=code, into=into, on=ON, at=AT)
        case "rename", str(code), int(number):
            reforms.rename(code=code, name=f"Nytt {number}", on=ON, at=AT)
        case "add", int(where), int(number):
            kind = OrganisationKind.DISTRICT if number % 2 else OrganisationKind.UNIT
            use_case.add_part(actor=maja, parent=tree[where % len(tree)], kind=kind, name=f"Del {number}", at=AT)
        case "call", int(which), int(number):
            use_case.rename_part(actor=maja, part_id=units[which % len(units)].id, name=f"Enhet {number}", at=AT)
        case "move", int(which), int(where):
            use_case.move_unit(actor=maja, part_id=units[which % len(units)].id, parent=tree[where % len(tree)], at=AT)


def seen_by_each(units: set[int]) -> set[tuple[str, int]]:
    """Who sees the cases of which unit."""
    places = list(Organisation.objects.filter(id__in=units))
    actors = [Actor.of(one, AT) for one in Person.objects.select_related("organisation")]
    return {(one.person.email, place.id) for one in actors for place in places if one.may(Permission.CASES_READ, place)}


def counted() -> set[int]:
    """The responses that some partition is to hold: each belongs to one board, and that one has a partition for it."""
    found = []
    for state in partitions.every():
        rows = Response._base_manager.filter(organisation__authority=state.organisation.path, instrument=state.instrument)
        found += [one.id for one in rows.filter(row__isnull=False, day__year=state.year)]
        assert len(list(partitions.rows_of(state))) == rows.filter(row__isnull=False, day__year=state.year).count()
    assert len(found) == len(set(found))
    return set(found)


def holdings() -> dict[int, object]:
    """By partition: the code that it is written under, and its rows."""
    return {state.id: (organisations.entity_of(state.organisation).code, list(partitions.rows_of(state))) for state in partitions.every()}


def written() -> dict[int, object]:
    """Every partition is on disk, and this is what is there."""
    for state in partitions.every():
        partitions.was_written(state, state.changes)
    return holdings()


def can_log_in() -> dict[str, bool]:
    return dict(Person.objects.values_list("email", "is_active"))


def holds_together() -> None:
    """Each stands below its parent; everyone's home and every record belongs to an entity that there is."""
    everything = {one.id: one for one in Organisation.objects.all()}
    entities = {one.path for one in everything.values() if one.path == one.entity and one.valid(AT.date())}
    codes = [one.code for one in everything.values() if one.path in entities]
    assert len(set(codes)) == len(codes)
    for one in everything.values():
        if one.parent_id is not None:
            assert one.path == f"{everything[one.parent_id].path}/{one.code}"
        assert one.entity in entities
        assert one.within(next(other for other in everything.values() if other.path == one.entity))
        assert one.authority == (one.path if one.kind == "district" else board(one, everything))
    assert {one.organisation.path for one in Person.objects.select_related("organisation")} <= entities
    assert AuditRecord._base_manager.exclude(organisation__entity__in=entities).filter(organisation__isnull=False).count() == 0


def board(one: Organisation, everything: dict[int, Organisation]) -> str:
    """The board above it: of the district that it lies in, or of the entity."""
    while one.path != one.entity and one.kind != "district":
        one = everything[one.parent_id or 0]
    return one.path
