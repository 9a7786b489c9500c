"""Stored registrations → a `Batch`, and back: one organisation's rows, with answers as `spegla.responses.stored` writes them.

A batch is made one variable at a time, and each different value is read once, since a rebuild has a million rows and few values. What a
value means is asked of `answer_from_data` alone, so that nothing is read here that would be refused there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.rules import VariableType
from spegla.columns.batch import BLANK, EPOCH, Batch
from spegla.responses.stored import StoredAnswerError, answer_from_data, answers_from_data


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row as it is stored: `unit` is "" where there is none, `latest` true of the last row of its subject, `data` the answers."""

    unit: str
    day: date | None
    latest: bool
    data: Mapping[str, Any]


def batch_of_data(instrument: Instrument, organisation: str, rows: Sequence[StoredRow], *, invented: bool) -> Batch:
    """`rows`, in that order, as a batch in which every variable is collected.

    Row k of it is the response of `answers_from_data(rows[k].data)`. Raises `StoredAnswerError` with the row of the first answer that
    cannot be read.
    """
    data = [row.data for row in rows]
    try:
        answers, texts = _columns(instrument, data)
    except (StoredAnswerError, TypeError) as refused:
        # A list where a text should be cannot be looked up.
        raise _first_wrong(instrument, data) from refused
    texts["enhet"], unit = _numbered([row.unit or None for row in rows])
    days = _Numbers(BLANK, lambda day: (day - EPOCH).days)
    return Batch(
        instrument=instrument,
        length=len(rows),
        organisations=(organisation,),
        organisation=np.zeros(len(rows), np.int32),
        answers=answers,
        day=days.array((row.day for row in rows), np.int32, len(rows)),
        unit=unit,
        latest=np.fromiter((row.latest for row in rows), np.bool_, len(rows)),
        texts=texts,
        invented=invented,
    )


def stored_rows(batch: Batch) -> tuple[StoredRow, ...]:
    """The rows of `batch` as they are stored, in its order; where subjects are not told apart no row is the latest of any."""
    columns = {variable.id: _stored(batch, variable) for variable in batch.instrument.variables if variable.id in batch.answers}
    units = [None] * batch.length if batch.unit is None else _looked_up(batch.unit, dict(enumerate(batch.texts["enhet"])).__getitem__)
    days = [None] * batch.length if batch.day is None else _looked_up(batch.day, _day)
    latest = [False] * batch.length if batch.latest is None else batch.latest.tolist()
    return tuple(
        StoredRow(unit or "", day, last, {id: value for id, value in zip(columns, values, strict=True) if value is not None})
        for unit, day, last, *values in zip(units, days, latest, *columns.values(), strict=True)
    )


def _columns(instrument: Instrument, data: Sequence[Mapping[str, Any]]) -> tuple[dict[str, NDArray[Any]], dict[str, tuple[str, ...]]]:
    """The arrays of the variables and the values of the texts. Raises `StoredAnswerError`, and TypeError for a list in the wrong place."""
    answers: dict[str, NDArray[Any]] = {}
    texts, filled = {}, 0
    for variable, values in _by_variable(instrument, data):
        if variable.type in _EXACT and not {_EXACT[variable.type], NoneType}.issuperset(map(type, values)):
            raise StoredAnswerError(variable.id, "wrong_type")
        match variable.type:
            case VariableType.TEXT:
                texts[variable.id], answers[variable.id] = _numbered(values)
            case VariableType.MULTIPLE:
                several = map(tuple, (_ABSENT if value is None else value for value in values))
                answers[variable.id] = _numbers(variable, list).array(several, np.uint64, len(data))
            case VariableType.SINGLE | VariableType.ORDERED:
                answers[variable.id] = _numbers(variable).array(values, np.uint8, len(data))
            case _:
                answers[variable.id] = _numbers(variable).array(values, np.int32, len(data))
        filled += int(np.count_nonzero(answers[variable.id] != _blank(variable)))
    # What is neither an answer nor absent is a name that the instrument does not have, or a null.
    if filled != sum(map(len, data)):
        raise StoredAnswerError("", "unknown_variable")
    return answers, texts


