"""The words that rules and definitions share: types of variables, reasons for a missing answer, and an answer itself."""

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum


class Reason(Enum):
    """Why there is no substantive answer. Never one `None`: the five mean different things.

    Not a `StrEnum`: a reason must never be equal to a code.
    """

    NOT_ASKED = "not_asked"
    NOT_ANSWERED = "not_answered"
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"
    DECLINED = "declined"


class VariableType(StrEnum):
    """How a variable is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERED = "ordered"
    INTEGER = "integer"
    DATE = "date"
    TEXT = "text"

    @property
    def has_categories(self) -> bool:
        """True when the answer is chosen from a list."""
        return self in (VariableType.SINGLE, VariableType.MULTIPLE, VariableType.ORDERED)


# A code, the chosen codes, a whole number, a day; or the reason why the cell is empty (not asked, not answered).
# Codes that mean missing are answers here: the response says what was filled in, and the catalogue what it means.
Answer = str | frozenset[str] | int | date | Reason

# One response's answers by variable id. A variable that is not there was not answered.
Answers = Mapping[str, Answer]


def day(text: str) -> date:
    """The day that `text` writes as yyyy-mm-dd; ValueError for every other way, also those that Python reads (20160101, 2016-W01-1)."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def whole_number(text: str) -> int:
    """The number that `text` writes in figures, fifteen at most; ValueError for every other way (1_000, +1, other scripts)."""
    if not re.fullmatch("-?[0-9]{1,15}", text):
        raise ValueError(text)
    return int(text)
