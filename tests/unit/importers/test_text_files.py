"""Text files: every way in which spreadsheets and systems write the same table."""

import codecs
import unicodedata
from pathlib import Path

import pytest

from tests.unit.importers.files import ALVDALEN, ANSWERS, BORLANGE, FALUN, HEADER, ROWS, Reader, csv_bytes, csv_text

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encoding_separator_and_line_ending_do_not_change_the_answers(reader: Reader, encoding: str, mark: str, ending: str) -> None:
    assert reader.answers(csv_text(ROWS, mark, ending).encode(encoding)) == ANSWERS


@pytest.mark.parametrize("bom", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_the_byte_order_mark_decides_which_utf_16_it_is(reader: Reader, bom: bytes) -> None:
    encoding = "utf-16-le" if bom == codecs.BOM_UTF16_LE else "utf-16-be"

    assert reader.answers(bom + csv_text(ROWS, "\t").encode(encoding)) == ANSWERS


def test_the_real_answers_of_2016_are_all_there(reader: Reader, answers_file: Path) -> None:
    answers = reader.answers(answers_file.read_bytes())

    assert sum(map(len, answers.values())) == 15 * 38


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_the_real_answers_read_the_same_when_excel_has_saved_them(reader: Reader, answers_file: Path, encoding: str) -> None:
    plain = answers_file.read_text(encoding="utf-8")
    saved = plain.replace(",", ";").encode(encoding)

    assert reader.answers(saved) == reader.answers(plain)


def test_the_last_line_needs_no_line_ending(reader: Reader) -> None:
    assert reader.answers(csv_text(ROWS).removesuffix("\n")) == ANSWERS


@pytest.mark.parametrize("line", ["sep=;\n", "sep=;\r\n", "SEP=;\r", "sep=\t\n"])
def test_excels_line_about_the_separator_is_no_row(reader: Reader, line: str) -> None:
    assert reader.rows(line + csv_text(ROWS))["2080"] == {"socialjour": 2}


def test_blank_lines_count_as_rows_but_say_nothing(reader: Reader) -> None:
    text = csv_text([HEADER, [], FALUN, ["", "", "", ""], [" ", "\u00a0"], BORLANGE, [], []])

    assert reader.rows(text) == {"2080": {"socialjour": 3}, "2081": {"socialjour": 6}}


def test_a_million_blank_rows_below_the_table_are_no_answers(reader: Reader) -> None:
    assert reader.answers(csv_text(ROWS) + ";;;\r\n" * 1_000_000) == ANSWERS


def test_a_quoted_cell_may_hold_separators_and_line_breaks(reader: Reader) -> None:
    rows = [[*HEADER, "kommentar"], [*FALUN, '"Se; hemsidan\r\noch ""bilagan"""'], [*BORLANGE, ""]]

    assert reader.rows(csv_text(rows))["2081"] == {"socialjour": 3}


def test_an_indicator_may_be_broken_over_two_lines_in_its_cell(reader: Reader) -> None:
    assert reader.answers(csv_bytes(HEADER, ["2080", "Falun", '"Social-\njour"', "Ja"])) == {"2080": ANSWERS["2080"]}


def test_a_quote_that_is_never_closed_is_told_with_the_row_where_it_opens(reader: Reader) -> None:
    read = reader.long(csv_text([HEADER, FALUN, ["2081", '"Borlänge', "Socialjour", "Ja"], ALVDALEN]))

    assert [(problem.code, problem.facts["row"]) for problem in read.problems] == [("file_quotes", "3")]


def test_text_after_a_closing_quote_is_told(reader: Reader) -> None:
    assert reader.told(csv_text([HEADER, ["2080", '"Falun" kommun', "Socialjour", "Ja"]])) == [(0, "", "file_quotes")]


def test_decomposed_letters_are_the_same_letters(reader: Reader) -> None:
    decomposed = unicodedata.normalize("NFD", csv_text(ROWS))

    assert decomposed != csv_text(ROWS)
    assert reader.answers(decomposed) == ANSWERS


def test_spaces_that_do_not_break_are_spaces(reader: Reader) -> None:
    text = csv_text([HEADER, ["\u00a02039\u00a0", "Älvdalens\u00a0kommun", "Lättläst\u202fsvenska", "Delvis\u00a0"]])

    assert reader.answers(text) == {"2039": ANSWERS["2039"]}


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u200f", "\u202b", "\u2066", "\ufeff"])
def test_marks_that_show_nothing_change_nothing(reader: Reader, mark: str) -> None:
    cells = [f"{mark}{cell}{mark}" for cell in FALUN]

    assert reader.answers(csv_bytes(HEADER, cells)) == {"2080": ANSWERS["2080"]}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n\n", b";;;\r\n;;;\r\n", "\ufeff".encode("utf-16-le"), b"sep=;\n"])
def test_a_file_without_a_single_cell_is_empty(reader: Reader, content: bytes) -> None:
    assert reader.told(content) == [(0, "", "file_empty")]


@pytest.mark.parametrize("content", [b"\x81\x8d\x8f", b"\xff\xfea\x00b", b"\xff\xfe\x00\xd8a\x00"])
def test_bytes_of_no_known_encoding_are_told(reader: Reader, content: bytes) -> None:
    assert reader.told(content) == [(0, "", "file_encoding")]


@pytest.mark.parametrize("content", [b"kommunkod;svar\n20\x0080;Ja\n", codecs.BOM_UTF32_LE + csv_text(ROWS).encode("utf-32-le")])
def test_nul_means_that_it_is_no_table(reader: Reader, content: bytes) -> None:
    assert reader.told(content) == [(0, "", "file_not_table")]


@pytest.mark.parametrize("page", ["<html><table><tr><td>kommunkod</td></tr></table>", '\r\n<?xml version="1.0"?><Workbook/>'])
def test_a_web_page_called_xls_is_no_table(reader: Reader, page: str) -> None:
    assert reader.told(page) == [(0, "", "file_not_table")]


def test_a_line_longer_than_any_table_has_is_told(reader: Reader) -> None:
    assert reader.told(csv_text([HEADER, [*FALUN[:3], "x" * 200_000]])) == [(0, "", "file_line_too_long")]


def test_a_long_answer_is_quoted_by_its_beginning_only(reader: Reader) -> None:
    (problem,) = reader.long(csv_text([HEADER, [*FALUN[:3], "x" * 30_000]])).problems

    assert problem.code == "answer_unknown"
    assert problem.facts["value"] == "x" * 300 + "…"


def test_a_hundred_thousand_rows_are_not_too_many(reader: Reader) -> None:
    told = reader.told(csv_text([HEADER]) + "2080;Falun;Brandbilar;Ja\n" * 100_000)

    assert (len(told), {code for _, _, code in told}) == (100_000, {"indicator_unknown"})


def test_more_rows_than_are_read_are_told_and_not_cut_off(reader: Reader) -> None:
    assert reader.told(csv_text([HEADER]) + "2080;Falun;Socialjour;Ja\n" * 250_000) == [(0, "", "file_too_many_rows")]


def test_more_blank_rows_than_a_sheet_can_have_are_told(reader: Reader) -> None:
    assert reader.told(csv_text(ROWS) + "\n" * 1_048_577) == [(0, "", "file_too_many_rows")]
