"""Which municipality a row is about: 290 codes, their names in every spelling, and what is said of all else."""

import unicodedata
from typing import Literal

import pytest

from tests.unit.importers.files import HEADER, Reader, csv_bytes, sheet_of

Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")


def read(reader: Reader, code: str, name: str) -> list[str]:
    return list(reader.answers(csv_bytes(HEADER, (code, name, "Socialjour", "Ja"))))


def told(reader: Reader, code: str, name: str) -> tuple[str, str, dict[str, str]]:
    (problem,) = reader.long(csv_bytes(HEADER, (code, name, "Socialjour", "Ja"))).problems
    assert problem.row == 2
    return problem.column, problem.code, dict(problem.facts)


def test_all_290_are_found_by_code(reader: Reader) -> None:
    rows = [(code, "", "Socialjour", "Ja") for code in reader.municipalities.by_code]

    assert len(reader.answers(csv_bytes(HEADER, *rows))) == 290


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("suffix", ["", " kommun", "s kommun", " KOMMUN", " stad"])
def test_all_290_are_found_by_name(reader: Reader, form: Form, suffix: str) -> None:
    names = {code: unicodedata.normalize(form, one.name + suffix) for code, one in reader.municipalities.by_code.items()}
    rows = [("", name, "Socialjour", "Ja") for name in names.values()]

    assert list(reader.answers(csv_bytes(HEADER, *rows))) == list(names)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Malung-Sälen", "2023"),
        ("Malung-Sålen", "2023"),
        ("MALUNG SÄLEN", "2023"),
        ("Malung\u2013Sälen", "2023"),
        ("Älvdalen", "2039"),
        ("Ålvdalen", "2039"),
        ("Älv dalen", "2039"),
        ("Älv\u00addalen", "2039"),
        ("älvdalens kommun", "2039"),
        ("Smedje-backen", "2061"),
        ("Göteborgs Stad", "1480"),
        ("Upplands-Bro", "0139"),
    ],
)
def test_names_are_found_in_any_case_and_every_known_spelling(reader: Reader, name: str, code: str) -> None:
    assert read(reader, "", name) == [code]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "code"), [("Håbo", "0305"), ("Habo", "0643")])
def test_a_ring_makes_another_municipality(reader: Reader, form: Form, name: str, code: str) -> None:
    assert read(reader, "", unicodedata.normalize(form, name)) == [code]


def test_code_and_name_may_both_be_there_when_they_agree(reader: Reader) -> None:
    assert read(reader, "2023", "malung sålen") == ["2023"]


def test_a_code_and_a_name_that_disagree_are_told_with_whose_code_it_is(reader: Reader) -> None:
    assert told(reader, "2080", "Borlänge") == ("kommun", "municipality_disagrees", {"value": "Borlänge", "code": "2080", "name": "Falun"})


def test_a_wrong_name_beside_a_right_code_is_told(reader: Reader) -> None:
    assert told(reader, "2080", "Falköpping")[:2] == ("kommun", "municipality_unknown_name")


def test_a_wrong_code_beside_a_right_name_is_told(reader: Reader) -> None:
    assert told(reader, "2099", "Falun")[:2] == ("kommunkod", "municipality_unknown_code")


def test_a_lost_leading_zero_is_told_with_the_code_that_was_meant(reader: Reader) -> None:
    expected = ("kommunkod", "municipality_leading_zero_lost", {"value": "114", "meant": "0114", "name": "Upplands Väsby"})

    assert told(reader, "114", "") == expected


def test_a_lost_leading_zero_is_never_put_back_even_when_the_name_agrees(reader: Reader) -> None:
    assert told(reader, "114", "Upplands Väsby")[1] == "municipality_leading_zero_lost"


def test_a_code_stored_as_a_number_has_lost_its_zero_too(reader: Reader) -> None:
    assert reader.told(sheet_of([HEADER, (114, "Upplands Väsby", "Socialjour", "Ja")])) == [
        (2, "kommunkod", "municipality_leading_zero_lost"),
    ]


def test_a_code_stored_as_a_number_is_read_when_nothing_was_lost(reader: Reader) -> None:
    assert list(reader.answers(sheet_of([HEADER, (2080, "Falun", "Socialjour", "Ja")]))) == ["2080"]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("999", "municipality_three_digits"),
        ("9999", "municipality_unknown_code"),
        ("20800", "municipality_not_four_digits"),
        ("20", "municipality_not_four_digits"),
        ("2080.0", "municipality_not_four_digits"),
        ("-114", "municipality_not_four_digits"),
        ("２０８０", "municipality_not_four_digits"),
        ("Falun", "municipality_not_four_digits"),
        ('="0114"', "municipality_not_four_digits"),
        ("2080 Falun", "municipality_not_four_digits"),
    ],
)
def test_what_is_no_code_is_told(reader: Reader, code: str, problem: str) -> None:
    assert told(reader, code, "")[:2] == ("kommunkod", problem)


@pytest.mark.parametrize("name", ["Falum", "Dalarna", "Riket", "Summa", "Falun, Borlänge", "kommun", "stad"])
def test_what_is_no_municipality_is_told(reader: Reader, name: str) -> None:
    assert told(reader, "", name)[:2] == ("kommun", "municipality_unknown_name")


def test_a_row_without_code_and_name_is_told_at_the_column_that_is_there(reader: Reader) -> None:
    assert reader.told("kommun;indikator;svar\n;Socialjour;Ja\n") == [(2, "kommun", "municipality_blank")]
