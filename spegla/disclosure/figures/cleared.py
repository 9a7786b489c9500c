"""`ClearedFigures`: shares, indices and totals that may be shown to the audience named in it. Plain fields, no way back to the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from spegla.disclosure.cleared import Audience, Policy
from spegla.disclosure.mirrors.cleared import FEWEST_FOR_SHARES


class FigureKind(Enum):
    """What a figure is: a share of rows, a mean of an index, a total, an average of numbers, or a share of two totals."""

    SHARE = "share"
    INDEX = "index"
    TOTAL = "total"
    AVERAGE = "average"
    SHARE_OF_TOTALS = "share_of_totals"


@dataclass(frozen=True)
class ClearedValue:
    """One figure. `amount` is percent 0–100, the index, or the total, exact to `DECIMALS`; None when it rests on nothing.

    A share is `numerator` of `denominator`: rows, or things in rows. `rows` were counted, and `left_out` were not, by reason.
    `interval` is 95 %, in percent for a share of rows and in its own unit for an index; `sd` is the spread of an index.
    """

    kind: FigureKind
    rows: int
    amount: Decimal | None
    numerator: int | None
    denominator: int | None
    left_out: Mapping[str, int]
    interval: tuple[float, float] | None
    sd: float | None

    @property
    def enough(self) -> bool:
        """True when a share or an index rests on so much that it may be read; a total or an average of counts always does."""
        if self.kind in (FigureKind.TOTAL, FigureKind.AVERAGE):
            return True
        return (self.rows if self.denominator is None else self.denominator) >= FEWEST_FOR_SHARES

    def rounded(self, decimals: int) -> Decimal | None:
        """The amount rounded half up."""
        return None if self.amount is None else _half_up(self.amount, decimals)


@dataclass(frozen=True)
class PrintedBeside:
    """A printed figure beside the recomputed one, which is rounded half up to as many decimals. None: there is nothing to compare with."""

    printed: Decimal
    computed: Decimal | None

    @property
    def agrees(self) -> bool | None:
        """Whether the printed figure follows from the rows."""
        return None if self.computed is None else self.computed == self.printed


@dataclass(frozen=True)
class ClearedChange:
    """From the earlier share to this: percentage points with a 95 % interval, not rounded; all None when there are too few rows."""

    points: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ClearedFigure:
    """One indicator or measure in one group. `earlier` and `change` are None without an earlier file; only shares have a `change`."""

    id: str
    group: str
    value: ClearedValue
    earlier: ClearedValue | None
    change: ClearedChange | None
    printed: PrintedBeside | None


@dataclass(frozen=True)
class ClearedFigures:
    """Cleared for `audience` under `policy`. Made by `clear_figures` alone; a test looks for any other place that makes one."""

    instrument: str
    audience: Audience
    policy: Policy
    figures: tuple[ClearedFigure, ...]


def _half_up(amount: Decimal, decimals: int) -> Decimal:
    units = amount.scaleb(decimals)
    whole = int(units)
    return Decimal(whole + (units - whole >= Decimal("0.5"))).scaleb(-decimals)
