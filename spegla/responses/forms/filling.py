"""A response while it is filled in: what is asked now, what is wrong with it and where, and how far it has come.

The same rules as everywhere: routing and checks are those of `check_response`. What is not asked any longer is put aside here and not
thrown away: whoever changes their mind gets it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from spegla.catalogue import Answer, Answers, Instrument, Reason, Variable
from spegla.catalogue.rules import Truth, evaluate
from spegla.catalogue.values import VariableType, whole_number
from spegla.responses.checking import check_response
from spegla.responses.completeness import Completeness
from spegla.responses.forms.days import GivenError, day_given
from spegla.responses.forms.steps import DAY, questions_of, row_of
from spegla.responses.problems import Problem
from spegla.responses.response import Response


@dataclass(frozen=True)
class Filled:
    """A step as it stands. `asked` are the ids of its questions that are asked now; `answers` those that hold, the day among them.

    `row` is what would be counted.
    """

    instrument: Instrument = field(repr=False)
    step: str
    asked: frozenset[str]
    answers: Answers
    row: Answers
    completeness: Completeness

    @cached_property
    def problems(self) -> Mapping[str, tuple[Problem, ...]]:
        """By question, "" for what is about none of this step. Looked for when they are asked for: a list of drafts does not."""
        return _problems(self.instrument, questions_of(self.instrument, self.step), self.row)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions that are asked and have no answer, the day first."""
        return tuple(id for id in (DAY, *sorted(self.asked)) if id not in self.answers)


def answer_given(variable: Variable, texts: Sequence[str]) -> Answer:
    """The answer that a form sends as `texts`; not answered when there is none. Raises `GivenError` for what is none."""
    given = [text.strip() for text in texts if text.strip()]
    if not given:
        return Reason.NOT_ANSWERED
    codes = {category.code for category in variable.categories}
    match variable.type:
        case VariableType.MULTIPLE:
            if not set(given) <= codes:
                raise GivenError("given_unknown")
            return frozenset(given)
        case VariableType.SINGLE | VariableType.ORDERED:
            if len(given) != 1 or given[0] not in codes:
                raise GivenError("given_unknown")
            return given[0]
        case VariableType.INTEGER:
            return number_given(given[0])
        case VariableType.DATE:
            return day_given(given[0])
        case VariableType.TEXT:
            return given[0]


def number_given(text: str) -> int:
    """A whole number as people write it. Raises `GivenError`."""
    try:
        return whole_number("".join(text.split()))
    except ValueError:
        raise GivenError("given_number") from None


def filled(instrument: Instrument, step: str, own: Answers, decision: Answers) -> Filled:
    """How a response at `step` stands, with `own` answers and those of the `decision` that it rests on (none at the decision itself)."""
    questions = questions_of(instrument, step)
    answers = dict(own)
    row = _with_day(row_of(instrument, step, answers, decision))
    truths = {one.id: _truth(one, row) for one in questions}
    # A rule may name a question that another rule routes, so what falls away may take more with it.
    while gone := [id for id in answers if truths.get(id) is Truth.FALSE]:
        for id in gone:
            del answers[id]
        row = _with_day(row_of(instrument, step, answers, decision))
        truths = {one.id: _truth(one, row) for one in questions}
    asked = frozenset(id for id, truth in truths.items() if truth is Truth.TRUE or (truth is Truth.UNKNOWN and id in answers))
    answered = sum(id in answers for id in (DAY, *asked))
    return Filled(instrument, step, asked, answers, row, Completeness(answered, 1 + len(asked)))


def affected(instrument: Instrument, step: str, id: str) -> frozenset[str]:
    """The questions of `step` that an answer to `id` may ask, hide or find fault with; `id` among them."""
    questions = {one.id for one in questions_of(instrument, step)}
    rules = [(one.asked_when, {one.id}) for one in instrument.variables if one.asked_when is not None]
    rules += [(one.rule, set(_named(instrument, one.rule.names))) for one in instrument.checks]
    found, queue = {id}, [id]
    while queue:
        name = queue.pop()
        for rule, touched in rules:
            if name in _named(instrument, rule.names):
                new = (touched | set(_named(instrument, rule.names))) & questions - found
                found |= new
                queue += [one for one in new if one in touched]
    return frozenset(found)


def _truth(variable: Variable, row: Answers) -> Truth:
    return Truth.TRUE if variable.asked_when is None else evaluate(variable.asked_when, row)


def _with_day(row: Answers) -> Answers:
    at = row.get(DAY)
    return {**row, "ar": at.year} if isinstance(at, date) else row


def _problems(instrument: Instrument, questions: Sequence[Variable], row: Answers) -> Mapping[str, tuple[Problem, ...]]:
    """Each problem by the last question of this step that it is about; those of other steps alone are theirs to show."""
    here = [one.id for one in questions]
    checks = {one.id: one for one in instrument.checks}
    found: dict[str, list[Problem]] = {}
    for problem in check_response(Response("", "", row), instrument):
        about = (problem.column,) if problem.column else _named(instrument, checks[problem.facts["check"]].rule.names)
        last = max((here.index(id) for id in about if id in here), default=None)
        if last is not None:
            found.setdefault(here[last], []).append(problem)
    return {id: tuple(problems) for id, problems in found.items()}


def _named(instrument: Instrument, names: Sequence[str]) -> tuple[str, ...]:
    """The questions behind `names`: those that a derived variable rests on in its place."""
    derived = {one.id: one for one in instrument.derived}
    found: list[str] = []
    for name in names:
        if name in derived:
            one = derived[name]
            inner = [variable.id for variable in one.counts] + [id for case in one.cases for id in case.rule.names]
            found += _named(instrument, inner)
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))
