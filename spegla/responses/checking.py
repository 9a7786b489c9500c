"""Everything that can be wrong with one response on its own: the plain evaluator, which the importers must agree with.

Promised: each problem once, in the order of the instrument, and for the same response always the same. Not looked for: what needs
other responses (the same row twice) or the file (a code that does not exist).
"""

from collections.abc import Iterator
from typing import Literal

from spegla.catalogue import Answer, Answers, Instrument, Reason, Severity, Variable
from spegla.catalogue.rules import Truth, evaluate, total_and_sum
from spegla.messages import Words
from spegla.responses.problems import Problem
from spegla.responses.response import Response, firing

AnswerCode = Literal["out_of_range", "not_asked", "asked_unknown", "exclusive"]


def check_response(response: Response, instrument: Instrument) -> tuple[Problem, ...]:
    """The problems of `response`, each at the row of the answer: variables first, then the checks that fire.

    Codes: `out_of_range`, `not_asked`, `exclusive` and the id of a check that calls the answers wrong are errors; `asked_unknown` and
    `implausible` are warnings.
    """
    problems = []
    for variable in instrument.variables:
        answer = response.answers.get(variable.id, Reason.NOT_ANSWERED)
        if not isinstance(answer, Reason):
            row = response.rows.get(variable.id, 0)
            problems += [answer_problem(code, variable, row) for code in _wrong(variable, answer, response)]
    return (*problems, *check(response, instrument))


def answer_problem(code: AnswerCode, variable: Variable, row: int) -> Problem:
    """What is wrong with the answer to `variable` in `row`, said with its label."""
    severity = Severity.WARNING if code == "asked_unknown" else Severity.ERROR
    facts, labels, sentence = {}, {"label": variable.label}, ""
    if code == "out_of_range":
        limits = {"minimum": variable.minimum, "maximum": variable.maximum}
        facts = {name: str(limit) for name, limit in limits.items() if limit is not None}
        sentence = "out_of_range" if len(facts) > 1 else "out_of_range_least" if "minimum" in facts else "out_of_range_most"
    if code == "exclusive":
        alone = [category.label for category in variable.categories if category.code in standing_alone(variable)]
        labels["alone"] = Words(" och ".join(f"”{label.sv}”" for label in alone), " and ".join(f"“{label.en}”" for label in alone))
    return Problem(row, variable.id, code, severity, facts, None, sentence, labels)


def check(response: Response, instrument: Instrument) -> tuple[Problem, ...]:
    """The checks of `instrument` that fire on `response`, each at the row of its first answer."""
    return tuple(check_problem(instrument, place, row, response.answers) for place, row in firing(response, instrument))


def check_problem(instrument: Instrument, place: int, row: int, answers: Answers) -> Problem:
    """The problem that a check makes at `row`, by its place among the checks: an error is called by its own id, a warning `implausible`.

    A check of a sum says what the numbers are in `answers`; no other reads them.
    """
    one = instrument.checks[place]
    called = one.id if one.severity is Severity.ERROR else "implausible"
    numbers = total_and_sum(one.rule, instrument.with_derived(answers)) if one.rule.total else None
    if numbers is None:
        return Problem(row, "", called, one.severity, {"check": one.id}, one.says)
    label = next(total.label for total in instrument.asked_and_derived if total.id == one.rule.total)
    facts = {"check": one.id, "total": str(numbers[0]), "sum": str(numbers[1])}
    return Problem(row, "", called, one.severity, facts, one.says, "check_sum", {"label": label})


def standing_alone(variable: Variable) -> frozenset[str]:
    """The codes of a multiple-answer variable that may not be chosen with any other: exclusive ones, and those that mean missing."""
    return variable.exclusive | variable.missing.keys()


def _wrong(variable: Variable, answer: Answer, response: Response) -> Iterator[AnswerCode]:
    if isinstance(answer, int):
        below = variable.minimum is not None and answer < variable.minimum
        above = variable.maximum is not None and answer > variable.maximum
        if below or above:
            yield "out_of_range"
    if variable.asked_when is not None:
        truth = evaluate(variable.asked_when, response.answers)
        if truth is Truth.FALSE:
            yield "not_asked"
        if truth is Truth.UNKNOWN:
            yield "asked_unknown"
    if isinstance(answer, frozenset) and len(answer) > 1 and answer & standing_alone(variable):
        yield "exclusive"
