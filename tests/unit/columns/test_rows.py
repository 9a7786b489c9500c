"""Stored rows as a batch: in their order, of one organisation, and with the place of what cannot be read."""

from datetime import date
from typing import Any

import pytest

from spegla.catalogue import Catalogue, Instrument, Reason
from spegla.columns import Holder, Packed, Selection
from spegla.columns.rows import StoredRow, batch_of_data, stored_rows
from spegla.responses.stored import StoredAnswerError
from tests.unit.columns.registrations import registrations

ELSA = StoredRow("Norr", date(2017, 3, 1), True, {"kon": "flicka", "alder": 7, "utsatthet_hemmet": ["annat", "omsorgsbrist"]})
BLANK = StoredRow("", None, False, {})


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


def test_a_row_becomes_the_response_that_it_holds(webbkollen: Instrument) -> None:
    answers = batch_of_data(webbkollen, "2080", [BLANK, ELSA], invented=True).response(1).answers

    assert (answers["kommunkod"], answers["enhet"], answers["ar"]) == ("2080", "Norr", 2017)
    assert (answers["kon"], answers["alder"]) == ("flicka", 7)
    assert answers["utsatthet_hemmet"] == {"annat", "omsorgsbrist"}


def test_what_a_row_does_not_say_is_blank(webbkollen: Instrument) -> None:
    answers = batch_of_data(webbkollen, "2080", [BLANK, ELSA], invented=True).response(0).answers

    assert (answers.get("enhet"), answers.get("datum"), answers["kon"]) == (None, None, Reason.NOT_ANSWERED)


def test_no_rows_are_a_batch_too(webbkollen: Instrument) -> None:
    batch = batch_of_data(webbkollen, "2080", [], invented=True)

    assert (batch.length, stored_rows(batch)) == (0, ())


def test_what_is_stored_of_a_batch_counts_as_the_batch(webbkollen: Instrument) -> None:
    batch = registrations(webbkollen, 200)

    again = batch_of_data(webbkollen, "2080", stored_rows(batch), invented=False)

    assert Packed.of(again, Holder.STORE).tally(Selection()) == Packed.of(batch, Holder.STORE).tally(Selection())


@pytest.mark.parametrize(
    ("data", "variable", "reason"),
    [
        ({"kon": "brandbil"}, "kon", "unknown_code"),
        ({"kon": 1}, "kon", "wrong_type"),
        ({"kon": None}, "kon", "wrong_type"),
        ({"alder": True}, "alder", "wrong_type"),
        ({"utsatthet_hemmet": ["annat", ["omsorgsbrist"]]}, "utsatthet_hemmet", "wrong_type"),
        ({"brandbil": "ja"}, "brandbil", "unknown_variable"),
    ],
)
def test_the_first_row_that_cannot_be_read_is_named(webbkollen: Instrument, data: dict[str, Any], variable: str, reason: str) -> None:
    wrong = StoredRow("", None, False, {"kon": "flicka", **data})

    with pytest.raises(StoredAnswerError) as found:
        batch_of_data(webbkollen, "2080", [ELSA, BLANK, wrong, StoredRow("", None, False, {"lagrum": "brandbil"})], invented=True)

    assert (found.value.row, found.value.variable, found.value.reason) == (2, variable, reason)


def test_to_change_one_stored_row_leaves_the_others(webbkollen: Instrument) -> None:
    first, second = stored_rows(batch_of_data(webbkollen, "2080", [ELSA, ELSA], invented=True))

    first.data["utsatthet_hemmet"].append("heder")

    assert second == ELSA
