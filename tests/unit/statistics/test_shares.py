"""Shares: counts, rounding in whole numbers, and the Wilson interval beside two other packages' answers."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from spegla.catalogue import Reason, Role
from spegla.statistics import Share, percent_rounded, share_of, weighted_percent, wilson

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_a_share_counts_each_role_and_each_reason() -> None:
    roles: list[Role | Reason] = [
        Role.ACHIEVED,
        Role.NOT_ACHIEVED,
        Role.NOT_ACHIEVED,
        Reason.NOT_APPLICABLE,
        Reason.NOT_ANSWERED,
        Role.OUTSIDE,
    ]

    assert share_of(roles) == Share(1, 1 + 2, {Reason.NOT_ANSWERED: 1, Reason.NOT_APPLICABLE: 1})


def test_six_of_fifteen_is_forty_percent() -> None:
    share = Share(6, 15, {})

    assert share.percent == 100 * 6 / 15
    assert share.rounded == 40


def test_nobody_in_the_denominator_is_no_share_and_not_zero() -> None:
    share = share_of([Reason.NOT_APPLICABLE, Reason.NOT_ANSWERED])

    assert (share.numerator, share.denominator) == (0, 0)
    assert (share.percent, share.rounded, share.interval) == (None, None, None)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 8, 13), (3, 8, 38), (5, 8, 63), (7, 8, 88), (1, 200, 1), (1, 201, 0), (6, 13, 46), (7, 13, 54), (0, 7, 0), (7, 7, 100)],
)
def test_halves_are_rounded_up(numerator: int, denominator: int, rounded: int) -> None:
    assert percent_rounded(numerator, denominator) == rounded


def test_rounding_to_one_decimal_counts_tenths() -> None:
    assert percent_rounded(6, 13, decimals=1) == 462


@given(counts, st.integers(0, 3))
def test_rounding_is_that_of_exact_decimal_arithmetic(pair: tuple[int, int], decimals: int) -> None:
    numerator, denominator = pair
    exact = Fraction(100 * numerator * 10**decimals, denominator)
    # Quantise through a decimal with more digits than any such fraction needs to tell a half.
    expected = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    assert percent_rounded(numerator, denominator, decimals) == expected


@given(counts)
def test_the_interval_is_that_of_statsmodels(pair: tuple[int, int]) -> None:
    numerator, denominator = pair
    low, high = proportion_confint(numerator, denominator, alpha=0.05, method="wilson")

    assert wilson(numerator, denominator) == pytest.approx((100 * low, 100 * high), abs=1e-9)


@given(counts)
def test_the_interval_is_that_of_scipy(pair: tuple[int, int]) -> None:
    numerator, denominator = pair
    interval = binomtest(numerator, denominator).proportion_ci(confidence_level=0.95, method="wilson")

    assert wilson(numerator, denominator) == pytest.approx((100 * interval.low, 100 * interval.high), abs=1e-9)


@given(counts)
def test_the_interval_holds_the_share_and_stays_within_0_and_100(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair)

    assert 0 <= low <= 100 * pair[0] / pair[1] <= high <= 100


def test_six_of_fifteen_may_be_anything_from_20_to_64_percent() -> None:
    low, high = wilson(6, 15)

    assert (round(low), round(high)) == (20, 64)


def test_a_weighted_share_weighs_each_row() -> None:
    roles: list[Role | Reason] = [Role.ACHIEVED, Role.NOT_ACHIEVED, Reason.NOT_APPLICABLE]

    assert weighted_percent(roles, [59_000, 10_000, 52_000]) == 100 * 59_000 / (59_000 + 10_000)


def test_equal_weights_give_the_unweighted_share() -> None:
    roles = [Role.ACHIEVED] * 6 + [Role.NOT_ACHIEVED] * 9

    assert weighted_percent(roles, [7] * 15) == 100 * 6 / 15


def test_no_weight_in_the_denominator_is_no_share() -> None:
    assert weighted_percent([Reason.NOT_ANSWERED], [100]) is None


def test_weights_must_be_as_many_as_the_rows() -> None:
    with pytest.raises(ValueError, match="shorter"):
        weighted_percent([Role.ACHIEVED, Role.ACHIEVED], [1])
