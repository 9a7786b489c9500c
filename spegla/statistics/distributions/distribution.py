"""How one variable is answered: each alternative as a share of those who answered, and why others did not."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from spegla.catalogue import Reason
from spegla.columns import Moments, Origin, VariableTally
from spegla.statistics.shares import wilson


@dataclass(frozen=True)
class Alternative:
    """`n` rows chose `code`. `percent` is of those who answered, 0–100, not rounded; the interval is Wilson's, 95 %, in percent.

    Both are None when nobody answered.
    """

    code: str
    n: int
    percent: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Summary:
    """Of the numbers answered: mean, standard deviation, median, least and greatest.

    `sd` divides by n - 1 and is None for a single number. A median between two numbers is their mean.
    """

    mean: float
    sd: float | None
    median: float
    least: int
    greatest: int


@dataclass(frozen=True)
class Distribution:
    """One variable over `n` rows. Asked is answered and all that are missing, by reason; n less asked were not asked.

    `alternatives` has every code that is a real answer, also those that nobody chose, in the order of the definition. In a multiple
    answer they are each a share of those who answered, so they may add to more than 100.
    """

    id: str
    n: int
    asked: int
    answered: int
    missing: Mapping[Reason, int]
    alternatives: tuple[Alternative, ...]
    summary: Summary | None


@dataclass(frozen=True)
class CountedGroup:
    """The rows called `code`: `n` of them, and every variable."""

    code: str
    n: int
    distributions: tuple[Distribution, ...]


@dataclass(frozen=True)
class CountedMirror:
    """Groups of rows of `origin` chosen by `rules`. It is not for showing; `disclosure` turns it into what is."""

    origin: Origin
    rules: tuple[str, ...]
    groups: tuple[CountedGroup, ...]


def distribution(tally: VariableTally, n: int, moments: Moments | None) -> Distribution:
    """The shares of one variable over `n` rows; `moments` for a number that someone answered."""
    alternatives = tuple(
        Alternative(
            code,
            count,
            100 * count / tally.answered if tally.answered else None,
            wilson(count, tally.answered) if tally.answered else None,
        )
        for code, count in tally.chosen.items()
    )
    return Distribution(
        tally.id, n, tally.asked, tally.answered, tally.missing, alternatives, None if moments is None else summary(moments)
    )


def summary(moments: Moments) -> Summary:
    """Mean, standard deviation and median from exact whole-number sums, so that nothing is lost however many rows there are."""
    n, total = moments.n, moments.total
    variance = Fraction(n * moments.squares - total * total, n * (n - 1)) if n > 1 else None
    low, high = moments.middle
    return Summary(
        mean=float(Fraction(total, n)),
        sd=None if variance is None else sqrt(variance),
        median=(low + high) / 2,
        least=moments.least,
        greatest=moments.greatest,
    )
