"""What waits for a slide, how high it stands there, and how it is parted among slides.

Heights are reckoned, not measured: PowerPoint sets the lines itself. The reckoning is on the safe side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from spegla.presentation.document import KeyFigures, Phrase
from spegla.presentation.render.paper import Grid, GridRow

# Inches of a wide slide.
WIDE, HIGH, EDGE, TITLE_TOP, TOP = 13.333, 7.5, 0.6, 0.42, 1.55
BOTTOM = 6.95
ACROSS = WIDE - 2 * EDGE
# Sizes in points. A line is read more easily when it does not cross the whole slide.
POINTS, SMALL, LEAST, LINE_WIDE = 20, 15, 10, 11.0
# A longer paragraph is parted.
PARAGRAPH = 800
ROOM = BOTTOM - TOP - 0.1
# An inch holds so many letters of one point, and a line is so much higher than its letters.
LETTERS, LEADING = 155, 1.2
ROWS, CHART_ROWS = 15, 9
ROW_INCHES, KEY_INCHES, BETWEEN = 0.3, 1.75, 0.3
# A row of a chart, of a chart whose names need smaller letters, and of the lowest.
BAR_INCHES, BAR_SMALL, BAR_LEAST = 0.62, 0.58, 0.38


@dataclass(frozen=True)
class Line:
    """A paragraph. A strong one names what follows, and stays with it."""

    phrases: tuple[Phrase, ...]
    size: int = POINTS
    strong: bool = False


@dataclass(frozen=True)
class Panel:
    """Lines that are set apart: `ground` and `edge` are colours, "" for none; `pair` is whose company it keeps on a slide."""

    lines: tuple[Line, ...]
    ground: str
    edge: str
    pair: str = ""


@dataclass(frozen=True)
class Beside:
    """Panels beside each other."""

    panels: tuple[Panel, ...]


# What waits for a slide: words, panels and large figures flow down it; a chart or a table comes last.
Item = Line | Beside | KeyFigures


def pages_of(items: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """As many items as a slide holds. A strong line, which names what follows, is never the last."""
    page: list[Item] = []
    used = 0.0
    for item in map(_fitted, items):
        needs = inches_of(item)
        if page and used + needs > ROOM:
            last = page[-1]
            carried = [page.pop()] if isinstance(last, Line) and last.strong else []
            if page:
                yield tuple(page)
            page, used = carried, sum(inches_of(one) for one in carried)
        page.append(item)
        used += needs
    if page:
        yield tuple(page)


def _fitted(item: Item) -> Item:
    """`item` in smaller letters when it would not go on a slide with the line that names it."""
    while inches_of(item) > ROOM - 0.5:
        match item:
            case Line() if item.size > LEAST:
                item = _smaller(item)
            case Beside(panels) if panels[0].lines[0].size > LEAST:
                item = Beside(tuple(Panel(tuple(map(_smaller, one.lines)), one.ground, one.edge, one.pair) for one in panels))
            case _:
                return item
    return item


def _smaller(line: Line) -> Line:
    return Line(line.phrases, line.size - 1, line.strong)


def inches_of(item: Item, width: float = LINE_WIDE) -> float:
    """How high it stands on a slide, with the space below it."""
    match item:
        case Line(phrases, size):
            letters = sum(len(phrase.text) for phrase in phrases)
            return ceil(letters * size / (width * LETTERS) or 1) * size * LEADING / 72 + 6 / 72
        case Beside(panels):
            inside = panel_width(item) - 0.4
            return max(sum(inches_of(line, inside) for line in panel.lines) for panel in panels) + 0.25 + BETWEEN
        case KeyFigures():
            return KEY_INCHES


def grid_points(piece: Grid, rows: Sequence[GridRow]) -> int:
    return 11 if len(rows) > 11 or piece.dense else 12


def grid_inches(piece: Grid, rows: Sequence[GridRow]) -> float:
    """How high these rows of a table stand with their head: a cell wraps in a column that is too narrow for it."""
    size = grid_points(piece, rows)
    letters = [ACROSS * weight / sum(piece.weights) * LETTERS / size for weight in piece.weights]
    texts = [[head.short for head in piece.head], *([f"{cell.text}{cell.small}" for cell in row.cells] for row in rows)]
    lines = [max(ceil(len(text) / most) for text, most in zip(row, letters, strict=True)) for row in texts]
    return sum(ROW_INCHES + max(0, most - 1) * size * LEADING / 72 for most in lines)


def panel_width(beside: Beside) -> float:
    """Two share a slide; one alone is as wide as a line."""
    return LINE_WIDE if len(beside.panels) == 1 else (ACROSS - BETWEEN) / 2
