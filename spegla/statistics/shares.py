"""A share with all it rests on: numerator, denominator, what left the denominator and why, rounding and interval."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from spegla.catalogue import Reason, Role

# The two-sided 95 % point of the standard normal distribution, 1.96.
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Share:
    """`numerator` of `denominator` rows; `left_out` rows left the denominator, by reason. Counts, not percent."""

    numerator: int
    denominator: int
    left_out: Mapping[Reason, int]

    @property
    def percent(self) -> float | None:
        """0–100, not rounded; None when nobody is in the denominator."""
        return 100 * self.numerator / self.denominator if self.denominator else None

    @property
    def rounded(self) -> int | None:
        """Whole percent, half up; None when nobody is in the denominator."""
        return percent_rounded(self.numerator, self.denominator) if self.denominator else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % Wilson interval in percent, 0–100; None when nobody is in the denominator."""
        return wilson(self.numerator, self.denominator) if self.denominator else None


def share_of(roles: Iterable[Role | Reason]) -> Share:
    """Count roles into a share. Rows outside the population are not in it at all."""
    seen = Counter(roles)
    left_out = {reason: seen[reason] for reason in Reason if seen[reason]}
    return Share(seen[Role.ACHIEVED], seen[Role.ACHIEVED] + seen[Role.NOT_ACHIEVED], left_out)


def percent_rounded(numerator: int, denominator: int, decimals: int = 0) -> int:
    """100 × numerator ÷ denominator rounded half up to `decimals`, in units of the last decimal: 46.15 with 1 decimal is 462.

    In whole numbers throughout, since 0.5 has no mercy on floats. `denominator` is positive.
    """
    scale = int(100 * 10**decimals)
    return (2 * scale * numerator + denominator) // (2 * denominator)


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """The 95 % score interval for a share, in percent, 0–100. `denominator` is positive.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209–212.
    """
    n, p, z = denominator, numerator / denominator, _Z
    middle = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    # At 0 and n the formula meets the end exactly; floats miss it by a hair.
    return (0.0 if numerator == 0 else 100 * low, 100.0 if numerator == n else 100 * high)


def weighted_percent(roles: Sequence[Role | Reason], weights: Sequence[int]) -> float | None:
    """Percent, 0–100, where each row weighs its `weights`; None when the denominator weighs nothing. Same length and order."""
    pairs = list(zip(roles, weights, strict=True))
    achieved = sum(weight for role, weight in pairs if role is Role.ACHIEVED)
    counted = sum(weight for role, weight in pairs if role in (Role.ACHIEVED, Role.NOT_ACHIEVED))
    return 100 * achieved / counted if counted else None
