"""The exact binomial test, and the Benjamini–Hochberg procedure that keeps many tests from crying wolf."""

from collections.abc import Sequence
from math import comb

# Two outcomes that are equally likely on paper may differ in the last digits; R and scipy allow for the same.
_TOLERANCE = 1 + 1e-7


def binomial_p(k: int, n: int, share: float) -> float:
    """How likely an outcome at least as unlikely as `k` of `n` is when each has the chance `share` (0–1): exact and two-sided.

    The sum of the probabilities that are not larger than that of `k`, as in R's binom.test. 1 when `n` is 0.
    """
    if not 0 <= k <= n or not 0 <= share <= 1:
        raise ValueError("k of n and a share between 0 and 1")
    chances = [comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(n + 1)]
    return min(1.0, sum(chance for chance in chances if chance <= chances[k] * _TOLERANCE))


def held(p_values: Sequence[float], level: float) -> tuple[bool, ...]:
    """Which of the tests hold when a share of at most `level` of those that are said to hold may be chance (Benjamini & Hochberg 1995)."""
    ordered = sorted(p_values)
    limits = [p for rank, p in enumerate(ordered, start=1) if p <= level * rank / len(ordered)]
    return tuple(bool(limits) and p <= limits[-1] for p in p_values)
