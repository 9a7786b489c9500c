"""What is exported is read back as it was stored, row by row, and no cell of it is run as a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from spegla.catalogue import Answers, Instrument, Reason, load
from spegla.catalogue.rules import VariableType
from spegla.columns.rows import StoredRow, batch_of_data, stored_rows
from spegla.exporters import Colophon, UnwritableError, WideRow, wide_csv, wide_xlsx
from spegla.importers import read_wide
from spegla.responses import check_response, has_errors
from spegla.responses.cells import guarded, unguarded
from spegla.responses.stored import StoredAnswerError, answers_as_data
from tests.property.instruments import batches, instruments
from tests.property.test_engines import SLOW

CATALOGUE = load()
WEBBKOLLEN = CATALOGUE.instruments["webbkollen-2017"]
COLOPHON = Colophon(
    "Hämtad av Bo Lind, 23 nov 2026 kl. 10.42. Skäl: Uppföljning.",
    (("Hämtad av", "Bo Lind"), ("Skäl", "=Uppföljning")),
    ("Registreringar", "Om filen"),
    datetime(2026, 11, 23, 10, 42, tzinfo=UTC),
)
WRITERS = {"csv": wide_csv, "xlsx": wide_xlsx}
TRIGGERS = ("=", "+", "-", "@")
# What a reader keeps of a text: no spaces around it, nothing invisible, and nothing that looks like who somebody is.
TEXTS = st.builds(
    "{}{}".format, st.sampled_from(["", "'", "''", "=", "'=", "+", "-", "@", "' -"]), st.text("abcåäö;|\"', =", min_size=1, max_size=12)
).filter(lambda text: text == text.strip())


def answers_to(instrument: Instrument, texts: Sequence[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Extreme numbers and days, and texts that a spreadsheet would run."""
    wide: dict[VariableType, st.SearchStrategy[Any]] = {
        VariableType.DATE: st.dates(date(1850, 1, 1), date(2100, 12, 31)).map(date.isoformat),
        VariableType.TEXT: st.sampled_from(texts),
    }
    return st.fixed_dictionaries({}, optional={one.id: wide[one.type] for one in instrument.variables if one.type in wide})


