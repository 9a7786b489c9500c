"""A file of registrations is checked, shown and registered as a whole: what is new, what changes, what stays, and what hinders it."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation
from spegla.portal.store import responses as response_store
from spegla.portal.store import rounds
from spegla.portal.store.audit import Audit
from spegla.portal.store.interventions import SealedCode
from spegla.portal.store.models import AuditRecord, Intervention, PartitionState, Response, ResponseState
from spegla.portal.store.models.imports import Import
from spegla.portal.store.models.responses import AnswerVersion
from spegla.portal.store.settling import settle
from spegla.portal.use_cases import case_codes, committing, handing_in, imports, interventions, registering
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.response_form import instrument_of
from tests.portal import registrations
from tests.portal.conftest import AT
from tests.portal.importing import (
    codes,
    file_of,
    follow_up,
    handed_in,
    in_this_process,
    now,
    read_in,
    row,
    without_decision,
    work,
)
from tests.portal.registrations import begun, unit_of
from tests.portal.traces import traced

__all__ = ["in_this_process"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]
Actors = Callable[[str], Actor]


@pytest.fixture
def bo(actor: Actors) -> Actor:
    return actor("bo")


def rows() -> list[Response]:
    """What is counted, in the order in which it was made."""
    return list(Response._base_manager.filter(state=ResponseState.HANDED_IN, row__isnull=False).order_by("id"))


def problems(bo: Actor, *cells: dict[str, str]) -> list[tuple[int, str, str]]:
    return codes(handed_in(bo, file_of(*cells)))


# ── What a file makes ──────────────────────────────────────────────────────


def test_a_row_becomes_an_intervention_with_its_decision_and_what_is_counted(bo: Actor) -> None:
    read_in(bo, row())

    [intervention] = Intervention._base_manager.all()
    decision, closure = Response._base_manager.order_by("id")
    assert (intervention.closed, intervention.organisation_id) == (date(2026, 10, 15), unit_of(bo).id)
    assert (decision.step, decision.day, decision.answers["risk_beslut"], decision.row) == ("beslut", None, "hog", None)
    assert closure.row is not None
    assert (closure.row["tillfalle"], closure.row["risk_beslut"], closure.row["risk_avslut"]) == ("avslut", "hog", "forhojd")
    assert (closure.latest, closure.seconds, closure.by_question, closure.handed_in_by_id) == (True, None, {}, bo.person.id)


def test_before_somebody_says_so_nothing_is_registered(bo: Actor) -> None:
    one = handed_in(bo, file_of(row()))

    assert one.counts == {"interventions": 1, "decisions": 0, "new": 1, "changed": 0, "unchanged": 0}
    assert not Response._base_manager.exists()
    assert not PartitionState._base_manager.exists()


def test_the_figures_are_behind_and_the_log_has_one_record_with_how_many(bo: Actor) -> None:
    one = read_in(bo, follow_up(), row(), row(arende="PX-2", datum="2025-02-03"))

    assert {state.year: state.changes for state in PartitionState._base_manager.all()} == {2025: 1, 2026: 1}
    [record] = AuditRecord._base_manager.filter(action="import_committed")
    assert (record.object, record.facts["new"], record.facts["interventions"]) == (f"import:{one.id}", 3, 2)


def test_of_several_rows_of_a_case_the_last_day_is_the_last(bo: Actor) -> None:
    read_in(bo, row(), follow_up())

    assert [(one.step, one.latest) for one in rows()] == [("uppfoljning", False), ("avslut", True)]


def test_what_was_the_last_row_is_not_the_last_when_a_later_one_comes(bo: Actor) -> None:
    read_in(bo, follow_up())
    read_in(bo, row())

    assert [(one.step, one.latest) for one in rows()] == [("uppfoljning", False), ("avslut", True)]


def test_the_history_of_a_response_is_what_came_with_the_file_without_being_stored_twice(bo: Actor) -> None:
    read_in(bo, row())
    [closure] = rows()

    told = {one.variable: (one.value, one.given_by_id) for one in response_store.history_of(closure)}
    assert told["risk_avslut"] == ("forhojd", bo.person.id)
    assert told.keys() == closure.answers.keys()
    assert not AnswerVersion._base_manager.exists()


def test_the_code_is_stored_as_everywhere_and_in_no_other_field(bo: Actor) -> None:
    one = read_in(bo, row(arende="PX-99771"))

    stored = [
        str(value)
        for table in (Intervention, Response, Import, AuditRecord)
        for kept in table._base_manager.values()
        for value in kept.values()
    ]
    assert traced("PX-99771", " ".join(stored)) == []
    assert Intervention._base_manager.get(imported=one).case_cipher


def test_the_file_is_gone_when_it_has_been_registered(bo: Actor) -> None:
    one = read_in(bo, row())

    assert (one.content, one.columns, one.changes) == (None, {}, [])


def test_a_name_of_a_file_that_could_tell_who_somebody_is_is_not_kept(bo: Actor) -> None:
    assert handed_in(bo, file_of(row()), file_name="Anna Andersson 20100101-1236.csv").file_name == ""


@pytest.mark.parametrize("written", ["Uppföljning", "uppföljning", "Uppföljning av insats"])
def test_a_step_may_be_written_as_it_is_said(bo: Actor, written: str) -> None:
    read_in(bo, follow_up(tillfalle=written))

    assert [one.step for one in rows()] == ["uppfoljning"]


# ── The same file again, and a file with changes ──────────────────────────


def test_what_is_there_already_is_unchanged(bo: Actor) -> None:
    read_in(bo, follow_up(), row())
    again = handed_in(bo, file_of(follow_up(), row(), row(arende="PX-2")))

    assert again.counts == {"interventions": 1, "decisions": 0, "new": 1, "changed": 0, "unchanged": 2}


def test_the_same_file_is_read_in_once(bo: Actor) -> None:
    read_in(bo, row())

    with pytest.raises(NotPossibleError, match="import_read_before"):
        handed_in(bo, file_of(row()))


def test_a_file_handed_in_twice_while_it_waits_is_one(bo: Actor) -> None:
    assert handed_in(bo, file_of(row())).id == handed_in(bo, file_of(row())).id


def test_a_file_with_nothing_new_is_not_registered(bo: Actor) -> None:
    read_in(bo, row(), row(arende="PX-2"))
    same = handed_in(bo, file_of(row()))

    with pytest.raises(NotPossibleError, match="import_nothing_new"):
        imports.ask_to_commit(actor=bo, import_id=same.id, at=AT)


def test_other_answers_replace_the_old_ones_which_are_kept(bo: Actor) -> None:
    read_in(bo, row())
    [old] = rows()
    changed = handed_in(bo, file_of(row(risk_avslut="lag")))
    assert changed.changes == [
        {
            "row": 2,
            "intervention": old.intervention_id,
            "step": "avslut",
            "day": "2026-10-15",
            "answers": [["risk_avslut", "forhojd", "lag"]],
        }
    ]
    imports.ask_to_commit(actor=bo, import_id=changed.id, at=AT)
    work()

    [new] = rows()
    old.refresh_from_db()
    assert new.row is not None
    assert (new.corrects_id, new.row["risk_avslut"], new.latest) == (old.id, "lag", True)
    assert (old.state, old.answers["risk_avslut"], old.latest) == (ResponseState.REPLACED, "forhojd", False)


def test_another_answer_of_the_decision_changes_the_decision_and_every_row_that_rests_on_it(bo: Actor) -> None:
    read_in(bo, follow_up(), row())
    read_in(bo, row(risk_beslut="lag"), row(arende="PX-2"))

    assert [one.row["risk_beslut"] for one in rows() if one.row][:2] == ["lag", "lag"]
    assert Response._base_manager.filter(step="beslut", state=ResponseState.REPLACED).count() == 1


def test_a_row_without_a_decision_leaves_the_decision_that_is_there(bo: Actor) -> None:
    read_in(bo, follow_up())
    read_in(bo, without_decision(row()))

    assert [one.row["risk_beslut"] for one in rows() if one.row] == ["hog", "hog"]
    assert Response._base_manager.filter(step="beslut").count() == 1


def test_a_question_without_a_column_stays_as_it_is(bo: Actor) -> None:
    read_in(bo, row(sip="ja", samverkan="ja"))
    short = {id: text for id, text in row(risk_avslut="lag").items() if id not in ("sip", "samverkan")}
    read_in(bo, short)

    [new] = rows()
    assert (new.answers["sip"], new.answers["risk_avslut"]) == ("ja", "lag")


def test_what_somebody_has_corrected_by_hand_is_told_before_the_file_changes_it_back(bo: Actor, actor: Actors) -> None:
    read_in(bo, follow_up(), row())
    first = handed_in(bo, file_of(follow_up(risk_uppfoljning="lag"), row(risk_avslut="lag")))
    closure = next(one for one in rows() if one.step == "avslut")
    again = registering.correct(actor=actor("astrid"), response_id=closure.id, at=AT)
    draft = registrations.fill_in(actor("astrid"), again, {"risk_avslut": ["hog"]})
    handing_in.hand_in(actor=actor("astrid"), response_id=draft.id, version=draft.version, at=AT)
    second = handed_in(bo, file_of(follow_up(risk_uppfoljning="lag"), row(risk_avslut="mycket_hog")))

    assert (first.state, codes(first)) == ("checked", [])
    assert (second.state, codes(second)) == ("checked", [(3, "", "import_by_hand")])


def test_a_registration_made_by_hand_is_known_again(bo: Actor, actor: Actors) -> None:
    by_hand = registrations.handed_in(actor("astrid"), "PX-1", "avslut")
    one = handed_in(bo, file_of(row(arende="px-1 ", datum="2026-11-16")))

    assert (one.counts["interventions"], one.counts["changed"], one.counts["new"]) == (0, 1, 0)
    assert {change["intervention"] for change in one.changes} == {by_hand.intervention_id}


def test_a_follow_up_that_was_planned_is_done_when_it_comes_with_a_file(bo: Actor, actor: Actors) -> None:
    decision = registrations.handed_in(actor("astrid"), "PX-1")
    interventions.plan(actor=actor("astrid"), intervention_id=decision.intervention_id, due=date(2026, 6, 1), at=AT)
    read_in(bo, without_decision(follow_up()))

    assert Intervention._base_manager.get().due is None


def test_what_is_planned_for_later_than_a_follow_up_stands(bo: Actor, actor: Actors) -> None:
    decision = registrations.handed_in(actor("astrid"), "PX-1")
    interventions.plan(actor=actor("astrid"), intervention_id=decision.intervention_id, due=date(2026, 6, 15), at=AT)
    read_in(bo, without_decision(follow_up()))

    assert Intervention._base_manager.get().due == date(2026, 6, 15)


# ── What hinders ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([{"arende": ""}, {}], [(2, "arende", "import_no_case")]),
        ([{"arende": ""}], [(0, "arende", "import_no_cases")]),
        ([{"arende": "x" * 81}], [(2, "arende", "import_case_wrong")]),
        ([{}, {"arende": "spegla–12 "}], [(0, "arende", "import_own_numbers")]),
        ([{"arende": "Exempel"}, {}], [(2, "arende", "import_example")]),
        (
            [{"pahittad": "ja", "arende": "EXEMPEL"}, {}, {"arende": "PX-2"}],
            [(2, "pahittad", "missing_value")],
        ),
        ([{"datum": ""}], [(2, "datum", "import_no_day")]),
        ([{"datum": "2036-01-01"}], [(2, "datum", "import_day_later")]),
        ([{"datum": "1926-01-01"}], [(2, "datum", "import_day_unlikely")]),
        ([{"kommunkod": "2081"}], [(2, "kommunkod", "import_other_municipality")]),
        ([{"enhet": "Okänd enhet"}], [(2, "enhet", "import_unit_unknown")]),
        ([{"pahittad": "ja"}], [(0, "pahittad", "import_invented")]),
        ([{}, {"risk_avslut": "lag"}], [(3, "", "import_twice")]),
        ([{}, {"datum": "2026-09-01"}], [(2, "datum", "import_second_closure")]),
        ([{"personnummer": "20100101-1236"}], [(1, "personnummer", "identity_column")]),
        ([{"arende": "20100101-1236"}], [(2, "arende", "identity_column")]),
        ([{"sip": "20100101-1236"}], [(2, "sip", "identity_column")]),
        ([{"risk_avslut": "jattelag"}], [(2, "risk_avslut", "unknown_code")]),
    ],
)
def test_what_is_wrong_in_a_row_is_told_by_row_and_column(
    bo: Actor, cells: list[dict[str, str]], found: list[tuple[int, str, str]]
) -> None:
    one = handed_in(bo, file_of(*(row(**each) for each in cells)))

    assert (one.state, codes(one)) == ("refused", found)
    with pytest.raises(NotPossibleError, match="import_not_checked"):
        imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)


def test_a_decision_has_one_answer(bo: Actor) -> None:
    assert problems(bo, follow_up(), row(risk_beslut="lag")) == [(3, "risk_beslut", "import_decision_differs")]


def test_a_closure_before_a_follow_up_that_is_there_is_looked_at(bo: Actor) -> None:
    read_in(bo, follow_up(datum="2026-10-14"))

    assert problems(bo, row(datum="2026-10-13")) == [(2, "datum", "import_closure_early")]
    assert problems(bo, row(datum="2026-10-14")) == []


def test_a_follow_up_after_the_closure_is_looked_at(bo: Actor) -> None:
    assert problems(bo, row(), follow_up(datum="2026-10-16")) == [(3, "datum", "import_after_closure")]


def test_a_closure_of_what_is_closed_is_refused(bo: Actor) -> None:
    read_in(bo, row())

    assert problems(bo, row(datum="2026-10-14")) == [(2, "datum", "import_closure_there")]


def test_a_day_before_the_decision_is_refused(bo: Actor, actor: Actors) -> None:
    registrations.handed_in(actor("astrid"), "PX-1")

    assert problems(bo, without_decision(row(datum="2026-03-11"))) == [(2, "datum", "import_before_decision")]


def test_a_draft_of_the_same_step_is_finished_first(bo: Actor, actor: Actors) -> None:
    registrations.handed_in(actor("astrid"), "PX-1")
    begun(actor("astrid"), "PX-1", "avslut")

    assert problems(bo, without_decision(row())) == [(2, "", "import_draft_begun")]


def test_a_correction_that_somebody_has_begun_is_finished_first(bo: Actor) -> None:
    read_in(bo, row())
    [closure] = rows()
    registering.correct(actor=bo, response_id=closure.id, at=AT)

    assert problems(bo, row(risk_avslut="lag")) == [(2, "", "import_correction_begun")]


def test_answers_that_do_not_agree_with_the_decision_that_is_there_are_found(bo: Actor) -> None:
    read_in(bo, follow_up())
    # A health check is asked about only in care away from home, which the decision says that this is not.
    found = problems(bo, without_decision(row(halsoundersokning="ja")))

    assert {code for _, _, code in found} >= {"import_beside", "not_asked"}


def test_a_file_without_the_columns_that_are_needed_says_so(bo: Actor) -> None:
    bare = {id: text for id, text in row().items() if id not in ("arende", "datum")}

    assert problems(bo, bare) == [(0, "arende", "import_no_cases"), (0, "datum", "import_no_days")]


def test_with_very_many_problems_the_first_are_kept_and_the_rest_counted(bo: Actor) -> None:
    one = handed_in(
        bo, file_of(*(row(arende=f"PX-{number}", risk_avslut="fel", sip="fel", kon="fel", lagrum="fel") for number in range(1100)))
    )

    assert len(one.problems) == 3000
    assert sum(count for _, _, count in one.left_out) == 4 * 1100 - 3000


# ── What happens in between ────────────────────────────────────────────────


def test_what_has_been_registered_since_the_preview_makes_it_be_checked_anew_and_nothing_is_registered(bo: Actor, actor: Actors) -> None:
    one = handed_in(bo, file_of(row()))
    imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)
    registrations.handed_in(actor("astrid"), "PX-1")
    work()

    assert now(one).state == "checked"
    assert codes(now(one)) == [(0, "", "import_anew"), (2, "", "import_by_hand")]
    assert imports.see_import(actor=bo, import_id=one.id, at=AT).anew
    assert not Response._base_manager.filter(imported=one).exists()


def test_what_is_registered_while_the_file_is_made_ready_is_not_registered_twice(
    bo: Actor, actor: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the file has been compared once more, and before the transaction has begun."""
    one = handed_in(bo, file_of(row()))
    made_ready = case_codes.all_sealed

    def meanwhile(unit: Organisation, codes: Mapping[str, str]) -> Mapping[str, SealedCode]:
        registrations.handed_in(actor("astrid"), "PX-1")
        return made_ready(unit, codes)

    monkeypatch.setattr(committing, "all_sealed", meanwhile)
    imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)
    work()

    assert now(one).state == "checked"
    assert Intervention._base_manager.count() == 1


