"""A response is begun, filled in and handed in; nothing that was given is lost, and nothing is there twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from spegla.portal.accounts.models import Person
from spegla.portal.store import responses as store
from spegla.portal.store.models import AuditRecord, Intervention, PartitionState, Response, ResponseState
from spegla.portal.store.models.responses import AnswerVersion
from spegla.portal.use_cases import case_codes, handing_in, inbox, interventions, registering
from spegla.portal.use_cases.access import Actor, NotFoundError
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.response_form import DayFault, differing
from spegla.portal.web.registration.questions import Page
from spegla.responses.forms import GivenError
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import CLOSURE, DECISION, FOLLOW_UP, begun, day, fill_in, handed_in, open_round, unit_of
from tests.portal.traces import traced

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


def save(
    actor: Actor, response: Response, variable: str, *texts: str, seen: int = 0, key: str = "nyckel-0001", page: str = "sida-0001"
) -> bool:
    return registering.save_answer(
        actor=actor, response_id=response.id, variable=variable, texts=texts, seen=seen, key=key, page=page, at=AT
    ).accepted  # fmt: skip


@pytest.mark.parametrize("step", ["uppfoljning", "avslut"])
def test_a_later_step_of_a_code_that_nobody_knows_is_refused_and_nothing_is_made(actor: Actors, step: str) -> None:
    unit = unit_of(actor("astrid"))
    open_round(unit)
    with pytest.raises(NotPossibleError, match="case_code_unknown"):
        registering.begin(actor=actor("astrid"), unit=unit, step=step, code="BU-1", at=AT)
    assert not Intervention._base_manager.exists()


def test_a_closure_before_its_decision_begins_with_the_decision(actor: Actors) -> None:
    decision = begun(actor("astrid"), "BU-1")
    assert begun(actor("astrid"), "BU-1", "avslut").id == decision.id


def test_the_same_code_written_otherwise_is_the_same_intervention(actor: Actors) -> None:
    first, again = begun(actor("astrid"), "BU 2026-1"), begun(actor("astrid"), "  bu 2026-1 ")

    assert again.id == first.id
    assert Intervention._base_manager.count() == 1


def test_the_code_is_nowhere_in_the_clear_and_is_opened_for_whoever_may(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-2026-117")
    stored = [str(value) for row in Intervention._base_manager.values() for value in row.values()]

    assert traced("BU-2026-117", " ".join(stored)) == []
    assert case_codes.open_code(actor=actor("bo"), intervention_id=draft.intervention_id, at=AT) == "BU-2026-117"
    assert AuditRecord._base_manager.filter(action="case_code_read", actor=actor("bo").person).count() == 1
    with pytest.raises(NotFoundError):
        case_codes.open_code(actor=actor("cecilia"), intervention_id=draft.intervention_id, at=AT)


def test_a_code_that_was_written_wrong_is_corrected_and_the_old_one_is_kept_nowhere(actor: Actors) -> None:
    astrid, draft = actor("astrid"), begun(actor("astrid"), "BU-2026-171")
    before = Intervention._base_manager.values_list("case_hash", "case_cipher").get()
    case_codes.correct_code(actor=astrid, intervention_id=draft.intervention_id, code=" BU-2026-117 ", at=AT)

    assert begun(astrid, "bu-2026-117").id == draft.id
    assert case_codes.open_code(actor=actor("bo"), intervention_id=draft.intervention_id, at=AT) == "BU-2026-117"
    assert not set(before) & set(Intervention._base_manager.values_list("case_hash", "case_cipher").get())
    [record] = AuditRecord._base_manager.filter(action="case_code_corrected")
    assert (record.object, record.facts) == (f"intervention:{draft.intervention_id}", {})
    with pytest.raises(NotPossibleError, match="case_code_nowhere"):
        case_codes.look_up(actor=astrid, unit=draft.organisation, code="BU-2026-171")


def test_a_code_that_another_intervention_has_is_not_given_twice_and_one_s_own_may_be_written_otherwise(actor: Actors) -> None:
    astrid, first = actor("astrid"), begun(actor("astrid"), "BU-1")
    second = begun(astrid, "BU-2")
    with pytest.raises(NotPossibleError, match="case_code_taken") as taken:
        case_codes.correct_code(actor=astrid, intervention_id=second.intervention_id, code="bu-1", at=AT)
    case_codes.correct_code(actor=astrid, intervention_id=first.intervention_id, code="bu-1", at=AT)

    assert taken.value.facts == {"number": str(first.intervention_id)}
    assert case_codes.open_code(actor=astrid, intervention_id=first.intervention_id, at=AT) == "bu-1"
    for code in ("Kalle Ek", "20100101-1236", " "):
        with pytest.raises(NotPossibleError):
            case_codes.correct_code(actor=astrid, intervention_id=second.intervention_id, code=code, at=AT)


def test_an_intervention_is_found_by_its_code_by_who_registers_there(actor: Actors, log_in: LogIn) -> None:
    draft, client = begun(actor("astrid"), "BU-1"), log_in("astrid")
    sent = {"code": "bu-1", "unit": str(draft.organisation_id), "till": "insats"}
    found, unknown = client.post("/registrera/", sent), client.post("/registrera/", {**sent, "code": "BU-3"})

    assert (found.status_code, found.headers["Location"]) == (302, f"/insatser/{draft.intervention_id}/")
    assert unknown.status_code == 422
    assert "Ingen insats har beteckningen BU-3." in unknown.content.decode()
    assert Intervention._base_manager.count() == 1
    with pytest.raises(NotFoundError):
        case_codes.look_up(actor=actor("cecilia"), unit=draft.organisation, code="BU-1")


def test_the_page_of_what_waits_shows_what_one_has_handed_in_oneself_lately(actor: Actors, person: Callable[[str], Person]) -> None:
    old, mine = handed_in(actor("astrid"), "BU-1"), handed_in(actor("astrid"), "BU-2")
    others = handed_in(actor("astrid"), "BU-3")
    Response._base_manager.filter(id=old.id).update(handed_in_at=AT - timedelta(days=15))
    Response._base_manager.filter(id=others.id).update(handed_in_by=person("bo"))
    gone = handed_in(actor("astrid"), "BU-5")
    handing_in.remove(actor=actor("astrid"), response_id=gone.id, at=AT)
    # Where she registered before she came to this unit.
    elsewhere = handed_in(actor("astrid"), "BU-4")
    Response._base_manager.filter(id=elsewhere.id).update(organisation=person("maja").organisation)

    assert [one.id for one in inbox.see_inbox(actor=actor("astrid"), at=AT).lately] == [mine.id]
    assert [one.id for one in inbox.see_inbox(actor=actor("bo"), at=AT).lately] == [others.id]


def test_a_response_that_was_replaced_leads_to_its_correction(actor: Actors, log_in: LogIn) -> None:
    wrong = handed_in(actor("astrid"), "BU-1")
    draft = registering.correct(actor=actor("astrid"), response_id=wrong.id, at=AT)
    client = log_in("astrid")
    assert "Rättelse" in client.get("/registrera/").content.decode()
    handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=draft.version, at=AT)

    assert f'href="/registreringar/{draft.id}/"' in client.get(f"/registreringar/{wrong.id}/").content.decode()


def test_a_correction_that_was_thrown_away_is_not_what_a_response_was_replaced_by(actor: Actors) -> None:
    wrong = handed_in(actor("astrid"), "BU-1")
    thrown = registering.correct(actor=actor("astrid"), response_id=wrong.id, at=AT)
    handing_in.remove(actor=actor("astrid"), response_id=thrown.id, at=AT)
    form = registering.see_response(actor=actor("astrid"), response_id=wrong.id, at=AT)
    assert registering.successor(form) is None
    draft = registering.correct(actor=actor("astrid"), response_id=wrong.id, at=AT)
    handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=draft.version, at=AT)

    assert registering.successor(form) == draft


@pytest.mark.parametrize("day", ["1926-11-16", "1026-11-16"])
def test_a_day_that_is_too_long_ago_hinders(actor: Actors, day: str) -> None:
    draft = fill_in(actor("astrid"), begun(actor("astrid"), "BU-1"), {**DECISION, "datum": [day]})

    assert handing_in.look_through(actor=actor("astrid"), response_id=draft.id, at=AT).form.day_wrong == DayFault("day_unlikely")
    with pytest.raises(NotPossibleError, match="response_hindered"):
        handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=draft.version, at=AT)


@pytest.mark.parametrize(
    "code",
    ["", "  ", "–", "- -", "20100101-1236", "2010 01 01 12 36", "2 0 1 0 0 1 0 1 1 2 3 6", "Kalle Ek", "Linnea 2", "Storgatan 4", "x" * 81],
)
def test_what_is_no_code_is_refused(actor: Actors, code: str) -> None:
    with pytest.raises(NotPossibleError):
        begun(actor("astrid"), code)


def test_an_answer_that_is_sent_twice_is_saved_once(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    save(actor("astrid"), draft, "alder", "14")
    save(actor("astrid"), draft, "alder", "15", seen=1, key="nyckel-0002")
    save(actor("astrid"), draft, "alder", "14", key="nyckel-0001")

    now = Response._base_manager.get(id=draft.id)
    assert now.answers["alder"] == 15
    assert AnswerVersion._base_manager.filter(response=draft).count() == 2


def test_an_answer_that_held_already_is_no_new_one_when_it_is_sent_again(actor: Actors) -> None:
    astrid, bo = actor("astrid"), actor("bo")
    draft = begun(astrid, "BU-1")
    save(bo, draft, "ursprung", "sverige", key="nyckel-bbbb", page="sida-bbbb")
    save(astrid, draft, "ursprung", "sverige", key="nyckel-aaaa", page="sida-aaaa")
    save(bo, draft, "ursprung", "utland", seen=1, key="nyckel-bbbc", page="sida-bbbb")
    save(astrid, draft, "ursprung", "sverige", key="nyckel-aaaa", page="sida-aaaa")

    assert Response._base_manager.get(id=draft.id).answers["ursprung"] == "utland"
    assert store.conflicts_of(draft) == []


def test_a_whole_form_that_changes_nothing_leaves_nothing_in_the_history(actor: Actors) -> None:
    draft = fill_in(actor("astrid"), begun(actor("astrid"), "BU-1"), DECISION)
    before = len(store.history_of(draft))
    registering.save_all(
        actor=actor("bo"), response_id=draft.id, given={**DECISION, "fokus": []}, seen={}, key="nyckel-cccc", page="sida-cccc", at=AT,
    )  # fmt: skip

    assert len(store.history_of(draft)) == before


def test_two_people_who_answer_at_once_lose_nothing(actor: Actors) -> None:
    astrid, bo = actor("astrid"), actor("bo")
    draft = begun(astrid, "BU-1")
    assert save(astrid, draft, "risk_beslut", "hog", key="nyckel-aaaa", page="sida-aaaa")
    assert not save(bo, draft, "risk_beslut", "lag", key="nyckel-bbbb", page="sida-bbbb")

    form = registering.see_form(actor=astrid, response_id=draft.id, at=AT)
    assert form.response.answers["risk_beslut"] == "hog"
    [waiting] = form.conflicts
    assert (waiting.value, waiting.given_by_id) == ("lag", bo.person.id)
    fill_in(astrid, draft, {"datum": ["2026-03-12"]})
    with pytest.raises(NotPossibleError, match="response_conflicts"):
        handing_in.hand_in(actor=astrid, response_id=draft.id, version=2, at=AT)

    assert (
        registering.choose(
            actor=astrid, response_id=draft.id, chosen={"risk_beslut": waiting.id}, shown=frozenset({waiting.id}), version=2, at=AT
        )
        == []
    )
    assert Response._base_manager.get(id=draft.id).answers["risk_beslut"] == "lag"
    assert {one.value for one in store.history_of(draft) if one.variable == "risk_beslut"} == {"hog", "lag"}


def test_a_whole_form_that_has_not_been_told_changes_nothing_that_it_did_not_touch(actor: Actors) -> None:
    astrid, bo = actor("astrid"), actor("bo")
    draft = begun(astrid, "BU-1")
    save(astrid, draft, "risk_beslut", "hog", key="nyckel-aaaa", page="sida-aaaa")
    save(bo, draft, "risk_beslut", "lag", seen=1, key="nyckel-bbbb", page="sida-bbbb")
    whole = registering.save_all(
        actor=astrid, response_id=draft.id, given={"risk_beslut": ["hog"], "alder": ["14"]}, seen={"risk_beslut": 1, "alder": 0},
        key="nyckel-cccc", page="sida-aaaa", at=AT,
    )  # fmt: skip

    assert whole.form.response.answers == {"risk_beslut": "lag", "alder": 14}
    assert whole.apart == frozenset()


def test_what_is_no_answer_is_told_and_the_rest_is_saved(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    whole = registering.save_all(
        actor=actor("astrid"), response_id=draft.id, given={"alder": ["tretton"], "kon": ["flicka"]}, seen={}, key="nyckel-aaaa",
        page="sida-aaaa", at=AT,
    )  # fmt: skip

    assert whole.wrong == {"alder": "given_number"}
    assert whole.form.response.answers == {"kon": "flicka"}
    with pytest.raises(GivenError):
        save(actor("astrid"), draft, "kon", "annat")


def test_a_closure_makes_a_row_of_its_own_answers_and_a_copy_of_the_decision(actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")

    assert closure.row is not None
    assert closure.row["tillfalle"] == "avslut"
    assert closure.row["risk_beslut"] == "hog"
    assert closure.row["risk_avslut"] == "forhojd"
    assert closure.latest
    [state] = PartitionState._base_manager.all()
    assert (state.organisation.code, state.instrument, state.year, state.changes) == ("2080", "webbkollen-2017", 2026, 1)


def test_a_decision_alone_is_in_no_figure(actor: Actors) -> None:
    assert handed_in(actor("astrid"), "BU-1").row is None
    assert not PartitionState._base_manager.exists()


def test_handing_in_twice_is_handing_in_once(actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    again = handing_in.hand_in(actor=actor("bo"), response_id=closure.id, version=closure.version, at=AT + timedelta(minutes=5))

    assert again.handed_in_by_id == actor("astrid").person.id
    assert PartitionState._base_manager.get().changes == 1


def test_a_correction_keeps_the_old_version_and_counts_once(actor: Actors) -> None:
    old = handed_in(actor("astrid"), "BU-1", "avslut")
    draft = registering.correct(actor=actor("astrid"), response_id=old.id, at=AT)
    assert registering.correct(actor=actor("bo"), response_id=old.id, at=AT).id == draft.id
    save(actor("astrid"), draft, "risk_avslut", "lag")
    new = handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=1, at=AT)

    old.refresh_from_db()
    assert (old.state, old.answers["risk_avslut"]) == (ResponseState.REPLACED, "forhojd")
    assert [one.id for one in store.rows_of(new.intervention)] == [new.id]


def test_a_corrected_decision_is_copied_to_the_rows_that_rest_on_it(actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    decision = store.decision_of(closure.intervention, "beslut")
    assert decision is not None
    draft = registering.correct(actor=actor("astrid"), response_id=decision.id, at=AT)
    save(actor("astrid"), draft, "risk_beslut", "mycket_hog")
    handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=1, at=AT)

    closure.refresh_from_db()
    assert closure.row is not None
    assert closure.row["risk_beslut"] == "mycket_hog"
    assert PartitionState._base_manager.get().changes == 2


def test_what_a_corrected_decision_no_longer_asks_is_in_no_figure_until_it_does_again(actor: Actors) -> None:
    asked = {**DECISION, "insats_heldygnsvard": ["familjehem"]}
    decision = handed_in(actor("astrid"), "BU-1", answers=asked)
    closure = handed_in(actor("astrid"), "BU-1", "avslut", {**CLOSURE, "halsoundersokning": ["ja"]})

    for number, (care, counted) in enumerate((("familjehem", True), ("ingen", False), ("familjehem", True))):
        draft = registering.correct(actor=actor("astrid"), response_id=decision.id, at=AT)
        save(actor("astrid"), draft, "insats_heldygnsvard", care, key=f"nyckel-{number:04}")
        version = Response._base_manager.get(id=draft.id).version
        decision = handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=version, at=AT)
        closure.refresh_from_db()
        assert closure.row is not None
        assert ("halsoundersokning" in closure.row) is counted
        assert closure.answers["halsoundersokning"] == "ja"


def test_a_closure_before_its_decision_is_refused(actor: Actors) -> None:
    draft = fill_in(actor("astrid"), begun_closure(actor), {**CLOSURE, "datum": ["2025-11-16"]})
    with pytest.raises(NotPossibleError, match="response_hindered"):
        handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=draft.version, at=AT)
    assert handing_in.look_through(actor=actor("astrid"), response_id=draft.id, at=AT).hinders == ["datum"]


def test_a_closed_intervention_is_not_closed_again(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    with pytest.raises(NotPossibleError, match="intervention_closed"):
        begun(actor("astrid"), "BU-1", "avslut")


def test_a_correction_that_takes_the_next_day_back_takes_back_what_was_planned(actor: Actors) -> None:
    decision = handed_in(actor("astrid"), "BU-1", answers={**DECISION, "nasta": ["2026-06-01"]})
    draft = registering.correct(actor=actor("astrid"), response_id=decision.id, at=AT)
    save(actor("astrid"), draft, "nasta", "", key="nyckel-nasta")
    save(actor("astrid"), draft, "datum", "2026-07-01", key="nyckel-datum")
    version = Response._base_manager.get(id=draft.id).version
    handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=version, at=AT)

    known = Intervention._base_manager.get()
    assert (known.decided, known.due) == (day("2026-07-01"), None)


def test_whoever_begins_what_is_there_already_is_led_to_where_it_can_be_corrected(actor: Actors, log_in: LogIn) -> None:
    closure, client = handed_in(actor("astrid"), "BU-1", "avslut"), log_in("astrid")
    unit = str(closure.organisation_id)

    for step, says in (("beslut", "Beslutet är redan registrerat."), ("avslut", "Insatsen är redan avslutad.")):
        answered = client.post("/registrera/", {"code": "BU-1", "unit": unit, "step": step}, follow=True)
        assert answered.redirect_chain == [(f"/insatser/{closure.intervention_id}/", 302)]
        assert says in answered.content.decode()


def test_what_does_not_change_is_fetched_from_the_decision_and_may_be_changed(actor: Actors) -> None:
    closure = begun_closure(actor)

    assert closure.answers == {"kon": "flicka", "ursprung": "sverige"}
    form = registering.see_form(actor=actor("astrid"), response_id=closure.id, at=AT)
    assert form.fetched == {"kon", "ursprung"}
    assert [one.answer for one in form.earlier["risk_avslut"]] == ["hog"]


def test_what_may_have_changed_since_the_last_step_is_asked_anew(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "uppfoljning", FOLLOW_UP)
    closure = begun(actor("astrid"), "BU-1", "avslut")

    assert closure.answers == {"kon": "flicka", "ursprung": "sverige"}
    form = registering.see_form(actor=actor("astrid"), response_id=closure.id, at=AT)
    assert [one.answer for one in form.earlier["samverkan"]] == ["nej"]


def test_what_is_not_asked_any_longer_is_put_aside_and_not_handed_in(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    fill_in(actor("astrid"), draft, {**DECISION, "ursprung": ["utland"], "ensamkommande": ["ja"]})
    now = Response._base_manager.get(id=draft.id)
    save(actor("astrid"), now, "ursprung", "sverige", seen=now.changed["ursprung"], key="nyckel-ändrad".replace("ä", "a"))
    form = registering.see_form(actor=actor("astrid"), response_id=draft.id, at=AT)
    assert form.put_aside == {"ensamkommande": "ja"}
    made = handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=form.response.version, at=AT)

    assert "ensamkommande" not in made.answers


def test_somebody_else_sees_and_changes_nothing(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    for call in (registering.see_form, registering.see_response, handing_in.look_through):
        with pytest.raises(NotFoundError):
            call(actor=actor("cecilia"), response_id=draft.id, at=AT)
    with pytest.raises(NotFoundError):
        save(actor("cecilia"), draft, "alder", "14")


def test_reading_and_filling_in_are_in_the_log_once_a_sitting(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    for minutes in (0, 10, 35):
        registering.see_form(actor=actor("bo"), response_id=draft.id, at=AT + timedelta(minutes=minutes))
    fill_in(actor("astrid"), draft, DECISION)

    assert AuditRecord._base_manager.filter(action="response_read", actor=actor("bo").person).count() == 2
    assert AuditRecord._base_manager.filter(action="response_filled_in").count() == 1


def begun_closure(actor: Actors) -> Response:
    handed_in(actor("astrid"), "BU-1")
    return registering.go_on(
        actor=actor("astrid"), intervention_id=Intervention._base_manager.get().id, step="avslut", at=AT
    )  # fmt: skip


def test_the_unit_of_a_draft_is_where_somebody_registers(actor: Actors) -> None:
    assert begun(actor("astrid"), "BU-1").organisation_id == unit_of(actor("astrid")).id


def test_where_other_steps_say_otherwise_of_the_child_is_shown_before_handing_in_and_after(actor: Actors, log_in: LogIn) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    [decision] = [one for one in store.responses_to(closure.intervention_id) if one.step == "beslut"]
    draft = registering.correct(actor=actor("astrid"), response_id=decision.id, at=AT)
    client, review = log_in("astrid"), f"/registrera/{draft.id}/las-igenom/"
    assert "Andra steg i samma insats" not in client.get(review).content.decode()
    save(actor("astrid"), draft, "kon", "pojke")
    found = handing_in.look_through(actor=actor("astrid"), response_id=draft.id, at=AT)

    assert [(one.response.id, one.question.id, one.answer) for one in differing(found.form)] == [(closure.id, "kon", "flicka")]
    assert found.ready
    assert "Vilket kön har barnet? Flicka" in client.get(review).content.decode()
    handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=found.form.response.version, at=AT)
    assert "Vilket kön har barnet? Flicka" in client.get(f"/registrera/{draft.id}/klart/").content.decode()


def test_what_a_draft_says_otherwise_is_not_shown_as_another_step(actor: Actors) -> None:
    decision = handed_in(actor("astrid"), "BU-1")
    save(actor("astrid"), begun(actor("astrid"), "BU-1", "avslut"), "kon", "pojke")
    form = registering.see_response(actor=actor("astrid"), response_id=decision.id, at=AT)

    assert differing(form) == []


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2025-12-24", "next_before_day"),
        ("2026-03-12", "next_before_day"),
        ("2026-03-13", None),
        ("2027-01-10", None),
        ("2030-01-01", "next_unlikely"),
    ],
)
def test_the_next_follow_up_is_after_the_day_and_not_too_far_ahead(actor: Actors, day: str, code: str | None) -> None:
    draft = fill_in(actor("astrid"), begun(actor("astrid"), "BU-1"), {**DECISION, "nasta": [day]})
    found = handing_in.look_through(actor=actor("astrid"), response_id=draft.id, at=AT)

    assert (found.form.next_wrong and found.form.next_wrong.code, found.ready) == (code, not code)


def test_a_form_that_comes_after_somebody_has_handed_in_says_that_it_was_not_saved(actor: Actors, log_in: LogIn) -> None:
    client, closed = log_in("astrid"), handed_in(actor("astrid"), "BU-1")
    answered = client.post(f"/registrera/{closed.id}/", {"alder": "9", "till": "las"}, follow=True).content.decode()

    assert "Det du skickade nu är inte sparat." in answered
    assert Response._base_manager.get(id=closed.id).answers["alder"] != 9


def test_nobody_waits_for_years(actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    with pytest.raises(NotPossibleError, match="wait_unlikely"):
        handing_in.wait(actor=actor("astrid"), response_id=draft.id, until=AT.date() + timedelta(days=4000), at=AT)
    with pytest.raises(NotPossibleError, match="next_unlikely"):
        interventions.plan(actor=actor("astrid"), intervention_id=draft.intervention_id, due=AT.date() + timedelta(days=4000), at=AT)


@pytest.mark.parametrize(("id", "several"), [("fokus", True), ("utsatthet_hemmet", False), ("insats_oppenvard", None), ("kon", False)])
def test_a_hint_says_that_several_may_be_chosen_unless_it_has_said_so(actor: Actors, id: str, several: bool | None) -> None:
    page = Page(registering.see_form(actor=actor("astrid"), response_id=begun(actor("astrid"), "BU-1").id, at=AT), AT)
    [one] = page.only(frozenset({id}))

    assert one.hint.count("Välj all") == (0 if id == "kon" else 1)
    assert several is None or ("Välj allt som stämmer." in one.hint) is several
