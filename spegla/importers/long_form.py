"""The long form: one row per municipality and indicator, as öppna jämförelser are handed out.

Columns: `indikator`, `svar`, and `kommunkod` or `kommun` or both. `kvalitetsomrade` may be there; where it disagrees with the
definitions a warning says so. Indicators are matched on the text in `indikator`, case, spaces, hyphens and soft hyphens aside.
"""

import difflib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from spegla.catalogue import Indicator, Instrument, Variable
from spegla.catalogue.municipalities import Municipalities, Municipality, UnknownMunicipalityError, fold
from spegla.columns import Columns, Holder
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import Row, TableFile, read_table
from spegla.responses import Response

L = TypeVar("L", Variable, Indicator)

# Finding what a text is like takes a millisecond; a file of the wrong kind is wrong in every row.
_SUGGESTIONS = 1_000

LONG_COLUMNS = ("kommunkod", "kommun", "kvalitetsomrade", "indikatorgrupp", "indikator", "svar")


def read_long(path: Path, instrument: Instrument, municipalities: Municipalities) -> Read[Columns]:
    """The answers in `path` as one response per municipality, in the order in which they first come."""
    problems = Problems()
    try:
        table = read_table(path, LONG_COLUMNS, problems)
    except UnreadableFileError as unreadable:
        return Read(None, (*problems.found, unreadable.problem))
    return long_in(table, instrument, municipalities, problems)


def long_in(table: TableFile, instrument: Instrument, municipalities: Municipalities, problems: Problems) -> Read[Columns]:
    """The same of a table that has been read, with the problems that were met."""
    return problems.read(_LongForm(instrument, municipalities, problems).columns(table))


class _LongForm:
    def __init__(self, instrument: Instrument, municipalities: Municipalities, problems: Problems) -> None:
        self.instrument = instrument
        self.municipalities = municipalities
        self.problems = problems
        self.by_label = {fold(variable.label.sv): variable for variable in instrument.variables}
        self.codes = {variable.id: _spellings(variable) for variable in instrument.variables}

    def columns(self, table: TableFile) -> Columns:
        answers: dict[str, dict[str, str]] = {}
        rows: dict[str, dict[str, int]] = {}
        if self._has_columns(table):
            for row in table.rows:
                self._take(row, answers, rows)
        responses = tuple(Response(code, code, given, rows[code]) for code, given in answers.items())
        return Columns(self.instrument, responses, Holder.FILE)

    def _has_columns(self, table: TableFile) -> bool:
        missing = [name for name in ("indikator", "svar") if name not in table.header]
        if "kommunkod" not in table.header and "kommun" not in table.header:
            missing.append("kommunkod")
        for name in missing:
            self.problems.error(table.header_row, name, "column_missing", column=name, found=table.found)
        return not missing

    def _take(self, row: Row, answers: dict[str, dict[str, str]], rows: dict[str, dict[str, int]]) -> None:
        municipality = read_municipality(row, self.municipalities, self.problems)
        variable = self._variable(row)
        if municipality is None or variable is None:
            return
        self._placed(row, variable)
        seen = rows.setdefault(municipality.code, {})
        given = answers.setdefault(municipality.code, {})
        if variable.id in seen:
            facts = {"name": municipality.name, "indicator": variable.label.sv, "first": str(seen[variable.id])}
            self.problems.error(row.number, "indikator", "answer_twice", **facts)
            return
        seen[variable.id] = row.number
        text = row.cells["svar"]
        if not text:
            return
        code = self.codes[variable.id].get(fold(text))
        if code is None:
            allowed = ", ".join(category.label.sv for category in variable.categories)
            self.problems.error(row.number, "svar", "answer_unknown", value=text, allowed=allowed)
        else:
            given[variable.id] = code

    def _variable(self, row: Row) -> Variable | None:
        return read_labelled(row, self.by_label, self.instrument, self.problems)

    def _placed(self, row: Row, variable: Variable) -> None:
        """Warn when the file puts the indicator in another area than the definitions do."""
        found, expected = row.cells.get("kvalitetsomrade", ""), self.instrument.areas[self.instrument.group(variable.group).area].sv
        if found and fold(found) != fold(expected):
            self.problems.warning(row.number, "kvalitetsomrade", "indicator_placed_elsewhere", value=found, expected=expected)


def read_municipality(row: Row, municipalities: Municipalities, problems: Problems) -> Municipality | None:
    """The municipality that `kommunkod`, `kommun` or both name; None and a problem when they do not, or not the same."""
    found: dict[str, Municipality] = {}
    for column, look_up in (("kommunkod", municipalities.with_code), ("kommun", municipalities.with_name)):
        text = row.cells.get(column, "")
        if not text:
            continue
        try:
            found[column] = look_up(text)
        except UnknownMunicipalityError as unknown:
            problems.error(row.number, column, unknown.code, **unknown.facts)
            return None
    if not found:
        problems.error(row.number, "kommunkod" if "kommunkod" in row.cells else "kommun", "municipality_blank")
        return None
    if len({municipality.code for municipality in found.values()}) > 1:
        by_code = found["kommunkod"]
        problems.error(row.number, "kommun", "municipality_disagrees", value=row.cells["kommun"], code=by_code.code, name=by_code.name)
        return None
    return next(iter(found.values()))


def read_labelled(row: Row, by_label: Mapping[str, L], instrument: Instrument, problems: Problems) -> L | None:
    """What the text in `indikator` names; None and a problem when it names nothing."""
    text = row.cells["indikator"]
    folded = fold(text)
    if not folded:
        problems.error(row.number, "indikator", "indicator_blank")
        return None
    if folded not in by_label:
        near = _near(folded, tuple(by_label)) if len(problems.found) < _SUGGESTIONS else ""
        code = "indicator_unknown_near" if near else "indicator_unknown"
        facts = {"value": text, "near": by_label[near].label.sv if near else "", "instrument": instrument.title.sv}
        problems.error(row.number, "indikator", code, **facts)
        return None
    return by_label[folded]


@lru_cache(maxsize=256)  # The same misspelling mostly stands in a row for every municipality.
def _near(folded: str, labels: tuple[str, ...]) -> str:
    """The label most like `folded`, or ""."""
    return next(iter(difflib.get_close_matches(folded, labels, n=1, cutoff=0.8)), "")


def _spellings(variable: Variable) -> Mapping[str, str]:
    """Folded text → code, for everything a file may write for an answer."""
    spellings = {}
    for category in variable.categories:
        for text in (category.code, category.label.sv, category.label.en, *category.spellings):
            spellings[fold(text)] = category.code
    return spellings
