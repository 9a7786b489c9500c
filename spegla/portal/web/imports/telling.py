"""What is wrong with a file and what it would change, in words, in the reader's language; and the problems as a file to take along."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spegla.analyses.incoming import Change
from spegla.catalogue import Instrument, Severity
from spegla.disclosure.standing import ClearedStanding
from spegla.portal.texts import grouped, language, said, texts
from spegla.portal.use_cases.checking import ANEW
from spegla.portal.use_cases.imports import ImportPage
from spegla.portal.web.registration.questions import shown_answer
from spegla.responses import Problem
from spegla.responses.cells import guarded
from spegla.responses.stored import answer_from_data

# So many are on the page; the file has all that are kept.
ON_PAGE = 100
# Rows that have the same problem are told together: so many parts of rows that follow each other, and how many there are more.
_PARTS = 8


@dataclass(frozen=True)
class Line:
    """One problem: in which row and column, and what to do about it."""

    row: int
    column: str
    says: str
    hinders: bool


@dataclass(frozen=True)
class Group:
    """The same problem in several `rows`, as people read them: `2, 5, 7–156`."""

    rows: str
    column: str
    says: str
    hinders: bool


@dataclass(frozen=True)
class ChangedAnswer:
    """An answer as it is and as it would be."""

    asks: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangedResponse:
    """A registration that would change. `row` is the row of the file that says so."""

    intervention: int
    step: str
    day: date | None
    row: int
    answers: Sequence[ChangedAnswer]


def lines(page: ImportPage) -> Sequence[Line]:
    """Every problem of the file that is kept, in its order."""
    columns = {one["id"]: one for one in page.one.columns.get("columns", ()) if one["id"]}
    return [_line(one, columns) for one in page.problems if one.code != ANEW]


def together(found: Sequence[Line]) -> Sequence[Group]:
    """The same problems with all the rows that have them, in the order of the first row."""
    rows: dict[tuple[str, str, bool], list[int]] = {}
    for one in found:
        rows.setdefault((one.column, one.says, one.hinders), []).append(one.row)
    return [Group(_rows(numbers), *kind) for kind, numbers in rows.items()]


def changed(page: ImportPage) -> Sequence[ChangedResponse]:
    """The first registrations that would change."""
    return [
        ChangedResponse(
            one["intervention"],
            one["step"],
            date.fromisoformat(one["day"]) if one["day"] else None,
            one["row"],
            [_changed(page.instrument, id, old, new) for id, old, new in one["answers"]],
        )
        for one in page.one.changes
    ]


def counted(cleared: ClearedStanding | None) -> Sequence[tuple[str, int]]:
    """What a file would make or has made, and what it leaves as it is: what each number is of, and the number."""
    if cleared is None:
        return []
    made = taken_back(cleared)
    return [*made[:2], (said("counted_unchanged"), cleared.counts[Change.UNCHANGED]), *made[2:]]


def taken_back(cleared: ClearedStanding) -> Sequence[tuple[str, int]]:
    """What is taken back with a file."""
    counts = cleared.counts
    shown = [Change.NEW, Change.CHANGED, *([Change.DECISIONS] if counts[Change.DECISIONS] else []), Change.INTERVENTIONS]
    return [(said(f"counted_{change.value}"), counts[change]) for change in shown]


def problems_csv(found: Sequence[Line]) -> bytes:
    """UTF-8 with a mark, semicolons between, and no cell that a spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([said(code) for code in ("problem_row", "problem_column", "problem_kind", "problem_says")])
    for one in found:
        kind = said("problem_error" if one.hinders else "problem_warning")
        writer.writerow([str(one.row) if one.row else "", guarded(one.column), kind, guarded(one.says)])
    return out.getvalue().encode("utf-8-sig")


def _rows(numbers: Sequence[int]) -> str:
    """Rows that follow each other as one part; the whole file is no row."""
    parts: list[list[int]] = []
    for number in sorted({one for one in numbers if one}):
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    told = ", ".join("–".join(map(grouped, part)) for part in parts[:_PARTS])
    return said("problem_rows_more", rows=told, more=grouped(len(parts) - _PARTS)) if len(parts) > _PARTS else told


def _line(one: Problem, columns: Mapping[str, Mapping[str, Any]]) -> Line:
    there = columns.get(one.column)
    column = said("problem_in_column", name=there["name"], letter=there["letter"]) if there and there["name"] else one.column
    return Line(one.row, column, one.message(texts(language())), one.severity is Severity.ERROR)


def _changed(instrument: Instrument, id: str, old: object, new: object) -> ChangedAnswer:
    label = instrument.variable(id).label.in_language(language())
    return ChangedAnswer(label, _answer(instrument, id, old), _answer(instrument, id, new))


def _answer(instrument: Instrument, id: str, value: object) -> str:
    if value is None:
        return said("answer_none")
    variable = instrument.variable(id)
    labels = {one.code: one.label.in_language(language()) for one in variable.categories}
    return shown_answer(answer_from_data(value, variable), labels)