@st.composite
def exported(draw: st.DrawFn) -> tuple[Instrument, list[WideRow]]:
    """A random instrument and right rows of it; some from a board whose rows are all made up."""
    instrument = draw(instruments())
    batch = draw(batches(instrument))
    odd = answers_to(instrument, draw(st.lists(TEXTS, min_size=1, max_size=4)))
    invented, units = draw(st.booleans()), draw(st.lists(TEXTS, min_size=1, max_size=3))
    rows = []
    for number, stored in enumerate(stored_rows(batch)[:40]):
        mixed = {**stored.data, **draw(odd)}
        response = batch_of_data(instrument, "2080", [StoredRow("", stored.day, False, mixed)], invented=False).response(0)
        if not has_errors(check_response(response, instrument)):
            rows.append(
                WideRow("2080", units[number % len(units)], number // 2, stored.day, invented, as_stored(response.answers, instrument))
            )
    return instrument, rows


def as_stored(answers: Answers, instrument: Instrument) -> dict[str, Any]:
    given = {variable.id for variable in instrument.variables}
    return answers_as_data({id: one for id, one in answers.items() if id in given and not isinstance(one, Reason)}, instrument)


def read_back(content: bytes, name: str, instrument: Instrument) -> tuple[list[tuple[object, ...]], bool]:
    """Unit, day and answers of each row, as the importer reads them, and whether they are called made up."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"fil.{name}"
        path.write_bytes(content)
        read = read_wide(path, instrument, CATALOGUE.municipalities)
    assert read.value is not None, read.problems
    assert read.value.organisations == ("2080",)
    return [(row.unit, row.day, dict(row.data)) for row in stored_rows(read.value)], read.value.invented


@settings(suppress_health_check=SLOW)
@given(exported(), st.sampled_from(sorted(WRITERS)))
def test_each_row_is_read_back_as_it_was_stored(case: tuple[Instrument, list[WideRow]], name: str) -> None:
    instrument, rows = case
    assume(rows)
    content = WRITERS[name](instrument, rows, COLOPHON)

    assert read_back(content, name, instrument) == ([(row.unit, row.day, dict(row.data)) for row in rows], rows[0].invented)


@pytest.mark.parametrize("name", WRITERS)
def test_the_last_row_of_a_case_is_known_by_its_number(name: str, tmp_path: Path) -> None:
    days = [date(2026, 3, 1) + timedelta(days=30 * number) for number in range(4)]
    rows = [WideRow("2080", "", case, day, False, {"tillfalle": "uppfoljning"}) for case, day in zip((7, 8, 7, 7), days, strict=True)]
    (tmp_path / "fil").write_bytes(WRITERS[name](WEBBKOLLEN, rows, COLOPHON))

    batch = read_wide(tmp_path / "fil", WEBBKOLLEN, CATALOGUE.municipalities).value

    assert batch is not None
    assert batch.latest is not None
    assert batch.latest.tolist() == [False, True, False, True]


@settings(suppress_health_check=SLOW)
@given(exported())
def test_no_cell_of_a_file_begins_as_a_formula_but_a_number(case: tuple[Instrument, list[WideRow]]) -> None:
    instrument, rows = case
    cells = [
        cell for line in csv.reader(io.StringIO(wide_csv(instrument, rows, COLOPHON).decode("utf-8-sig")), delimiter=";") for cell in line
    ]
    book = openpyxl.load_workbook(io.BytesIO(wide_xlsx(instrument, rows, COLOPHON)))
    in_book = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]

    assert [cell for cell in cells if cell.lstrip(" ").startswith(TRIGGERS) and not cell.removeprefix("-").isdecimal()] == []
    assert {cell.data_type for cell in in_book} <= {"s", "n", "d"}
    assert [cell.value for cell in in_book if cell.data_type == "s" and str(cell.value).lstrip(" ").startswith(TRIGGERS)] == []


@given(st.text())
@example("'=x")
@example("' '@x")
def test_what_is_guarded_is_not_run_and_can_be_undone(text: str) -> None:
    assert not guarded(text).lstrip(" ").startswith((*TRIGGERS, "\t", "\r", "\n"))
    assert unguarded(guarded(text)) == text


def test_a_number_is_a_number_a_day_is_a_day_and_a_municipality_is_text() -> None:
    row = WideRow("0114", "Norr", 31, date(2026, 11, 16), False, {"tillfalle": "avslut", "alder": 14})
    [head, cells] = openpyxl.load_workbook(io.BytesIO(wide_xlsx(WEBBKOLLEN, [row], COLOPHON)))["Registreringar"].iter_rows(values_only=True)
    shown = dict(zip(head, cells, strict=True))

    assert shown["kommunkod"] == "0114"
    assert (shown["arende"], shown["alder"]) == ("Spegla-31", 14)
    assert shown["datum"] == datetime(2026, 11, 16)  # noqa: DTZ001  a day in a workbook has no zone


def test_a_file_says_who_took_it_when_and_why() -> None:
    rows = [WideRow("2080", "", 1, date(2026, 3, 1), False, {"tillfalle": "avslut"})]
    book = openpyxl.load_workbook(io.BytesIO(wide_xlsx(WEBBKOLLEN, rows, COLOPHON)))

    assert wide_csv(WEBBKOLLEN, rows, COLOPHON).decode("utf-8-sig").splitlines()[0] == COLOPHON.sentence
    assert list(book["Om filen"].iter_rows(values_only=True)) == [("Hämtad av", "Bo Lind"), ("Skäl", "'=Uppföljning")]
    assert COLOPHON.sentence in str(book["Registreringar"].oddFooter.left.text)


def test_made_up_rows_among_real_ones_say_so_each() -> None:
    rows = [WideRow("2080", "", case, date(2026, 3, 1), case == 2, {"tillfalle": "avslut"}) for case in (1, 2)]

    lines = list(csv.reader(io.StringIO(wide_csv(WEBBKOLLEN, rows, COLOPHON).decode("utf-8-sig")), delimiter=";"))

    assert [line[lines[1].index("pahittad")] for line in lines[2:]] == ["nej", "ja"]


@pytest.mark.parametrize("write", WRITERS.values())
def test_an_answer_that_the_instrument_lacks_is_never_written(write: Any) -> None:
    with pytest.raises(StoredAnswerError):
        write(WEBBKOLLEN, [WideRow("2080", "", 1, date(2026, 3, 1), False, {"tillfalle": "aldrig"})], COLOPHON)


def test_a_text_that_a_workbook_cannot_hold_is_not_cut_short() -> None:
    with pytest.raises(UnwritableError):
        wide_xlsx(WEBBKOLLEN, [WideRow("2080", "x" * 32_768, 1, date(2026, 3, 1), False, {"tillfalle": "avslut"})], COLOPHON)
