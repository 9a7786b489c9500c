"""What looks like a registration that was made twice: shown before handing in, and no more than that."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from spegla.portal.use_cases import handing_in, registering
from spegla.portal.use_cases.access import Actor
from tests.portal.conftest import AT
from tests.portal.registrations import CLOSURE, DECISION, FOLLOW_UP, begun, day, fill_in, handed_in

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


def test_what_looks_like_one_registered_twice_is_shown_before_handing_in(actor: Actors) -> None:
    first = handed_in(actor("astrid"), "BU-1")
    twin = fill_in(actor("astrid"), begun(actor("astrid"), "BU-2"), DECISION)
    other = fill_in(actor("astrid"), begun(actor("astrid"), "BU-3"), {**DECISION, "kon": ["pojke"], "ursprung": ["utland"]})

    assert [one.id for one in handing_in.look_through(actor=actor("astrid"), response_id=twin.id, at=AT).alike] == [first.id]
    assert handing_in.look_through(actor=actor("astrid"), response_id=other.id, at=AT).alike == []


@pytest.mark.parametrize(("days", "alike"), [(-15, False), (-14, True), (14, True), (15, False)])
def test_what_looks_like_one_registered_twice_is_near_it_in_time(actor: Actors, days: int, alike: bool) -> None:
    near = (day(DECISION["datum"][0]) + timedelta(days=days)).isoformat()
    first = handed_in(actor("astrid"), "BU-1", answers={**DECISION, "datum": [near]})
    twin = fill_in(actor("astrid"), begun(actor("astrid"), "BU-2"), DECISION)

    found = handing_in.look_through(actor=actor("astrid"), response_id=twin.id, at=AT)

    assert [one.id for one in found.alike] == ([first.id] if alike else [])


def test_another_step_is_not_the_same_one_registered_twice(actor: Actors) -> None:
    long_before = (day(DECISION["datum"][0]) - timedelta(days=100)).isoformat()
    handed_in(actor("astrid"), "BU-1", answers={**DECISION, "datum": [long_before]})
    handed_in(actor("astrid"), "BU-1", "avslut", {**CLOSURE, "datum": DECISION["datum"]})
    twin = fill_in(actor("astrid"), begun(actor("astrid"), "BU-2"), DECISION)

    assert handing_in.look_through(actor=actor("astrid"), response_id=twin.id, at=AT).alike == []


@pytest.mark.parametrize(("answered", "alike"), [(("kon", "alder"), False), (("kon", "alder", "ursprung"), True)])
def test_few_answers_are_too_few_to_look_like_one_registered_twice(actor: Actors, answered: Sequence[str], alike: bool) -> None:
    first = handed_in(actor("astrid"), "BU-1")
    twin = fill_in(actor("astrid"), begun(actor("astrid"), "BU-2"), {id: DECISION[id] for id in ("datum", *answered)})
    found = handing_in.look_through(actor=actor("astrid"), response_id=twin.id, at=AT)

    assert [one.id for one in found.alike] == ([first.id] if alike else [])


@pytest.mark.parametrize("lagrum", ["sol", "lvu"])
def test_closures_are_alike_when_what_was_decided_is(actor: Actors, lagrum: str) -> None:
    first = handed_in(actor("astrid"), "BU-1", "avslut")
    handed_in(actor("astrid"), "BU-2", answers={**DECISION, "lagrum": [lagrum]})
    twin = fill_in(actor("astrid"), begun(actor("astrid"), "BU-2", "avslut"), CLOSURE)
    found = handing_in.look_through(actor=actor("astrid"), response_id=twin.id, at=AT)

    assert [one.id for one in found.alike] == ([first.id] if lagrum == "sol" else [])


def test_what_was_removed_is_not_registered_twice(actor: Actors) -> None:
    first = handed_in(actor("astrid"), "BU-1")
    handing_in.remove(actor=actor("astrid"), response_id=first.id, at=AT)
    twin = fill_in(actor("astrid"), begun(actor("astrid"), "BU-2"), DECISION)

    assert handing_in.look_through(actor=actor("astrid"), response_id=twin.id, at=AT).alike == []


@pytest.mark.parametrize(("again", "near"), [("2026-06-15", True), ("2026-06-16", False)])
def test_two_follow_ups_of_the_same_child_soon_after_each_other_are_told_as_that_alone(actor: Actors, again: str, near: bool) -> None:
    once = handed_in(actor("astrid"), "BU-1", "uppfoljning", FOLLOW_UP)
    draft = fill_in(actor("astrid"), begun(actor("astrid"), "BU-1", "uppfoljning"), {**FOLLOW_UP, "datum": [again]})
    found = handing_in.look_through(actor=actor("astrid"), response_id=draft.id, at=AT)

    assert [one.id for one in found.same] == ([once.id] if near else [])
    assert found.alike == []


def test_whoever_corrects_is_not_asked_once_more_whether_it_is_registered_twice(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1")
    twin = handed_in(actor("astrid"), "BU-2")
    draft = registering.correct(actor=actor("astrid"), response_id=twin.id, at=AT)

    assert handing_in.look_through(actor=actor("astrid"), response_id=draft.id, at=AT).alike == []
