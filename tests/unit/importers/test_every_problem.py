"""Every problem that a file can have: provoked, placed, and said in Swedish and English."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from spegla.catalogue import Severity
from spegla.importers import read_long, read_population, read_published
from spegla.importers.table import MAX_BYTES
from spegla.messages import messages
from spegla.responses import Problem
from tests.unit.importers.files import (
    FALUN,
    HEADER,
    ROWS,
    SHEET,
    Reader,
    csv_bytes,
    csv_text,
    packed,
    parts_of,
    sheet_of,
    with_changed_part,
    workbook,
)
from tests.unit.importers.test_forms import SENTENCES as FORMS
from tests.unit.importers.test_wide_problems import APART as WIDE_APART
from tests.unit.importers.test_wide_problems import COLUMN_MAPS, MAPS
from tests.unit.importers.test_wide_problems import FILES as WIDE

MESSAGES = Path(__file__).parents[3] / "spegla" / "definitions" / "messages.yaml"


def answer(*cells: object) -> bytes:
    return csv_bytes(HEADER, cells)


FORMULA = '<c r="F9"><f>1+1</f></c></row></sheetData>'

LONG: dict[str, bytes] = {
    "file_encoding": b"\x81\x8d",
    "file_not_table": b"kommunkod;\0",
    "file_quotes": csv_text([HEADER, ("2080", '"Falun')]).encode(),
    "file_empty": b"",
    "file_no_rows": csv_bytes(HEADER),
    "file_too_many_rows": b"\n" * 1_048_577 + b"svar",
    "file_line_too_long": b"x" * 131_073,
    "workbook_old_or_locked": b"\xd0\xcf\x11\xe0",
    "workbook_damaged": b"PK\x03\x04",
    "workbook_other_format": packed({"content.xml": b"<x/>"}),
    "workbook_too_many_entries": packed({f"{number}": b"" for number in range(201)}),
    "workbook_packed_too_hard": packed({"x": b" " * 1_000_000}),
    "workbook_too_big": packed({"x": b" " * 50_000_001}),
    "workbook_strange_entry": packed({"../x": b""}),
    "workbook_several_tables": workbook(
        lambda book: [(sheet := book.add_worksheet(), sheet.write_row(0, 0, HEADER), sheet.write_row(1, 0, FALUN)) for _ in range(2)]
    ),
    "workbook_spread_out": sheet_of([("x",) * 16_000, *[("",)] * 200, ("x",)]),
    "workbook_not_calculated": with_changed_part(SHEET, "</row></sheetData>", FORMULA),
    "column_missing": csv_bytes(("kommunkod", "svar"), ("2080", "Ja")),
    "column_twice": csv_bytes((*HEADER, "svar"), (*FALUN, "Ja")),
    "row_too_long": answer(*FALUN, "x"),
    "municipality_blank": answer("", "", "Socialjour", "Ja"),
    "municipality_leading_zero_lost": answer("114", "", "Socialjour", "Ja"),
    "municipality_three_digits": answer("999", "", "Socialjour", "Ja"),
    "municipality_not_four_digits": answer("Falun", "", "Socialjour", "Ja"),
    "municipality_unknown_code": answer("9999", "", "Socialjour", "Ja"),
    "municipality_unknown_name": answer("", "Ankeborg", "Socialjour", "Ja"),
    "municipality_disagrees": answer("2080", "Borlänge", "Socialjour", "Ja"),
    "indicator_blank": answer("2080", "Falun", "", "Ja"),
    "indicator_unknown": answer("2080", "Falun", "Brandbilar", "Ja"),
    "indicator_unknown_near": answer("2080", "Falun", "Socialjouren", "Ja"),
    "indicator_placed_elsewhere": csv_bytes((*HEADER, "kvalitetsomrade"), (*FALUN, "Trygghet och säkerhet")),
    "answer_unknown": answer("2080", "Falun", "Socialjour", "Kanske"),
    "answer_twice": csv_bytes(HEADER, FALUN, FALUN),
}
POPULATION: dict[str, bytes] = {
    "population_several_columns": csv_bytes(("kommun", "invånare", "befolkning"), ("Falun", 1, 2)),
    "population_not_whole": csv_bytes(("kommun", "invånare"), ("Falun", 1.5)),
    "population_blank": csv_bytes(("kommun", "invånare"), ("Falun", "")),
    "municipality_twice": csv_bytes(("kommun", "invånare"), ("Falun", 1), ("Falun", 2)),
}
PUBLISHED: dict[str, bytes] = {
    "printed_not_percent": csv_bytes(("indikator", "dalarna_procent"), ("Socialjour", 101)),
    "printed_twice": csv_bytes(("indikator", "dalarna_procent"), ("Socialjour", 1), ("Socialjour", 2)),
    "printed_columns_missing": csv_bytes(("indikator", "dalarna"), ("Socialjour", 1)),
    "printed_as_share": csv_text([("indikator", "dalarna_procent"), ("Socialjour", "0,27")], "\t").encode(),
}
# Where each stands, when it is not row 0 (the file as a whole).
PLACES: dict[str, tuple[int, str]] = {
    "file_no_rows": (1, ""),
    "column_missing": (1, "indikator"),
    "column_twice": (1, "svar"),
    "row_too_long": (2, ""),
    "municipality_blank": (2, "kommunkod"),
    "municipality_leading_zero_lost": (2, "kommunkod"),
    "municipality_three_digits": (2, "kommunkod"),
    "municipality_not_four_digits": (2, "kommunkod"),
    "municipality_unknown_code": (2, "kommunkod"),
    "municipality_unknown_name": (2, "kommun"),
    "municipality_disagrees": (2, "kommun"),
    "indicator_blank": (2, "indikator"),
    "indicator_unknown": (2, "indikator"),
    "indicator_unknown_near": (2, "indikator"),
    "indicator_placed_elsewhere": (2, "kvalitetsomrade"),
    "answer_unknown": (2, "svar"),
    "answer_twice": (3, "indikator"),
    "population_several_columns": (1, "invanare"),
    "population_not_whole": (2, "invanare"),
    "population_blank": (2, "invanare"),
    "municipality_twice": (3, "kommun"),
    "printed_not_percent": (2, "dalarna_procent"),
    "printed_twice": (3, "indikator"),
    "printed_columns_missing": (1, ""),
    "printed_as_share": (1, "dalarna_procent"),
}
WARNINGS = {"indicator_placed_elsewhere"}
# These need a file that is no bytes: one that is too large, one that is a folder, one that may not be read; and one of them the rows.
APART = {"file_too_big", "file_not_readable", "file_not_allowed", "printed_columns_same_rows", "printed_not_number"}
ALL = {**LONG, **POPULATION, **PUBLISHED}


@pytest.fixture
def problem(reader: Reader) -> Callable[[str], Problem]:
    def provoke(code: str) -> Problem:
        path = reader.path(ALL[code])
        problems: tuple[Problem, ...]
        if code in POPULATION:
            problems = read_population(path, reader.municipalities).problems
        elif code in PUBLISHED:
            problems = read_published(path, reader.instrument).problems
        else:
            problems = read_long(path, reader.instrument, reader.municipalities).problems
        (one,) = problems
        return one

    return provoke


def test_no_problem_of_a_file_is_forgotten_here() -> None:
    section = MESSAGES.read_text(encoding="utf-8").split("# ── Problems in a file")[1].split("\n# ──")[0]

    assert (
        set(re.findall(r"^(\w+):", section, re.MULTILINE))
        == set(ALL) | APART | set(WIDE) | set(MAPS) | set(COLUMN_MAPS) | WIDE_APART | FORMS
    )


@pytest.mark.parametrize("code", ALL)
def test_each_problem_says_what_where_and_how_bad(problem: Callable[[str], Problem], code: str) -> None:
    found = problem(code)

    severity = Severity.WARNING if code in WARNINGS else Severity.ERROR
    assert (found.code, (found.row, found.column), found.severity) == (code, PLACES.get(code, (0, "")), severity)


@pytest.mark.parametrize("code", ALL)
def test_each_problem_is_a_whole_sentence_in_both_languages(problem: Callable[[str], Problem], code: str) -> None:
    found = problem(code)

    swedish, english = found.message(messages("sv")), found.message(messages("en"))

    assert swedish != english
    assert all(re.fullmatch(r"\S[^{}]+[.?]", sentence) for sentence in (swedish, english))


def test_a_file_larger_than_is_read_is_told_before_it_is_opened(reader: Reader) -> None:
    path = reader.path(b"")
    with path.open("r+b") as stream:
        stream.truncate(MAX_BYTES + 1)

    (found,) = read_long(path, reader.instrument, reader.municipalities).problems

    assert (found.code, found.message(messages("en"))) == ("file_too_big", "The file is larger than 50 MB. Split it.")


def test_what_is_no_file_is_told(reader: Reader) -> None:
    (found,) = read_long(reader.folder, reader.instrument, reader.municipalities).problems

    assert found.code == "file_not_readable"
    assert "(" in found.message(messages("sv"))


def test_a_file_that_may_not_be_read_is_told(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    path = reader.path(b"x")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", refused)
    (found,) = read_long(path, reader.instrument, reader.municipalities).problems

    assert found.code == "file_not_allowed"


def test_a_workbook_that_is_read_has_none_of_them(reader: Reader) -> None:
    assert reader.long(packed(parts_of(sheet_of(ROWS)))).problems == ()
