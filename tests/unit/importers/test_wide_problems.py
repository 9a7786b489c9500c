"""Every problem that a wide file can have: provoked, placed, and said in Swedish and English."""

import re
from pathlib import Path

import pytest

from spegla.catalogue import load
from spegla.importers import read_wide
from spegla.importers.wide import ColumnMap, Limits, reading
from spegla.importers.wide.findings import KEPT
from spegla.importers.wide.limits import COMMAND_LINE
from spegla.messages import messages
from tests.unit.importers.files import csv_text, sheet_of, workbook
from tests.unit.importers.wide_files import BORLANGE, FALUN, HEADER, WideReader, personal, wide, with_column

MAP = ("kolumn", "variabel", "varde", "kod")
ALONE = "fysisk_ohalsa|saknas"

# By the code of the sentence: the file, where the problem stands, and its public code when that is another.
FILES: dict[str, tuple[str | bytes, tuple[int, str], str]] = {
    "file_empty": ("", (0, ""), "unreadable"),
    "file_encoding": (b"\x81\x8d", (0, ""), "unreadable"),
    "file_not_table": ("<html>", (0, ""), "unreadable"),
    "file_quotes": ('kommunkod;kon\n2080;"flicka\n', (0, ""), "unreadable"),
    "file_line_too_long": ("x" * 131_073, (0, ""), "unreadable"),
    "workbook_old_or_locked": (b"\xd0\xcf\x11\xe0", (0, ""), "unreadable"),
    "workbook_damaged": (b"PK\x03\x04", (0, ""), "unreadable"),
    "workbook_several_tables": (
        workbook(lambda book: [(page := book.add_worksheet(), page.write_row(0, 0, HEADER), page.write_row(1, 0, FALUN)) for _ in "ab"]),
        (0, ""),
        "unreadable",
    ),
    "row_too_long": (wide((*FALUN, "x"), BORLANGE), (2, ""), "unreadable"),
    "row_too_short": (wide(FALUN, BORLANGE[:4]), (3, ""), "unreadable"),
    "file_no_rows": (wide(), (0, ""), "no_rows"),
    "missing_column": (csv_text([("kon",), ("flicka",)]), (1, "kommunkod"), ""),
    "missing_column_header": (csv_text([("Flicka", "7"), ("Pojke", "8")]), (1, ""), "missing_column"),
    "duplicate_column": (csv_text([("kommunkod", "kon", "Barnets kön"), ("2080", "flicka", "flicka")]), (1, "kon"), ""),
    "unknown_column": (with_column("brandbilar", "3"), (1, "brandbilar"), ""),
    "unknown_column_near": (with_column("utsatthet_hem", "annat"), (1, "utsatthet_hem"), "unknown_column"),
    "unknown_column_blank": (with_column("", "annat"), (1, ""), "unknown_column"),
    "identity_column_header": (with_column("Personnr", ""), (1, "personnr"), "identity_column"),
    "identity_header_personnummer": (with_column(personal("20010101").replace("-", ""), ""), (1, ""), "identity_column"),
    "identity_header_mail": (with_column("elsa@example.se", ""), (1, ""), "identity_column"),
    "identity_header_phone": (with_column("070-000 00 00", ""), (1, ""), "identity_column"),
    "identity_cells_personnummer": (with_column("enhet", "", "Norr", personal("20010101")), (4, "enhet"), "identity_column"),
    "identity_cells_mail": (with_column("arende", "P-1", "elsa@example.se"), (3, "arende"), "identity_column"),
    "identity_cells_phone": (with_column("kon", "070-000 00 00"), (2, "kon"), "identity_column"),
    "unknown_municipality": (csv_text([("kommunkod",), ("Falun",)]), (2, "kommunkod"), ""),
    "municipality_leading_zero_lost": (csv_text([("kommunkod",), ("114",)]), (2, "kommunkod"), "unknown_municipality"),
    "municipality_three_digits": (csv_text([("kommunkod",), ("999",)]), (2, "kommunkod"), "unknown_municipality"),
    "municipality_unknown_code": (csv_text([("kommunkod",), ("9999",)]), (2, "kommunkod"), "unknown_municipality"),
    "missing_value": (csv_text([("kommunkod", "kon"), ("", "flicka")]), (2, "kommunkod"), ""),
    "invented_in_part": (csv_text([("kommunkod", "pahittad"), *[("2080", "ja")] * 2, ("2080", "")]), (4, "pahittad"), "missing_value"),
    "invented_among_others": (csv_text([("kommunkod", "pahittad"), ("2080", "ja"), ("2080", "")]), (2, "pahittad"), "missing_value"),
    "unknown_code": (with_column("kon", "", "brandbil"), (3, "kon"), ""),
    "unknown_code_near": (with_column("kon", "flickan"), (2, "kon"), "unknown_code"),
    "unknown_code_separator": (with_column("utsatthet_hemmet", "annat, heder"), (2, "utsatthet_hemmet"), "unknown_code"),
    "wrong_type_integer": (with_column("alder", "sju"), (2, "alder"), "wrong_type"),
    "wrong_type_date": (with_column("datum", "2017-02-30"), (2, "datum"), "wrong_type"),
    "out_of_range": (with_column("alder", "25"), (2, "alder"), ""),
    "not_asked": (csv_text([("kommunkod", "ursprung", "ensamkommande"), ("2080", "sverige", "ja")]), (2, "ensamkommande"), ""),
    "exclusive": (with_column("utsatthet_foraldrar", ALONE), (2, "utsatthet_foraldrar"), ""),
    "asked_unknown": (csv_text([("kommunkod", "ursprung", "ensamkommande"), ("2080", "", "ja")]), (2, "ensamkommande"), ""),
    "duplicate_row": (wide(FALUN, BORLANGE, FALUN), (4, ""), ""),
}
# A file for --map, and what is read with it is a good one.
MAPS: dict[str, tuple[str, str]] = {
    "map_column_missing": (csv_text([MAP[:3], ("a", "kon", "")]), "missing_column"),
    "map_row": (csv_text([MAP, ("a", "kon", "", "", "x")]), "unreadable"),
    "map_variable_unknown": (csv_text([MAP, ("a", "brandbil", "", "")]), "unknown_column"),
    "map_column_twice": (csv_text([MAP, ("a", "kon", "", ""), ("A", "alder", "", "")]), "duplicate_column"),
    "map_value_twice": (csv_text([MAP, ("kon", "", "f", "flicka"), ("kon", "", "F", "pojke")]), "duplicate_column"),
    "map_code_unknown": (csv_text([MAP, ("kon", "", "f", "brandbil")]), "unknown_code"),
}
# A mapping from memory, and what is read with it is a good file.
COLUMN_MAPS: dict[str, tuple[ColumnMap, str]] = {
    "column_map_unknown": (ColumnMap({"a": "brandbil"}), "unknown_column"),
    "column_map_column_twice": (ColumnMap({"a": "kon", "A ": "alder"}), "duplicate_column"),
    "column_map_value_twice": (ColumnMap(codes={("kon", "f"): "flicka", ("kon", "F"): "pojke"}), "duplicate_column"),
    "column_map_code_unknown": (ColumnMap(codes={("kon", "f"): "brandbil"}), "unknown_code"),
}
WARNINGS = {"asked_unknown", "duplicate_row"}
# Said of a file that is more than bytes here, or of another instrument: one with a limit on one side, or of months.
APART = {"check_sum", "file_too_many_columns", "map_unreadable", "municipality_twice_then", "out_of_range_least", "out_of_range_most"}


