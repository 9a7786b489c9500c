"""A file is taken back as a whole: the tables and the figures are as they were, or nothing is touched and one is told why."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from spegla.portal.store import partitions
from spegla.portal.store.models import Intervention, PartitionState, Response, ResponseState
from spegla.portal.store.models.responses import AnswerVersion
from spegla.portal.store.taking_back import built_on
from spegla.portal.use_cases import handing_in, imports, interventions, registering
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal import registrations
from tests.portal.conftest import AT
from tests.portal.importing import (
    file_of,
    follow_up,
    handed_in,
    in_this_process,
    now,
    read_in,
    row,
    taken_back,
    without_decision,
    work,
)
from tests.portal.registrations import begun

__all__ = ["in_this_process"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]
Actors = Callable[[str], Actor]


@pytest.fixture
def bo(actor: Actors) -> Actor:
    return actor("bo")


@pytest.fixture
def astrid(actor: Actors) -> Actor:
    return actor("astrid")


def tables() -> list[list[dict[str, Any]]]:
    """Everything that is registered."""
    found: list[Any] = [table._base_manager.order_by("id").values() for table in (Intervention, Response, AnswerVersion)]
    return list(map(list, found))


def figures() -> dict[int, list[tuple[object, bool]]]:
    """What every partition is to hold, by year."""
    return {state.year: list(partitions.rows_of(state)) for state in PartitionState._base_manager.order_by("year")}


def test_what_was_not_there_before_is_gone(bo: Actor) -> None:
    one = taken_back(bo, read_in(bo, follow_up(), row(), row(arende="PX-2")))

    assert one.state == "undone"
    assert not Intervention._base_manager.exists()
    assert not Response._base_manager.exists()
    [state] = PartitionState._base_manager.all()
    assert (state.changes, list(partitions.rows_of(state))) == (2, [])


def test_what_was_replaced_holds_again_with_all_that_the_file_told_taken_away(bo: Actor, astrid: Actor) -> None:
    decision = registrations.handed_in(astrid, "PX-1")
    interventions.plan(actor=astrid, intervention_id=decision.intervention_id, due=date(2026, 6, 1), at=AT)
    read_in(bo, without_decision(follow_up()), row(arende="PX-2"))
    before = tables()
    one = read_in(bo, follow_up(risk_uppfoljning="lag"), row(), row(arende="PX-2", risk_beslut="lag"), row(arende="PX-3"))
    assert tables() != before
    taken_back(bo, one)

    assert tables() == before


CASES = st.sampled_from(["PX-1", "PX-2", "PX-3", "PX-4"])
ROWS = st.lists(
    st.builds(
        lambda case, step, day, risk, decided, sip: (case, step, day, risk, decided, sip),
        CASES,
        st.sampled_from(["uppfoljning", "avslut"]),
        # Few days, so that the two files often speak of the same occasion.
        st.sampled_from([0, 100, 400]),
        st.sampled_from(["lag", "forhojd", "hog"]),
        st.sampled_from(["lag", "hog", ""]),
        st.sampled_from(["ja", "nej", ""]),
    ),
    min_size=1,
    max_size=6,
)


def cells(found: tuple[str, str, int, str, str, str]) -> dict[str, str]:
    case, step, day, risk, decided, sip = found
    made = row() if step == "avslut" else follow_up()
    made |= {"arende": case, "datum": (date(2025, 9, 1) + timedelta(day)).isoformat(), f"risk_{step}": risk, "sip": sip, "samverkan": "ja"}
    return {**made, "risk_beslut": decided} if decided else without_decision(made)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=ROWS, second=ROWS)
def test_whatever_two_files_say_taking_back_the_second_leaves_what_the_first_made(
    bo: Actor, first: list[tuple[str, str, int, str, str, str]], second: list[tuple[str, str, int, str, str, str]]
) -> None:
    assume(first != second)
    with undone_after():
        one = handed_in(bo, file_of(*map(cells, first)))
        if one.state == "checked":
            imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)
            work()
        before, counted = tables(), figures()
        other = handed_in(bo, file_of(*map(cells, second)))
        if (
            other.state != "checked"
            or not any(other.counts[name] for name in ("new", "changed", "decisions"))
            or other.sha256 == one.sha256
        ):
            return
        imports.ask_to_commit(actor=bo, import_id=other.id, at=AT)
        work()
        assert now(other).state == "committed"
        assert taken_back(bo, other).state == "undone"
        assert tables() == before
        assert {year: rows for year, rows in figures().items() if rows} == {year: rows for year, rows in counted.items() if rows}


@contextmanager
def undone_after() -> Iterator[None]:
    """What happens inside is not there afterwards: each try begins with nothing."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


