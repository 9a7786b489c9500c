"""A share now beside the same share at an earlier time, for two groups of rows of which nobody is followed from one to the other."""

from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

from spegla.statistics.shares import Share, wilson

# Below this an interval is so wide that every change is possible: the sentence is "för få för att jämföra".
FEWEST_FOR_CHANGE = 20


@dataclass(frozen=True)
class TooFew:
    """One of the two shares is of fewer than `fewest` rows."""

    fewest: ClassVar[int] = FEWEST_FOR_CHANGE


@dataclass(frozen=True)
class Change:
    """`points` percentage points from the earlier share to this one, with a 95 % interval from `low` to `high`; not rounded."""

    points: float
    low: float
    high: float


def change(now: Share, earlier: Share) -> Change | TooFew:
    """The difference between the shares, or that they are of too few rows."""
    if min(now.denominator, earlier.denominator) < FEWEST_FOR_CHANGE:
        return TooFew()
    low, high = newcombe(now.numerator, now.denominator, earlier.numerator, earlier.denominator)
    points = 100 * now.numerator / now.denominator - 100 * earlier.numerator / earlier.denominator
    return Change(points, low, high)


def newcombe(numerator: int, denominator: int, earlier_numerator: int, earlier_denominator: int) -> tuple[float, float]:
    """The 95 % interval for the difference of two independent shares, in percentage points. Denominators are positive.

    Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions: comparison of eleven methods,
    Statistics in Medicine 17, 873–890; method 10, made of two Wilson intervals.
    """
    p1, p2 = 100 * numerator / denominator, 100 * earlier_numerator / earlier_denominator
    low1, high1 = wilson(numerator, denominator)
    low2, high2 = wilson(earlier_numerator, earlier_denominator)
    difference = p1 - p2
    return difference - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2), difference + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
