"""`CountedFigures`: every figure of a form in groups of rows, with where they come from. For `disclosure`, not for showing."""

from dataclasses import dataclass
from decimal import Decimal

from spegla.columns import Origin
from spegla.statistics.measures.change import Change, TooFew
from spegla.statistics.measures.measured import Mean, Sum, SumShare
from spegla.statistics.shares import Share

Value = Share | Mean | Sum | SumShare


@dataclass(frozen=True)
class CountedFigure:
    """One indicator or measure in one group. `earlier` is the same at an earlier time; `printed` what somebody has published.

    `of_rows` says that a mean is of numbers in rows and not of answers.
    """

    id: str
    group: str
    value: Value
    of_rows: bool = False
    earlier: Value | None = None
    change: Change | TooFew | None = None
    printed: Decimal | None = None


@dataclass(frozen=True)
class CountedFigures:
    """Figures over the rows of `origin`, and of `earlier` when there is one; `rules` are the texts that chose or counted rows."""

    origin: Origin
    earlier: Origin | None
    rules: tuple[str, ...]
    figures: tuple[CountedFigure, ...]
