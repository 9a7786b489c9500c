"""A response: the checks that fire on it, where they point, and what they say."""

import pytest

from spegla.catalogue import Instrument, Severity
from spegla.messages import messages
from spegla.responses import Problem, Response, check, has_errors

# Falun used results with a gender perspective, and followed nothing up with one.
USED, NOT_FOLLOWED_UP = {"anvant_kon_oppenvard": "ja"}, {"uppfoljning_kon": "nej"}


def falun(answers: dict[str, str], **rows: int) -> Response:
    return Response("2080", "2080", answers, rows)


def test_answers_that_do_not_fit_make_a_check_fire(instrument: Instrument) -> None:
    (problem,) = check(falun(USED | NOT_FOLLOWED_UP), instrument)

    assert (problem.code, problem.facts["check"]) == ("implausible", "anvant_kon_utan_uppfoljning_oppenvard")
    assert problem.severity is Severity.WARNING
    assert problem.facts == {"check": "anvant_kon_utan_uppfoljning_oppenvard"}


@pytest.mark.parametrize(
    "answers", [{}, USED, NOT_FOLLOWED_UP, USED | {"uppfoljning_kon": "ja"}, NOT_FOLLOWED_UP | {"anvant_kon_oppenvard": "ea"}]
)
def test_answers_that_fit_make_no_check_fire(instrument: Instrument, answers: dict[str, str]) -> None:
    assert check(falun(answers), instrument) == ()


def test_each_check_that_fires_is_told(instrument: Instrument) -> None:
    both = USED | NOT_FOLLOWED_UP | {"anvant_kon_dygnsvard": "ja"}

    assert [problem.facts["check"] for problem in check(falun(both), instrument)] == [
        "anvant_kon_utan_uppfoljning_oppenvard",
        "anvant_kon_utan_uppfoljning_dygnsvard",
    ]


@pytest.mark.parametrize(("rows", "row"), [({}, 0), ({"uppfoljning_kon": 7, "anvant_kon_oppenvard": 9, "socialjour": 2}, 7)])
def test_a_check_points_to_the_first_row_of_the_answers_it_asks_for(instrument: Instrument, rows: dict[str, int], row: int) -> None:
    (problem,) = check(falun(USED | NOT_FOLLOWED_UP, **rows), instrument)

    assert (problem.row, problem.column) == (row, "")


def test_a_check_speaks_in_the_words_of_its_definition(instrument: Instrument) -> None:
    (problem,) = check(falun(USED | NOT_FOLLOWED_UP), instrument)

    assert "könsperspektiv" in problem.message(messages("sv"))
    assert "gender perspective" in problem.message(messages("en"))


def test_a_problem_without_words_of_its_own_speaks_from_the_table() -> None:
    problem = Problem(2, "kommun", "municipality_twice", Severity.ERROR, {"name": "Falun"})

    assert problem.message(messages("sv")) == "Falun finns två gånger. Ta bort den ena raden."


@pytest.mark.parametrize(
    ("severities", "errors"),
    [([], False), ([Severity.WARNING], False), ([Severity.ERROR], True), ([Severity.WARNING, Severity.ERROR], True)],
)
def test_one_error_is_enough_to_stop(severities: list[Severity], errors: bool) -> None:
    assert has_errors(tuple(Problem(2, "", "answer_unknown", severity) for severity in severities)) is errors
