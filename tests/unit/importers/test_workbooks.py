"""Workbooks as people save them: several sheets, numbers, dates, titles, and tables that do not begin in the first cell."""

from datetime import UTC, date, datetime, time

import pytest
import xlsxwriter

from tests.unit.importers.files import (
    ANSWERS,
    BORLANGE,
    FALUN,
    HEADER,
    ROWS,
    SHEET,
    Cells,
    Reader,
    csv_bytes,
    sheet_of,
    with_changed_part,
    workbook,
)


def sheets(**tables: list[Cells]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)

    return workbook(fill)


def test_a_workbook_gives_the_same_answers_as_the_text_file(reader: Reader) -> None:
    assert reader.answers(sheet_of(ROWS)) == reader.answers(csv_bytes(*ROWS)) == ANSWERS


@pytest.mark.parametrize(("row", "column"), [(1, 0), (1, 3), (4, 0), (7, 5)])
def test_row_numbers_are_the_sheets_own_wherever_the_table_begins(reader: Reader, row: int, column: int) -> None:
    rows = reader.rows(sheet_of(ROWS, first_row=row, first_column=column))

    assert rows["2080"] == {"socialjour": row + 1}


def test_blank_rows_inside_a_sheet_count(reader: Reader) -> None:
    assert reader.rows(sheet_of([HEADER, [], FALUN, ["", "  "], BORLANGE]))["2081"] == {"socialjour": 5}


def test_a_title_above_the_table_is_no_header(reader: Reader) -> None:
    assert reader.answers(sheet_of([["Öppna jämförelser 2016"], [], ["Uttag", date(2016, 5, 1).isoformat()], *ROWS])) == ANSWERS


def test_the_sheet_with_the_columns_is_read_wherever_it_stands(reader: Reader) -> None:
    book = sheets(Läsmig=[["Så här gör du"]], Koder=[["kommunkod", "kommun"], ["2080", "Falun"]], Svar=list(ROWS))

    assert reader.answers(book) == ANSWERS


def test_two_sheets_with_answers_are_told_and_none_of_them_read(reader: Reader) -> None:
    read = reader.long(sheets(Falun=[HEADER, FALUN], Borlänge=[HEADER, BORLANGE]))

    assert read.value is None
    assert [(problem.code, problem.facts["sheets"]) for problem in read.problems] == [("workbook_several_tables", "Falun, Borlänge")]


def test_a_hidden_sheet_with_answers_counts_as_a_sheet(reader: Reader) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name, row in (("Nu", FALUN), ("Gammalt", BORLANGE)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, row)
        sheet.hide()

    assert reader.told(workbook(fill)) == [(0, "", "workbook_several_tables")]


def test_an_empty_template_beside_the_answers_is_no_second_table(reader: Reader) -> None:
    assert reader.answers(sheets(Mall=[["Fyll i här"], HEADER], Svar=list(ROWS))) == ANSWERS


def test_a_sheet_that_is_a_chart_holds_no_table(reader: Reader) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Svar")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Svar!$A$2:$A$4"})
        book.add_chartsheet("Diagram").set_chart(chart)

    assert reader.answers(workbook(fill)) == ANSWERS


def test_a_workbook_without_a_single_cell_is_empty(reader: Reader) -> None:
    assert reader.told(sheets(Ett=[], Två=[])) == [(0, "", "file_empty")]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (1, "1"),
        (-7, "-7"),
        (0.1 + 0.2, "0.3"),
        (2.5, "2.5"),
        (True, "SANT"),
        (False, "FALSKT"),
        (datetime(2016, 5, 1, tzinfo=UTC).replace(tzinfo=None), "2016-05-01"),
        (datetime(2016, 5, 1, 13, 30, tzinfo=UTC).replace(tzinfo=None), "2016-05-01T13:30:00"),
        (time(13, 30), "13:30:00"),
    ],
)
def test_a_cell_is_quoted_as_a_person_reads_it(reader: Reader, cell: object, shown: str) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        formats = {datetime: "yyyy-mm-dd hh:mm", time: "hh:mm:ss"}
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, FALUN[:3])
        sheet.write(1, 3, cell, book.add_format({"num_format": formats.get(type(cell), "General")}))

    (problem,) = reader.long(workbook(fill)).problems

    assert (problem.row, problem.column, problem.code, problem.facts["value"]) == (2, "svar", "answer_unknown", shown)


def test_a_line_break_inside_a_cell_is_a_space(reader: Reader) -> None:
    assert reader.answers(sheet_of([HEADER, ("2080", "Falun", "Social-\r\njour", "Ja\n")])) == {"2080": {"socialjour": "ja"}}


def test_a_carriage_return_as_the_format_writes_it_is_a_space(reader: Reader) -> None:
    book = with_changed_part("xl/sharedStrings.xml", "Socialjour", "Social-_x000D_\njour")

    assert reader.answers(book) == ANSWERS


def formula(text: str, result: object) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, FALUN[:3])
        sheet.write_formula(1, 3, text, None, result)

    return workbook(fill)


def test_the_result_of_a_formula_is_what_is_read(reader: Reader) -> None:
    assert reader.answers(formula('=IF(1,"Ja","Nej")', "Ja")) == {"2080": {"socialjour": "ja"}}


def test_a_formula_that_gives_empty_text_is_a_blank_answer(reader: Reader) -> None:
    book = with_changed_part(SHEET, "<v>Nej</v>", "<v></v>", formula('=""', "Nej"))

    assert reader.answers(book) == {"2080": {}}


def test_a_formula_that_failed_is_not_a_blank_answer(reader: Reader) -> None:
    (problem,) = reader.long(formula("=VLOOKUP(1,A:A,1,0)", "#N/A")).problems

    assert (problem.row, problem.column, problem.code, problem.facts["value"]) == (2, "svar", "answer_unknown", "#N/A")


def test_a_formula_that_was_never_calculated_is_not_a_blank_answer(reader: Reader) -> None:
    (problem,) = reader.long(
        with_changed_part(SHEET, "<v>0</v></c></row></sheetData>", "<v/></c></row></sheetData>", formula("=1", 0))
    ).problems

    assert (problem.code, problem.facts["cell"]) == ("workbook_not_calculated", "D2")


def test_borders_far_below_the_table_are_no_cells(reader: Reader) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"border": 1}))

    assert reader.answers(workbook(fill)) == ANSWERS


@pytest.mark.parametrize("cell", [(1_048_575, 16_383), (1_048_575, 3), (150, 16_383)])
def test_a_stray_cell_far_away_is_told_before_it_fills_the_memory(reader: Reader, cell: tuple[int, int]) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_string(*cell, "x")

    (problem,) = reader.long(workbook(fill)).problems

    assert (problem.code, problem.facts["cell"]) == ("workbook_spread_out", xlsxwriter.utility.xl_rowcol_to_cell(*cell))
