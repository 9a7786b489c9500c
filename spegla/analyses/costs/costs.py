"""A cost key and the cost of a day of care, ready to be shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from spegla.catalogue import Catalogue
from spegla.statistics.costs import apportioned, day_cost, rounded_shares

# A tenth of a percentage point, of which there are a thousand.
_TENTHS = 1000


class Method(Enum):
    """How shares are rounded to a tenth of a percentage point. The value is what the command line calls it."""

    LARGEST_REMAINDER = "largest-remainder"
    PLAIN = "plain"


@dataclass(frozen=True)
class Payer:
    """One municipality: `percent` with one decimal, and what it pays in whole kronor."""

    code: str
    name: str
    inhabitants: int
    percent: Decimal
    kronor: int


@dataclass(frozen=True)
class CostKey:
    """Who pays what of `total` kronor, in the order of the file; `percent` and `kronor` are what the parts add up to."""

    total: int
    method: Method
    payers: tuple[Payer, ...]
    inhabitants: int
    percent: Decimal
    kronor: int

    @property
    def adds_up(self) -> bool:
        """Whether the parts are all of the cost."""
        return self.percent == 100 and self.kronor == self.total


@dataclass(frozen=True)
class DayAnswer:
    """Kronor per day of care, half up: when all `place_days` are used, and when `used_days` of them are."""

    total: int
    places: int
    days: int
    occupancy: Decimal
    place_days: int
    used_days: Decimal
    full: int
    at_occupancy: int


def cost_key(inhabitants: Mapping[str, int], total: int, method: Method, catalogue: Catalogue) -> CostKey:
    """`total` kronor shared after `inhabitants` by `kommunkod`, which has at least one.

    By largest remainders both the shares and the kronor add up; by plain rounding neither needs to.
    """
    # By code, so that who gets an equal remainder does not hang on how the file is sorted.
    by_code = sorted(inhabitants)
    weights = tuple(inhabitants[code] for code in by_code)
    if method is Method.LARGEST_REMAINDER:
        tenths = apportioned(weights, _TENTHS)
        # What is paid follows the share that is decided and shown, and not the inhabitants behind it.
        kronor = apportioned(tenths, total)
    else:
        tenths = rounded_shares(weights, _TENTHS)
        kronor = tuple((2 * part * total + _TENTHS) // (2 * _TENTHS) for part in tenths)
    payers = tuple(
        Payer(code, catalogue.municipalities.by_code[code].name, count, Decimal(part).scaleb(-1), paid)
        for code, count, part, paid in _in_file_order(inhabitants, by_code, tenths, kronor)
    )
    return CostKey(total, method, payers, sum(weights), Decimal(sum(tenths)).scaleb(-1), sum(kronor))


def cost_of_day(total: int, places: int, days: int, occupancy: Decimal) -> DayAnswer:
    """What a day of care costs when every place is used, and at `occupancy` percent."""
    found = day_cost(total, places, days, Fraction(occupancy))
    used = Decimal(found.used_days.numerator) / Decimal(found.used_days.denominator)
    return DayAnswer(total, places, days, occupancy, found.place_days, used, _half_up(found.full), _half_up(found.at_occupancy))


def _half_up(value: Fraction) -> int:
    return int((2 * value + 1) // 2)


def _in_file_order(
    inhabitants: Mapping[str, int], by_code: Sequence[str], tenths: Sequence[int], kronor: Sequence[int]
) -> Iterator[tuple[str, int, int, int]]:
    found = dict(zip(by_code, zip(tenths, kronor, strict=True), strict=True))
    for code, count in inhabitants.items():
        yield (code, count, *found[code])
