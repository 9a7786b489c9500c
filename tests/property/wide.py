"""The obviously right reader of a wide file: one row after another, one cell after another, with the csv module and nothing clever.

It shares no code with the importer but the plain evaluator, which the importer does not use. Headers are ids.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from spegla.catalogue import Answer, Instrument, Reason, Variable
from spegla.catalogue.municipalities import Municipalities, fold
from spegla.catalogue.rules import VariableType
from spegla.columns import Batch
from spegla.messages import messages
from spegla.responses import Response, check_response, routed

# Row, column, code and severity, or row and column of a cell.
Told = tuple[int, str, str, str]


class UnreadableCellError(Exception):
    """The cell says nothing; its only argument is the code of the problem."""


@dataclass
class Plain:
    """What a file says, row by row; `said` are the sentences of the checks that fire, in both languages."""

    told: list[Told] = field(default_factory=list)
    said: list[tuple[int, str, str]] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)


def read_plainly(text: str, instrument: Instrument, municipalities: Municipalities) -> Plain:
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    plain = Plain()
    met: set[tuple[str, ...]] = set()
    for number, cells in enumerate(rows, start=2):
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        if any(row.values()):
            _read_row(number, row, instrument, municipalities, plain)
            # Each municipality, or each of its units and periods, is there once where its answers would count twice.
            about = tuple(row.get(name, "") for name in instrument.once_per)
            if about and about in met and row["kommunkod"] in municipalities.by_code:
                plain.told.append((number, "", "duplicate_municipality", "error"))
            met.add(about)
    order = {name: place for place, name in enumerate(header)}
    plain.told.sort(key=lambda told: (told[0], order.get(told[1], -1), told[2]))
    return plain


def _read_row(number: int, row: Mapping[str, str], instrument: Instrument, municipalities: Municipalities, plain: Plain) -> None:
    code = row["kommunkod"]
    answers: dict[str, Answer] = {"kommunkod": code if code in municipalities.by_code else ""}
    if code not in municipalities.by_code:
        plain.told.append((number, "kommunkod", "unknown_municipality" if code else "missing_value", "error"))
    if row.get("enhet"):
        answers["enhet"] = row["enhet"]
    if row.get("datum"):
        try:
            answers["datum"] = day = date.fromisoformat(row["datum"])
            answers["ar"] = day.year
        except ValueError:
            plain.told.append((number, "datum", "wrong_type", "error"))
    for variable in instrument.variables:
        if variable.id not in row:
            answers[variable.id] = Reason.NOT_ASKED
            continue
        text = row[variable.id]
        if not text and variable.kind == "administrativ":
            plain.told.append((number, variable.id, "missing_value", "error"))
        try:
            answer = read_cell(variable, text) if text else None
        except UnreadableCellError as unreadable:
            plain.told.append((number, variable.id, str(unreadable), "error"))
            answer = readable_parts(variable, text)
        if answer is not None:
            answers[variable.id] = answer
    organisation = str(answers["kommunkod"])
    response = Response(organisation, "", answers, {variable.id: number for variable in instrument.variables})
    for problem in check_response(response, instrument):
        # A check points to the row, which holds all of its answers.
        plain.told.append((number, problem.column, problem.code, problem.severity.value))
        if problem.words is not None:
            plain.said.append((number, problem.message(messages("sv")), problem.message(messages("en"))))
    plain.responses.append(Response(organisation, "", routed(answers, instrument)))


def read_cell(variable: Variable, text: str) -> Answer | None:
    match variable.type:
        case VariableType.INTEGER:
            try:
                return int(text)
            except ValueError:
                raise UnreadableCellError("wrong_type") from None
        case VariableType.DATE:
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise UnreadableCellError("wrong_type") from None
        case VariableType.MULTIPLE:
            return frozenset(code_of(variable, part.strip()) for part in text.split("|") if part.strip()) or None
        case VariableType.TEXT:
            return text
        case _:
            return code_of(variable, text)


def readable_parts(variable: Variable, text: str) -> Answer | None:
    """Of several answers, those that can be read."""
    found = set()
    for part in text.split("|") if variable.type is VariableType.MULTIPLE else []:
        try:
            found.add(code_of(variable, part.strip()))
        except UnreadableCellError:
            continue
    return frozenset(found) or None


def code_of(variable: Variable, text: str) -> str:
    for category in variable.categories:
        if text == category.code:
            return category.code
    for category in variable.categories:
        if fold(text) == fold(category.code):
            return category.code
    for category in variable.categories:
        if fold(text) in {fold(spelling) for spelling in (category.label.sv, category.label.en, *category.spellings)}:
            return category.code
    raise UnreadableCellError("unknown_code")


def cells_of(batch: Batch) -> list[list[str]]:
    """The header and rows of a wide file that says what `batch` holds."""
    context = ["kommunkod", *(["enhet"] if batch.unit is not None else []), *(["datum"] if batch.day is not None else [])]
    header = [*context, *batch.answers]
    responses = [batch.response(row).answers for row in range(batch.length)]
    return [header, *([_text(answers.get(name)) for name in header] for answers in responses)]


def _text(answer: Answer | None) -> str:
    match answer:
        case frozenset():
            return "|".join(sorted(answer))
        case str():
            return answer
        case int():
            return str(answer)
        case date():
            return answer.isoformat()
        case _:
            return ""


def csv_of(rows: list[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\n").writerows(rows)
    return target.getvalue()
