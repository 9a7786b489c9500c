"""Registrations handed in on a page: the same rows and problems as on the command line, with the cases, and within limits."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from spegla.catalogue import Catalogue, load
from spegla.importers import Read, read_wide
from spegla.importers.wide import ColumnMap, Limits, Registrations, headers_of, read_column_map, read_registrations, unknown_texts
from spegla.messages import messages
from spegla.packs.examples import right_file, right_rows, wrong_files
from tests.conftest import EXAMPLES
from tests.unit.importers.files import csv_text, sheet_of
from tests.unit.importers.test_wide_problems import FILES, MAP
from tests.unit.importers.wide_files import BORLANGE, FALUN, HEADER, WideReader, wide, with_column

LIMITS = Limits(size=10_000_000, rows=100_000)
HELD = ["webbkollen-2017", "barnenkat-2021", "placeringar-2021", "oj-2019"]


def registrations(wide_reader: WideReader, content: bytes | str, limits: Limits = LIMITS) -> Read[Registrations]:
    handed_in = content.encode() if isinstance(content, str) else content
    return read_registrations(handed_in, wide_reader.instrument, wide_reader.municipalities, limits)


def cases(wide_reader: WideReader, content: bytes | str) -> list[tuple[int, str]]:
    """The row and the case of each registration."""
    value = registrations(wide_reader, content).value
    assert value is not None
    assert value.batch.length == len(value.cases)
    return list(zip(value.rows.tolist(), value.cases, strict=True))


def test_each_row_says_where_it_stood_and_what_it_calls_its_case(wide_reader: WideReader) -> None:
    assert cases(wide_reader, wide(FALUN, BORLANGE)) == [(2, "P-1"), (3, "P-2")]


def test_blank_rows_do_not_move_cases_to_other_rows(wide_reader: WideReader) -> None:
    blank = ("",) * len(HEADER)

    assert cases(wide_reader, wide(blank, FALUN, blank, blank, BORLANGE)) == [(3, "P-1"), (6, "P-2")]


def test_a_case_is_told_without_what_shows_nothing(wide_reader: WideReader) -> None:
    assert cases(wide_reader, with_column("arende", " P-1\u00a0", "\u200bP-2", "", "ÄR 7")) == [
        (2, "P-1"),
        (3, "P-2"),
        (4, ""),
        (5, "ÄR 7"),
    ]


def test_without_a_column_for_it_no_row_has_a_case(wide_reader: WideReader) -> None:
    assert cases(wide_reader, with_column("kon", "flicka", "pojke")) == [(2, ""), (3, "")]


def test_a_workbook_has_the_same_rows_and_cases(wide_reader: WideReader) -> None:
    assert cases(wide_reader, sheet_of([HEADER, FALUN, BORLANGE])) == [(2, "P-1"), (3, "P-2")]


def test_a_case_that_tells_who_a_child_is_stops_the_file_and_is_not_repeated(wide_reader: WideReader) -> None:
    read = registrations(wide_reader, with_column("arende", "P-1", "elsa@example.se"))

    assert (read.value, [problem.code for problem in read.problems]) == (None, ["identity_column"])
    assert "elsa" not in repr(read)


def test_what_a_case_is_called_is_in_no_problem(wide_reader: WideReader) -> None:
    read = registrations(wide_reader, wide(FALUN, FALUN, ("2081", "", "P-77", "", "avslut", "okänd", "")))

    assert [problem.code for problem in read.problems] == ["duplicate_row", "unknown_code"]
    assert "P-" not in repr(read)


def same_problems(content: bytes, reference: str, folder: Path) -> None:
    """Both doors find the same in `content`, and one gives rows when the other does."""
    catalogue = load()
    instrument, municipalities = catalogue.instruments[reference], catalogue.municipalities
    path = folder / "fil"
    path.write_bytes(content)

    on_the_page, at_hand = read_registrations(content, instrument, municipalities, LIMITS), read_wide(path, instrument, municipalities)

    assert (on_the_page.problems, on_the_page.left_out) == (at_hand.problems, at_hand.left_out)
    assert (on_the_page.value is None) == (at_hand.value is None)


@pytest.mark.parametrize("sentence", FILES)
def test_every_problem_is_the_one_that_the_command_line_tells(tmp_path: Path, sentence: str) -> None:
    content = FILES[sentence][0]

    same_problems(content.encode() if isinstance(content, str) else content, "webbkollen-2017", tmp_path)


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.csv")))
@pytest.mark.parametrize("reference", HELD)
def test_the_examples_have_the_same_problems(tmp_path: Path, name: str, reference: str) -> None:
    same_problems((EXAMPLES / name).read_bytes(), reference, tmp_path)


def of_the_pack(reference: str) -> Iterator[bytes]:
    catalogue = load()
    instrument = catalogue.instruments[reference]
    right = right_rows(instrument)
    yield right_file(instrument, right)
    yield from (one.content for one in wrong_files(instrument, right, catalogue.municipalities))


@pytest.mark.parametrize("reference", HELD[:-1])
def test_the_files_of_the_pack_have_the_same_problems(tmp_path: Path, reference: str) -> None:
    files = list(of_the_pack(reference))

    for content in files:
        same_problems(content, reference, tmp_path)
    assert len(files) > 10


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(100), b"<html>" + b"x" * 100, b"\x81\x8d" * 60])
def test_a_file_with_too_many_bytes_is_refused_before_anybody_asks_what_it_is(wide_reader: WideReader, content: bytes) -> None:
    limits = Limits(size=100, rows=10)

    doors = [
        registrations(wide_reader, content, limits).problems,
        headers_of(content, wide_reader.instrument, limits).problems,
        unknown_texts(content, wide_reader.instrument, limits).problems,
    ]

    assert {problem.sentence for problems in doors for problem in problems} == {"file_too_big"}
    assert [len(problems) for problems in doors] == [1, 1, 1]


def test_how_large_a_file_may_be_is_said_in_megabytes(wide_reader: WideReader) -> None:
    (found,) = registrations(wide_reader, "x" * 1_500_001, Limits(size=1_500_000, rows=10)).problems

    assert found.message(messages("en")) == "The file is larger than 1.5 MB. Split it."


TABLES = {
    "plain": with_column("kon", *["flicka"] * 3).encode(),
    "quoted": with_column("kon", *['"flicka"'] * 3).encode(),
    "old encoding": with_column("Barnets kön", *["flicka"] * 3).encode("cp1252"),
    "one cell over two lines": with_column("enhet", '"No\nrr"', "Norr", "Norr").encode(),
    "careful": with_column("enhet", '"No""rr"', "Norr", "Norr").encode(),
    "workbook": sheet_of([("kommunkod", "kon"), *[("2080", "flicka")] * 3]),
}


@pytest.mark.parametrize("table", TABLES)
def test_as_many_rows_as_are_allowed_are_read(wide_reader: WideReader, table: str) -> None:
    assert registrations(wide_reader, TABLES[table], Limits(size=100_000, rows=3)).problems == ()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_more_is_refused(wide_reader: WideReader, table: str) -> None:
    (found,) = registrations(wide_reader, TABLES[table], Limits(size=100_000, rows=2)).problems

    assert (found.code, found.sentence, found.facts) == ("unreadable", "file_too_many_rows", {"limit": "2"})


def test_rows_without_quotes_are_counted_before_they_are_read(wide_reader: WideReader, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("polars.read_csv", read)

    (found,) = registrations(wide_reader, TABLES["plain"], Limits(size=100_000, rows=2)).problems

    assert found.sentence == "file_too_many_rows"


@pytest.mark.parametrize("table", TABLES)
def test_so_is_a_column_more(wide_reader: WideReader, table: str) -> None:
    assert registrations(wide_reader, TABLES[table], Limits(size=100_000, rows=3, columns=2)).problems == ()

    (found,) = registrations(wide_reader, TABLES[table], Limits(size=100_000, rows=3, columns=1)).problems

    assert (found.sentence, found.message(messages("en"))) == (
        "file_too_many_columns",
        "The file has more than 1 columns. Remove those that do not belong.",
    )


MAPPING = csv_text([MAP, ("Sex", "kon", "", ""), ("Sex", "", "F", "flicka"), ("Barn", "arende", "", ""), ("Fritt", "-", "", "")])
MAPPED = csv_text([("kommunkod", "sex", "BARN", "fritt"), ("2080", "f", "P-1", "något"), ("2081", "pojke", "P-2", "")])


def test_a_map_in_memory_reads_as_the_file_with_the_same_map(wide_reader: WideReader) -> None:
    mapping = read_column_map(MAPPING.encode(), wide_reader.instrument).value
    stored = ColumnMap.from_data(json.loads(json.dumps(mapping.as_data() if mapping else None)))

    read = read_registrations(MAPPED.encode(), wide_reader.instrument, wide_reader.municipalities, LIMITS, stored)

    assert read.value is not None
    assert read.value.cases == ("P-1", "P-2")
    by_file = wide_reader.batch(MAPPED, MAPPING)
    assert [read.value.batch.response(row) for row in (0, 1)] == [by_file.response(row) for row in (0, 1)]


def test_the_command_line_takes_a_map_in_memory_too(wide_reader: WideReader, catalogue: Catalogue) -> None:
    mapping = ColumnMap({"Sex": "kon"}, {("kon", "F"): "flicka"})

    read = read_wide(wide_reader.path(with_column("sex", "f")), wide_reader.instrument, catalogue.municipalities, mapping)

    assert read.value is not None
    assert read.value.answers["kon"].tolist() == [1]
