"""The long form: which indicator, which answer, and what is said of rows that cannot be read."""

import pytest

from spegla.columns import Holder
from tests.unit.importers.files import ALVDALEN, ANSWERS, BORLANGE, FALUN, HEADER, ROWS, Reader, csv_bytes

PAEDIATRICS = "Aktuell överenskommelse om samverkan med barn- och ungdomsmedicin"


def answered(reader: Reader, answer: str) -> dict[str, object]:
    return reader.answers(csv_bytes(HEADER, (*FALUN[:3], answer)))["2080"]


@pytest.mark.parametrize(
    "text",
    [
        "Aktuell överens-kommelse om sam verkan med barn- och ungdomsmedicin",
        "Aktuell överens\u00adkommelse om samverkan med barn- och ungdomsmedicin",
        "AKTUELL ÖVERENSKOMMELSE OM SAMVERKAN MED BARN- OCH UNGDOMSMEDICIN",
        "  aktuell  överenskommelse om samverkan med barn \u2013 och ungdoms\u2011medicin ",
        "Aktuell\u00a0överenskommelse om samverkan med barn och ungdomsmedicin",
    ],
)
def test_an_indicator_is_found_however_print_has_broken_it(reader: Reader, text: str) -> None:
    rows = csv_bytes(HEADER, ("2080", "Falun", PAEDIATRICS, "Ja"))

    assert reader.answers(csv_bytes(HEADER, ("2080", "Falun", text, "Ja"))) == reader.answers(rows)


@pytest.mark.parametrize("text", ["Ja", "ja", " JA ", "J a", "Yes", "yes"])
def test_yes_in_any_case_and_language_is_the_same_answer(reader: Reader, text: str) -> None:
    assert answered(reader, text) == {"socialjour": "ja"}


@pytest.mark.parametrize("text", ["Ej aktuellt", "EA", "Ea", "E.a.", "ej akt.", "Ej\u00a0aktuellt", "Not applicable"])
def test_not_applicable_has_many_spellings(reader: Reader, text: str) -> None:
    assert answered(reader, text) == {"socialjour": "ea"}


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u200b"])
def test_a_blank_answer_is_no_answer(reader: Reader, text: str) -> None:
    assert answered(reader, text) == {}


def test_a_municipality_that_answered_nothing_is_still_there(reader: Reader) -> None:
    assert list(reader.answers(csv_bytes(HEADER, (*FALUN[:3], ""), BORLANGE))) == ["2080", "2081"]


@pytest.mark.parametrize("text", ["Kanske", "0", "1", "-", "Ja, delvis", "#SAKNAS!"])
def test_an_answer_that_is_none_of_the_alternatives_is_told_where_it_stands(reader: Reader, text: str) -> None:
    (problem,) = reader.long(csv_bytes(HEADER, FALUN, (*BORLANGE[:3], text))).problems

    assert (problem.row, problem.column, problem.code) == (3, "svar", "answer_unknown")
    assert problem.facts == {"value": text, "allowed": "Ja, Nej, Delvis, Ej aktuellt"}


@pytest.mark.parametrize("again", [FALUN, (*FALUN[:3], "Nej"), (*FALUN[:3], ""), ("", "falun", "social-jour", "Ja")])
def test_the_same_municipality_and_indicator_twice_is_told_with_the_first_row(reader: Reader, again: tuple[str, ...]) -> None:
    (problem,) = reader.long(csv_bytes(HEADER, FALUN, BORLANGE, again)).problems

    assert (problem.row, problem.column, problem.code) == (4, "indikator", "answer_twice")
    assert problem.facts["first"] == "2"


def test_twice_is_told_also_when_the_first_answer_was_blank(reader: Reader) -> None:
    assert reader.told(csv_bytes(HEADER, (*FALUN[:3], ""), FALUN)) == [(3, "indikator", "answer_twice")]


def test_an_indicator_may_be_blank_nowhere(reader: Reader) -> None:
    assert reader.told(csv_bytes(HEADER, ("2080", "Falun", "", "Ja"))) == [(2, "indikator", "indicator_blank")]


def test_an_unknown_indicator_is_told(reader: Reader) -> None:
    assert reader.told(csv_bytes(HEADER, ("2080", "Falun", "Antal brandbilar", "Ja"))) == [(2, "indikator", "indicator_unknown")]


def test_a_misspelt_indicator_is_told_with_the_one_that_was_meant(reader: Reader) -> None:
    (problem,) = reader.long(csv_bytes(HEADER, ("2080", "Falun", "Lätläst svensk", "Ja"))).problems

    assert (problem.code, problem.facts["near"]) == ("indicator_unknown_near", "Lättläst svenska")


def test_every_problem_is_told_at_once_in_the_order_of_the_rows(reader: Reader) -> None:
    rows = [HEADER, (*FALUN[:3], "Kanske"), ("2081", "Falun", "Socialjour", "Ja"), ALVDALEN, ("", "", "", "Ja"), (*ALVDALEN, "x")]

    assert reader.told(csv_bytes(*rows)) == [
        (2, "svar", "answer_unknown"),
        (3, "kommun", "municipality_disagrees"),
        (5, "kommunkod", "municipality_blank"),
        (5, "indikator", "indicator_blank"),
        (6, "", "row_too_long"),
    ]


def test_one_error_among_good_rows_means_that_nothing_is_read(reader: Reader) -> None:
    assert reader.long(csv_bytes(*ROWS, ("2026", "Gagnef", "Socialjour", "Kanske"))).value is None


def test_a_warning_does_not_stand_in_the_way(reader: Reader) -> None:
    read = reader.long(csv_bytes((*HEADER, "kvalitetsomrade"), (*FALUN, "Trygghet och säkerhet"), (*BORLANGE, "TILL-GÄNGLIGHET")))

    assert [(problem.row, problem.severity.name, problem.code) for problem in read.problems] == [
        (2, "WARNING", "indicator_placed_elsewhere"),
    ]
    assert read.value is not None


def test_each_answer_remembers_the_row_it_stood_in(reader: Reader) -> None:
    rows = reader.rows(csv_bytes(HEADER, FALUN, BORLANGE, ("2080", "Falun", "Lättläst svenska", "Nej")))

    assert rows == {"2080": {"socialjour": 2, "lattlast_svenska": 4}, "2081": {"socialjour": 3}}


def test_municipalities_come_in_the_order_of_the_file(reader: Reader) -> None:
    assert list(reader.answers(csv_bytes(HEADER, ALVDALEN, FALUN, BORLANGE))) == ["2039", "2080", "2081"]


def test_what_is_read_comes_from_a_file_and_belongs_to_the_municipalities(reader: Reader) -> None:
    value = reader.long(csv_bytes(*ROWS)).value

    assert value is not None
    assert (value.origin.holder, value.origin.organisations) == (Holder.FILE, frozenset(ANSWERS))


def test_a_file_of_the_wrong_kind_is_told_in_every_row(reader: Reader) -> None:
    rows = [("2080", "Falun", f"Socialjor {number}", "Ja") for number in range(3_000)]

    assert len(reader.told(csv_bytes(HEADER, *rows))) == len(rows)
