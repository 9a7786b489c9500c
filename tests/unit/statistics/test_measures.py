"""Means, totals, shares of totals and changes: exact where they can be, and with a second opinion."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, sem
from statsmodels.stats.proportion import confint_proportions_2indep

from spegla.catalogue import Reason
from spegla.catalogue.measures import Parts
from spegla.statistics import Share
from spegla.statistics.measures import Change, TooFew, change, mean_of, rounded, sum_of, sum_share_of
from spegla.statistics.measures.change import newcombe

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def share(numerator: int, denominator: int) -> Share:
    return Share(numerator, denominator, {})


@given(COUNTS, COUNTS)
def test_newcombes_interval_is_the_one_of_statsmodels(now: tuple[int, int], earlier: tuple[int, int]) -> None:
    low, high = confint_proportions_2indep(*now, *earlier, method="newcomb", compare="diff")

    assert newcombe(*now, *earlier) == pytest.approx((100 * low, 100 * high), abs=1e-9)


@given(COUNTS, COUNTS)
def test_the_difference_lies_within_its_interval(now: tuple[int, int], earlier: tuple[int, int]) -> None:
    low, high = newcombe(*now, *earlier)

    assert -100 <= low <= 100 * now[0] / now[1] - 100 * earlier[0] / earlier[1] <= high <= 100


@given(COUNTS, COUNTS)
def test_backwards_the_change_is_the_opposite(now: tuple[int, int], earlier: tuple[int, int]) -> None:
    low, high = newcombe(*now, *earlier)

    assert newcombe(*earlier, *now) == pytest.approx((-high, -low))


def test_nothing_is_said_of_a_change_with_fewer_than_20() -> None:
    assert change(share(19, 19), share(30, 60)) == change(share(30, 60), share(19, 19)) == TooFew()
    assert isinstance(change(share(20, 20), share(10, 20)), Change)


def test_every_respondent_weighs_the_same_in_a_mean() -> None:
    mean = mean_of([Fraction(10), Fraction(5), Reason.NOT_ANSWERED, Reason.NOT_KNOWN, Reason.NOT_KNOWN])

    assert (mean.n, mean.value) == (2, Fraction(15, 2))
    assert mean.left_out == {Reason.NOT_ANSWERED: 1, Reason.NOT_KNOWN: 2}


def test_the_spread_divides_by_one_less() -> None:
    # Deviations -2, 0 and 2.
    assert mean_of([Fraction(1), Fraction(3), Fraction(5)]).sd == pytest.approx(((4 + 0 + 4) / 2) ** 0.5)


def test_the_interval_of_a_mean_is_that_of_scipy() -> None:
    values = [Fraction(value) for value in ("10", "6.67", "3.33", "0", "10")] * 12
    found = mean_of(values)

    low, high = norm.interval(0.95, loc=float(sum(values) / len(values)), scale=sem([float(value) for value in values]))
    assert found.interval == pytest.approx((low, high))
    assert mean_of(values[:29]).interval is None


def test_a_mean_of_nobody_is_none_and_not_zero() -> None:
    assert mean_of([Reason.NOT_ANSWERED]).value is None
    assert sum_share_of([]).percent is None


def test_a_row_left_out_adds_nothing() -> None:
    assert sum_of([3, Reason.NOT_ANSWERED, 4]).total == 3 + 4
    found = sum_share_of([Parts(1, 4), Reason.NOT_ANSWERED, Parts(0, 6)])
    assert (found.part, found.whole, found.percent) == (1 + 0, 4 + 6, Fraction(100, 10))


@pytest.mark.parametrize(("value", "decimals", "printed"), [("62.5", 0, "63"), ("8.335", 2, "8.34"), ("87", 0, "87"), ("0.05", 1, "0.1")])
def test_halves_are_rounded_up(value: str, decimals: int, printed: str) -> None:
    assert rounded(Fraction(value), decimals) == Decimal(printed)
