"""Whatever is in a file, reading it ends in answers or in problems; and how a table is written does not change what it says."""

import csv
import io
import random
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spegla.catalogue import load
from spegla.columns import Columns
from spegla.importers import Read, read_long, read_population, read_published
from spegla.messages import messages
from tests.unit.importers.files import ANSWERS, HEADER, ROWS, by_municipality, csv_bytes, csv_text, packed, parts_of, sheet_of

CATALOGUE = load()
INSTRUMENT, MUNICIPALITIES = CATALOGUE.instruments["oj-sbu-2016"], CATALOGUE.municipalities
WORDS = (
    "kommunkod",
    "kommun",
    "indikator",
    "svar",
    "invånare",
    "dalarna_procent",
    "sep=;",
    "Falun",
    "2080",
    "114",
    "Socialjour",
    "Ja",
    "27 %",
)
PARTS = parts_of(sheet_of(ROWS))
INNER = sorted(name for name in PARTS if not name.startswith("docProps"))


@pytest.fixture(scope="module")
def file() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "fil"


def read_all(file: Path, content: bytes) -> Read[Columns]:
    """Read `content` in every way that there is; what is told can be said, and an error leaves no value."""
    file.write_bytes(content)
    long = read_long(file, INSTRUMENT, MUNICIPALITIES)
    for read in (long, read_population(file, MUNICIPALITIES), read_published(file, INSTRUMENT)):
        assert (read.value is None) == any(problem.severity.name == "ERROR" for problem in read.problems)
        for problem in read.problems[:10]:
            assert problem.row >= 0
            assert all(problem.message(messages(language)) for language in ("sv", "en"))
    return long


def cells() -> st.SearchStrategy[str]:
    return st.sampled_from(WORDS) | st.text(max_size=8) | st.sampled_from(['"', "\0", "\r", "\n", ";", ",", "\t", "\u200f", "x" * 140_000])


@given(content=st.binary(max_size=300))
@example(content=csv_bytes(*ROWS))
@example(content=b'a;"b')
@example(content=b"\xff\xfe\x00\xd8")
def test_any_bytes_end_in_answers_or_problems(file: Path, content: bytes) -> None:
    read_all(file, content)


@given(
    rows=st.lists(st.lists(cells(), max_size=6), max_size=8), mark=st.sampled_from(";,\t|"), encoding=st.sampled_from(["utf-8", "utf-16"])
)
@example(rows=[list(map(str, row)) for row in ROWS], mark=";", encoding="utf-8")
def test_any_text_table_ends_in_answers_or_problems(file: Path, rows: list[list[str]], mark: str, encoding: str) -> None:
    read_all(file, csv_text(rows, mark).encode(encoding, "surrogatepass"))


@given(tail=st.binary(max_size=200), start=st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"]))
def test_any_bytes_that_begin_as_a_workbook_end_in_problems(file: Path, tail: bytes, start: bytes) -> None:
    assert read_all(file, start + tail).value is None


@settings(max_examples=300)
@given(place=st.integers(0), byte=st.integers(0, 255), cut=st.booleans())
@example(place=0, byte=ord("P"), cut=False)
def test_a_workbook_with_any_byte_changed_or_cut_off_there_ends_in_answers_or_problems(
    file: Path, place: int, byte: int, cut: bool
) -> None:
    book = bytearray(packed(PARTS, zipfile.ZIP_STORED))
    place %= len(book)
    book[place] = byte

    read_all(file, bytes(book[: place + 1] if cut else book))


@settings(max_examples=300)
@given(
    name=st.sampled_from(INNER),
    place=st.integers(0),
    length=st.integers(0, 40),
    text=st.sampled_from(['"', "<", "99999999", "s", "", "A0", "&#65;"]),
)
@example(name=INNER[0], place=0, length=0, text="")
def test_a_workbook_with_any_part_rewritten_ends_in_answers_or_problems(file: Path, name: str, place: int, length: int, text: str) -> None:
    part = PARTS[name]
    place %= len(part)

    read_all(file, packed({**PARTS, name: part[:place] + text.encode() + part[place + length :]}))


@pytest.mark.parametrize("content", [csv_bytes(*ROWS), sheet_of(ROWS), packed(PARTS, zipfile.ZIP_STORED)])
def test_what_never_raises_reads_good_files_too(file: Path, content: bytes) -> None:
    assert by_municipality(read_all(file, content)) == ANSWERS


Form = Literal["NFC", "NFD"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, dict[str, str]], list[list[str]]]:
    """Answers by municipality, and the rows of a file that says the same."""
    codes = draw(st.lists(st.sampled_from(sorted(MUNICIPALITIES.by_code)), min_size=1, max_size=4, unique=True))
    answers: dict[str, dict[str, str]] = {}
    rows = []
    for code in codes:
        asked = draw(st.lists(st.sampled_from(INSTRUMENT.variables), min_size=1, max_size=5, unique_by=lambda variable: variable.id))
        answers[code] = {}
        for variable in asked:
            category = draw(st.none() | st.sampled_from(variable.categories))
            texts = ["", " "] if category is None else [category.code, category.label.sv, category.label.en, *category.spellings]
            if category is not None:
                answers[code][variable.id] = category.code
            name = draw(st.sampled_from(["", MUNICIPALITIES.by_code[code].name]))
            cell = code if not name else draw(st.sampled_from(["", code]))
            rows.append([cell, draw(broken(name)), draw(broken(variable.label.sv)), draw(st.sampled_from(texts))])
    return answers, draw(st.permutations(rows))


@st.composite
def broken(draw: st.DrawFn, text: str) -> str:
    """`text` as print and people leave it: in other case, with hyphens, soft hyphens and spaces put in, letters taken apart."""
    cased = draw(st.sampled_from([text, text.upper(), text.lower(), text.swapcase()]))
    form: Form = draw(st.sampled_from(["NFC", "NFD"]))
    marks = random.Random(draw(st.integers(0, 10_000)))  # noqa: S311  nothing secret
    pieces = [letter + (marks.choice(["-", "\u00ad", " ", "- ", "\n"]) if letter and marks.random() < 0.1 else "") for letter in cased]
    return unicodedata.normalize(form, "".join(pieces))


@settings(max_examples=200)
@given(
    table=tables(),
    mark=st.sampled_from(";,\t"),
    ending=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    order=st.permutations(range(len(HEADER))),
)
def test_how_a_table_is_written_does_not_change_what_it_says(
    file: Path, table: tuple[dict[str, dict[str, str]], list[list[str]]], mark: str, ending: str, encoding: str, order: list[int]
) -> None:
    answers, rows = table
    target = io.StringIO()
    csv.writer(target, delimiter=mark, lineterminator=ending).writerows([row[column] for column in order] for row in [list(HEADER), *rows])

    read = read_all(file, target.getvalue().encode(encoding))

    assert (read.problems, by_municipality(read)) == ((), answers)


@settings(max_examples=30)
@given(table=tables(), row=st.integers(1, 9), column=st.integers(0, 5))
def test_a_workbook_says_what_its_table_says(
    file: Path, table: tuple[dict[str, dict[str, str]], list[list[str]]], row: int, column: int
) -> None:
    answers, rows = table

    read = read_all(file, sheet_of([HEADER, *rows], first_row=row, first_column=column))

    assert (read.problems, by_municipality(read)) == ((), answers)
