"""Costs shared by a key, and the cost of a day of care. Whole numbers and exact fractions throughout: somebody pays each krona."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["DayCost", "apportioned", "day_cost", "rounded_shares"]


def apportioned(weights: Sequence[int], units: int) -> tuple[int, ...]:
    """`units` divided after `weights` so that nothing is left over: each gets its whole part, the largest remainders one more.

    Equal remainders go to the larger weight, and then to the one that stands first. Weights are positive, `units` not below 0.

    The method of largest remainders, or Hamilton's. Balinski, M. L. & Young, H. P. (2001), Fair Representation: Meeting the Ideal of One
    Man, One Vote, 2nd ed., Brookings, appendix A.
    """
    total = sum(weights)
    whole = [weight * units // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(weights[place] * units % total), -weights[place], place))
    for place in by_remainder[: units - sum(whole)]:
        whole[place] += 1
    return tuple(whole)


def rounded_shares(weights: Sequence[int], units: int) -> tuple[int, ...]:
    """The same, each rounded half up on its own, so that they may add up to more or less than `units`."""
    total = sum(weights)
    return tuple((2 * weight * units + total) // (2 * total) for weight in weights)


@dataclass(frozen=True)
class DayCost:
    """What a day of care costs in kronor, exact: when every place is used, and at `occupancy` percent."""

    place_days: int
    used_days: Fraction
    full: Fraction
    at_occupancy: Fraction


def day_cost(total: int, places: int, days: int, occupancy: Fraction) -> DayCost:
    """`total` kronor for `places` places over `days` days, of which `occupancy` percent are used. All are above 0."""
    place_days = places * days
    used = place_days * occupancy / 100
    return DayCost(place_days, used, Fraction(total, place_days), total / used)
