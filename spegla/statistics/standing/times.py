"""The time that registrations took: median and quartiles, exact, and how many kept within a budget."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from spegla.catalogue import Reason


@dataclass(frozen=True)
class Quartiles:
    """Seconds, exact: a quarter of the values lie at or below `low`, half at or below `median`, three quarters at or below `high`."""

    low: Fraction
    median: Fraction
    high: Fraction


@dataclass(frozen=True)
class TimeSpent:
    """The seconds of `n` registrations; `quartiles` are None when there are none. `left_out` have no time, by reason.

    `within` took `budget` seconds or less; both are None where no budget is set. There is no interval: all registrations are here, and
    none was drawn.
    """

    n: int
    quartiles: Quartiles | None
    budget: int | None
    within: int | None
    left_out: Mapping[Reason, int]


def time_spent(seconds: Iterable[int | Reason], budget: int | None = None) -> TimeSpent:
    """What `seconds` come to; a reason stands where no time was taken."""
    values = list(seconds)
    taken = [one for one in values if not isinstance(one, Reason)]
    reasons = Counter(one for one in values if isinstance(one, Reason))
    return TimeSpent(
        n=len(taken),
        quartiles=quartiles(taken) if taken else None,
        budget=budget,
        within=None if budget is None else sum(one <= budget for one in taken),
        left_out={reason: reasons[reason] for reason in Reason if reasons[reason]},
    )


def quartiles(values: Sequence[int]) -> Quartiles:
    """The quartiles of `values`; ValueError when there are none.

    Of n values in order, counted from 0, they stand at place (n - 1) / 4, (n - 1) / 2 and 3 (n - 1) / 4, and between two values as far
    as the place is between theirs. So the median of an even number of values is the mean of the two in the middle.

    Definition 7 of Hyndman, R. J. & Fan, Y. (1996), Sample quantiles in statistical packages, The American Statistician 50, 361–365; what
    R, numpy and spreadsheets give when nothing else is asked for.
    """
    if not values:
        raise ValueError("quartiles of no values")
    ordered = sorted(values)
    return Quartiles(_at(ordered, 1), _at(ordered, 2), _at(ordered, 3))


def _at(ordered: Sequence[int], quarters: int) -> Fraction:
    place, beyond = divmod(quarters * (len(ordered) - 1), 4)
    following = ordered[min(place + 1, len(ordered) - 1)]
    return ordered[place] + Fraction(beyond, 4) * (following - ordered[place])
