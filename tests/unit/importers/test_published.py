"""Files of printed percentages: what they hold, and what is said of all else."""

from pathlib import Path

import pytest

from tests.unit.importers.files import Reader, csv_bytes, csv_text, sheet_of

HEADER = ("indikator", "dalarna_procent")


def printed(reader: Reader, cell: str) -> dict[str, str]:
    return reader.published(csv_text([HEADER, ("Socialjour", cell)]))["dalarna"]


def test_the_real_printed_figures_are_all_there(reader: Reader, printed_file: Path) -> None:
    found = reader.published(printed_file.read_bytes())

    assert {name: len(figures) for name, figures in found.items()} == {"dalarna": 38, "riket": 38}
    assert (found["dalarna"]["lattlast_svenska"], found["riket"]["lattlast_svenska"]) == ("27", "30")


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("27", "27"),
        ("0", "0"),
        ("100", "100"),
        ("27,5", "27.5"),
        ("27.50", "27.50"),
        ("27 %", "27"),
        ("27,5\u00a0%", "27.5"),
        ("27\u202f%", "27"),
        (" 27% ", "27"),
    ],
)
def test_a_figure_may_have_a_comma_and_a_percent_sign(reader: Reader, cell: str, figure: str) -> None:
    assert printed(reader, cell) == {"socialjour": figure}


def test_a_figure_keeps_the_digits_that_a_spreadsheet_keeps(reader: Reader) -> None:
    assert printed(reader, repr(7 / 15 * 100)) == {"socialjour": "46.6666666666667"}


@pytest.mark.parametrize("cell", ["", " ", "%", "\u00a0"])
def test_an_empty_cell_is_no_figure(reader: Reader, cell: str) -> None:
    assert printed(reader, cell) == {}


@pytest.mark.parametrize("cell", ["101", "100,1", "-1", "-", "..", "27,5,5", "1e1", "tjugo", "２７", "0x1", "1000"])
def test_what_is_no_percentage_is_told(reader: Reader, cell: str) -> None:
    assert reader.published_told(csv_text([HEADER, ("Socialjour", cell)])) == [(2, "dalarna_procent", "printed_not_percent")]


@pytest.mark.parametrize("name", ["halland_procent", "Halland_Procent", "Halland procent", "HALLAND-PROCENT"])
def test_a_column_is_called_by_what_stands_before_procent(reader: Reader, name: str) -> None:
    assert reader.published(csv_bytes(("indikator", name), ("Socialjour", 27))) == {"halland": {"socialjour": "27"}}


def test_columns_that_differ_in_case_only_are_the_same_column_twice(reader: Reader) -> None:
    rows = csv_bytes(("indikator", "halland_procent", "Halland_procent"), ("Socialjour", 27, 28))

    assert reader.published_told(rows) == [(1, "halland_procent", "column_twice")]


def test_each_column_has_its_own_figures(reader: Reader) -> None:
    rows = csv_bytes(("indikator", "falun_procent", "riket_procent"), ("Socialjour", 27, 28), ("Lättläst svenska", "", 30))

    assert reader.published(rows) == {"falun": {"socialjour": "27"}, "riket": {"socialjour": "28", "lattlast_svenska": "30"}}


def test_shares_that_a_spreadsheet_shows_as_percent_are_told(reader: Reader) -> None:
    rows = sheet_of([HEADER, ("Socialjour", 0.27), ("Lättläst svenska", 1)])

    assert reader.published_told(rows) == [(1, "dalarna_procent", "printed_as_share")]


@pytest.mark.parametrize("figures", [(0, 1), (0.5, 27), (0, 0), (1, 1)])
def test_small_percentages_are_not_taken_for_shares(reader: Reader, figures: tuple[float, float]) -> None:
    rows = [HEADER, ("Socialjour", figures[0]), ("Lättläst svenska", figures[1])]

    assert len(reader.published(sheet_of(rows))["dalarna"]) == 2


@pytest.mark.parametrize("header", [("indikator", "dalarna"), ("indikator", "procent"), ("indikator", "_procent")])
def test_a_file_without_a_column_of_percent_is_told(reader: Reader, header: tuple[str, str]) -> None:
    assert reader.published_told(csv_bytes(header, ("Socialjour", 27))) == [(1, "", "printed_columns_missing")]


def test_a_column_that_a_program_wrote_with_a_decimal_throughout_is_whole(reader: Reader) -> None:
    rows = csv_bytes(("indikator", "dalarna_procent"), ("Socialjour", "27.0"), ("Lättläst svenska", "30,0"))

    assert reader.published(rows) == {"dalarna": {"socialjour": "27", "lattlast_svenska": "30"}}


def test_a_column_with_decimals_keeps_a_zero_that_was_printed(reader: Reader) -> None:
    rows = csv_bytes(("indikator", "dalarna_procent"), ("Socialjour", "27.0"), ("Lättläst svenska", "30.4"))

    assert reader.published(rows) == {"dalarna": {"socialjour": "27.0", "lattlast_svenska": "30.4"}}


def test_a_file_without_indicators_is_told(reader: Reader) -> None:
    assert reader.published_told(csv_bytes(("namn", "dalarna_procent"), ("Socialjour", 27))) == [(1, "indikator", "column_missing")]


def test_a_header_without_rows_is_told(reader: Reader) -> None:
    assert reader.published_told(csv_bytes(HEADER)) == [(1, "", "file_no_rows")]


def test_every_problem_is_told_at_once(reader: Reader) -> None:
    rows = csv_bytes(
        HEADER, ("Socialjour", 101), ("Brandbilar", 5), ("", 6), ("Lätläst svenska", 7), ("social-jour", 8), ("Socialjour", 9, 9)
    )

    assert reader.published_told(rows) == [
        (2, "dalarna_procent", "printed_not_percent"),
        (3, "indikator", "indicator_unknown"),
        (4, "indikator", "indicator_blank"),
        (5, "indikator", "indicator_unknown_near"),
        (6, "indikator", "printed_twice"),
        (7, "", "row_too_long"),
    ]


def test_an_unreadable_file_is_told(reader: Reader) -> None:
    assert reader.published_told(b"PK\x03\x04") == [(0, "", "workbook_damaged")]
