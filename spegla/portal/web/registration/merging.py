"""Two answers to the same question, beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from spegla.catalogue import Answer
from spegla.portal.store.models.responses import AnswerVersion
from spegla.portal.store.responses import DAY, NEXT
from spegla.portal.texts import language, said, short_day
from spegla.portal.use_cases.response_form import Form
from spegla.portal.web.registration.questions import shown_answer
from spegla.responses.stored import answer_from_data


@dataclass(frozen=True)
class Side:
    """One of the answers: the number to choose it by, 0 for the one that holds; the answer in words, and who gave it; if it was picked."""

    number: int
    answer: str
    version: AnswerVersion | None
    picked: bool


@dataclass(frozen=True)
class Meeting:
    """A question that several have answered. It `lacks` a choice where a page that showed it was sent without one."""

    id: str
    asks: str
    sides: Sequence[Side]
    lacks: bool


@dataclass(frozen=True)
class Sent:
    """What was chosen by question, on a page that had `shown` the answers with these ids beside what held at `version`."""

    chosen: Mapping[str, int]
    shown: frozenset[int]
    version: int


def meetings(form: Form, sent: Sent | None) -> Sequence[Meeting]:
    """Every question with answers that wait for a choice, each with the one that holds first.

    Of what was `sent` a choice is still picked where the question has the answers that it had; one lacks where it was shown and not made.
    """
    found = []
    for id in dict.fromkeys(one.variable for one in form.conflicts):
        here = {one.id for one in form.conflicts if one.variable == id}
        same = sent is not None and here <= sent.shown and form.response.changed.get(id, 0) <= sent.version
        picked = sent.chosen.get(id) if sent is not None and same else None
        holds = Side(0, in_words(form, id, form.response.answers.get(id)), form.last_given.get(id), picked == 0)
        waiting = [Side(one.id, in_words(form, id, one.value), one, picked == one.id) for one in form.conflicts if one.variable == id]
        found.append(
            Meeting(id, asked(form, id), [holds, *waiting], sent is not None and id not in sent.chosen and bool(here & sent.shown))
        )
    return found


def asked(form: Form, id: str) -> str:
    """The question in words."""
    if id in (DAY, NEXT):
        return said("form_next" if id == NEXT else "form_day_short")
    return form.instrument.variable(id).question.in_language(language())


def in_words(form: Form, id: str, value: object) -> str:
    """A stored answer in words."""
    if value is None:
        return said("answer_none")
    if id in (DAY, NEXT):
        return short_day(date.fromisoformat(str(value)))
    variable = form.instrument.variable(id)
    answer: Answer = answer_from_data(value, variable)
    return shown_answer(answer, {one.code: one.label.in_language(language()) for one in variable.categories})


@dataclass(frozen=True)
class Told:
    """A line of a response's history."""

    at: datetime
    who: str
    asks: str
    answer: str


def told(form: Form, history: Sequence[AnswerVersion]) -> Sequence[Told]:
    """Who answered what, and when."""
    return [
        Told(
            one.given_at,
            one.given_by.name if one.given_by else said("log_system"),
            asked(form, one.variable),
            in_words(form, one.variable, one.value),
        )
        for one in history
    ]
