"""A key adds up, keeps the order, and takes nothing from whoever grows; a day of care costs what the cost is divided by."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegla.statistics.costs import apportioned, day_cost, rounded_shares

WEIGHTS = st.lists(st.integers(1, 100_000), min_size=1, max_size=25)
UNITS = st.sampled_from([0, 1, 7, 1000, 3_500_000])


@given(WEIGHTS, UNITS)
def test_nothing_is_left_over(weights: list[int], units: int) -> None:
    assert sum(apportioned(weights, units)) == units


@given(WEIGHTS, UNITS)
def test_a_share_is_the_exact_one_up_or_down(weights: list[int], units: int) -> None:
    for weight, part in zip(weights, apportioned(weights, units), strict=True):
        assert abs(part - Fraction(weight * units, sum(weights))) < 1


@given(WEIGHTS, UNITS)
def test_the_order_is_kept(weights: list[int], units: int) -> None:
    pairs = sorted(zip(weights, apportioned(weights, units), strict=True))

    for (weight, part), (larger, its_part) in itertools.pairwise(pairs):
        assert part <= its_part or weight == larger


@given(st.lists(st.integers(1, 60), min_size=2, max_size=6), st.integers(1, 40), st.integers(1, 30), st.data())
def test_nobody_gets_a_smaller_share_by_having_more_children(weights: list[int], units: int, more: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(weights) - 1))
    grown = [weight + more * (at == place) for at, weight in enumerate(weights)]

    assert apportioned(grown, units)[place] >= apportioned(weights, units)[place]


@given(st.permutations([12391, 1334, 2147, 2364, 2426, 4822]))
def test_the_share_does_not_hang_on_where_one_stands(weights: list[int]) -> None:
    straight = dict(zip(weights, apportioned(weights, 1000), strict=True))
    backwards = dict(zip(weights[::-1], apportioned(weights[::-1], 1000), strict=True))

    assert straight == backwards


def test_equal_remainders_go_to_the_larger_and_then_to_the_first() -> None:
    # 10 units after 3 and 1: exactly 7.5 and 2.5.
    assert apportioned([1, 3], 10) == (2, 8)
    assert apportioned([1, 1], 1) == (1, 0)


@given(WEIGHTS, UNITS)
def test_plain_rounding_is_each_on_its_own(weights: list[int], units: int) -> None:
    for weight, part in zip(weights, rounded_shares(weights, units), strict=True):
        assert -Fraction(1, 2) < part - Fraction(weight * units, sum(weights)) <= Fraction(1, 2)


def test_three_equal_shares_rounded_alone_lose_a_tenth() -> None:
    assert sum(rounded_shares([1, 1, 1], 1000)) == 3 * 333 < sum(apportioned([1, 1, 1], 1000)) == 1000


@given(st.integers(1, 10**9), st.integers(1, 500), st.integers(1, 366), st.integers(1, 100))
def test_the_days_that_are_used_pay_the_whole_cost(total: int, places: int, days: int, occupancy: int) -> None:
    found = day_cost(total, places, days, Fraction(occupancy))

    assert found.at_occupancy * found.used_days == found.full * found.place_days == total
    assert found.at_occupancy >= found.full


def test_the_published_day_of_care() -> None:
    found = day_cost(9_210_000, 10, 365, Fraction(80))

    assert float(found.full) == pytest.approx(9_210_000 / 3650)
    assert float(found.at_occupancy) == pytest.approx(9_210_000 / (3650 * 0.8))