@pytest.mark.parametrize("sentence", FILES)
def test_each_problem_says_what_where_and_how_bad(wide_reader: WideReader, sentence: str) -> None:
    content, place, code = FILES[sentence]

    (found,) = wide_reader.read(content).problems

    severity = "WARNING" if sentence in WARNINGS else "ERROR"
    assert (found.sentence or found.code, (found.row, found.column)) == (sentence, place)
    assert (found.code, found.severity.name) == (code or sentence, severity)


@pytest.mark.parametrize("sentence", MAPS)
def test_each_problem_of_a_mapping_is_one_of_the_whole_file(wide_reader: WideReader, sentence: str) -> None:
    mapping, code = MAPS[sentence]

    (found,) = wide_reader.read(wide(FALUN), mapping).problems

    assert (found.row, found.column, found.code, found.sentence) == (0, "", code, sentence)


@pytest.mark.parametrize("sentence", COLUMN_MAPS)
def test_each_problem_of_a_mapping_from_memory_is_one_of_the_whole_file_too(wide_reader: WideReader, sentence: str) -> None:
    mapping, code = COLUMN_MAPS[sentence]

    (found,) = read_wide(wide_reader.path(wide(FALUN)), wide_reader.instrument, wide_reader.municipalities, mapping).problems

    assert (found.row, found.column, found.code, found.sentence) == (0, "", code, sentence)
    assert found.message(messages("sv")) != found.message(messages("en"))


