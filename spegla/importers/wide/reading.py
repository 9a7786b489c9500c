"""One wide file → a batch and its problems. The parts are in the modules beside; here is the order in which they come."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Severity, Variable
from spegla.catalogue.municipalities import Municipalities, UnknownMunicipalityError, fold
from spegla.catalogue.rules import VariableType
from spegla.columns import BLANK, Batch
from spegla.importers.reading import Read
from spegla.importers.table import read_content
from spegla.importers.wide.cells import Coded, Meaning, day, read_cells, read_texts, reader
from spegla.importers.wide.findings import KEPT, Findings
from spegla.importers.wide.headers import NAME, columns_of
from spegla.importers.wide.identities import identity_header, identity_in
from spegla.importers.wide.limits import COMMAND_LINE, Limits
from spegla.importers.wide.mapping import ColumnMap
from spegla.importers.wide.opened import Opened, open_wide
from spegla.importers.wide.rows import find_in_rows
from spegla.importers.wide.subjects import Subjects, steps_of
from spegla.messages import Words
from spegla.responses import Problem

Days = NDArray[np.int32] | None
Places = NDArray[np.int64]

_YES, _NO = ("ja", "yes"), ("nej", "no")
# The code of each sentence about a cell that means nothing.
_CODES: Mapping[str, str] = {
    "unknown_code": "unknown_code",
    "unknown_code_near": "unknown_code",
    "unknown_code_separator": "unknown_code",
    "wrong_type_integer": "wrong_type",
    "wrong_type_date": "wrong_type",
    "unknown_municipality": "unknown_municipality",
    "unknown_municipality_name": "unknown_municipality",
    "municipality_leading_zero_lost": "unknown_municipality",
    "municipality_three_digits": "unknown_municipality",
    "municipality_unknown_code": "unknown_municipality",
}


def read(path: Path, instrument: Instrument, municipalities: Municipalities, mapping: ColumnMap | Path | None) -> Read[Batch]:
    """As `read_wide`, whose promise this keeps; None only beside an error."""
    content = partial(read_content, path, COMMAND_LINE.size)
    numbered = read_numbered(content, instrument, municipalities, mapping, COMMAND_LINE)
    return Read(None if numbered.value is None else numbered.value.batch, numbered.problems, numbered.left_out)


@dataclass(frozen=True)
class Numbered:
    """Row k of `batch` stood in `rows[k]` of its file, and calls its case `cases[k]`, "" where it does not say; None without cases."""

    batch: Batch
    rows: NDArray[np.int64]
    cases: pl.Series | None


def read_numbered(
    content: Callable[[], bytes],
    instrument: Instrument,
    municipalities: Municipalities,
    mapping: ColumnMap | Path | None,
    limits: Limits = COMMAND_LINE,
) -> Read[Numbered]:
    """The same, and where each row stood. `content` gives the bytes of the file, and may raise `UnreadableFileError`."""
    findings = Findings()
    opened = open_wide(content, instrument, mapping, limits, findings)
    if opened is None:
        return findings.read(None)
    wide = _Wide(instrument, municipalities, opened, findings)
    batch = wide.batch()
    return findings.read(None if batch is None else Numbered(batch, opened.rows, wide.cases))


class _Wide:
    def __init__(self, instrument: Instrument, municipalities: Municipalities, opened: Opened, findings: Findings) -> None:
        self.instrument = instrument
        self.municipalities = municipalities
        self.opened = opened
        self.codes = opened.codes
        self.rows = opened.rows
        self.findings = findings
        self.places = columns_of(opened.header_row, opened.header, opened.filled, opened.names, findings)
        self.labels = {variable.id: variable.label for variable in instrument.variables}
        self.undated = np.zeros(len(self.rows), np.bool_)

    @property
    def cases(self) -> pl.Series | None:
        """What each row calls its case, or None without a column for that."""
        return self.opened.cases[self.places["arende"]].names if "arende" in self.places else None

    def batch(self) -> Batch | None:
        """The rows as a batch; None when there are none."""
        self._identities()
        length = len(self.rows)
        if not length:
            self.findings.whole("no_rows", "file_no_rows")
        if not length or not self.places:
            return None
        answers: dict[str, NDArray[Any]] = {}
        texts: dict[str, tuple[str, ...]] = {}
        organisations, organisation = self._organisations(length)
        unit = None
        if "enhet" in self.places:
            texts["enhet"], unit = read_texts(self._coded("enhet"))
        days = self._days() if "datum" in self.places else None
        for variable in self.instrument.variables:
            if variable.id not in self.places:
                continue
            if variable.type is VariableType.TEXT:
                texts[variable.id], answers[variable.id] = read_texts(self._coded(variable.id))
            else:
                answers[variable.id] = self._answers(variable)
        invented = self._invented()
        # Two questions that need nothing of each other, each the work of one core.
        with ThreadPoolExecutor(1) as beside:
            asked = beside.submit(self._subjects, organisation, days, unit, answers)
            rows = Batch(self.instrument, length, organisations, organisation, answers, days, unit, None, texts, invented)
            find_in_rows(rows, self.rows, self.places, self.undated, self.findings)
            latest, again, first = asked.result()
        self._twice(again, first)
        self._once(organisations, {"kommunkod": organisation, "enhet": unit, "datum": days})
        return Batch(self.instrument, length, organisations, organisation, answers, days, unit, latest, texts, invented)

    def _days(self) -> NDArray[np.int32]:
        """The date of each row. That a date cannot be read is told once: such a row is neither undated nor of the same day as another."""
        days = np.asarray(self._values("datum", np.int32, BLANK, day), np.int32)
        coded = self._coded("datum")
        filled = np.array([bool(text) for text in coded.texts], np.bool_)[coded.places]
        self.undated = (days == BLANK) & filled
        return days

    def _coded(self, id: str) -> Coded:
        return self.opened.coded[self.places[id]]

    def _identities(self) -> None:
        """One error for each column that could tell who somebody is."""
        known = {place: id for id, place in self.places.items()}
        for place, name in enumerate(self.opened.header):
            found = self.opened.identity(place, known.get(place, ""))
            # A header that asks for identities has been refused already.
            if found and (place in known or not (identity_header(name) or identity_in(name))):
                self.findings.add(place, found)

    def _organisations(self, length: int) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        """The codes of municipalities, and for each row its place among them; "" for rows that name none."""
        column = "kommunkod" if "kommunkod" in self.places else NAME
        if column not in self.places:
            return ("",), np.zeros(length, np.int32)
        codes = sorted(self.municipalities.by_code)
        number = {code: place for place, code in enumerate(codes)}
        values = self._municipality(column, number)
        if column != NAME and NAME in self.places:
            self._same(values, self._municipality(NAME, number), codes)
        self._missing(column)
        used = np.unique(values)
        return tuple(codes[place] if place >= 0 else "" for place in used), np.searchsorted(used, values).astype(np.int32)

    def _municipality(self, column: str, number: Mapping[str, int]) -> NDArray[np.int32]:
        """The place of each row's municipality among all codes, by the code or the name in `column`; -1 where it says none."""
        mapped = self.codes.get(column, {})
        look_up = self.municipalities.with_name if column == NAME else self.municipalities.with_code

        def meaning(text: str) -> Meaning:
            try:
                return Meaning(number[look_up(mapped.get(fold(text), text)).code])
            except UnknownMunicipalityError as unknown:
                # That sentence says what stood there, which may be anything.
                kept = {"municipality_not_four_digits": "unknown_municipality", "municipality_unknown_name": "unknown_municipality_name"}
                said = kept.get(unknown.code)
                return Meaning(-1, said) if said else Meaning(-1, unknown.code, unknown.facts)

        return np.asarray(self._values(column, np.int32, -1, meaning), np.int32)

    def _same(self, values: NDArray[np.int32], named: NDArray[np.int32], codes: Sequence[str]) -> None:
        """An error for each row whose name is another municipality's than its code."""
        apart = np.flatnonzero((values != named) & (values >= 0) & (named >= 0))
        at = dict(zip(self.rows[apart].tolist(), apart.tolist(), strict=True))

        def made(row: int) -> Problem:
            by_code, other = (self.municipalities.by_code[codes[int(places[at[row]])]] for places in (values, named))
            facts = {"value": other.name, "code": by_code.code, "name": by_code.name}
            return Problem(row, NAME, "unknown_municipality", Severity.ERROR, facts, None, "municipality_disagrees")

        self.findings.cells(self.places[NAME], self.rows[apart], made)

    def _once(self, organisations: Sequence[str], facts: Mapping[str, Days]) -> None:
        """An error for each row about what an earlier row is about, where the answers would count twice."""
        keys = [values for name in self.instrument.once_per if (values := facts[name]) is not None]
        if not keys:
            return
        dated = np.flatnonzero(~self.undated) if "datum" in self.instrument.once_per else np.arange(len(self.rows))
        if not len(dated):
            return
        _, first, same = np.unique(np.stack(keys)[:, dated], axis=1, return_index=True, return_inverse=True)
        again = dated[first[same] != np.arange(len(dated))]
        # Which municipality it is, is an error already where nobody can tell.
        again = np.array([row for row in again.tolist() if organisations[int(keys[0][row])]], np.int64)
        names = {int(self.rows[row]): self.municipalities.by_code[organisations[int(keys[0][row])]].name for row in again.tolist()}
        sentence = "municipality_twice_then" if "datum" in self.instrument.once_per else "municipality_twice"

        def made(row: int) -> Problem:
            return Problem(row, "", "duplicate_municipality", Severity.ERROR, {"name": names[row]}, None, sentence)

        self.findings.cells(-1, self.rows[again], made)

    def _answers(self, variable: Variable) -> NDArray[Any]:
        mapped = self.codes.get(variable.id, {})
        if variable.type is VariableType.MULTIPLE:
            values = self._values(variable.id, np.uint64, 0, reader(variable, mapped))
        elif variable.type.has_categories:
            values = self._values(variable.id, np.uint8, 0, reader(variable, mapped))
        else:
            values = self._values(variable.id, np.int32, BLANK, reader(variable, mapped))
        if variable.kind == "administrativ" and variable.asked_when is None:
            self._missing(variable.id)
        return values

    def _values(self, id: str, dtype: type[np.generic], blank: int, meaning: Callable[[str], Meaning]) -> NDArray[Any]:
        """The column of `id` as numbers; each cell that means nothing is an error."""
        coded = self._coded(id)
        cells = read_cells(coded, dtype, blank, meaning)
        if cells.wrong:
            at = coded.where(cells.wrong)
            rows = self.rows[at]
            meanings = dict(zip(rows[:KEPT].tolist(), coded.places[at[:KEPT]].tolist(), strict=True))
            self.findings.cells(self.places[id], rows, lambda row: self._wrong(id, row, cells.wrong[meanings[row]]))
        return cells.values

    def _wrong(self, id: str, row: int, meaning: Meaning) -> Problem:
        labels = {"label": self._label(id)}
        return Problem(row, id, _CODES[meaning.wrong], Severity.ERROR, meaning.facts, None, meaning.wrong, labels)

    def _missing(self, id: str) -> None:
        """Blank cells where there must be something; one that could tell who somebody is has been told."""
        coded = self._coded(id)
        rows = coded.where(place for place, text in enumerate(coded.texts) if not text)
        if len(rows):
            labels = {"label": self._label(id)}
            self.findings.cells(
                self.places[id],
                self.rows[rows],
                lambda row: Problem(row, id, "missing_value", Severity.ERROR, {}, None, "", labels),
            )

    def _label(self, id: str) -> Words:
        return self.labels.get(id, Words(id, id))

    def _subjects(
        self, organisation: NDArray[np.int32], days: Days, unit: Days, answers: Mapping[str, NDArray[Any]]
    ) -> tuple[NDArray[np.bool_] | None, Places, Places]:
        """The last row of each case, or None without cases; the rows that are there again, and for each the first."""
        if "arende" not in self.places:
            return None, np.empty(0, np.int64), np.empty(0, np.int64)
        subjects = Subjects(self.opened.cases[self.places["arende"]], organisation, days)
        columns = dict(answers) if unit is None else {**answers, "enhet": unit}
        return subjects.latest(steps_of(self.instrument, answers, len(organisation))), *subjects.twice(columns)

    def _twice(self, again: Places, first: Places) -> None:
        known = ~(self.undated[again] | self.undated[first])
        again, first = again[known], first[known]
        earlier = dict(zip(self.rows[again].tolist(), self.rows[first].tolist(), strict=True))

        def made(row: int) -> Problem:
            return Problem(row, "", "duplicate_row", Severity.WARNING, {"first": str(earlier[row])})

        self.findings.cells(-1, self.rows[again], made)

    def _invented(self) -> bool:
        if "pahittad" not in self.places:
            return False
        values = self._values("pahittad", np.uint8, 0, _yes_or_no)
        if values.any() and not values.all():
            # Real rows among invented ones would be called harmless. What is wrong is what is fewer: the example of a template, or a mark
            # that somebody forgot.
            marked = bool(values.sum() * 2 <= len(values))
            message = "invented_among_others" if marked else "invented_in_part"
            self.findings.cells(
                self.places["pahittad"],
                self.rows[values == marked],
                lambda row: Problem(row, "pahittad", "missing_value", Severity.ERROR, {}, None, message),
            )
        return bool(values.any())


def _yes_or_no(text: str) -> Meaning:
    folded = fold(text)
    return Meaning(int(folded in _YES)) if folded in (*_YES, *_NO) else Meaning(0, "unknown_code", {"allowed": "ja, nej"})
