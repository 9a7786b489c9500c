"""What the cast of the demo has been doing: years of invented registrations, drafts, follow-ups that wait, closings and a logbook."""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import localdate

from spegla.portal.accounts.models import Assignment, Organisation
from spegla.portal.store.models import AuditRecord, Intervention, Response, ResponseState
from spegla.portal.store.models.rounds import Comment, KnownClosings
from spegla.portal.use_cases import case_codes, comments, demo, handing_in, inbox, rounds
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.response_form import form_of
from spegla.responses.stored import answers_as_data
from tests.portal.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lived")]


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo's life, placed once for the tests that only look at it, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert demo.place_life(at=AT) == sum(demo.ROWS.values())
        yield
        transaction.set_rollback(True)


def rows_in(code: str) -> Any:
    return Response._base_manager.filter(organisation__entity__endswith=f"/{code}", row__isnull=False)


def all_there_is() -> dict[str, int]:
    return {
        model.__name__: model._base_manager.count()
        for model in (Response, Intervention, Comment, KnownClosings, AuditRecord, Assignment, Organisation)
    }


def test_there_are_two_thousand_invented_registrations_over_some_years_up_to_today() -> None:
    days = sorted(rows_in("2080").values_list("day", flat=True))

    assert len(days) == 2000
    assert rows_in("2081").count() == 150
    # The last of each intervention is at most three years old, and what came before it in the year before.
    assert AT.date() - timedelta(days=4 * 366) <= days[0] < AT.date() - timedelta(days=2 * 366)
    assert AT.date() - timedelta(days=14) <= days[-1] <= AT.date()
    assert not Response._base_manager.filter(invented=False).exists()


def test_each_intervention_has_its_decision_before_its_follow_up_and_its_closure_last() -> None:
    courses: dict[int, list[tuple[str, date]]] = {}
    handed_in_ones = Response._base_manager.filter(state=ResponseState.HANDED_IN).order_by("intervention", "id")
    for intervention, step, day in handed_in_ones.values_list("intervention", "step", "day"):
        courses.setdefault(intervention, []).append((step, day or date.max))

    kinds = {tuple(step for step, _ in course) for course in courses.values()}
    assert kinds == {("beslut", "avslut"), ("beslut", "uppfoljning"), ("beslut", "uppfoljning", "avslut")}
    assert all([day for _, day in course] == sorted(day for _, day in course) for course in courses.values())
    closed = Intervention._base_manager.filter(closed__isnull=False).count()
    assert closed == Response._base_manager.filter(state=ResponseState.HANDED_IN, step="avslut").count()


def test_an_invented_registration_could_have_been_handed_in_as_it_is() -> None:
    """No error in it, and the row that is counted is the one that its answers make."""
    some = Response._base_manager.filter(state=ResponseState.HANDED_IN).select_related("organisation", "intervention", "round")
    looked_at = list(some.order_by("id"))[::40]
    for one in looked_at:
        form = form_of(one, AT)
        assert handing_in.readiness(form).hinders == []
        if one.row is not None:
            made = {id: answer for id, answer in form.filled.row.items() if id not in ("datum", "ar")}
            assert answers_as_data(made, form.instrument) == one.row

    assert len(looked_at) > 80


def test_the_cast_has_drafts_and_follow_ups_that_wait(actor: Callable[[str], Actor]) -> None:
    box = inbox.see_inbox(actor=actor("astrid"), at=AT)
    drafts = {one.response.step: (one.answered / one.asked, one.response.waits_until) for one in box.drafts}

    assert len(box.drafts) == 3
    assert drafts["avslut"][0] > 0.8
    assert drafts["beslut"][0] < 0.2
    assert drafts["uppfoljning"][1] == AT.date() + timedelta(days=9)
    assert [one.days for one in box.due] == [-6, 2, 11, 20, 34]
    # What is due is not what was done last week.
    for one in box.due:
        handed_in = Response._base_manager.filter(intervention=one.intervention, state=ResponseState.HANDED_IN)
        due = localdate(AT) + timedelta(days=one.days)
        assert not handed_in.filter(day__gt=due - timedelta(days=75)).exists()
    of_bo, of_cecilia = (inbox.see_inbox(actor=actor(who), at=AT) for who in ("bo", "cecilia"))
    assert {one.response.begun_by.name for one in of_bo.drafts if one.response.begun_by} == {"Astrid Ek", "Bo Lind"}
    assert {one.intervention.organisation.name for one in of_bo.due} == {"Barn och unga", "Öppenvård"}
    assert (len(of_cecilia.drafts), len(of_cecilia.due)) == (1, 2)


def test_more_closings_are_known_than_registered_in_the_months_that_are_known(actor: Callable[[str], Actor]) -> None:
    page = rounds.see_round(actor=actor("maja"), at=AT)
    assert page.round is not None
    registered = Counter(day.replace(day=1) for day in rows_in("2080").filter(step="avslut").values_list("day", flat=True))

    assert list(page.closings) == [date(2025 + month // 12, month % 12 + 1, 1) for month in range(10, 21)]
    assert all(registered[month] <= known for month, known in page.closings.items())
    assert 0.7 < sum(registered[month] for month in page.closings) / sum(page.closings.values()) < 1


def test_codes_are_invented_and_sealed_and_the_logbook_has_words(actor: Callable[[str], Actor]) -> None:
    some = Intervention._base_manager.select_related("organisation").order_by("id")
    codes = [case_codes.opened(one) for one in list(some)[::50]]

    assert all(re.fullmatch(r"(BU|ÖV)-20\d\d-\d{4}", code) for code in codes)
    assert len(set(codes)) == len(codes) > 30
    assert not any(code in str(row) for row in Intervention._base_manager.values() for code in codes[:3])
    said = comments.see_logbook(actor=actor("bo")).comments
    assert all(one.words for _, several in said for one in several)
    assert len(said) >= 3


def test_how_long_it_took_is_plausible_and_adds_up() -> None:
    for seconds, by_question in rows_in("2080").values_list("seconds", "by_question"):
        assert 30 <= seconds <= 2400
        assert sum(by_question.values()) <= seconds
    median = statistics.median(rows_in("2080").values_list("seconds", flat=True))

    assert 150 < median < 360


def test_running_the_demo_again_adds_nothing() -> None:
    before = all_there_is()

    assert demo.place_life(at=AT + timedelta(days=3)) == 0
    assert all_there_is() == before
