"""Answers as they are stored: JSON with one way to write each answer, and no other.

| type | stored as |
|---|---|
| single, ordered | the code |
| multiple | a list of codes in the order of their letters, at least one, none of them twice |
| integer | a whole number of nine figures at most |
| date | text, yyyy-mm-dd |
| text | text that is not empty |

What has no answer is not there: routing says whether the question was asked, and that is never stored. Everything else is refused with
`StoredAnswerError`, so that what cannot be read never becomes a blank.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from spegla.catalogue import Answer, Answers, Instrument, Reason, Variable
from spegla.catalogue.rules import FACTS, VariableType

Wrong = Literal["unknown_variable", "unknown_code", "wrong_type"]
# An answer that is there.
Given = str | frozenset[str] | int | date

_MOST = 999_999_999
# What may be repeated in a log. Anything else may be what somebody wrote in the wrong place.
_NAME = re.compile(r"[a-z0-9][a-z0-9_+-]{0,59}")


class StoredAnswerError(Exception):
    """The answer to `variable` cannot be stored or read: `reason` says why, and `code` which code the variable does not have.

    `row` is the place of the row among those that were handed over, when there were several. A name or code that has not the form of one
    is "", and what was answered is never here.
    """

    def __init__(self, variable: str, reason: Wrong, code: str = "", row: int | None = None) -> None:
        self.variable, self.code = (name if _NAME.fullmatch(name) else "" for name in (variable, code))
        self.reason = reason
        self.row = row
        super().__init__(self.variable, reason, self.code, row)

    def in_row(self, row: int) -> "StoredAnswerError":
        """The same, and where it stood."""
        return StoredAnswerError(self.variable, self.reason, self.code, row)


def answers_as_data(answers: Answers, instrument: Instrument) -> dict[str, Any]:
    """What is stored of `answers`, in the order of `instrument`: the answers alone.

    The municipality, unit, day and year of a response belong to its row and are left out; so is every reason for a missing answer that is
    no code. Raises `StoredAnswerError`.
    """
    known = {variable.id for variable in instrument.variables}
    for id in answers:
        if id not in known and id not in FACTS:
            raise StoredAnswerError(id, "unknown_variable")
    given = ((variable, answers.get(variable.id, Reason.NOT_ANSWERED)) for variable in instrument.variables)
    return {variable.id: _as_data(answer, variable) for variable, answer in given if not _blank(answer)}


def answers_from_data(data: Mapping[str, object], instrument: Instrument) -> Answers:
    """The answers that `data` holds; a variable that is not there was not answered. Raises `StoredAnswerError`."""
    variables = {variable.id: variable for variable in instrument.variables}
    answers: dict[str, Answer] = {}
    for id, value in data.items():
        if id not in variables:
            raise StoredAnswerError(id, "unknown_variable")
        answers[id] = answer_from_data(value, variables[id])
    return answers


def answer_from_data(value: object, variable: Variable) -> Given:
    """The answer to `variable` that `value` stands for. Raises `StoredAnswerError`."""
    # The exact types, as JSON gives them: true is no number, though Python would count with it.
    if variable.type is VariableType.MULTIPLE:
        if type(value) is list and value and all(type(code) is str for code in value):
            codes = frozenset(_code(code, variable) for code in value)
            if value == sorted(codes):
                return codes
    elif variable.type is VariableType.INTEGER:
        if type(value) is int and abs(value) <= _MOST:
            return value
    elif type(value) is str:
        match variable.type:
            case VariableType.SINGLE | VariableType.ORDERED:
                return _code(value, variable)
            case VariableType.DATE:
                return _day(value, variable)
            case VariableType.TEXT if value:
                return value
    raise StoredAnswerError(variable.id, "wrong_type")


def _blank(answer: Answer) -> bool:
    return isinstance(answer, Reason) or answer in ("", frozenset())


def _as_data(answer: Answer, variable: Variable) -> object:
    match answer:
        case frozenset():
            data: object = sorted(answer)
        case date():
            data = answer.isoformat()
        case _:
            data = answer
    # What could not be read again is not written.
    answer_from_data(data, variable)
    return data


def _code(code: str, variable: Variable) -> str:
    if code not in (category.code for category in variable.categories):
        raise StoredAnswerError(variable.id, "unknown_code", code)
    return code


def _day(text: str, variable: Variable) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise StoredAnswerError(variable.id, "wrong_type") from None
    # Python reads 20170301 and 2017-W09-3 too.
    if day.isoformat() != text:
        raise StoredAnswerError(variable.id, "wrong_type")
    return day
