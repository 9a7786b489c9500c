"""What the Office formats say alike: the sign of a box, and a chart as sentences for those who do not see it."""

from spegla.presentation.document import Bars, Dots
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
