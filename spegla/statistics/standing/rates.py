"""How many of the closures that another system knows of are registered: by month, and in all."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from spegla.catalogue import Reason


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year, 1–12; written 2026-11."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """ValueError for a month that no year has."""
        date(self.year, self.month, 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @staticmethod
    def of(day: date) -> "Month":
        """The month that `day` is in."""
        return Month(day.year, day.month)

    def through(self, last: "Month") -> tuple["Month", ...]:
        """Every month from this to `last`, both of them too; ValueError when the last is before this."""
        if last < self:
            raise ValueError(f"{last} is before {self}")
        places = range(12 * self.year + self.month - 1, 12 * last.year + last.month)
        return tuple(Month(place // 12, place % 12 + 1) for place in places)


@dataclass(frozen=True)
class Rate:
    """`registered` of `known` closures, over the months whose number is known.

    `left_out` months are not known, by reason, and neither are the `registered_left_out` closures of those months counted. In
    `months_more_than_known` of the months more are registered than known; of several months together those are left out as well.

    A rate has no interval. Every known closure is looked at, and none is drawn to stand for others, so chance has no part in it. What
    may be wrong is the number that is known, and no interval tells that.
    """

    registered: int
    known: int
    left_out: Mapping[Reason, int] = field(default_factory=dict)
    registered_left_out: int = 0
    months_more_than_known: int = 0

    @property
    def more_than_known(self) -> bool:
        """True when more are registered than known: one of the numbers is wrong, and they make no share."""
        return self.registered > self.known

    @property
    def percent(self) -> Fraction | None:
        """0–100, exact; None when none are known, or more are registered than known."""
        return None if self.more_than_known or not self.known else Fraction(100 * self.registered, self.known)


def rate_of(registered: int, known: int | Reason) -> Rate:
    """The rate of one month; a reason stands where nobody knows how many closures there were."""
    if isinstance(known, Reason):
        return Rate(0, 0, {known: 1}, registered)
    return Rate(registered, known, months_more_than_known=int(registered > known))


def added(rates: Iterable[Rate]) -> Rate:
    """The rate over several months: a large month weighs more than a small one.

    A month with more registered than known has a wrong number, so it is left out: its surplus would hide what other months lack.
    """
    found = list(rates)
    left_out: Counter[Reason] = Counter()
    for one in found:
        left_out.update(one.left_out)
    sound = [one for one in found if not one.more_than_known]
    return Rate(
        sum(one.registered for one in sound),
        sum(one.known for one in sound),
        {reason: left_out[reason] for reason in Reason if left_out[reason]},
        sum(one.registered_left_out for one in found),
        sum(one.months_more_than_known for one in found),
    )
