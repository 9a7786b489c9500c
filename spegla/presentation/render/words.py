"""What the Office formats have alike: the sign of a box, the figures of a chart, and the same as sentences for those who do not see it."""

from spegla.presentation.document import Bars, Beside, Dots
from spegla.presentation.render.paper import BoxKind, clean

SIGNS = {BoxKind.KNOW: "!", BoxKind.DISCUSS: "?", BoxKind.FLAGGED: "!", BoxKind.CAUTION: "!"}


def said_of(figure: Dots | Bars) -> str:
    """Every row of a chart, as its alt text."""
    if isinstance(figure, Dots):
        return clean(" ".join(row.said for row in figure.rows))
    rows = []
    for row in figure.rows:
        own = f"{figure.own} {row.own.text}, " if row.own else ""
        rows.append(f"{row.label}: {own}{figure.all} {row.all.text}.")
    return clean(" ".join(rows))


# What is drawn in one colour: its name, whether it has intervals, and the share with its ends in each row.
Ends = tuple[float, float, float]
Series = tuple[str, bool, list[Ends | None]]


def series_of(piece: Dots | Bars) -> list[Series]:
    """What a chart draws, own first."""
    if isinstance(piece, Dots):
        own: list[Ends | None] = [(row.bar.percent, row.bar.low, row.bar.high) for row in piece.rows]
        other = [None if row.other is None else (row.other, row.other, row.other) for row in piece.rows]
        return [(piece.own, True, own), *([(piece.other, False, other)] if piece.other else [])]
    found: list[Series] = [(piece.all, True, [_ends(row.all) for row in piece.rows])]
    if piece.own:
        found.insert(0, (piece.own, True, [_ends(row.own) for row in piece.rows]))
    return found


def _ends(beside: Beside | None) -> Ends | None:
    if beside is None or beside.bar is None:
        return None
    return beside.bar.percent, beside.bar.low, beside.bar.high
