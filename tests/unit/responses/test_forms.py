"""A response as a form: the questions of each step, what is asked now, and the row that it makes."""

from datetime import date

import pytest

from spegla.catalogue import Answers, Catalogue, Instrument, Reason
from spegla.responses.forms import (
    GivenError,
    affected,
    answer_given,
    day_given,
    filled,
    is_row,
    questions_of,
    row_of,
    same_question,
)

DECISION: Answers = {"risk_beslut": "hog", "insats_heldygnsvard": "ingen", "kon": "flicka", "alder": 13}


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


def test_the_occasion_is_the_step_and_is_not_asked(webbkollen: Instrument) -> None:
    occasion = webbkollen.occasion

    assert occasion is not None
    assert occasion.id == "tillfalle"
    assert all(occasion not in questions_of(webbkollen, step) for step in webbkollen.steps)


def test_a_decision_is_no_row_and_what_rests_on_it_is(webbkollen: Instrument) -> None:
    assert [is_row(webbkollen, step) for step in webbkollen.steps] == [False, True, True]


@pytest.mark.parametrize("reference", ["webbkollen-2016", "webbkollen-2017", "bbic-3.1"])
def test_every_question_is_asked_at_the_steps_that_it_names(catalogue: Catalogue, reference: str) -> None:
    instrument = catalogue.instruments[reference]
    asked = {(step, one.id) for step in instrument.steps for one in questions_of(instrument, step)}

    assert asked == {(step, one.id) for one in instrument.variables for step in one.steps if one is not instrument.occasion}


def test_a_step_that_there_is_not_is_an_error(webbkollen: Instrument) -> None:
    with pytest.raises(ValueError, match="svar"):
        questions_of(webbkollen, "svar")


@pytest.mark.parametrize("id", ["risk_avslut", "samtal_uppfoljning", "skola_beslut"])
def test_the_three_that_are_repeated_are_the_same_question(webbkollen: Instrument, id: str) -> None:
    stem = id.split("_")[0]
    found = same_question(webbkollen, webbkollen.variable(id))

    assert {step: one.id for step, one in found.items()} == {step: f"{stem}_{step}" for step in webbkollen.steps}


@pytest.mark.parametrize("id", ["boende_avslut", "forsorjning_avslut", "lagrum"])
def test_a_question_of_one_step_is_only_itself(webbkollen: Instrument, id: str) -> None:
    assert [one.id for one in same_question(webbkollen, webbkollen.variable(id)).values()] == [id]


def test_a_row_has_its_own_answers_before_those_of_the_decision(webbkollen: Instrument) -> None:
    row = row_of(webbkollen, "avslut", {"alder": 14, "risk_avslut": "lag", "datum": date(2026, 11, 16)}, DECISION)

    assert row == {
        "insats_heldygnsvard": "ingen",
        "risk_beslut": "hog",
        "alder": 14,
        "risk_avslut": "lag",
        "datum": date(2026, 11, 16),
        "tillfalle": "avslut",
    }


def test_an_answer_that_was_taken_back_is_not_in_the_row(webbkollen: Instrument) -> None:
    assert "kon" not in row_of(webbkollen, "avslut", {"kon": Reason.NOT_ANSWERED}, DECISION)


def test_routing_asks_by_the_answers_of_this_step_and_of_the_decision(webbkollen: Instrument) -> None:
    at_home = filled(webbkollen, "avslut", {"alder": 13}, {**DECISION, "insats_heldygnsvard": "ingen"})
    placed = filled(webbkollen, "avslut", {"alder": 17, "samverkan": "ja"}, {**DECISION, "insats_heldygnsvard": "familjehem"})

    assert {"halsoundersokning", "samverkan_aktorer", "forsorjning_avslut"} & at_home.asked == set()
    assert placed.asked >= {"halsoundersokning", "samverkan_aktorer", "forsorjning_avslut"}


def test_what_is_not_asked_any_longer_does_not_count(webbkollen: Instrument) -> None:
    found = filled(webbkollen, "beslut", {"ursprung": "sverige", "ensamkommande": "ja"}, {})

    assert "ensamkommande" not in found.answers
    assert found.problems == {}


def test_a_problem_stands_with_the_last_question_that_it_is_about(webbkollen: Instrument) -> None:
    own: Answers = {"samverkan": "nej", "sip": "ja", "maluppfyllelse": "inte", "avslutsorsak": "mal_uppfyllt", "alder": 99}
    found = filled(webbkollen, "avslut", own, DECISION)

    assert {id: [one.code for one in problems] for id, problems in found.problems.items()} == {
        "alder": ["out_of_range"],
        "sip": ["implausible"],
        "avslutsorsak": ["mal_uppfyllt_och_inte_uppfyllt"],
    }


def test_completeness_counts_the_day_and_what_is_asked(webbkollen: Instrument) -> None:
    found = filled(webbkollen, "avslut", {"datum": date(2026, 11, 16), "kon": "flicka"}, DECISION)

    assert (found.completeness.filled, found.completeness.asked) == (1 + 1, 1 + len(found.asked))
    assert "datum" not in found.unanswered
    assert "risk_avslut" in found.unanswered


def test_an_answer_touches_what_its_rules_name(webbkollen: Instrument) -> None:
    assert affected(webbkollen, "avslut", "samverkan") >= {"samverkan", "samverkan_aktorer", "sip"}
    assert affected(webbkollen, "avslut", "kon") == {"kon"}


def test_a_question_behind_a_derived_variable_is_touched_too(webbkollen: Instrument) -> None:
    assert "risk_beslut" in affected(webbkollen, "beslut", "utsatthet_hemmet")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-20", "20261120", "2026/11/20", " 2026.11.20 ", "20/11 2026", "20/11-2026", "20.11.2026", "20-11-2026"),
        *("20 nov 2026", "20 nov. 2026", "20 November 2026", "den 20 november  2026", "Nov 20, 2026"),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day_given(text) == date(2026, 11, 20)


def test_months_are_read_in_both_languages_also_cut_short() -> None:
    cut_short = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    whole = ("mars", "may", "june", "july", "oct", "january", "december")

    assert [day_given(f"7 {name} 2026").month for name in cut_short] == list(range(1, 13))
    assert [day_given(f"7 {name} 2026").month for name in whole] == [3, 5, 6, 7, 10, 1, 12]


@pytest.mark.parametrize(
    "text",
    [
        *("2026-13-01", "i går", "2026-11", "٢٠٢٦-١١-٢٠", "31/2 2026", "20/11 26", "20 ju 2026", "20 nån 2026", "0/11 2026"),
        *("2026-11-20 kl. 10", "120 nov 2026", "11/20/2026", "2026-11/20", "", "1" * 500),
    ],
)
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(GivenError, match="given_day"):
        day_given(text)


@pytest.mark.parametrize(
    ("id", "texts"), [("alder", ["tretton"]), ("kon", ["annat"]), ("kon", ["flicka", "pojke"]), ("fokus", ["halsa", "?"])]
)
def test_what_is_no_answer_is_told(webbkollen: Instrument, id: str, texts: list[str]) -> None:
    with pytest.raises(GivenError):
        answer_given(webbkollen.variable(id), texts)


def test_nothing_is_no_answer(webbkollen: Instrument) -> None:
    assert [answer_given(webbkollen.variable(id), ["", " "]) for id in ("alder", "kon", "fokus")] == [Reason.NOT_ANSWERED] * 3
