"""Distributions and summaries, with SciPy's and statsmodels' word as a second opinion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from spegla.catalogue import Reason
from spegla.columns import Moments, VariableTally
from spegla.statistics.distributions import cross_table, distribution, summary


def moments_of(values: list[int]) -> Moments:
    ordered = sorted(values)
    n = len(ordered)
    middle = (ordered[(n - 1) // 2], ordered[n // 2])
    return Moments(n, sum(ordered), sum(value * value for value in ordered), ordered[0], ordered[-1], middle)


def test_each_alternative_is_a_share_of_those_who_answered() -> None:
    tally = VariableTally("risk", 10, 8, {Reason.NOT_KNOWN: 2}, {"lag": 3, "hog": 5, "mycket_hog": 0})

    found = distribution(tally, 12, None)

    assert [(one.code, one.n, one.percent) for one in found.alternatives] == [
        ("lag", 3, 100 * 3 / 8),
        ("hog", 5, 100 * 5 / 8),
        ("mycket_hog", 0, 0),
    ]
    assert (found.n, found.asked, found.answered, found.missing) == (12, 10, 8, {Reason.NOT_KNOWN: 2})


def test_nobody_answered_is_no_percent_and_not_zero() -> None:
    found = distribution(VariableTally("risk", 2, 0, {Reason.NOT_ANSWERED: 2}, {"lag": 0}), 2, None)

    assert [(one.percent, one.interval) for one in found.alternatives] == [(None, None)]


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(case: tuple[int, int]) -> None:
    chosen, answered = case

    found = distribution(VariableTally("x", answered, answered, {}, {"ja": chosen}), answered, None).alternatives[0]

    low, high = proportion_confint(chosen, answered, alpha=0.05, method="wilson")
    assert found.interval == pytest.approx((100 * low, 100 * high), abs=1e-9)


@given(st.lists(st.integers(-100, 10_000), min_size=2, max_size=60))
def test_a_summary_is_numpys(values: list[int]) -> None:
    found = summary(moments_of(values))

    assert found.mean == pytest.approx(np.mean(values))
    assert found.sd == pytest.approx(np.std(values, ddof=1), abs=1e-9)
    assert found.median == np.median(values)
    assert (found.least, found.greatest) == (min(values), max(values))


def test_a_single_number_has_no_spread() -> None:
    assert summary(moments_of([7])).sd is None


def test_a_spread_is_exact_where_floats_would_lose_it() -> None:
    values = [10**9, 10**9 + 1, 10**9 + 2]

    assert summary(moments_of(values)).sd == 1


def test_a_cross_table_adds_up() -> None:
    table = cross_table(("lag", "hog"), ("ja", "nej", "kanske"), np.array([[1, 2, 3], [4, 0, 0]]))

    assert table.row_totals.tolist() == [1 + 2 + 3, 4]
    assert table.column_totals.tolist() == [1 + 4, 2, 3]
    assert table.total == 10
    assert table.row_percent()[0].tolist() == [100 / 6, 200 / 6, 300 / 6]


def test_an_empty_row_of_a_cross_table_has_no_percent() -> None:
    table = cross_table(("lag", "hog"), ("ja",), np.array([[0], [4]]))

    assert np.isnan(table.row_percent()[0, 0])


def test_a_cross_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="2 by 1"):
        cross_table(("lag", "hog"), ("ja",), np.zeros((1, 2), np.int64))
