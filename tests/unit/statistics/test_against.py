"""A share against a given one: the same p as scipy, and the same verdicts as statsmodels."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from spegla.statistics.against import binomial_p, held


def test_none_of_fifteen_where_the_nation_has_36_percent() -> None:
    # Every outcome that is not likelier than none: none itself, and twelve or more.
    upper = sum(comb(15, k) * 0.36**k * 0.64 ** (15 - k) for k in range(12, 16))

    assert binomial_p(0, 15, 0.36) == pytest.approx(0.64**15 + upper)


@given(st.integers(0, 60), st.data(), st.floats(0.01, 0.99))
def test_the_p_value_is_scipys(n: int, data: st.DataObject, share: float) -> None:
    k = data.draw(st.integers(0, n))

    expected = 1.0 if n == 0 else float(binomtest(k, n, share).pvalue)

    assert binomial_p(k, n, share) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_what_holds_is_what_statsmodels_says(p_values: list[float]) -> None:
    assert list(held(p_values, 0.05)) == list(multipletests(p_values, 0.05, method="fdr_bh")[0])


def test_nothing_holds_of_nothing() -> None:
    assert held([], 0.05) == ()


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="k of n"):
        binomial_p(3, 2, 0.5)
