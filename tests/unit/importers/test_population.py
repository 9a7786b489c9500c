"""Population files: inhabitants by municipality, and what is said of all else."""

from pathlib import Path

import pytest

from tests.unit.importers.files import Reader, csv_bytes, sheet_of

HEADER = ("kommunkod", "invanare")


def test_the_real_population_file_has_all_fifteen_municipalities(reader: Reader, answers_file: Path) -> None:
    content = (answers_file.parent / "familjehem_kostnadsfordelning_2021.csv").read_bytes()

    population = reader.population(content)

    assert (len(population), population["2080"]) == (15, 13_314)


@pytest.mark.parametrize(
    "name",
    ["invanare", "Invånare", "invanare_0_18", "Invånare 0–18 år", "Antal invånare", "Befolkning", "Folkmängd 2016-12-31", "POPULATION"],
)
def test_the_column_of_inhabitants_goes_by_many_names(reader: Reader, name: str) -> None:
    assert reader.population(csv_bytes(("kommun", name), ("Falun", 58_000))) == {"2080": 58_000}


@pytest.mark.parametrize("text", ["13314", "13 314", "13\u00a0314", "13\u202f314", " 13314 "])
def test_thousands_may_be_parted_by_any_space(reader: Reader, text: str) -> None:
    assert reader.population(csv_bytes(HEADER, ("2080", text))) == {"2080": 13_314}


def test_a_workbook_gives_the_same_numbers(reader: Reader) -> None:
    assert reader.population(sheet_of([HEADER, ("2080", 13_314), (2081, 12_391.0)], first_row=3)) == {"2080": 13_314, "2081": 12_391}


@pytest.mark.parametrize("text", ["0", "-5", "12.5", "12,5", "13.314", "1e4", "många", "..", "1234567890", "１２"])
def test_what_is_no_number_of_people_is_told(reader: Reader, text: str) -> None:
    assert reader.population_told(csv_bytes(HEADER, ("2080", text))) == [(2, "invanare", "population_not_whole")]


def test_a_municipality_without_a_number_is_told(reader: Reader) -> None:
    assert reader.population_told(csv_bytes(HEADER, ("2080", ""))) == [(2, "invanare", "population_blank")]


@pytest.mark.parametrize(("place", "again"), [("kommunkod", "2080"), ("kommun", "Falu-n")])
def test_a_municipality_twice_is_told_at_the_column_that_names_it(reader: Reader, place: str, again: str) -> None:
    first = "2080" if place == "kommunkod" else "Falun"
    rows = csv_bytes((place, "invanare"), (first, 1), (again, 2))

    assert reader.population_told(rows) == [(3, place, "municipality_twice")]


def test_two_columns_of_inhabitants_are_told(reader: Reader) -> None:
    rows = csv_bytes(("kommunkod", "Folkmängd 2015", "Folkmängd 2016"), ("2080", 1, 2))

    assert reader.population_told(rows) == [(1, "invanare", "population_several_columns")]


def test_missing_columns_are_told_together(reader: Reader) -> None:
    assert reader.population_told(csv_bytes(("region", "antal"), ("Falun", 1))) == [
        (1, "invanare", "column_missing"),
        (1, "kommunkod", "column_missing"),
    ]


def test_a_header_without_rows_is_told_so_that_nothing_is_weighted_by_nothing(reader: Reader) -> None:
    assert reader.population_told(csv_bytes(HEADER)) == [(1, "", "file_no_rows")]


def test_every_problem_is_told_at_once(reader: Reader) -> None:
    rows = csv_bytes(HEADER, ("114", 1), ("2080", "x"), ("2081", 1, "y"), ("", 5))

    assert reader.population_told(rows) == [
        (2, "kommunkod", "municipality_leading_zero_lost"),
        (3, "invanare", "population_not_whole"),
        (4, "", "row_too_long"),
        (5, "kommunkod", "municipality_blank"),
    ]


def test_an_unreadable_file_is_told(reader: Reader) -> None:
    assert reader.population_told(b"") == [(0, "", "file_empty")]
