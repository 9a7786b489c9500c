"""A response as it is filled in, or was: how it stands, what is wrong with its days, and what other steps say beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.timezone import localdate

from spegla.catalogue import Answer, Answers, Catalogue, Instrument, Variable
from spegla.portal.store import responses as store
from spegla.portal.store.models import Response, ResponseState
from spegla.portal.store.models.responses import AnswerVersion
from spegla.portal.store.responses import DAY, NEXT
from spegla.responses.forms import Filled, filled, first_step, questions_of, same_question
from spegla.responses.stored import answer_from_data, answers_from_data

# Nobody is young for longer: a day before that is a slip of the pen.
LONGEST_AGO = timedelta(days=30 * 366)
# So far ahead nobody plans: a slip of the pen as well.
LONGEST_AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Earlier:
    """What was answered to the same question at another step, and on which day."""

    step: str
    day: date | None
    answer: Answer


@dataclass(frozen=True)
class DayFault:
    """What is wrong with a day: the code of a sentence, and the `day` of another step that it is held against, if it is."""

    code: str
    day: date | None = None


@dataclass(frozen=True)
class Form:
    """A response as it is filled in, or was.

    `filled` is how it stands. `day_wrong` and `next_wrong` say what is wrong with the day and the next planned day, if anything is.
    `earlier` has by question what was answered at earlier steps, the oldest first; `fetched` are the answers that were taken from there and
    that nobody has looked at. `conflicts` wait for a choice. `decision` is what it rests on, with its `decision_answers`. `times` are when
    each answer was last saved.
    """

    response: Response
    instrument: Instrument
    filled: Filled
    day_wrong: DayFault | None
    next_wrong: DayFault | None
    earlier: Mapping[str, Sequence[Earlier]]
    fetched: frozenset[str]
    conflicts: Sequence[AnswerVersion]
    decision: Response | None
    steps: Sequence[Response]
    times: Mapping[str, datetime]
    decision_answers: Answers

    @property
    def last_given(self) -> Mapping[str, AnswerVersion]:
        """Of the questions that wait for a choice, the answer that holds, as it was given."""
        found = {id: store.last_given(self.response, id) for id in {one.variable for one in self.conflicts}}
        return {id: one for id, one in found.items() if one is not None}

    @property
    def put_aside(self) -> Answers:
        """Answers to questions that are not asked any longer."""
        return {id: one for id, one in answers_of(self.response).items() if id not in self.filled.answers}

    @property
    def next_day(self) -> date | None:
        """The next planned day, where there is one."""
        said = self.response.answers.get(NEXT)
        return date.fromisoformat(said) if said else None


@dataclass(frozen=True)
class Differing:
    """Another step of the intervention that has another answer to a question whose answer seldom changes."""

    response: Response
    question: Variable
    answer: Answer


class StepPlace(StrEnum):
    """Where a step stands among those of an intervention: the first and the last are there once, those between as often as need be."""

    FIRST = "first"
    BETWEEN = "between"
    LAST = "last"


def instrument_of(response: Response) -> Instrument:
    """The version that the response was answered in."""
    return Catalogue.opened().instruments[response.instrument]


def place_of(response: Response) -> StepPlace:
    """Where the step of the response stands, in the version that it was answered in."""
    instrument = instrument_of(response)
    if response.step == first_step(instrument):
        return StepPlace.FIRST
    return StepPlace.LAST if response.step == instrument.steps[-1] else StepPlace.BETWEEN


def form_of(response: Response, at: datetime) -> Form:
    """Everything about a response that a page needs."""
    instrument = instrument_of(response)
    steps = store.responses_to(response.intervention_id)
    decision = next((one for one in steps if _rests_on(response, one, instrument)), None)
    own, before = _answers(response, instrument), _answers(decision, instrument) if decision else {}
    return Form(
        response,
        instrument,
        filled(instrument, response.step, own, before),
        day_wrong(response, decision, steps, localdate(at)),
        next_wrong(response, localdate(at)),
        _earlier(instrument, response, steps) if response.round.shows_earlier else {},
        frozenset(id for id in response.answers if id not in response.changed) if response.corrects_id is None else frozenset(),
        store.conflicts_of(response) if response.is_open else [],
        decision,
        steps,
        store.saved_times(response),
        before,
    )


def beside(response: Response, steps: Sequence[Response]) -> Sequence[Response]:
    """Those of the `steps` of its intervention that are handed in, but itself and what it corrects."""
    return [one for one in steps if one.state == ResponseState.HANDED_IN and one.id not in (response.id, response.corrects_id)]


def day_wrong(response: Response, decision: Response | None, steps: Sequence[Response], today: date) -> DayFault | None:
    """What is wrong with the day of a response: by itself, or beside the other steps that are handed in. What was replaced is as it was."""
    day = response.day
    if day is None or response.state in (ResponseState.REPLACED, ResponseState.REMOVED):
        return None
    if day > today:
        return DayFault("day_later")
    if day < today - LONGEST_AGO:
        return DayFault("day_unlikely")
    if decision is not None and decision.day is not None and day < decision.day:
        return DayFault("day_before_decision", decision.day)
    there = [(one.day, place_of(one)) for one in beside(response, steps) if one.day is not None]
    place = place_of(response)
    if place is StepPlace.FIRST and (rows := [other for other, at in there if at is not StepPlace.FIRST and other < day]):
        return DayFault("day_after_row", min(rows))
    if place is StepPlace.LAST and (before := [other for other, at in there if at is StepPlace.BETWEEN and other > day]):
        return DayFault("day_before_row", max(before))
    if place is StepPlace.BETWEEN and (closed := [other for other, at in there if at is StepPlace.LAST and other < day]):
        return DayFault("day_after_closure", min(closed))
    return None


def next_wrong(response: Response, today: date) -> DayFault | None:
    """What is wrong with the next planned day of a response."""
    said = response.answers.get(NEXT)
    return planned_wrong(date.fromisoformat(said), response.day, today) if said else None


def planned_wrong(planned: date, after: date | None, today: date) -> DayFault | None:
    """What is wrong with a day that is planned for the step that comes `after` a day."""
    if after is not None and planned <= after:
        return DayFault("next_before_day", after)
    return DayFault("next_unlikely") if planned > today + LONGEST_AHEAD else None


def differing(form: Form) -> Sequence[Differing]:
    """Where the other steps that are handed in say otherwise of what does not change by itself: one of them may be wrong."""
    others = [one for one in beside(form.response, form.steps) if one.instrument == form.response.instrument]
    asked = [one for one in questions_of(form.instrument, form.response.step) if stays(one) and one.id in form.filled.answers]
    told = [(other, answers_of(other)) for other in others]
    return [
        Differing(other, question, answers[question.id])
        for question in asked
        for other, answers in told
        if question.id in answers and answers[question.id] != form.filled.answers[question.id]
    ]


def answers_of(response: Response) -> Answers:
    """The answers of a response, its day among them."""
    return _answers(response, instrument_of(response))


def stays(question: Variable) -> bool:
    """Whether the answer does not change by itself from one step to the next: background with alternatives that several steps ask."""
    return len(question.steps) > 1 and question.kind == "bakgrund" and question.type.has_categories


def _answers(response: Response, instrument: Instrument) -> Answers:
    own = {id: value for id, value in response.answers.items() if id not in (DAY, NEXT)}
    answers: dict[str, Answer] = dict(answers_from_data(own, instrument))
    if response.day is not None:
        answers[DAY] = response.day
    return answers


def _rests_on(response: Response, other: Response, instrument: Instrument) -> bool:
    """Whether `other` is the decision that holds for `response`, in the same version."""
    first = first_step(instrument)
    return (
        response.step != first
        and other.step == first
        and other.state == ResponseState.HANDED_IN
        and other.instrument == response.instrument
    )


def _earlier(instrument: Instrument, response: Response, steps: Sequence[Response]) -> Mapping[str, Sequence[Earlier]]:
    """By question, what was answered to it at other steps that were handed in before this one."""
    before = [
        one
        for one in beside(response, steps)
        if one.instrument == response.instrument and (response.day is None or one.day is None or one.day <= response.day)
    ]
    found: dict[str, list[Earlier]] = {}
    for question in questions_of(instrument, response.step):
        same = same_question(instrument, question)
        for one in before:
            asked = same.get(one.step)
            if asked is not None and asked.id in one.answers:
                answer = answer_from_data(one.answers[asked.id], asked)
                found.setdefault(question.id, []).append(Earlier(one.step, one.day, answer))
    return found
