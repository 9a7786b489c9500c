"""Numbers as design.md 5 wants them: no-break space, decimal comma, real minus, en dash."""

from decimal import Decimal

import pytest

from spegla.messages import messages
from spegla.presentation.numbers import count_of, interval, number, percent

SV, EN = messages("sv"), messages("en")


@pytest.mark.parametrize(
    ("value", "swedish", "english"),
    [(40, "40", "40"), (1284, "1\u00a0284", "1,284"), (Decimal("46.2"), "46,2", "46.2"), (-3, "\u22123", "\u22123"), (0, "0", "0")],
)
def test_a_number_is_written_in_the_readers_language(value: int | Decimal, swedish: str, english: str) -> None:
    assert (number(value, SV), number(value, EN)) == (swedish, english)


def test_a_percentage_never_parts_from_its_sign() -> None:
    assert (percent(40, SV), percent(40, EN)) == ("40\u00a0%", "40%")


def test_an_interval_is_whole_percent_with_an_en_dash() -> None:
    assert interval(100 * 1 / 3, 64.25, SV) == "33–64\u00a0%"


def test_a_count_names_both_numbers() -> None:
    assert (count_of(6, 15, SV), count_of(6, 15, EN)) == ("6 av 15", "6 of 15")


@pytest.mark.parametrize(("count", "said"), [(1, "en kommun"), (2, "2 kommuner"), (0, "0 kommuner")])
def test_one_is_said_otherwise_than_many(count: int, said: str) -> None:
    assert SV.say_count("count_municipalities", count) == said


def test_small_numbers_are_words_in_running_text() -> None:
    assert (SV.in_words(2), SV.in_words(12), SV.in_words(13), EN.in_words(2)) == ("två", "tolv", "13", "two")
