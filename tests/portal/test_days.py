"""The days of an intervention fit together, and what is planned next stands until somebody plans otherwise."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
from django.urls import reverse

from spegla.portal.store.models import Intervention, Response
from spegla.portal.use_cases import handing_in, interventions, registering
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.response_form import DayFault
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import CLOSURE, DECISION, FOLLOW_UP, begun, day, fill_in, handed_in

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


def followed_up(actor: Actor, on: str, then: str = "") -> Response:
    planned = {"nasta": [then]} if then else {}
    return handed_in(actor, "BU-1", "uppfoljning", {**FOLLOW_UP, "datum": [on], **planned})


def corrected(actor: Actor, response: Response, changes: Mapping[str, Sequence[str]]) -> Response:
    draft = registering.correct(actor=actor, response_id=response.id, at=AT)
    for number, (variable, texts) in enumerate(changes.items()):
        registering.save_answer(
            actor=actor, response_id=draft.id, variable=variable, texts=texts, seen=0, key=f"ratta-{number:04}", page="sidan-02", at=AT,
        )  # fmt: skip
    version = Response._base_manager.get(id=draft.id).version
    return handing_in.hand_in(actor=actor, response_id=draft.id, version=version, at=AT)


def due() -> str:
    known = Intervention._base_manager.get()
    assert known.due_step == ("uppfoljning" if known.due else "")
    return known.due.isoformat() if known.due else ""


# ── What is planned ───────────────────────────────────────────────────────────


def test_a_correction_of_something_else_leaves_what_a_later_step_has_planned(actor: Actors) -> None:
    astrid = actor("astrid")
    decision = handed_in(astrid, "BU-1", answers={**DECISION, "nasta": ["2026-04-01"]})
    first = followed_up(astrid, "2026-04-01", "2026-07-01")
    followed_up(astrid, "2026-07-02", "2027-01-15")
    for one in (first, decision):
        corrected(astrid, one, {"kon": ["pojke"]})

        assert due() == "2027-01-15"


def test_a_correction_of_something_else_plans_nothing_anew(actor: Actors) -> None:
    astrid = actor("astrid")
    decision = handed_in(astrid, "BU-1", answers={**DECISION, "nasta": ["2026-05-01"]})
    followed_up(astrid, "2026-05-01")
    corrected(astrid, decision, {"kon": ["pojke"]})

    assert due() == ""


def test_a_correction_of_something_else_leaves_what_was_planned_on_the_page_of_the_intervention(actor: Actors) -> None:
    astrid = actor("astrid")
    decision = handed_in(astrid, "BU-1", answers={**DECISION, "nasta": ["2027-02-01"]})
    interventions.plan(actor=astrid, intervention_id=decision.intervention_id, due=None, at=AT)
    corrected(astrid, decision, {"kon": ["pojke"]})

    assert due() == ""


def test_a_correction_of_the_next_day_plans_it_when_nothing_has_come_after(actor: Actors) -> None:
    astrid = actor("astrid")
    decision = handed_in(astrid, "BU-1", answers={**DECISION, "nasta": ["2027-02-01"]})
    again = corrected(astrid, decision, {"nasta": ["2027-03-01"]})
    assert due() == "2027-03-01"

    followed_up(astrid, "2026-11-02", "2027-05-01")
    corrected(astrid, again, {"nasta": ["2027-04-01"]})
    assert due() == "2027-05-01"


def test_a_follow_up_that_is_registered_late_plans_nothing_beside_a_later_one(actor: Actors) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1")
    followed_up(astrid, "2026-09-01", "2027-03-01")
    followed_up(astrid, "2026-05-01", "2026-08-01")

    assert due() == "2027-03-01"


def test_a_correction_that_takes_back_its_day_takes_back_what_it_planned(actor: Actors) -> None:
    decision = handed_in(actor("astrid"), "BU-1", answers={**DECISION, "nasta": ["2027-02-01"]})
    corrected(actor("astrid"), decision, {"nasta": [""]})

    assert due() == ""


def test_a_correction_that_takes_back_its_day_leaves_what_was_planned_otherwise_since(actor: Actors) -> None:
    astrid = actor("astrid")
    decision = handed_in(astrid, "BU-1", answers={**DECISION, "nasta": ["2027-02-01"]})
    interventions.plan(actor=astrid, intervention_id=decision.intervention_id, due=day("2027-03-01"), at=AT)
    corrected(astrid, decision, {"nasta": [""]})

    assert due() == "2027-03-01"


def test_a_correction_to_a_later_day_does_what_was_planned_for_then(actor: Actors) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1", answers={**DECISION, "nasta": ["2026-05-20"]})
    one = followed_up(astrid, "2026-05-01")
    assert due() == "2026-05-20"
    corrected(astrid, one, {"datum": ["2026-06-01"]})

    assert due() == ""


def test_nothing_is_planned_for_what_is_closed(actor: Actors) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1")
    one = followed_up(astrid, "2026-06-01")
    handed_in(astrid, "BU-1", "avslut", {**CLOSURE, "datum": ["2026-06-01"]})
    corrected(astrid, one, {"nasta": ["2027-01-01"]})

    assert due() == ""


def test_a_follow_up_does_what_was_planned_for_then(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", answers={**DECISION, "nasta": ["2026-05-01"]})
    followed_up(actor("astrid"), "2026-05-03")

    assert due() == ""


@pytest.mark.parametrize(("planned", "code"), [("2026-05-01", "next_before_day"), ("2026-05-02", ""), ("2066-01-01", "next_unlikely")])
def test_the_page_of_the_intervention_plans_days_that_the_form_would_take(actor: Actors, log_in: LogIn, planned: str, code: str) -> None:
    handed_in(actor("astrid"), "BU-1")
    one = followed_up(actor("astrid"), "2026-05-01")
    answered = log_in("astrid").post(reverse("intervention", args=[one.intervention_id]), {"due": planned})

    assert answered.status_code == (422 if code else 302)
    assert due() == ("" if code else planned)
    if code == "next_before_day":
        assert "Nästa uppföljning måste vara efter 1 maj 2026." in answered.content.decode()


# ── Days that fit together ────────────────────────────────────────────────────


def fault(actor: Actor, draft: Response, on: str) -> DayFault | None:
    fill_in(actor, draft, {"datum": [on]})
    return handing_in.look_through(actor=actor, response_id=draft.id, at=AT).form.day_wrong


def test_a_closure_is_not_before_a_follow_up(actor: Actors) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1")
    followed_up(astrid, "2026-05-01")
    followed_up(astrid, "2026-06-01")
    draft = fill_in(astrid, begun(astrid, "BU-1", "avslut"), {**CLOSURE, "datum": ["2026-04-30"]})

    found = handing_in.look_through(actor=astrid, response_id=draft.id, at=AT)
    assert (found.form.day_wrong, found.hinders) == (DayFault("day_before_row", day("2026-06-01")), ["datum"])
    with pytest.raises(NotPossibleError, match="response_hindered"):
        handing_in.hand_in(actor=astrid, response_id=draft.id, version=draft.version, at=AT)


def test_a_closure_may_be_on_the_day_of_the_last_follow_up_and_a_follow_up_on_the_day_of_the_closure(actor: Actors) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1")
    one = followed_up(astrid, "2026-06-01")
    handed_in(astrid, "BU-1", "avslut", {**CLOSURE, "datum": ["2026-06-01"]})

    assert corrected(astrid, one, {"kon": ["pojke"]}).day == day("2026-06-01")


def test_a_follow_up_is_not_corrected_to_after_the_closure(actor: Actors) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1")
    one = followed_up(astrid, "2026-05-01")
    handed_in(astrid, "BU-1", "avslut", {**CLOSURE, "datum": ["2026-06-01"]})
    draft = registering.correct(actor=astrid, response_id=one.id, at=AT)

    assert fault(astrid, draft, "2026-06-02") == DayFault("day_after_closure", day("2026-06-01"))


def test_a_decision_is_not_corrected_to_after_what_rests_on_it_and_a_draft_hinders_nobody(actor: Actors) -> None:
    astrid = actor("astrid")
    decision = handed_in(astrid, "BU-1")
    fill_in(astrid, begun(astrid, "BU-1", "uppfoljning"), {"datum": ["2026-04-01"]})
    draft = registering.correct(actor=astrid, response_id=decision.id, at=AT)
    assert fault(astrid, draft, "2026-05-01") is None

    handed_in(astrid, "BU-1", "avslut", {**CLOSURE, "datum": ["2026-04-30"]})
    assert fault(astrid, draft, "2026-05-01") == DayFault("day_after_row", day("2026-04-30"))


def test_what_was_replaced_is_read_as_it_was(actor: Actors) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1")
    closure = handed_in(astrid, "BU-1", "avslut", {**CLOSURE, "datum": ["2026-05-01"]})
    corrected(astrid, closure, {"datum": ["2026-06-15"]})
    # A follow-up before the closure may be registered late: by a file, or by whoever had begun it before.
    Response._base_manager.filter(id=closure.id).update(day=day("2026-03-01"))

    assert registering.see_response(actor=astrid, response_id=closure.id, at=AT).day_wrong is None


def test_the_page_says_which_day_it_is_about(actor: Actors, log_in: LogIn) -> None:
    astrid = actor("astrid")
    handed_in(astrid, "BU-1")
    followed_up(astrid, "2026-06-01")
    draft = fill_in(astrid, begun(astrid, "BU-1", "avslut"), {"datum": ["2026-05-31"]}, AT + timedelta(minutes=1))

    assert (
        "Avslutet är före en uppföljning som är inlämnad, 1 juni 2026." in log_in("astrid").get(f"/registrera/{draft.id}/").content.decode()
    )