@pytest.mark.parametrize("sentence", [*FILES, *MAPS])
def test_each_problem_is_a_whole_sentence_in_both_languages(wide_reader: WideReader, sentence: str) -> None:
    content, mapping = (FILES[sentence][0], "") if sentence in FILES else (wide(FALUN), MAPS[sentence][0])

    ((swedish, english),) = wide_reader.sentences(content, mapping)

    assert swedish != english
    assert all(re.fullmatch(r"\S[^{}]+[.?]", text) for text in (swedish, english))


def test_a_mapping_that_cannot_be_read_says_so_and_why(wide_reader: WideReader) -> None:
    found = wide_reader.read(wide(FALUN), "<html>").problems

    assert [problem.sentence for problem in found] == ["map_unreadable", "file_not_table"]
    assert all(problem.message(messages(language)) for problem in found for language in ("sv", "en"))


def test_a_check_that_calls_answers_wrong_is_an_error_by_its_id(wide_reader: WideReader) -> None:
    content = csv_text([("kommunkod", "insats_oppenvard", "insats_heldygnsvard"), ("2080", "ingen", "ingen")])

    (found,) = wide_reader.read(content).problems

    assert (found.row, found.column, found.code, found.severity.name) == (2, "", "ingen_insats", "ERROR")
    assert found.message(messages("en")).startswith("No intervention is chosen.")


def test_a_check_that_doubts_answers_is_a_warning_and_the_file_is_read(wide_reader: WideReader) -> None:
    read = wide_reader.read(csv_text([("kommunkod", "lagrum", "insats_heldygnsvard"), ("2080", "lvu", "ingen")]))

    assert [(problem.row, problem.code, problem.severity.name) for problem in read.problems] == [(2, "implausible", "WARNING")]
    assert read.value is not None


def test_problems_come_by_row_then_column_then_code(wide_reader: WideReader) -> None:
    content = wide(("9999", "", "", "i går", "", "okänd", "99"), ("", *FALUN[1:]), header=HEADER)

    assert wide_reader.told(content) == [
        (2, "kommunkod", "unknown_municipality"),
        (2, "datum", "wrong_type"),
        (2, "tillfalle", "missing_value"),
        (2, "kon", "unknown_code"),
        (2, "alder", "out_of_range"),
        (3, "kommunkod", "missing_value"),
    ]


def test_of_many_problems_of_a_kind_the_first_are_kept_and_the_rest_counted(wide_reader: WideReader) -> None:
    read = wide_reader.read(with_column("alder", *["99"] * (KEPT + 7), "sju"))

    assert [problem.row for problem in read.problems] == [*range(2, KEPT + 2), KEPT + 9]
    assert read.left_out == {("out_of_range", "alder"): 7}


