"""The wide importer, which works on whole columns, finds what reading row by row finds; any file at all ends in rows or problems."""

import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spegla.catalogue import Instrument, load
from spegla.columns import Batch
from spegla.importers import Read, read_wide
from spegla.importers.wide import Limits, headers_of, read_registrations, unknown_texts
from spegla.messages import messages
from tests.property.instruments import batches, instruments
from tests.property.wide import Told, cells_of, csv_of, read_plainly
from tests.unit.importers.files import packed, parts_of, sheet_of

CATALOGUE = load()
WEBBKOLLEN, MUNICIPALITIES = CATALOGUE.instruments["webbkollen-2017"], CATALOGUE.municipalities
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture]
LIMITS = Limits(size=10_000_000, rows=100_000, columns=100_000)
# What people put into cells where something else should be.
JUNK = (
    "",
    " ",
    "Påhittat",
    "ETT",
    " ett ",
    "S ett",
    "E tva",
    "ett|inte_kant",
    "ett|tva",
    "x|ett",
    "|",
    "99",
    "-50",
    "3",
    "1e3",
    "2016-02-30",
)


@pytest.fixture(scope="module")
def file() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "fil.csv"


def told(read: Read[Batch]) -> list[Told]:
    return [(problem.row, problem.column, problem.code, problem.severity.value) for problem in read.problems]


def said(read: Read[Batch]) -> list[tuple[int, str, str]]:
    """The sentences of the checks that fire."""
    both = [messages(language) for language in ("sv", "en")]
    found = [(one.row, one.message(both[0]), one.message(both[1])) for one in read.problems if one.words is not None]
    return sorted(found)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Instrument, list[list[str]]]:
    """A random instrument, and rows whose cells are right but for some."""
    instrument = draw(instruments())
    rows = cells_of(draw(batches(instrument)))
    header, *body = rows
    for row, column, text in draw(st.lists(st.tuples(st.integers(0, 250), st.integers(0, 20), st.sampled_from(JUNK)), max_size=20)):
        if body:
            body[row % len(body)][column % len(header)] = text
    return instrument, rows


def registrations() -> st.SearchStrategy[list[list[str]]]:
    """Rows of webbkollen where every cell is drawn on its own, so that routing and checks are broken in every way."""
    return st.builds(_registrations, st.integers(0, 2**32), st.integers(10, 40))


def _registrations(seed: int, length: int) -> list[list[str]]:
    chance = random.Random(seed)  # noqa: S311  nothing secret
    rows = [["kommunkod", *(variable.id for variable in WEBBKOLLEN.variables)]]
    for _ in range(length):
        row = [chance.choice(["2080", "2080", "2080", "0114", "114", ""])]
        for variable in WEBBKOLLEN.variables:
            codes = [category.code for category in variable.categories] or [str(age) for age in range(-1, 27)]
            several = "|".join(chance.sample(codes, chance.choice([0, 1, 1, 2])))
            row.append(several if variable.type == "multiple" else chance.choice(["", *codes, *codes, "okänt"]))
        rows.append(row)
    return rows


@settings(suppress_health_check=SLOW, max_examples=60)
@given(table=tables())
def test_every_problem_is_the_one_that_reading_row_by_row_finds(file: Path, table: tuple[Instrument, list[list[str]]]) -> None:
    instrument, rows = table
    file.write_text(csv_of(rows), encoding="utf-8")

    read = read_wide(file, instrument, MUNICIPALITIES)

    no_rows: list[Told] = [] if len(rows) > 1 else [(0, "", "no_rows", "error")]
    assert told(read) == no_rows + read_plainly(csv_of(rows), instrument, MUNICIPALITIES).told


@settings(suppress_health_check=SLOW, max_examples=60)
@given(rows=registrations())
def test_checks_and_routing_of_webbkollen_find_what_reading_row_by_row_finds(file: Path, rows: list[list[str]]) -> None:
    file.write_text(csv_of(rows), encoding="utf-8")

    read, plain = read_wide(file, WEBBKOLLEN, MUNICIPALITIES), read_plainly(csv_of(rows), WEBBKOLLEN, MUNICIPALITIES)

    assert told(read) == plain.told
    assert said(read) == sorted(plain.said)


# A total that is now and then right, and numbers of which any may be blank.
NUMBERS = st.sampled_from(["", "0", "1", "2", "3"])


# Whose numbers they are, where and when; few of each, so that rows are often about the same.
ABOUT = st.tuples(
    st.sampled_from(["2085", "2080", "114"]),
    st.sampled_from(["", "Norr", "Söder"]),
    st.sampled_from(["", "2021-01-31", "2021-02-28"]),
)


@settings(suppress_health_check=SLOW, max_examples=60)
@given(
    reference=st.sampled_from(["placeringar-2021", "familjehem-2020"]),
    rows=st.lists(st.tuples(ABOUT, st.lists(NUMBERS, min_size=8, max_size=8)), min_size=1, max_size=70),
    facts=st.integers(0, 2),
)
@example(
    reference="placeringar-2021",
    rows=[
        (("2085", "", "2021-01-31"), ["3", "2", "1", "1", "1", "0", "0", "0"]),
        (("2085", "", "2021-02-28"), ["3", "2", "1", "", "1", "0", "0", "0"]),
        (("2085", "", "2021-01-31"), ["4", "2", "1", "1", "1", "0", "0", "0"]),
    ],
    facts=2,
)
def test_sums_are_checked_as_reading_row_by_row_checks_them(
    file: Path, reference: str, rows: list[tuple[tuple[str, str, str], list[str]]], facts: int
) -> None:
    instrument = CATALOGUE.instruments[reference]
    header = [*("kommunkod", "enhet", "datum")[: 1 + facts], *(variable.id for variable in instrument.variables)]
    table = [header, *([*about[: 1 + facts], *numbers[: len(instrument.variables)]] for about, numbers in rows)]
    file.write_text(csv_of(table), encoding="utf-8")

    read, plain = read_wide(file, instrument, MUNICIPALITIES), read_plainly(csv_of(table), instrument, MUNICIPALITIES)

    assert told(read) == plain.told
    assert said(read) == sorted(plain.said)


