"""Registrations follow their units: to another board, another municipality, another county, and past the day that a unit closes."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store import organisations, partitions, parts, rounds
from spegla.portal.store.audit import Audit
from spegla.portal.store.case_keys import keys_of
from spegla.portal.store.models import PartitionState, Response
from spegla.portal.use_cases import case_codes, handing_in, inbox, interventions, reforms, registering
from spegla.portal.use_cases import organisations as use_case
from spegla.portal.use_cases import partitions as writing
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.registration.forms import BeginForm
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import CLOSURE, begun, fill_in, handed_in, open_round, unit_of

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]
People = Callable[[str], Person]
ON = date(2026, 1, 1)
TODAY = AT.date()


@pytest.fixture
def district(person: People) -> Organisation:
    """A district of Falun, which has a board of its own and nobody who works there."""
    return parts.add(person("maja").organisation, OrganisationKind.DISTRICT, "Norra", None, Audit(None, "organisation_added", AT))


def unit(person: People) -> Organisation:
    return Assignment._base_manager.get(person=person("astrid"), state=AssignmentState.ACTIVE).organisation


def municipal(person: People, who: str = "lena", role: str = "handlaggare") -> Actor:
    """Someone who registers in the whole municipality."""
    one = person(who)
    Assignment.objects.create_in(organisation=one.organisation, person=one, role=role, state=AssignmentState.ACTIVE, given_at=AT)
    return Actor.of(person(who), AT)


def written() -> None:
    """Every partition is on disk."""
    for state in PartitionState._base_manager.all():
        partitions.was_written(state, state.changes)


def counted() -> Mapping[str, list[int]]:
    """By the board that has partitions: how many rows each is to hold."""
    found: dict[str, list[int]] = {}
    for state in partitions.every():
        found.setdefault(state.organisation.name, []).append(len(list(partitions.rows_of(state))))
    return found


def behind() -> set[tuple[str, int]]:
    """Which partitions are to be written anew: the board and the year."""
    return {(state.organisation.name, state.year) for state in partitions.behind()}


def moved_to(district: Organisation, actor: Actors, person: People) -> None:
    use_case.move_unit(actor=actor("maja"), part_id=unit(person).id, parent=district, at=AT)


def test_rows_leave_the_figures_of_the_old_board_and_come_into_those_of_the_new_one(
    actor: Actors, person: People, district: Organisation
) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    handed_in(actor("astrid"), "BU-2", "avslut", {**CLOSURE, "datum": ["2026-10-02"]})
    written()
    assert (counted(), behind()) == ({"Falun": [2]}, set())

    moved_to(district, actor, person)

    assert counted() == {"Falun": [0], "Norra": [2]}
    assert behind() == {("Falun", 2026), ("Norra", 2026)}


def test_what_is_on_disk_says_so_too(actor: Actors, person: People, district: Organisation, tmp_path: Path) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    writing.refresh(tmp_path)
    moved_to(district, actor, person)

    assert writing.refresh(tmp_path) == 2
    assert behind() == set()
    assert writing.check(tmp_path) == 0


def test_another_board_is_not_written_anew_for_it(actor: Actors, person: People, district: Organisation) -> None:
    handed_in(actor("cecilia"), "BU-1", "avslut")
    handed_in(actor("astrid"), "BU-1", "avslut")
    written()
    moved_to(district, actor, person)

    assert ("Borlänge", 2026) not in behind()


def test_a_unit_that_is_called_otherwise_is_so_in_the_figures(actor: Actors, person: People) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    written()
    use_case.rename_part(actor=actor("maja"), part_id=unit(person).id, name="Familjestöd", at=AT)

    assert behind() == {("Falun", 2026)}
    [state] = partitions.behind()
    written()
    use_case.rename_part(actor=actor("maja"), part_id=unit(person).id, name="Familjestöd", at=AT)
    assert behind() == set()
    assert [row.unit for row, _ in partitions.rows_of(state)] == ["Familjestöd"]


def test_a_merger_takes_the_rows_along_and_empties_the_boards_that_were(actor: Actors) -> None:
    for who in ("astrid", "cecilia"):
        handed_in(actor(who), "BU-1", "avslut")
    written()

    reforms.merge(codes=["2080", "2081"], into="2099", name="Nya staden", on=ON, at=AT)

    assert counted() == {"Falun": [0], "Borlänge": [0], "Nya staden": [2]}
    assert behind() == {("Falun", 2026), ("Borlänge", 2026), ("Nya staden", 2026)}


def test_a_district_of_one_that_merges_keeps_its_rows_under_the_new_code(actor: Actors, person: People, district: Organisation) -> None:
    moved_to(district, actor, person)
    handed_in(actor("astrid"), "BU-1", "avslut")
    written()

    reforms.merge(codes=["2080", "2081"], into="2099", name="Nya staden", on=ON, at=AT)

    assert counted() == {"Norra": [1]}
    assert behind() == {("Norra", 2026)}


def test_a_municipality_that_is_split_and_ceases_hands_its_rows_over(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    written()

    reforms.split(code="2080", into={"2098": "Norra Falun", "2099": "Södra Falun"}, on=ON, at=AT)

    assert counted() == {"Falun": [0], "Norra Falun": [1]}
    assert behind() == {("Falun", 2026), ("Norra Falun", 2026)}


def test_a_municipality_in_another_county_is_written_under_its_new_code(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    written()

    reforms.move_county(code="2080", into="2199", on=ON, at=AT)

    assert (counted(), behind()) == ({"Falun": [1]}, {("Falun", 2026)})


def test_after_a_unit_has_moved_its_people_go_on_where_they_were(actor: Actors, person: People, district: Organisation) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    draft = begun(actor("astrid"), "BU-2")
    moved_to(district, actor, person)
    astrid = actor("astrid")

    assert registering.see_response(actor=astrid, response_id=closure.id, at=AT).response.organisation.authority == district.path
    fill_in(astrid, draft, {"alder": ["14"]})
    assert case_codes.open_code(actor=astrid, intervention_id=draft.intervention_id, at=AT) == "BU-2"
    correction = registering.correct(actor=astrid, response_id=closure.id, at=AT)
    written()
    handing_in.hand_in(actor=astrid, response_id=correction.id, version=correction.version, at=AT)
    assert behind() == {("Norra", 2026)}


def test_nothing_is_begun_in_a_district_before_it_has_a_round(actor: Actors, person: People, district: Organisation) -> None:
    begun(actor("astrid"), "BU-1")
    moved_to(district, actor, person)
    astrid = actor("astrid")

    with pytest.raises(NotPossibleError, match="round_none"):
        registering.begin(actor=astrid, unit=unit_of(astrid), step="beslut", code="BU-2", at=AT)
    assert set(registering.before_beginning(actor=astrid, at=AT).ready.values()) == {False}
    open_round(unit_of(astrid))
    assert registering.begin(actor=astrid, unit=unit_of(astrid), step="beslut", code="BU-2", at=AT).round.organisation == district


def test_a_district_is_out_of_reach_for_who_registers_in_the_municipality(actor: Actors, person: People, district: Organisation) -> None:
    """Also for reading, and whatever it is that is asked for."""
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    lena = municipal(person)
    assert registering.see_response(actor=lena, response_id=closure.id, at=AT).response.id == closure.id

    Assignment._base_manager.filter(person=person("lena"), role="handlaggare").delete()
    moved_to(district, actor, person)
    lena = municipal(person)
    for see in (registering.see_response, registering.see_form, registering.correct, handing_in.look_through, handing_in.remove):
        with pytest.raises(RefusedError):
            see(actor=lena, response_id=closure.id, at=AT)
    for look in (interventions.see_intervention, case_codes.open_code):
        with pytest.raises(RefusedError):
            look(actor=lena, intervention_id=closure.intervention_id, at=AT)
    assert inbox.see_inbox(actor=lena, at=AT).drafts == []
    assert unit(person).id not in {one.id for one in registering.before_beginning(actor=lena, at=AT).units}


def test_the_same_code_in_two_boards_is_two_interventions(actor: Actors, person: People, district: Organisation) -> None:
    first = begun(actor("astrid"), "BU-1")
    moved_to(district, actor, person)
    parts.add(person("maja").organisation, OrganisationKind.UNIT, "Familjerätt", None, Audit(None, "organisation_added", AT))

    assert begun(municipal(person), "BU-1").intervention_id != first.intervention_id
    assert begun(actor("astrid"), "BU-1").intervention_id == first.intervention_id


def closed(person: People, on: date = TODAY) -> None:
    Organisation.objects.filter(id=unit(person).id).update(valid_until=on)


def test_what_lies_in_a_closed_unit_is_read_finished_and_corrected_by_who_registers_in_the_municipality(
    actor: Actors, person: People
) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    draft = begun(actor("astrid"), "BU-2")
    closed(person)
    lena = municipal(person)

    with pytest.raises(RefusedError):
        registering.see_response(actor=actor("astrid"), response_id=closure.id, at=AT)
    assert registering.see_response(actor=lena, response_id=closure.id, at=AT).response.id == closure.id
    assert [one.response.id for one in inbox.see_inbox(actor=lena, at=AT).drafts] == [draft.id]
    fill_in(lena, draft, {"alder": ["14"]})
    assert registering.correct(actor=lena, response_id=closure.id, at=AT).corrects_id == closure.id


def test_in_a_closed_unit_nothing_new_is_begun(actor: Actors, person: People, log_in: LogIn) -> None:
    begun(actor("astrid"), "BU-1")
    place = unit_of(actor("astrid"))
    lena = municipal(person)
    closed(person)

    with pytest.raises(NotPossibleError, match="organisation_closed"):
        registering.begin(actor=lena, unit=place, step="beslut", code="BU-2", at=AT)
    form = BeginForm(registering.units(lena, registering._REGISTER, AT), {"code": "BU-2", "step": "beslut", "unit": str(place.id)})
    assert "unit" in form.errors


def test_what_was_registered_before_there_were_units_still_waits_in_the_inbox(actor: Actors, person: People) -> None:
    lena = municipal(person)
    Organisation.objects.filter(id=unit(person).id).update(valid_until=TODAY)
    draft = begun(lena, "BU-1")
    assert draft.organisation.kind == "municipality"
    parts.add(person("maja").organisation, OrganisationKind.UNIT, "Familjerätt", None, Audit(None, "organisation_added", AT))

    assert [one.response.id for one in inbox.see_inbox(actor=lena, at=AT).drafts] == [draft.id]


@pytest.mark.parametrize("reform", ["merge", "county", "split"])
def test_codes_are_found_and_read_whatever_has_become_of_the_municipality(actor: Actors, reform: str) -> None:
    draft = begun(actor("astrid"), "BU-1")
    match reform:
        case "merge":
            reforms.merge(codes=["2080", "2081"], into="2099", name="Nya staden", on=ON, at=AT)
            reforms.move_county(code="2099", into="2199", on=ON + timedelta(days=1), at=AT)
        case "county":
            reforms.move_county(code="2080", into="2199", on=ON, at=AT)
        case _:
            reforms.split(code="2080", into={"2098": "Norra Falun", "2099": "Södra Falun"}, on=ON, at=AT)
    assert keys_of(organisations.entity_of(unit_of(actor("astrid"))).code) == []

    assert case_codes.open_code(actor=actor("astrid"), intervention_id=draft.intervention_id, at=AT) == "BU-1"
    assert begun_again(actor("astrid"), "bu-1").id == draft.id
    new = begun_again(actor("astrid"), "BU-2")
    assert case_codes.open_code(actor=actor("astrid"), intervention_id=new.intervention_id, at=AT) == "BU-2"


def begun_again(astrid: Actor, code: str) -> Response:
    """With the keys that there were: no new one is made for the new code of the municipality."""
    board = organisations.authority_of(unit_of(astrid))
    if rounds.open_round(board) is None:
        rounds.begin(board, "webbkollen-2017", Audit(None, "round_begun", AT))
    return registering.begin(actor=astrid, unit=unit_of(astrid), step="beslut", code=code, at=AT)


def test_a_code_of_one_municipality_is_not_read_in_another_however_the_row_got_there(actor: Actors, person: People) -> None:
    draft = begun(actor("astrid"), "BU-1")
    begun(actor("cecilia"), "BU-1")
    draft.intervention.organisation = unit_of(actor("cecilia"))
    draft.intervention.save(update_fields=["organisation"])

    with pytest.raises(NotPossibleError, match="case_key_missing"):
        case_codes.open_code(actor=actor("cecilia"), intervention_id=draft.intervention_id, at=AT)
    with pytest.raises(NotFoundError):
        case_codes.open_code(actor=actor("astrid"), intervention_id=draft.intervention_id, at=AT)
