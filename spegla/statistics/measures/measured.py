"""Rows added together into a mean of an index, a total, or a share of two totals. Exact fractions: halves have no mercy on floats."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from spegla.catalogue import Reason
from spegla.catalogue.measures import Parts

_FEWEST_FOR_NORMAL = 30
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Mean:
    """The mean of `n` rows; None when there are none. `sd` divides by n - 1, and is None for fewer than two."""

    n: int
    value: Fraction | None
    sd: float | None
    left_out: Mapping[Reason, int]

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval for the mean, by the normal distribution; None with fewer than 30 rows, where that would be too narrow."""
        if self.value is None or self.sd is None or self.n < _FEWEST_FOR_NORMAL:
            return None
        half = _Z * self.sd / sqrt(self.n)
        return float(self.value) - half, float(self.value) + half


@dataclass(frozen=True)
class Sum:
    """`total` over `n` rows; nothing is added for those left out."""

    n: int
    total: int
    left_out: Mapping[Reason, int]


@dataclass(frozen=True)
class SumShare:
    """`part` of `whole`, each added over `n` rows."""

    n: int
    part: int
    whole: int
    left_out: Mapping[Reason, int]

    @property
    def percent(self) -> Fraction | None:
        """0–100 and exact; None when there is nothing to have a share of."""
        return Fraction(100 * self.part, self.whole) if self.whole else None


def mean_of(values: Iterable[Fraction | Reason]) -> Mean:
    """The mean of what the rows give: each row weighs the same, however many answers its index rests on."""
    found, left_out = _parted(values)
    n, total = len(found), sum(found, Fraction())
    if not n:
        return Mean(0, None, None, left_out)
    mean = total / n
    spread = sqrt(sum(((value - mean) ** 2 for value in found), Fraction()) / (n - 1)) if n > 1 else None
    return Mean(n, mean, spread, left_out)


def sum_of(values: Iterable[int | Reason]) -> Sum:
    """What the rows add up to."""
    found, left_out = _parted(values)
    return Sum(len(found), sum(int(value) for value in found), left_out)


def sum_share_of(values: Iterable[Parts | Reason]) -> SumShare:
    """The share of the two sums: not the mean of the rows' shares, so a row with many things weighs as many."""
    rows = list(values)
    parts = [one for one in rows if isinstance(one, Parts)]
    left_out = _reasons(one for one in rows if isinstance(one, Reason))
    return SumShare(len(parts), sum(one.part for one in parts), sum(one.whole for one in parts), left_out)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """`value`, not below 0, rounded half up."""
    return Decimal(int((2 * value * 10**decimals + 1) // 2)).scaleb(-decimals)


def _parted(values: Iterable[Fraction | int | Reason]) -> tuple[list[Fraction], Mapping[Reason, int]]:
    rows = list(values)
    found = [Fraction(one) for one in rows if not isinstance(one, Reason)]
    return found, _reasons(one for one in rows if isinstance(one, Reason))


def _reasons(found: Iterable[Reason]) -> Mapping[Reason, int]:
    counts = Counter(found)
    return {reason: counts[reason] for reason in Reason if counts[reason]}
