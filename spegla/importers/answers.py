"""Municipalities' own answers, in whichever of two forms the file has.

Long: one row per municipality and indicator, with `indikator` and `svar`; it fits when every indicator rests on one question. Wide: one
row per municipality, one column per question. The header tells which it is; a file that is neither is refused with what it lacks.
"""

from dataclasses import dataclass
from pathlib import Path

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import Municipalities
from spegla.columns import Columns, Holder
from spegla.importers.long_form import LONG_COLUMNS, long_in
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import TableFile, fold_header, read_content, table_in
from spegla.responses import Response, check

_MARKS_OF_LONG = ("indikator", "svar")


def read_answers(path: Path, instrument: Instrument, municipalities: Municipalities, mapping: Path | None = None) -> Read[Columns]:
    """The answers in `path` as one response per municipality. `mapping` says what a wide file calls its columns and codes.

    The file is read once: it may be a pipe. That answers are implausible is left to whoever shows them, who can say whose they are.
    """
    questions = [name for variable in instrument.variables for name in (variable.id, variable.label.sv, variable.label.en)]
    problems = Problems()
    try:
        content = read_content(path)
        if mapping is not None:
            return _wide_in(content, instrument, municipalities, mapping)
        table = table_in(content, (*LONG_COLUMNS, *questions), problems)
    except UnreadableFileError as unreadable:
        return Read(None, (*problems.found, unreadable.problem))
    long = any(name in table.header for name in _MARKS_OF_LONG)
    if long and instrument.one_question_each:
        return long_in(table, instrument, municipalities, problems)
    folded = {fold_header(name) for name in questions}
    if any(fold_header(name) in folded for name in table.header):
        return _wide_in(content, instrument, municipalities, None)
    return _neither(table, instrument, "form_not_long" if long else "")


@dataclass(frozen=True)
class Validated:
    """How many municipalities have answered, and the questions that the file has no place for."""

    length: int
    not_collected: frozenset[str]


def validate_answers(path: Path, instrument: Instrument, municipalities: Municipalities, mapping: Path | None = None) -> Read[Validated]:
    """Every problem in `path`, answers that do not go together too, in the order of the rows."""
    read = read_answers(path, instrument, municipalities, mapping)
    if read.value is None:
        return Read(None, read.problems, read.left_out)
    fired = [problem for response in read.value.responses for problem in check(response, instrument)]
    problems = tuple(sorted((*read.problems, *fired), key=lambda problem: problem.row))
    return Read(Validated(len(read.value.responses), read.value.not_collected), problems, read.left_out)


def _neither(table: TableFile, instrument: Instrument, code: str) -> Read[Columns]:
    problems = Problems()
    code = code or ("form_neither" if instrument.one_question_each else "form_not_wide")
    problems.error(table.header_row, "", code, found=table.found)
    return Read(None, tuple(problems.found))


def _wide_in(content: bytes, instrument: Instrument, municipalities: Municipalities, mapping: Path | None) -> Read[Columns]:
    # Polars takes a third of a second to load, which the long form should not wait for.
    from spegla.importers.wide.reading import read_numbered

    read = read_numbered(lambda: content, instrument, municipalities, mapping)
    problems = tuple(problem for problem in read.problems if problem.code != "implausible")
    if read.value is None:
        return Read(None, problems, read.left_out)
    batch, rows = read.value.batch, read.value.rows
    responses = []
    for place, number in enumerate(rows.tolist()):
        given = batch.response(place)
        responses.append(Response(given.organisation, given.organisation, given.answers, dict.fromkeys(batch.answers, number)))
    return Read(Columns(instrument, tuple(responses), Holder.FILE, batch.invented, batch.not_collected), problems, read.left_out)