def test_a_file_with_more_rows_than_are_read_is_told(wide_reader: WideReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "COMMAND_LINE", Limits(size=1_000, rows=2))

    (found,) = wide_reader.read(with_column("kon", "flicka", "pojke", "flicka")).problems

    assert (found.code, found.sentence, found.facts) == ("unreadable", "file_too_many_rows", {"limit": "2"})


def test_a_file_larger_than_is_read_is_told_before_it_is_opened(wide_reader: WideReader) -> None:
    path = wide_reader.path("")
    with path.open("r+b") as stream:
        stream.truncate(COMMAND_LINE.size + 1)

    (found,) = read_wide(path, wide_reader.instrument, wide_reader.municipalities).problems

    assert (found.code, found.message(messages("en"))) == ("unreadable", "The file is larger than 2000 MB. Split it.")


def test_what_is_no_file_is_told(wide_reader: WideReader) -> None:
    (found,) = read_wide(Path(wide_reader.folder), wide_reader.instrument, wide_reader.municipalities).problems

    assert (found.row, found.code) == (0, "unreadable")


def test_a_good_file_has_none_of_them(wide_reader: WideReader) -> None:
    assert wide_reader.told(wide(FALUN, BORLANGE)) == []


def test_a_workbook_has_the_same_problems_in_the_same_places(wide_reader: WideReader) -> None:
    rows = [HEADER, FALUN, ("9999", "", "", "i går", "", "okänd", "99")]

    assert wide_reader.told(sheet_of(rows)) == wide_reader.told(csv_text(rows))


@pytest.mark.parametrize(
    ("instrument", "rows", "again"),
    [
        ("familjehem-2020", [("2080", "2020-10-31"), ("2081", "2020-10-31"), ("2080", "2020-11-30")], [4]),
        ("placeringar-2021", [("2080", "2021-01-31"), ("2080", "2021-02-28"), ("2081", "2021-01-31"), ("2080", "2021-01-31")], [5]),
        ("barnenkat-2021", [("2080", "2021-05-01"), ("2080", "2021-05-01")], []),
    ],
)
def test_what_is_added_together_may_be_there_once(tmp_path: Path, instrument: str, rows: list[tuple[str, str]], again: list[int]) -> None:
    path = tmp_path / "rader.csv"
    path.write_text(csv_text([("kommunkod", "datum"), *rows]), encoding="utf-8")

    found = read_wide(path, load().instruments[instrument], load().municipalities).problems

    assert [problem.row for problem in found if problem.code == "duplicate_municipality"] == again


def test_a_date_that_cannot_be_read_is_told_alone(tmp_path: Path) -> None:
    path = tmp_path / "rader.csv"
    rows = [("2085", "31/5 2021", "92"), ("2085", "30/6 2021", "92"), ("2085", "31/5 2021", "92"), ("2085", "", "92"), ("2085", "", "92")]
    path.write_text(csv_text([("kommunkod", "datum", "totalt"), *rows]), encoding="utf-8")

    found = read_wide(path, load().instruments["placeringar-2021"], load().municipalities).problems

    # Those without any date are still told so, and that there are two of them.
    wrong = [(2, "wrong_type"), (3, "wrong_type"), (4, "wrong_type")]
    assert [(problem.row, problem.code) for problem in found] == [
        *wrong,
        *[(5, "implausible"), (6, "duplicate_municipality"), (6, "implausible")],
    ]


def test_the_same_row_twice_is_not_told_of_rows_whose_date_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "rader.csv"
    path.write_text(csv_text([("kommunkod", "datum", "arende", "totalt"), *[("2085", "31/5 2021", "A", "92")] * 2]), encoding="utf-8")

    found = read_wide(path, load().instruments["placeringar-2021"], load().municipalities).problems

    assert [problem.code for problem in found] == ["wrong_type", "wrong_type"]
