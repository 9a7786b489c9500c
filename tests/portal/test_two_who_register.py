"""Two people register the same interventions in any order that there is, and what they were promised holds after each thing that they do.

The promises are checked against the tables and counted anew here: nothing of the use cases is asked whether it did right.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule, run_state_machine_as_test

from spegla.catalogue import Catalogue, Instrument
from spegla.portal.accounts.models import Person
from spegla.portal.store import partitions
from spegla.portal.store.models import Intervention, PartitionState, Response, ResponseState
from spegla.portal.store.models.responses import OPEN, AnswerVersion, VersionState
from spegla.portal.use_cases import handing_in, interventions, registering, rounds
from spegla.portal.use_cases.access import Actor, NotFoundError
from spegla.portal.use_cases.people import NotPossibleError
from spegla.responses.forms import GivenError, filled, row_of
from spegla.responses.stored import answers_as_data, answers_from_data
from tests.portal.conftest import AT
from tests.portal.registrations import INSTRUMENT, open_round, unit_of

pytestmark = pytest.mark.django_db
OTHER = "webbkollen-2016"
VERSIONS = Catalogue.opened().instruments
FIRST, _, LAST = VERSIONS[INSTRUMENT].steps
WHO = st.sampled_from(["astrid", "bo"])
PAGES = st.sampled_from(["sidan-01", "sidan-02"])
STEPS = st.sampled_from(VERSIONS[INSTRUMENT].steps)
# Few questions and few answers, so that people meet: the day, one that routes another and is fetched by later steps, one by which the
# decision routes one of the closure, the one of the step itself, and what is no answer.
ANSWERS: Mapping[str, Sequence[Sequence[str]]] = {
    "datum": (["2025-12-30"], ["2026-11-02"], []),
    "ursprung": (["sverige"], ["utland"]),
    "ensamkommande": (["ja"], ["nej"]),
    "insats_heldygnsvard": (["ingen"], ["familjehem"]),
    "halsoundersokning": (["ja"], ["nej"]),
    "risk": (["lag"], ["hog"], []),
    "alder": (["14"], ["tretton"]),
}
QUESTIONS = st.sampled_from(sorted(ANSWERS))
SEEN = st.sampled_from(["now", "never", "before"])
SELDOM = st.sampled_from([False, False, False, True])


@dataclass(frozen=True)
class Sending:
    """An answer as it was sent, so that it can be sent again."""

    who: str
    response: int
    variable: str
    texts: tuple[str, ...]
    seen: int
    key: str
    page: str


@dataclass(frozen=True)
class Choice:
    """A page of answers that have met, as it was opened; what held of the first question then."""

    response: int
    version: int
    shown: tuple[AnswerVersion, ...]
    holds: object


class TwoWhoRegister(RuleBasedStateMachine):
    """What is done is done in one transaction that is taken back at the end."""

    people: Mapping[str, Person] = {}
    responses = Bundle("responses")
    sendings = Bundle("sendings")
    choices = Bundle("choices")

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        # Every answer that was taken in: the response, the question and the stored answer.
        self.taken: set[tuple[int, str, str]] = set()
        self.chosen: set[tuple[str, int, int, int]] = set()
        self.keys = 0
        self.on_disk: dict[int, object] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    def actor(self, who: str) -> Actor:
        return Actor.of(self.people[who], AT)

    @initialize(target=responses)
    def something_is_there(self) -> Any:
        """A decision that is handed in, the draft of its closure, and the draft of another decision."""
        open_round(unit_of(self.actor("astrid")))
        decision = self.begin("astrid", "BU-1", FIRST)
        self.hand_in("astrid", decision, "sidan-01")
        return multiple(decision, self.begin("bo", "BU-1", LAST), self.begin("bo", "BU-2", FIRST))

    @rule(instrument=st.sampled_from([INSTRUMENT, OTHER]))
    def change_form(self, instrument: str) -> None:
        rounds.open_round(actor=self.actor("maja"), instrument=instrument, at=AT)

    @rule(target=responses, who=WHO, code=st.sampled_from(["BU-1", "bu-1 ", "BU-2"]), step=STEPS)
    def begin(self, who: str, code: str, step: str) -> Any:
        actor = self.actor(who)
        begun = done(lambda: registering.begin(actor=actor, unit=unit_of(actor), step=step, code=code, at=AT))
        return begun.id if begun else multiple()

    @rule(target=responses, who=WHO, response=responses, step=STEPS)
    def go_on(self, who: str, response: int, step: str) -> Any:
        about = of(response).intervention_id
        begun = done(lambda: registering.go_on(actor=self.actor(who), intervention_id=about, step=step, at=AT))
        return begun.id if begun else multiple()

    @rule(target=sendings, who=WHO, response=responses, question=QUESTIONS, which=st.integers(0, 2), page=PAGES, seen=SEEN)
    def answer(self, who: str, response: int, question: str, which: int, page: str, seen: str) -> Any:
        one, several = of(response), ANSWERS[question]
        variable = f"risk_{one.step}" if question == "risk" else question
        now = one.changed.get(variable, 0)
        self.keys += 1
        key = f"nyckel-{self.keys:04}"
        known = {"now": now, "never": 0, "before": max(0, now - 1)}[seen]
        sending = Sending(who, response, variable, tuple(several[which % len(several)]), known, key, page)
        if self.send(sending) is None:
            return multiple()
        self.taken.add((response, variable, repr(registering.value_given(version(one), one.step, variable, sending.texts))))
        return sending

    @rule(response=responses, question=QUESTIONS)
    def answer_at_once(self, response: int, question: str) -> None:
        """Neither has seen what the other answers."""
        self.answer("astrid", response, question, 0, "sidan-01", "now")
        self.answer("bo", response, question, 1, "sidan-02", "never")

    @rule(target=responses, who=WHO, response=responses, page=PAGES)
    def hand_in(self, who: str, response: int, page: str) -> Any:
        """What lacks a day gets one first: otherwise hardly anything would be handed in."""
        if of(response).state in OPEN and of(response).day is None:
            self.answer(who, response, "datum", of(response).step != FIRST, page, "now")
        done(lambda: handing_in.hand_in(actor=self.actor(who), response_id=response, version=of(response).version, at=AT))
        return multiple()

    @rule(target=responses, who=WHO, response=responses)
    def correct(self, who: str, response: int) -> Any:
        begun = done(lambda: registering.correct(actor=self.actor(who), response_id=response, at=AT))
        return begun.id if begun else multiple()

    @rule(target=choices, response=responses)
    def see_what_met(self, response: int) -> Any:
        waiting = conflicts(response)
        one = of(response)
        return Choice(response, one.version, tuple(waiting), one.answers.get(waiting[0].variable)) if waiting else multiple()

    @rule(who=WHO, choice=choices, which=st.integers(0, 3))
    def choose(self, who: str, choice: Choice, which: int) -> None:
        """The one that held when the page was opened, or one of those that waited. What is chosen holds, or waits, or was chosen before."""
        about = choice.shown[0].variable
        picked = [None, *(one for one in choice.shown if one.variable == about)]
        chosen = picked[which % len(picked)]
        id, shown = chosen.id if chosen else 0, frozenset(one.id for one in choice.shown)
        value = chosen.value if chosen else choice.holds
        before, stood = (who, choice.response, choice.version, id) in self.chosen, tables()
        made = done(
            lambda: registering.choose(
                actor=self.actor(who), response_id=choice.response, chosen={about: id}, shown=shown, version=choice.version, at=AT
            )
        )
        if made is not None and before:
            assert tables() == stood, "what was chosen before changed something"
        elif made is not None:
            there = [of(choice.response).answers.get(about), *(one.value for one in conflicts(choice.response) if one.variable == about)]
            assert value in there, "what was chosen is gone"
            self.chosen.add((who, choice.response, choice.version, id))

    @rule(who=WHO, response=responses, sure=SELDOM)
    def remove(self, who: str, response: int, sure: bool) -> None:
        if sure:
            done(lambda: handing_in.remove(actor=self.actor(who), response_id=response, at=AT))

    @rule(who=WHO, response=responses, waits=st.booleans())
    def wait(self, who: str, response: int, waits: bool) -> None:
        done(lambda: handing_in.wait(actor=self.actor(who), response_id=response, until=AT.date() if waits else None, at=AT))

    @rule(who=WHO, response=responses, due=st.sampled_from([None, AT.date()]))
    def plan(self, who: str, response: int, due: Any) -> None:
        about = of(response).intervention_id
        done(lambda: interventions.plan(actor=self.actor(who), intervention_id=about, due=due, at=AT))

    @rule(sending=sendings)
    def send_again(self, sending: Sending) -> None:
        before = tables()
        self.send(sending)
        assert tables() == before, "what was sent before changed something"

    def send(self, one: Sending) -> Any:
        return done(
            lambda: registering.save_answer(
                actor=self.actor(one.who),
                response_id=one.response,
                variable=one.variable,
                texts=one.texts,
                seen=one.seen,
                key=one.key,
                page=one.page,
                at=AT,
            )
        )

    @invariant()
    def every_answer_that_was_taken_in_is_kept(self) -> None:
        held = {(one.response_id, one.variable, repr(one.value)) for one in AnswerVersion._base_manager.all()}
        answers = {one.id: one.answers for one in Response._base_manager.all()}
        lost = {one for one in self.taken - held if one[2] != repr(answers[one[0]].get(one[1]))}
        assert {one for one in lost if one[2] != "None"} == set()

    @invariant()
    def each_step_has_one_draft_and_is_handed_in_once(self) -> None:
        every = list(Response._base_manager.all())
        drafts = Counter((one.intervention_id, one.step) for one in every if one.state in OPEN and one.corrects_id is None)
        corrections = Counter(one.corrects_id for one in every if one.state in OPEN and one.corrects_id is not None)
        once = (FIRST, LAST)
        finished = Counter((one.intervention_id, one.step) for one in every if one.state == ResponseState.HANDED_IN and one.step in once)
        assert [one for counted in (drafts, corrections, finished) for one, times in counted.items() if times > 1] == []

    @invariant()
    def what_is_handed_in_is_counted_once_and_the_last_of_each_intervention_is_marked(self) -> None:
        rows = [one for one in Response._base_manager.select_related("organisation") if is_counted(one)]
        wanted = Counter(repr((one.organisation.name, one.day, one.latest, one.row)) for one in rows)
        held = Counter(
            repr((row.unit, row.day, row.latest, row.data)) for state in partitions.every() for row, _ in partitions.rows_of(state)
        )
        assert held == wanted
        for intervention in {one.intervention_id for one in rows}:
            own = [one for one in rows if one.intervention_id == intervention]
            assert [one.latest for one in sorted(own, key=lambda one: (one.day, one.handed_in_at, one.id))] == [
                *([False] * (len(own) - 1)), True,
            ]  # fmt: skip

    @invariant()
    def what_is_counted_is_told_to_its_partition(self) -> None:
        """A partition that is not behind holds what it held when it was written."""
        for state in partitions.every():
            held = list(partitions.rows_of(state))
            if state.written == state.changes:
                assert self.on_disk.get(state.id, []) == held
            partitions.was_written(state, state.changes)
            self.on_disk[state.id] = held
        assert {(one.instrument, one.day.year) for one in Response._base_manager.all() if is_counted(one) and one.day} <= {
            (state.instrument, state.year) for state in PartitionState._base_manager.all()
        }

    @invariant()
    def each_row_is_what_its_answers_and_the_decision_make(self) -> None:
        for one in Response._base_manager.all():
            if not is_counted(one):
                assert one.row is None or one.state in (ResponseState.REPLACED, ResponseState.REMOVED)
                continue
            [decision] = Response._base_manager.filter(intervention=one.intervention_id, step=FIRST, state=ResponseState.HANDED_IN)
            before = stored(decision)
            own = filled(version(one), one.step, stored(one), before).answers
            assert one.row == answers_as_data(row_of(version(one), one.step, own, before), version(one))
            assert decision.day is not None
            assert one.day is not None
            assert decision.day <= one.day

    @invariant()
    def an_intervention_is_closed_while_its_closure_is_handed_in(self) -> None:
        for one in Intervention._base_manager.all():
            days = {each.step: each.day for each in Response._base_manager.filter(intervention=one, state=ResponseState.HANDED_IN)}
            assert one.closed == days.get(LAST)
            assert one.decided == days.get(FIRST)
            assert one.closed is None or one.due is None


def done(act: Callable[[], Any]) -> Any:
    """What came of it; None when it could not be, and then nothing of it was done."""
    with suppress(NotPossibleError, GivenError, NotFoundError), transaction.atomic():
        return act()
    return None


def of(response: int) -> Response:
    return Response._base_manager.get(id=response)


def version(one: Response) -> Instrument:
    return VERSIONS[one.instrument]


def conflicts(response: int) -> list[AnswerVersion]:
    return list(AnswerVersion._base_manager.filter(response=response, state=VersionState.CONFLICT).order_by("id"))


def is_counted(one: Response) -> bool:
    return one.state == ResponseState.HANDED_IN and one.step != FIRST


def stored(one: Response) -> Mapping[str, Any]:
    """The answers of a response, without its days."""
    return answers_from_data({id: value for id, value in one.answers.items() if id not in ("datum", "nasta")}, version(one))


def tables() -> list[object]:
    """Everything that an answer could change. That somebody was at it once more may be in the log."""
    return [list(table._base_manager.order_by("id").values()) for table in (Intervention, Response, AnswerVersion, PartitionState)]


def test_whatever_two_people_do_what_they_were_promised_holds(person: Callable[[str], Person]) -> None:
    TwoWhoRegister.people = {who: person(who) for who in ("astrid", "bo", "maja")}
    run_state_machine_as_test(
        TwoWhoRegister,
        settings=settings(max_examples=40, stateful_step_count=80, deadline=None, suppress_health_check=list(HealthCheck)),
    )
