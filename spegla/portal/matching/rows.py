"""A batch that was read from a file → its rows as a store takes them in, and what hinders those that it cannot take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from spegla.catalogue import Severity
from spegla.catalogue.municipalities import fold
from spegla.columns.rows import StoredRow, stored_rows
from spegla.exporters import is_own_number
from spegla.importers.wide import Registrations
from spegla.messages import LANGUAGES, messages
from spegla.responses import Problem

# What the example of a template calls its case.
_EXAMPLES = frozenset(fold(messages(language).say("pack_example_case")) for language in LANGUAGES)


@dataclass(frozen=True)
class Place:
    """Where a file is read in: in `units` of the municipality with the code `municipality`. `names` has their ids by folded name.

    A row that names no unit is of `unit`. `elsewhere` has the names of other units where the same person reads in, by id. `invented`
    says whether made up rows may be taken in. No row is from a day after `today` or before `earliest`.
    """

    municipality: str
    units: frozenset[int]
    names: Mapping[str, int]
    unit: int
    today: date
    invented: bool
    earliest: date
    elsewhere: Mapping[int, str]


@dataclass(frozen=True)
class FileRow:
    """One registration. `case` is what finds its intervention; `unit` is None where the row names none. `answers` are stored answers."""

    number: int
    case: str
    unit: int | None
    step: str
    day: date
    answers: Mapping[str, Any]


def file_rows(found: Registrations, place: Place, cases: Mapping[str, str]) -> tuple[list[FileRow], list[Problem]]:
    """The rows that can be taken in, and the problems of the others. `cases` has, by what a row calls its case, what finds it.

    A case that is not in `cases` is called something that is no code.
    """
    problems = list(_of_the_file(found, place))
    if problems:
        return [], problems
    occasion, rows = found.batch.instrument.occasion, []
    for number, case, organisation, stored in _each(found):
        wrong = list(_of_the_row(number, case, organisation, stored, place, cases))
        if wrong:
            problems += wrong
        elif occasion is not None and stored.day is not None:
            step = stored.data[occasion.id]
            rows.append(
                FileRow(number, cases[case], place.names[fold(stored.unit)] if stored.unit else None, step, stored.day, stored.data)
            )
    return rows, problems


def collected(found: Registrations) -> frozenset[str]:
    """The questions that the file has a column for. Of the others it says nothing."""
    return frozenset(found.batch.answers)


def _each(found: Registrations) -> Iterator[tuple[int, str, str, StoredRow]]:
    organisations = [found.batch.organisations[place] for place in found.batch.organisation.tolist()]
    return zip(found.rows.tolist(), found.cases, organisations, stored_rows(found.batch), strict=True)


def _of_the_file(found: Registrations, place: Place) -> Iterator[Problem]:
    if not any(found.cases):
        yield _error(0, "arende", "import_no_cases")
    if any(is_own_number(case) for case in found.cases):
        yield _error(0, "arende", "import_own_numbers")
    if found.batch.day is None:
        yield _error(0, "datum", "import_no_days")
    if found.batch.invented and not place.invented:
        yield _error(0, "pahittad", "import_invented")


def _of_the_row(number: int, case: str, organisation: str, stored: StoredRow, place: Place, cases: Mapping[str, str]) -> Iterator[Problem]:
    if not case:
        yield _error(number, "arende", "import_no_case")
    elif fold(case) in _EXAMPLES:
        yield _error(number, "arende", "import_example")
    elif case not in cases:
        yield _error(number, "arende", "import_case_wrong")
    if stored.day is None:
        yield _error(number, "datum", "import_no_day")
    elif stored.day > place.today:
        yield _error(number, "datum", "import_day_later")
    elif stored.day < place.earliest:
        yield _error(number, "datum", "import_day_unlikely")
    if organisation != place.municipality:
        yield _error(number, "kommunkod", "import_other_municipality", code=place.municipality)
    if stored.unit and fold(stored.unit) not in place.names:
        yield _error(number, "enhet", "import_unit_unknown")


def _error(row: int, column: str, code: str, /, **facts: str) -> Problem:
    return Problem(row, column, code, Severity.ERROR, facts)
