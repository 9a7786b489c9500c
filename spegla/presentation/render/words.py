"""What the Office formats have alike: the sign of a box, the figures of a chart, and the same as sentences for those who do not see it."""

from typing import NamedTuple

from spegla.presentation.document import BarRow, Bars, Beside, Dots
from spegla.presentation.render.paper import BoxKind, clean

SIGNS = {BoxKind.KNOW: "!", BoxKind.DISCUSS: "?", BoxKind.FLAGGED: "!", BoxKind.CAUTION: "!"}


def said_of(figure: Dots | Bars) -> str:
    """Every row of a chart, as its alt text."""
    if isinstance(figure, Dots):
        return clean(" ".join(row.said for row in figure.rows))
    return clean(" ".join(f"{row.label}: {', '.join(figures_of(figure, row))}." for row in figure.rows))


def figures_of(bars: Bars, row: BarRow) -> list[str]:
    """The figures of one row, each with whose it is."""
    return [f"{name} {one.text}" for name, one in ((bars.own, row.own), (bars.all, row.all)) if one is not None]


def names_of(bars: Bars) -> list[str]:
    """What heads the figures, own first."""
    return [name for name in (bars.own, bars.all) if name]


Ends = tuple[float, float, float]


class Series(NamedTuple):
    """What is drawn in one colour: its name, whether it is the own one and has intervals, and the share with its ends in each row."""

    name: str
    own: bool
    has_interval: bool
    bars: list[Ends | None]


def series_of(piece: Dots | Bars) -> list[Series]:
    """What a chart draws, own first."""
    if isinstance(piece, Dots):
        own: list[Ends | None] = [(row.bar.percent, row.bar.low, row.bar.high) for row in piece.rows]
        other = [None if row.other is None else (row.other, row.other, row.other) for row in piece.rows]
        return [Series(piece.own, True, True, own), *([Series(piece.other, False, False, other)] if piece.other else [])]
    found = [Series(piece.own, True, True, [_ends(row.own) for row in piece.rows])] if piece.own else []
    if piece.all:
        found.append(Series(piece.all, False, True, [_ends(row.all) for row in piece.rows]))
    return found


def _ends(beside: Beside | None) -> Ends | None:
    if beside is None or beside.bar is None:
        return None
    return beside.bar.percent, beside.bar.low, beside.bar.high
