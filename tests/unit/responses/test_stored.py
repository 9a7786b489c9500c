"""Answers as they are stored: one way to write each, and nothing that cannot be read becomes a blank."""

from datetime import date
from typing import Any

import pytest

from spegla.catalogue import Answer, Catalogue, Instrument, Reason
from spegla.responses.stored import StoredAnswerError, answers_as_data, answers_from_data


@pytest.fixture
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


def test_answers_are_stored_as_codes_sorted_lists_and_numbers(webbkollen: Instrument) -> None:
    answers: dict[str, Answer] = {"alder": 7, "utsatthet_hemmet": frozenset(["omsorgsbrist", "annat"]), "kon": "flicka"}

    assert answers_as_data(answers, webbkollen) == {"kon": "flicka", "alder": 7, "utsatthet_hemmet": ["annat", "omsorgsbrist"]}


def test_they_are_stored_in_the_order_of_the_instrument(webbkollen: Instrument) -> None:
    stored = answers_as_data({"alder": 7, "kon": "flicka"}, webbkollen)

    assert list(stored) == [variable.id for variable in webbkollen.variables if variable.id in stored]


@pytest.mark.parametrize("blank", [Reason.NOT_ANSWERED, Reason.NOT_ASKED, frozenset[str](), ""])
def test_what_has_no_answer_is_not_stored(webbkollen: Instrument, blank: Answer) -> None:
    assert answers_as_data({"utsatthet_hemmet": blank}, webbkollen) == {}


def test_a_code_that_means_missing_is_an_answer(webbkollen: Instrument) -> None:
    variable = next(one for one in webbkollen.variables if one.missing and one.type == "single")
    stored = {variable.id: next(iter(variable.missing))}

    assert answers_from_data(stored, webbkollen) == stored


def test_what_belongs_to_the_row_is_not_stored_with_the_answers(webbkollen: Instrument) -> None:
    answers: dict[str, Answer] = {"kommunkod": "2080", "enhet": "Norr", "datum": date(2017, 3, 1), "ar": 2017, "kon": "pojke"}

    assert answers_as_data(answers, webbkollen) == {"kon": "pojke"}


@pytest.mark.parametrize(
    ("data", "variable", "reason", "code"),
    [
        ({"brandbil": "ja"}, "brandbil", "unknown_variable", ""),
        ({"kommunkod": "2080"}, "kommunkod", "unknown_variable", ""),
        ({"kon": "brandbil"}, "kon", "unknown_code", "brandbil"),
        ({"utsatthet_hemmet": ["annat", "brandbil"]}, "utsatthet_hemmet", "unknown_code", "brandbil"),
        ({"kon": None}, "kon", "wrong_type", ""),
        ({"kon": ["flicka"]}, "kon", "wrong_type", ""),
        ({"alder": "7"}, "alder", "wrong_type", ""),
        ({"alder": 7.0}, "alder", "wrong_type", ""),
        ({"alder": True}, "alder", "wrong_type", ""),
        ({"alder": 1_000_000_000}, "alder", "wrong_type", ""),
        ({"utsatthet_hemmet": "annat"}, "utsatthet_hemmet", "wrong_type", ""),
        ({"utsatthet_hemmet": []}, "utsatthet_hemmet", "wrong_type", ""),
        ({"utsatthet_hemmet": ["omsorgsbrist", "annat"]}, "utsatthet_hemmet", "wrong_type", ""),
        ({"utsatthet_hemmet": ["annat", "annat"]}, "utsatthet_hemmet", "wrong_type", ""),
    ],
)
def test_what_is_no_answer_is_named(webbkollen: Instrument, data: dict[str, Any], variable: str, reason: str, code: str) -> None:
    with pytest.raises(StoredAnswerError) as found:
        answers_from_data(data, webbkollen)

    assert (found.value.variable, found.value.reason, found.value.code) == (variable, reason, code)


@pytest.mark.parametrize("answers", [{"kon": "brandbil"}, {"kon": 7}, {"alder": "7"}, {"brandbil": "ja"}, {"alder": True}])
def test_what_could_not_be_read_again_is_not_stored(webbkollen: Instrument, answers: dict[str, Answer]) -> None:
    with pytest.raises(StoredAnswerError):
        answers_as_data(answers, webbkollen)


@pytest.mark.parametrize("data", [{"kon": "Påhittade Elsa, 20010101-0000"}, {"Elsa Påhittad": "ja"}, {"alder": "Elsa Påhittad"}])
def test_what_somebody_wrote_in_the_wrong_place_is_not_repeated(webbkollen: Instrument, data: dict[str, Any]) -> None:
    with pytest.raises(StoredAnswerError) as found:
        answers_from_data(data, webbkollen)

    assert "Elsa" not in repr(found.value)