# Where a value could be looked up as another: true is equal to 1, and a text is as many letters. All texts are taken as they are.
_EXACT: Mapping[VariableType, type] = {VariableType.INTEGER: int, VariableType.MULTIPLE: list, VariableType.TEXT: str}
# What no list is equal to.
_ABSENT = (object(),)
# Rows that are still in the processor's cache when they are turned into columns.
_STRETCH = 2_000


def _by_variable(instrument: Instrument, data: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Variable, list[Any]]]:
    """What each row has for each variable, None where it has nothing."""
    ids = [variable.id for variable in instrument.variables]
    columns: list[list[Any]] = [[] for _ in ids]
    for start in range(0, len(data), _STRETCH):
        turned = zip(*[tuple(map(one.get, ids)) for one in data[start : start + _STRETCH]], strict=True)
        for column, values in zip(columns, turned, strict=True):
            column.extend(values)
    return zip(instrument.variables, columns, strict=True)


def _first_wrong(instrument: Instrument, data: Iterable[Mapping[str, Any]]) -> StoredAnswerError:
    for row, one in enumerate(data):
        try:
            answers_from_data(one, instrument)
        except StoredAnswerError as wrong:
            return wrong.in_row(row)
    raise ValueError("rows were refused of which each can be read")


class _Numbers(dict[Any, int]):
    """What a batch holds for each different value. A value that has not been met is read."""

    def __init__(self, blank: int, number: Callable[[Any], int]) -> None:
        super().__init__({None: blank, _ABSENT: blank})
        self.number = number

    def __missing__(self, value: Any) -> int:
        found = self[value] = self.number(value)
        return found

    def array(self, values: Iterable[Any], dtype: type[np.generic], length: int) -> NDArray[Any]:
        return np.fromiter(map(self.__getitem__, values), dtype, length)


def _numbers(variable: Variable, as_data: Callable[[Any], object] = lambda value: value) -> _Numbers:
    places = {category.code: place for place, category in enumerate(variable.categories)}

    def number(value: Any) -> int:
        match answer_from_data(as_data(value), variable):
            case str(code):
                return places[code] + 1
            case frozenset() as codes:
                return sum(1 << places[code] for code in codes)
            case date() as day:
                return (day - EPOCH).days
            case int(whole):
                return whole

    return _Numbers(_blank(variable), number)


def _blank(variable: Variable) -> int:
    return 0 if variable.type.has_categories else BLANK


def _numbered(values: Sequence[str | None]) -> tuple[tuple[str, ...], NDArray[Any]]:
    """The different texts in the order in which they come, and for each row its place among them."""
    if "" in values:
        raise StoredAnswerError("", "wrong_type")
    kept = dict.fromkeys(value for value in values if value is not None)
    places: dict[str | None, int] = {text: place for place, text in enumerate(kept)}
    places[None] = BLANK
    return tuple(kept), np.fromiter(map(places.__getitem__, values), np.int32, len(values))


def _stored(batch: Batch, variable: Variable) -> list[Any]:
    """The column of `variable` as JSON, None where it is blank."""
    codes = [category.code for category in variable.categories]
    values = batch.answers[variable.id]
    match variable.type:
        case VariableType.SINGLE | VariableType.ORDERED:
            return list(map([None, *codes].__getitem__, values.tolist()))
        case VariableType.MULTIPLE:
            chosen = {value: sorted(code for place, code in enumerate(codes) if value >> place & 1) for value in np.unique(values).tolist()}
            # A list of its own for each row: what is stored may be changed.
            return [list(chosen[value]) or None for value in values.tolist()]
        case VariableType.INTEGER:
            return [None if value == BLANK else value for value in values.tolist()]
        case VariableType.DATE:
            return _looked_up(values, lambda value: _day(value).isoformat())
        case VariableType.TEXT:
            return _looked_up(values, batch.texts[variable.id].__getitem__)


def _looked_up(values: NDArray[Any], meaning: Callable[[int], Any]) -> list[Any]:
    found = {value: None if value == BLANK else meaning(value) for value in np.unique(values).tolist()}
    return list(map(found.__getitem__, values.tolist()))


def _day(value: int) -> date:
    return EPOCH + timedelta(days=value)