def test_who_has_lost_the_role_meanwhile_registers_nothing(bo: Actor) -> None:
    one = handed_in(bo, file_of(row()))
    imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)
    Assignment._base_manager.filter(person=bo.person).update(state=AssignmentState.ENDED)
    work()

    assert now(one).state == "failed"
    assert not Response._base_manager.exists()


def test_asked_twice_it_is_registered_once(bo: Actor) -> None:
    one = handed_in(bo, file_of(row()))
    for _ in range(2):
        imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)
    work()
    imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)
    work()

    assert len(rows()) == 1


def test_a_round_that_has_changed_is_told(bo: Actor) -> None:
    one = handed_in(bo, file_of(row()))
    rounds.begin(bo.organisation, "bbic-3.1", Audit(None, "round_begun", AT))
    imports.ask_to_commit(actor=bo, import_id=one.id, at=AT)
    work()

    assert codes(now(one)) == [(0, "", "import_round_other")]


def test_discarded_it_is_gone(bo: Actor) -> None:
    one = handed_in(bo, file_of(row()))
    imports.discard(actor=bo, import_id=one.id, at=AT)

    gone = now(one)
    assert (gone.state, gone.content, gone.problems) == ("discarded", None, [])


def test_a_file_that_nobody_reads_in_is_gone_after_a_week(bo: Actor) -> None:
    one = handed_in(bo, file_of(row()))

    assert imports.discard_old(at=AT + imports.KEPT_FOR) == 0
    assert imports.discard_old(at=AT + imports.KEPT_FOR + imports.STILL) == 1
    assert now(one).content is None


def test_what_a_plan_counts_is_what_settling_would_make_of_it(bo: Actor, actor: Actors) -> None:
    """Rows are made ready in two ways: of the file before, and of the tables after. They are the same."""
    registrations.handed_in(actor("astrid"), "PX-1")
    read_in(bo, without_decision(follow_up()), row(arende="PX-2"))
    read_in(bo, row(), follow_up(arende="PX-2", risk_beslut="lag"))
    instrument = instrument_of(rows()[0])

    assert settle(list(Intervention._base_manager.values_list("id", flat=True)), instrument) == set()
    for one in rows():
        decision = response_store.decision_of(one.intervention, "beslut")
        assert one.row == handing_in._row(instrument, one, decision)