@settings(suppress_health_check=SLOW, max_examples=60)
@given(table=tables())
def test_every_answer_is_the_one_that_reading_row_by_row_finds(file: Path, table: tuple[Instrument, list[list[str]]]) -> None:
    instrument, rows = table
    mend(rows, instrument)
    file.write_text(csv_of(rows), encoding="utf-8")

    batch = read_wide(file, instrument, MUNICIPALITIES).value

    plain = read_plainly(csv_of(rows), instrument, MUNICIPALITIES)
    assert ([batch.response(row) for row in range(batch.length)] if batch else []) == plain.responses
    assert (batch is None) == (len(rows) == 1)


def mend(rows: list[list[str]], instrument: Instrument) -> None:
    """Blank every cell with an error, and what that makes wrong, until there is none."""
    while errors := [one for one in read_plainly(csv_of(rows), instrument, MUNICIPALITIES).told if one[3] == "error"]:
        for row, column, _, _ in errors:
            rows[row - 1][rows[0].index(column)] = "2080" if column == "kommunkod" else ""


def test_the_tables_of_the_test_have_every_kind_of_problem() -> None:
    met = Counter[str]()

    @settings(max_examples=60, database=None, derandomize=True, suppress_health_check=SLOW)
    @given(st.one_of(tables(), registrations().map(lambda rows: (WEBBKOLLEN, rows))))
    def gather(table: tuple[Instrument, list[list[str]]]) -> None:
        met.update(one[2] for one in read_plainly(csv_of(table[1]), table[0], MUNICIPALITIES).told)

    gather()
    wanted = {"unknown_code", "wrong_type", "out_of_range", "not_asked", "asked_unknown", "exclusive", "implausible", "missing_value"}
    wanted |= {"unknown_municipality", "ingen_insats", "mal_uppfyllt_och_inte_uppfyllt"}
    assert {code for code in wanted if met[code] < 5} == set()


GOOD = [
    ["kommunkod", "enhet", "arende", "datum", "tillfalle", "kon", "alder"],
    ["2080", "Norr", "P-1", "2017-03-01", "avslut", "flicka", "7"],
]
PARTS = parts_of(sheet_of(GOOD))
INNER = sorted(name for name in PARTS if not name.startswith("docProps"))


def read_any(file: Path, content: bytes) -> Read[Batch]:
    """Read `content`; what is told can be said, and an error leaves no value. Handed in on a page it is the same."""
    file.write_bytes(content)
    read = read_wide(file, WEBBKOLLEN, MUNICIPALITIES)
    handed_in = read_registrations(content, WEBBKOLLEN, MUNICIPALITIES, LIMITS)
    assert (handed_in.problems, handed_in.left_out, handed_in.value is None) == (read.problems, read.left_out, read.value is None)
    for door in (headers_of(content, WEBBKOLLEN, LIMITS), unknown_texts(content, WEBBKOLLEN, LIMITS)):
        assert (door.value is None) == bool(door.problems)
        assert [problem for problem in door.problems if problem not in read.problems] == []
    assert (read.value is None) == any(problem.severity.name == "ERROR" for problem in read.problems)
    for problem in read.problems[:10]:
        assert problem.row >= 0
        assert all(problem.message(messages(language)) for language in ("sv", "en"))
    return read


@given(content=st.binary(max_size=300))
@example(content=csv_of(GOOD).encode())
@example(content=b"\xff\xfe\x00\xd8")
def test_any_bytes_end_in_rows_or_problems(file: Path, content: bytes) -> None:
    read_any(file, content)


CELLS = st.sampled_from([*GOOD[0], *GOOD[1], "sep=;", "Barnets kön", "namn", "200101010000"]) | st.text(max_size=6)
MARKS = st.sampled_from(['"', "\0", "\r", "\n", "\r\n", ";", ",", "\t", "\u200f", '""', '";"', "x" * 140_000])


@settings(max_examples=400)
@given(
    rows=st.lists(st.lists(CELLS | MARKS, max_size=6), max_size=6),
    mark=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example(rows=GOOD, mark=";", encoding="utf-8")
def test_any_text_table_ends_in_rows_or_problems(file: Path, rows: list[list[str]], mark: str, encoding: str) -> None:
    text = "".join(mark.join(row) + "\n" for row in rows)

    read_any(file, text.encode(encoding, "surrogatepass"))


@given(
    name=st.sampled_from(INNER),
    place=st.integers(0),
    length=st.integers(0, 40),
    text=st.sampled_from(['"', "<", "99999999", "s", "", "A0"]),
)
@example(name=INNER[0], place=0, length=0, text="")
def test_a_workbook_with_any_part_rewritten_ends_in_rows_or_problems(file: Path, name: str, place: int, length: int, text: str) -> None:
    part = PARTS[name]
    place %= len(part)

    read_any(file, packed({**PARTS, name: part[:place] + text.encode() + part[place + length :]}))


@pytest.mark.parametrize("content", [csv_of(GOOD).encode(), sheet_of(GOOD), packed(PARTS, zipfile.ZIP_STORED)])
def test_what_never_raises_reads_good_files_too(file: Path, content: bytes) -> None:
    batch = read_any(file, content).value

    assert batch is not None
    assert (batch.length, batch.organisations, batch.texts["enhet"]) == (1, ("2080",), ("Norr",))