# ── What hinders it ────────────────────────────────────────────────────────


def closure() -> Response:
    return Response._base_manager.get(step="avslut", state=ResponseState.HANDED_IN)


def hinders(bo: Actor, one: Any) -> list[int]:
    """What is listed, with nothing touched by the asking."""
    found = [each.id for each in imports.see_undo(actor=bo, import_id=one.id).hinders]
    before = tables()
    with pytest.raises(NotPossibleError, match="import_built_on"):
        imports.ask_to_undo(actor=bo, import_id=one.id, at=AT)
    assert tables() == before
    return found


def test_a_correction_of_what_came_with_it_hinders(bo: Actor) -> None:
    one = read_in(bo, row())
    draft = registering.correct(actor=bo, response_id=closure().id, at=AT)

    assert hinders(bo, one) == [draft.id]


def test_a_draft_that_goes_on_from_it_hinders_until_it_is_removed(bo: Actor, astrid: Actor) -> None:
    one = read_in(bo, follow_up())
    draft = begun(astrid, "PX-1", "avslut")
    assert hinders(bo, one) == [draft.id]
    handing_in.remove(actor=astrid, response_id=draft.id, at=AT)

    assert taken_back(bo, one).state == "undone"
    assert [each.id for each in Response._base_manager.all()] == [draft.id]


def test_a_draft_that_was_there_and_is_handed_in_since_hinders(bo: Actor, astrid: Actor) -> None:
    registrations.handed_in(astrid, "PX-1")
    draft = begun(astrid, "PX-1", "avslut")
    one = read_in(bo, without_decision(follow_up()))
    assert built_on(one) == []
    registrations.fill_in(astrid, draft, registrations.CLOSURE)
    handing_in.hand_in(actor=astrid, response_id=draft.id, version=Response._base_manager.get(id=draft.id).version, at=AT)

    assert hinders(bo, one) == [draft.id]


def test_a_later_file_hinders_and_is_taken_back_first(bo: Actor) -> None:
    first = read_in(bo, row())
    second = read_in(bo, row(risk_avslut="lag"))
    assert [each.imported_id for each in imports.see_undo(actor=bo, import_id=first.id).hinders] == [second.id]
    taken_back(bo, second)

    assert taken_back(bo, first).state == "undone"


def test_what_was_removed_by_hand_since_hinders_nothing(bo: Actor) -> None:
    one = read_in(bo, row())
    handing_in.remove(actor=bo, response_id=closure().id, at=AT)

    assert taken_back(bo, one).state == "undone"
    assert not Response._base_manager.exists()


def test_what_is_begun_after_it_was_asked_for_stops_it(bo: Actor, astrid: Actor) -> None:
    one = read_in(bo, follow_up())
    imports.ask_to_undo(actor=bo, import_id=one.id, at=AT)
    begun(astrid, "PX-1", "avslut")
    before = tables()
    work()

    assert now(one).state == "committed"
    assert tables() == before


def test_a_file_that_was_taken_back_can_be_read_in_again(bo: Actor) -> None:
    taken_back(bo, read_in(bo, row()))
    again = read_in(bo, row())

    assert (again.state, again.counts["new"]) == ("committed", 1)


def test_what_was_undone_is_on_no_page(bo: Actor, astrid: Actor) -> None:
    """Also where it had to be put aside, since a correction that was removed rests on it."""
    registrations.handed_in(astrid, "PX-1")
    one = read_in(bo, row())
    begun = registering.correct(actor=astrid, response_id=closure().id, at=AT)
    handing_in.remove(actor=astrid, response_id=begun.id, at=AT)
    taken_back(bo, one)
    [intervention] = Intervention._base_manager.all()
    page = interventions.see_intervention(actor=astrid, intervention_id=intervention.id, at=AT)

    assert Response._base_manager.filter(imported=one).exists()
    assert [each.step for each in page.responses] == ["beslut"]


def test_only_what_is_registered_is_taken_back(bo: Actor) -> None:
    one = handed_in(bo, file_of(row()))

    with pytest.raises(NotPossibleError, match="import_not_committed"):
        imports.ask_to_undo(actor=bo, import_id=one.id, at=AT)
