"""A board opens its round, says what holds in it, and reads what people miss."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from spegla.portal.accounts.models import Assignment, AssignmentState
from spegla.portal.store import rounds as store
from spegla.portal.store.models import AuditRecord, Round
from spegla.portal.store.models.rounds import Comment
from spegla.portal.use_cases import comments, inbox, interventions, registering, rounds
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import DECISION, FOLLOW_UP, begun, handed_in, open_round, unit_of

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]
NOVEMBER = date(2026, 11, 1)


def test_a_round_is_opened_once_and_another_form_closes_it(actor: Actors) -> None:
    first = rounds.open_round(actor=actor("maja"), instrument="webbkollen-2017", at=AT)
    assert rounds.open_round(actor=actor("maja"), instrument="webbkollen-2017", at=AT).id == first.id
    second = rounds.open_round(actor=actor("maja"), instrument="bbic-3.1", at=AT + timedelta(days=1))

    first.refresh_from_db()
    assert first.closed_at == AT + timedelta(days=1)
    assert [one.id for one in store.rounds_of(actor("maja").organisation)] == [second.id, first.id]


def test_what_holds_in_a_round_comes_along_to_another_form(actor: Actors) -> None:
    maja = actor("maja")
    rounds.open_round(actor=maja, instrument="webbkollen-2017", at=AT)
    rounds.change(actor=maja, budget=240, free_text=True, shows_earlier=False, at=AT)
    second = rounds.open_round(actor=maja, instrument="bbic-3.1", at=AT)
    assert (second.budget, second.free_text, second.shows_earlier) == (240, True, False)

    rounds.change(actor=maja, budget=300, free_text=False, shows_earlier=True, at=AT)
    first = rounds.open_round(actor=maja, instrument="webbkollen-2017", at=AT)
    assert (first.budget, first.free_text, first.shows_earlier) == (300, False, True)


def test_the_form_that_is_open_is_not_there_to_change_to(actor: Actors, log_in: LogIn) -> None:
    assert "webbkollen-2017" in {one.reference for one in rounds.see_round(actor=actor("maja"), at=AT).choices}
    open_round(unit_of(actor("astrid")))

    assert "webbkollen-2017" not in {one.reference for one in rounds.see_round(actor=actor("maja"), at=AT).choices}
    answered = log_in("maja").post("/omgang/oppna/", {"instrument": "webbkollen-2017", "sure": "on"})
    assert answered.status_code == 422


def test_a_number_of_closings_that_is_taken_away_is_said_to_be(actor: Actors, log_in: LogIn) -> None:
    open_round(unit_of(actor("astrid")))
    month = f"{localdate():%Y-%m}"
    for count, says in (("46", "Antalet är sparat."), ("", "Antalet är borttaget.")):
        answered = log_in("maja").post("/omgang/avslutade/", {"month": month, "count": count}, follow=True)
        assert says in answered.content.decode()


@pytest.mark.parametrize("instrument", ["oj-sbu-2016", "barnenkat-2021", "nagot-annat", ""])
def test_only_what_is_about_interventions_can_be_registered(actor: Actors, instrument: str) -> None:
    with pytest.raises(NotPossibleError, match="round_instrument"):
        rounds.open_round(actor=actor("maja"), instrument=instrument, at=AT)


def test_whoever_registers_does_not_open_the_round(actor: Actors) -> None:
    with pytest.raises(RefusedError):
        rounds.open_round(actor=actor("astrid"), instrument="webbkollen-2017", at=AT)


def test_without_a_round_nothing_is_registered(actor: Actors) -> None:
    with pytest.raises(NotPossibleError, match="round_none"):
        registering.begin(actor=actor("astrid"), unit=unit_of(actor("astrid")), step="beslut", code="BU-1", at=AT)


def test_what_was_begun_is_finished_in_its_own_version(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    rounds.open_round(actor=actor("maja"), instrument="bbic-3.1", at=AT)

    assert registering.see_form(actor=actor("astrid"), response_id=draft.id, at=AT).instrument.reference == "webbkollen-2017"


def test_an_intervention_that_was_decided_in_another_version_is_closed_in_it(actor: Actors) -> None:
    decision = handed_in(actor("astrid"), "BU-1")
    rounds.open_round(actor=actor("maja"), instrument="bbic-3.1", at=AT)

    page = interventions.see_intervention(actor=actor("astrid"), intervention_id=decision.intervention_id, at=AT)
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    assert list(page.next_steps) == ["uppfoljning", "avslut"]
    assert (closure.instrument, closure.round_id) == ("webbkollen-2017", decision.round_id)
    assert closure.row is not None
    assert begun(actor("astrid"), "BU-2").instrument == "bbic-3.1"


def test_closings_are_stated_changed_and_taken_back(actor: Actors) -> None:
    open_round(unit_of(actor("astrid")))
    board = actor("maja").organisation
    for count, holds in ((46, {NOVEMBER: 46}), (48, {NOVEMBER: 48}), (None, {})):
        rounds.state_closings(actor=actor("maja"), month=date(2026, 11, 17), count=count, at=AT)
        assert store.closings_of(board) == holds
    assert AuditRecord._base_manager.filter(action="closings_stated").count() == 3


@pytest.mark.parametrize(("month", "count"), [(date(2026, 12, 1), 5), (NOVEMBER, -1), (NOVEMBER, 100_001)])
def test_closings_that_cannot_be_are_refused(actor: Actors, month: date, count: int) -> None:
    open_round(unit_of(actor("astrid")))
    with pytest.raises(NotPossibleError):
        rounds.state_closings(actor=actor("maja"), month=month, count=count, at=AT)


@pytest.mark.parametrize("budget", [29, 3601])
def test_a_budget_that_cannot_be_is_refused(actor: Actors, budget: int) -> None:
    open_round(unit_of(actor("astrid")))
    with pytest.raises(NotPossibleError, match="round_budget"):
        rounds.change(actor=actor("maja"), budget=budget, free_text=False, shows_earlier=True, at=AT)


def test_earlier_answers_are_not_shown_where_that_is_switched_off(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1")
    closure = begun(actor("astrid"), "BU-1", "avslut")
    assert registering.see_form(actor=actor("astrid"), response_id=closure.id, at=AT).earlier != {}
    rounds.change(actor=actor("maja"), budget=360, free_text=False, shows_earlier=False, at=AT)

    assert registering.see_form(actor=actor("astrid"), response_id=closure.id, at=AT).earlier == {}


def remark(actor: Actor, words: str = "", *, insists: bool = False, kind: str = "alternative") -> Comment:
    draft = begun(actor, "BU-1")
    return comments.comment(
        actor=actor, response_id=draft.id, variable="insats_oppenvard", kind=kind, words=words, insists=insists, at=AT
    )  # fmt: skip


def test_words_are_kept_only_where_they_are_switched_on(actor: Actors) -> None:
    assert remark(actor("astrid"), "Familjebehandling saknas.").words == ""
    rounds.change(actor=actor("maja"), budget=360, free_text=True, shows_earlier=True, at=AT)
    assert remark(actor("astrid"), "Familjebehandling saknas.").words == "Familjebehandling saknas."


def test_a_personal_number_is_never_kept_however_sure_somebody_is(actor: Actors) -> None:
    open_round(unit_of(actor("astrid")))
    rounds.change(actor=actor("maja"), budget=360, free_text=True, shows_earlier=True, at=AT)
    with pytest.raises(comments.IdentityError) as told:
        remark(actor("astrid"), "Det gäller 20100101-1236.", insists=True)

    assert told.value.never
    assert not Comment._base_manager.exists()


def test_a_comment_says_nothing_of_the_response_that_it_was_met_in(actor: Actors) -> None:
    made = remark(actor("astrid"))
    [record] = AuditRecord._base_manager.filter(action="comment_made")

    assert record.object == ""
    assert {field.name for field in Comment._meta.get_fields()} & {"response", "intervention"} == set()
    book = comments.see_logbook(actor=actor("bo"))
    assert [(one.id, [each.id for each in found]) for one, found in book.comments] == [("insats_oppenvard", [made.id])]


def test_the_logbook_is_the_own_boards(actor: Actors, person: Callable[[str], object]) -> None:
    remark(actor("astrid"))
    assert comments.see_logbook(actor=actor("malin")).comments == []
    with pytest.raises(RefusedError):
        comments.see_logbook(actor=actor("astrid"))


def test_a_question_of_another_step_cannot_be_commented_on(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    with pytest.raises(NotFoundError):
        comments.before_commenting(actor=actor("astrid"), response_id=draft.id, variable="risk_avslut")


def test_what_is_planned_and_begun_waits_in_the_inbox_and_is_counted(actor: Actors) -> None:
    done = handed_in(actor("astrid"), "BU-1")
    interventions.plan(actor=actor("astrid"), intervention_id=done.intervention_id, due=AT.date() - timedelta(days=7), at=AT)
    draft = begun(actor("astrid"), "BU-2")

    found = inbox.see_inbox(actor=actor("bo"), at=AT)
    assert [(one.intervention.id, one.days, one.late) for one in found.due] == [(done.intervention_id, -7, True)]
    assert [one.response.id for one in found.drafts] == [draft.id]
    assert found.counts is not None
    assert (found.counts.counts["late"], found.counts.counts["draft"]) == (1, 1)


def test_what_is_planned_and_begun_stands_once_with_the_day_that_it_was_planned_for(actor: Actors, log_in: LogIn) -> None:
    astrid, day = actor("astrid"), localdate(AT) - timedelta(days=7)
    late = handed_in(astrid, "BU-1", answers={**DECISION, "nasta": [day.isoformat()]})
    older = begun(astrid, "BU-2", at=AT - timedelta(hours=1))
    correcting = registering.correct(actor=astrid, response_id=late.id, at=AT + timedelta(minutes=1))
    assert [one.intervention.id for one in inbox.see_inbox(actor=astrid, at=AT).due] == [late.intervention_id]

    draft = begun(astrid, "BU-1", "uppfoljning", at=AT - timedelta(hours=2))
    found = inbox.see_inbox(actor=astrid, at=AT)
    assert found.due == []
    assert [(one.response.id, one.due, one.late) for one in found.drafts] == [
        (draft.id, day, True), (correcting.id, None, False), (older.id, None, False)
    ]  # fmt: skip
    assert found.counts is not None
    assert {place: count for place, count in found.counts.counts.items() if count} == {"late_draft": 1, "draft": 2}
    shown = log_in("astrid").get("/registrera/").content.decode()
    assert "dagar sen</b>" in shown
    assert "Börja<" not in shown.partition('id="utkast"')[0]


def test_a_follow_up_that_is_being_corrected_is_not_the_next_one(actor: Actors) -> None:
    astrid, day = actor("astrid"), localdate(AT) + timedelta(days=7)
    handed_in(astrid, "BU-1")
    done = handed_in(astrid, "BU-1", "uppfoljning", {**FOLLOW_UP, "nasta": [day.isoformat()]})
    correcting = registering.correct(actor=astrid, response_id=done.id, at=AT)

    found = inbox.see_inbox(actor=astrid, at=AT)
    assert [(one.intervention.id, one.days) for one in found.due] == [(done.intervention_id, 7)]
    assert [(one.response.id, one.due) for one in found.drafts] == [(correcting.id, None)]


def test_the_inbox_is_the_own_units(actor: Actors) -> None:
    begun(actor("astrid"), "BU-1")
    open_round(unit_of(actor("cecilia")))

    assert inbox.see_inbox(actor=actor("cecilia"), at=AT).drafts == []
    Assignment._base_manager.filter(person=actor("astrid").person).update(state=AssignmentState.ENDED)
    with pytest.raises(RefusedError):
        inbox.see_inbox(actor=actor("astrid"), at=AT)


def test_a_round_that_nobody_opened_has_nothing_to_change(actor: Actors) -> None:
    with pytest.raises(NotPossibleError, match="round_none"):
        rounds.change(actor=actor("maja"), budget=360, free_text=True, shows_earlier=True, at=AT)
    assert not Round._base_manager.exists()
