"""The header: how columns are found, and what is said when they are not."""

import pytest

from tests.unit.importers.files import ANSWERS, BORLANGE, FALUN, HEADER, ROWS, Reader, csv_bytes, csv_text


@pytest.mark.parametrize(
    "header",
    [
        ("KOMMUNKOD", "Kommun", "Indikator", "SVAR"),
        (" kommunkod ", "kommun", "\u00a0indikator", "svar\t"),
        ("Kommun-kod", "kom mun", "Indi\u00adkator", "Svar"),
        ("Kommun kod", "KOMMUN", "indi-\u200bkator", "s-v-a-r"),
        ("kommun_kod", "Kommun", "Indikator", "Svar"),
    ],
)
def test_case_spaces_hyphens_and_underscores_in_headers_do_not_count(reader: Reader, header: tuple[str, ...]) -> None:
    assert reader.answers(csv_bytes(header, *ROWS[1:])) == ANSWERS


def test_the_order_of_the_columns_does_not_count(reader: Reader) -> None:
    assert reader.answers(csv_bytes(*[row[::-1] for row in ROWS])) == ANSWERS


def test_columns_that_nobody_asked_for_are_left_alone(reader: Reader) -> None:
    assert reader.answers(csv_bytes(*[("x", *row, "y") for row in ROWS])) == ANSWERS


@pytest.mark.parametrize(("left_out", "kept"), [(0, "kommun"), (1, "kommunkod")])
def test_either_the_code_or_the_name_is_enough(reader: Reader, left_out: int, kept: str) -> None:
    rows = [[cell for column, cell in enumerate(row) if column != left_out] for row in ROWS]

    assert kept in rows[0]
    assert reader.answers(csv_bytes(*rows)) == ANSWERS


def test_each_missing_column_is_told_with_what_there_is(reader: Reader) -> None:
    problems = reader.long("förvaltning;år\nSocial;2016\n").problems

    assert [(problem.row, problem.column, problem.code) for problem in problems] == [
        (1, "indikator", "column_missing"),
        (1, "svar", "column_missing"),
        (1, "kommunkod", "column_missing"),
    ]
    assert {problem.facts["found"] for problem in problems} == {"förvaltning, år"}


@pytest.mark.parametrize("twin", ["svar", "Svar", "sv-ar"])
def test_a_column_that_is_there_twice_is_told(reader: Reader, twin: str) -> None:
    assert reader.told(csv_bytes((*HEADER, twin), (*FALUN, "Nej"))) == [(1, "svar", "column_twice")]


def test_a_column_without_name_may_be_there_twice(reader: Reader) -> None:
    assert reader.answers(csv_bytes(*[(*row, "", "") for row in ROWS])) == ANSWERS


def test_a_header_without_rows_is_told(reader: Reader) -> None:
    assert reader.told(csv_bytes(HEADER)) == [(1, "", "file_no_rows")]


def test_a_title_may_stand_above_the_header(reader: Reader) -> None:
    text = csv_text([["Öppna jämförelser 2016, Dalarna"], [], ["Källa: kommunerna"], *ROWS])

    assert reader.rows(text)["2080"] == {"socialjour": 5}


@pytest.mark.parametrize(("above", "found"), [(19, True), (20, False)])
def test_the_header_is_looked_for_in_the_first_twenty_rows(reader: Reader, above: int, found: bool) -> None:
    told = reader.told(csv_text([*([["Titel"]] * above), *ROWS]))

    assert (told == []) is found


def test_problems_of_the_header_stand_at_its_row_when_a_title_is_above(reader: Reader) -> None:
    assert reader.told(csv_text([["Svar 2016"], [], ["kommun", "indikator"], ["Falun", "Socialjour"]])) == [(3, "svar", "column_missing")]


def test_the_first_header_counts_when_the_same_comes_again(reader: Reader) -> None:
    told = reader.told(csv_bytes(HEADER, FALUN, HEADER, BORLANGE))

    assert told == [(3, "kommunkod", "municipality_not_four_digits"), (3, "indikator", "indicator_unknown")]


def test_a_title_full_of_commas_does_not_choose_the_separator(reader: Reader) -> None:
    assert reader.answers("Falun, Borlänge, Älvdalen, alla svar\n" + csv_text(ROWS)) == ANSWERS


def test_a_short_row_ends_in_empty_cells(reader: Reader) -> None:
    assert reader.answers(csv_bytes(HEADER, FALUN, BORLANGE[:3])) == {"2080": {"socialjour": "ja"}, "2081": {}}


def test_a_row_longer_than_the_header_is_told(reader: Reader) -> None:
    assert reader.told(csv_bytes(HEADER, FALUN, (*BORLANGE, "x"))) == [(3, "", "row_too_long")]


def test_empty_cells_beyond_the_header_are_nothing(reader: Reader) -> None:
    assert reader.answers(csv_bytes(HEADER, *[(*row, "", " ") for row in ROWS[1:]])) == ANSWERS


def test_the_printed_spelling_of_the_area_with_ring_is_the_column_without(reader: Reader) -> None:
    rows = csv_bytes((*HEADER, "Kvalitetsområde"), (*FALUN, "Trygghet och säkerhet"))

    assert reader.told(rows) == [(2, "kvalitetsomrade", "indicator_placed_elsewhere")]
