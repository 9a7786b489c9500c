"""The wide form: one row a registration, the context first and then a column for each variable of the instrument, by their ids."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.municipalities import fold
from spegla.responses.stored import answer_from_data

# None is blank.
Cell = str | int | date | None
_YES, _NO = "ja", "nej"
# What a number is written after, so that nobody takes it for what a municipality calls a case.
_OWN = "Spegla-"


@dataclass(frozen=True, slots=True)
class WideRow:
    """One registration: `data` are its answers as `spegla.responses.stored` writes them, `unit` is "" where there is none.

    `case` is a number that tells rows of the same case from others. It is never what the municipality calls the case.
    """

    municipality: str
    unit: str
    case: int
    day: date | None
    invented: bool
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Colophon:
    """What a file says of itself: who took it out, when and why, as one `sentence` and as `facts`, a name and what it is.

    `sheets` are the names of the sheets of a workbook, the rows first and then the colophon.
    """

    sentence: str
    facts: tuple[tuple[str, str], ...]
    sheets: tuple[str, str]
    at: datetime


def table(instrument: Instrument, rows: Sequence[WideRow]) -> Iterator[list[Cell]]:
    """The header, then each of `rows`. Raises `StoredAnswerError` for an answer that `instrument` does not have.

    Whether they are made up stands by each row as soon as one of them is.
    """
    invented = any(row.invented for row in rows)
    variables = instrument.variables
    yield ["kommunkod", "enhet", "arende", "datum", *(["pahittad"] if invented else []), *(variable.id for variable in variables)]
    for row in rows:
        context: list[Cell] = [row.municipality, row.unit or None, f"{_OWN}{row.case}", row.day]
        context += [_YES if row.invented else _NO] if invented else []
        yield [*context, *(_cell(row.data.get(variable.id), variable) for variable in variables)]


def is_own_number(case: str) -> bool:
    """Whether a case is called what such a file calls it, and not what the municipality does."""
    return re.fullmatch(rf"{fold(_OWN)}\d+", fold(case)) is not None


def _cell(stored: object, variable: Variable) -> Cell:
    if stored is None:
        return None
    answer = answer_from_data(stored, variable)
    return "|".join(sorted(answer)) if isinstance(answer, frozenset) else answer
