"""A document as a workbook: numbers are numbers, tables can be sorted, and charts begin at 0 and say what they show."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from spegla.disclosure import Figure
from spegla.presentation import to_xlsx
from spegla.presentation.document import Cell, Paragraph, Table
from spegla.presentation.render.paper import Piece
from spegla.presentation.render.xlsx import _WRITERS
from tests.unit.presentation.test_renderers import BLOCKS, page
from tests.unit.reports.reported import FALUN, answer, county, report

# Excel keeps fifteen digits, and the file sixteen.
EXACT = 1e-15


@pytest.fixture(scope="module")
def file() -> bytes:
    return to_xlsx(county())


@pytest.fixture(scope="module")
def parts(file: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def sheet(file: bytes, name: str) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_name(name).to_python()]


def test_every_piece_is_written() -> None:
    assert set(_WRITERS) == set(Piece.__args__)


@pytest.mark.parametrize("kind", BLOCKS, ids=lambda kind: kind.__name__)
def test_each_block_can_be_written(kind: type) -> None:
    first, *_ = CalamineWorkbook.from_filelike(BytesIO(to_xlsx(page(BLOCKS[kind])))).sheet_names

    assert first == "Titel"


def test_the_file_has_a_title_and_a_day_that_is_not_the_clocks(parts: dict[str, str]) -> None:
    assert f"<dc:title>{county().title}</dc:title>" in parts["docProps/core.xml"]
    assert f"{county().dated}T00:00:00Z" in parts["docProps/core.xml"]


def test_each_section_with_a_table_has_a_sheet(file: bytes) -> None:
    names = CalamineWorkbook.from_filelike(BytesIO(file)).sheet_names

    assert names[:3] == ["Länsrapport 2016", "De största avstånden till riket", "Tillgänglighet"]
    assert "Alla tal" in names
    assert "Bakgrund" not in names


def test_every_share_is_the_number_of_the_analysis(file: bytes) -> None:
    rows = {row[0]: row for row in sheet(file, "Alla tal")}
    labels = {one.id: one.label.sv for one in answer().instrument.indicators}

    shown = [share for share in answer().cleared.shares if share.indicator in answer().in_file]
    assert len(shown) == 38
    for share in shown:
        assert isinstance(share.figure, Figure)
        assert rows[labels[share.indicator]][3] == pytest.approx(share.figure.numerator / share.figure.denominator, rel=EXACT)


@pytest.mark.parametrize(("language", "name", "of", "shown"), [("sv", "Alla tal", " av ", "0\u00a0%"), ("en", "All figures", " of ", "0%")])
def test_a_share_is_exact_and_shown_in_whole_percent(language: str, name: str, of: str, shown: str) -> None:
    sheet = load_workbook(BytesIO(to_xlsx(county(language))))[name]
    cells = [(row[1].value, row[3]) for row in sheet.iter_rows() if row[3].number_format == shown]

    assert len(cells) == 38
    for count, cell in cells:
        numerator, denominator = map(int, str(count).split(of))
        assert cell.value == pytest.approx(numerator / denominator, rel=EXACT)


def test_the_shares_below_a_table_are_exact(file: bytes) -> None:
    rows = list(load_workbook(BytesIO(file))["Tillgänglighet"].iter_rows())
    shares, counts = [row for row in rows if row[0].value == "Dalarna, räknat"][:2]

    assert [cell.value for cell in counts[1:4]] == ["4 av 15", "7 av 15", "15 av 15"]
    assert [cell.value for cell in shares[1:4]] == [pytest.approx(of_fifteen / 15, rel=EXACT) for of_fifteen in (4, 7, 15)]
    assert {cell.number_format for cell in shares[1:4]} == {"0\u00a0%"}


def test_the_share_of_the_others_is_exact() -> None:
    book = load_workbook(BytesIO(to_xlsx(report("kommunrapport", own=FALUN))))
    (row,) = [row for row in book["Tillgänglighet"].iter_rows() if row[0].value == "Talad information"]

    assert (row[2].value, row[3].number_format) == ("6 av 14", "0\u00a0%")
    assert row[3].value == pytest.approx(6 / 14, rel=EXACT)


def test_the_shares_of_a_chart_are_exact_with_one_decimal(file: bytes) -> None:
    rows = list(load_workbook(BytesIO(file))["De största avstånden till riket"].iter_rows())
    (row,) = [row for row in rows if row[0].value == "Talad information"]

    assert row[1].value == pytest.approx(7 / 15, rel=EXACT)
    assert [cell.number_format for cell in row[1:4]] == ["0.0\u00a0%"] * 3


def test_a_cell_without_a_share_has_the_number_that_is_shown() -> None:
    (cell,) = cells_beside("x", Cell("46\u00a0%"))

    assert (cell.value, cell.number_format) == (0.46, "0\u00a0%")


@pytest.mark.parametrize("text", ["för få svar", "", "3 av 4"])
def test_a_cell_that_shows_no_share_has_none(text: str) -> None:
    (cell,) = cells_beside("x", Cell(text, value=3 / 4))

    assert cell.value == text


def cells_beside(name: str, *cells: Cell) -> tuple[Any, ...]:
    """What Excel holds in those cells of a table, to the right of `name`."""
    table = Table("namn", "", ("fråga", *map(str, range(len(cells)))), frozenset({1}), ((Cell(name), *cells),))
    book = load_workbook(BytesIO(to_xlsx(page(table))))
    (row,) = [row for sheet in book.worksheets for row in sheet.iter_rows() if row[0].value == name]
    return tuple(row[1:])


def test_each_table_is_a_table_of_excels_own_with_headers_that_differ(parts: dict[str, str]) -> None:
    tables = [text for name, text in parts.items() if name.startswith("xl/tables/")]

    assert len(tables) >= 9
    for table in tables:
        heads = re.findall(r'<tableColumn id="\d+" name="([^"]*)"', table)
        assert len(heads) == len({head.casefold() for head in heads})
        assert all(heads)


def test_the_chart_begins_at_0_and_says_what_it_shows(parts: dict[str, str]) -> None:
    [chart] = [text for name, text in parts.items() if name.startswith("xl/charts/chart")]
    [drawing] = [text for name, text in parts.items() if name.startswith("xl/drawings/drawing") and "graphicFrame" in text]

    assert '<c:min val="0"/>' in chart
    assert '<c:max val="1"/>' in chart
    assert "<c:errBars>" in chart
    assert 'descr="Erbjuder minst en manualbaserad insats - psykosocial behandling för ungdomar: Dalarna 0\u00a0%' in drawing


def test_sums_stand_below_their_table_and_not_in_it(file: bytes, parts: dict[str, str]) -> None:
    rows = sheet(file, "Tillgänglighet")
    head = next(index for index, row in enumerate(rows) if row[0] == "Kommun")
    sums = next(index for index, row in enumerate(rows) if row[0] == "Dalarna, räknat")
    references = [re.search(r' ref="A(\d+):\w+?(\d+)"', text) for name, text in parts.items() if name.startswith("xl/tables/")]

    # Rows are counted from 1, and the table ends in the row before the sums.
    assert (str(head + 1), str(sums)) in {(found[1], found[2]) for found in references if found}


def test_text_that_looks_like_a_formula_stays_text() -> None:
    table = Table("namn", "", ("=1+1", "b"), frozenset({1}), ((Cell("=2+2"), Cell("=3+3")),))
    made = to_xlsx(page(Paragraph("=1+1"), table))

    with ZipFile(BytesIO(made)) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist() if "worksheets" in name)


def test_a_column_is_as_wide_as_its_texts(file: bytes) -> None:
    sheet = load_workbook(BytesIO(file))["Sorteringsnycklar"]
    widths = [sheet.column_dimensions[letter].width for letter in "CD"]

    assert widths[0] > len("6 Turism- och besöksnäringskommuner")
    assert widths[1] > len("3 (30 000–69 999 invånare)")


def test_the_code_of_a_municipality_is_text(file: bytes) -> None:
    rows = load_workbook(BytesIO(file))["Sorteringsnycklar"].iter_rows(values_only=True)

    assert [row[1] for row in rows if row[0] == "Falun"] == ["2080"]


def test_the_longest_text_of_all_tables_in_a_column_decides() -> None:
    tables = [Table("namn", "", ("a", "b"), frozenset(), ((Cell("x"), Cell("y" * length)),)) for length in (20, 30, 10, 300)]
    widths = [load_workbook(BytesIO(to_xlsx(page(*tables[:count])))).worksheets[0].column_dimensions["B"].width for count in (1, 2, 3, 4)]

    assert [round(width) for width in widths] == [22, 32, 32, 41]


def test_the_head_of_a_column_of_numbers_stands_over_them() -> None:
    table = Table("namn", "", ("svar", "antal"), frozenset({1}), ((Cell("Ja"), Cell("12")),))

    book = load_workbook(BytesIO(to_xlsx(page(table))))
    (head,) = [row for sheet in book.worksheets for row in sheet.iter_rows() if row[0].value == "svar"]

    assert [cell.alignment.horizontal for cell in head[:2]] == ["left", "right"]
