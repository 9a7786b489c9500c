"""A `Document` laid flat for paper: sections, pages and folds become headings and what follows them, in reading order.

The four formats with pages (PDF, Word, PowerPoint, Excel) all begin here, so that they show the same things in the same order, and
each of them has these few pieces to draw instead of every block there is. Nothing is left out but what has no meaning on paper: links
beside a page, and the sheet that repeats the matrices.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from spegla.presentation.document import (
    Answer,
    Aside,
    BarLegend,
    Bars,
    Block,
    Bullets,
    Caution,
    Choice,
    Code,
    Contents,
    Dots,
    Fold,
    KeyFigures,
    Legend,
    Link,
    Listing,
    LongPage,
    Mark,
    Matrix,
    Names,
    NewPage,
    Note,
    Paragraph,
    Phrase,
    Points,
    Prose,
    Question,
    Section,
    Sheet,
    Sign,
    SumCell,
    Table,
    TooFew,
    Weight,
)

# The title is the first level; a heading deeper than the fourth says nothing to a reader of paper.
_FIRST_LEVEL, _LAST_LEVEL = 2, 4
# A column of text is as wide as its longest cell, but no wider than this many letters; then it wraps.
_WIDEST = 38
_NARROWEST = 4
# A page of contents holds so many lines.
_MOST_LINKS = 40
# The space beside a column, in letters.
_BESIDE = 3


@dataclass(frozen=True)
class Heading:
    """`level` is 2–4: the document's title is the only 1."""

    level: int
    text: str
    anchor: str
    over: str = ""


class Style(Enum):
    """Body text; secondary text; the name of what follows, when it is no heading."""

    BODY = "body"
    QUIET = "quiet"
    LABEL = "label"


@dataclass(frozen=True)
class Text:
    """`kept` says that it leads to the figure that follows, and stays on its page."""

    phrases: tuple[Phrase, ...]
    style: Style = Style.BODY
    kept: bool = False

    @property
    def plain(self) -> str:
        return "".join(phrase.text for phrase in self.phrases)


class BoxKind(Enum):
    """Why something is set apart: to be read first, a printed figure that does not fit, to know, to discuss, too few."""

    CAUTION = "caution"
    FLAGGED = "flagged"
    KNOW = "know"
    DISCUSS = "discuss"
    FEW = "few"


@dataclass(frozen=True)
class Box:
    """What is set apart from the rest: a strong line, then one line per thing. An aside's lines are a list."""

    box_kind: BoxKind
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class GridCell:
    """`small` stands below `text`; `flag` says in words why the cell is flagged; `value` is as in `Cell`."""

    text: str
    mark: Mark | None = None
    small: str = ""
    flag: str = ""
    value: float | None = None


@dataclass(frozen=True)
class GridHead:
    """`short` heads a narrow column, `text` is what it stands for."""

    text: str
    short: str


@dataclass(frozen=True)
class GridRow:
    """The first cell heads the row. A sum stands apart from the rows above it."""

    cells: tuple[GridCell, ...]
    sum: bool
    anchor: str


@dataclass(frozen=True)
class Grid:
    """A table. `numeric` are the columns set right, from 0; `weights` how wide each column is beside the others; `dense` says that
    it is a matrix of short answers, which stays on one page."""

    name: str
    caption: str
    head: tuple[GridHead, ...]
    numeric: tuple[int, ...]
    rows: tuple[GridRow, ...]
    weights: tuple[int, ...]
    dense: bool


_FIGURES = (KeyFigures, Grid, Dots, Bars)
Piece = Heading | Text | Listing | Box | KeyFigures | Grid | Dots | Bars | BarLegend | Legend | Points | Contents | Code | NewPage


def laid_flat(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """The pieces of `blocks` in reading order."""
    pieces = list(_flat(blocks, _FIRST_LEVEL))
    # From the end, since a text leads to a figure also when another such text stands between.
    for at in range(len(pieces) - 2, -1, -1):
        piece, following = pieces[at], pieces[at + 1]
        # A label begins something new.
        goes_on = isinstance(following, Text) and following.kept and following.style is not Style.LABEL
        leads = isinstance(following, _FIGURES) or goes_on
        # What stands between two headings leads to the second: neither is left alone at the foot of a page.
        between = isinstance(following, Heading) and at > 0 and isinstance(pieces[at - 1], Heading)
        if isinstance(piece, Text) and (leads or between):
            # After a figure, secondary text belongs to that one; it leads on to the table of a chart alone.
            after = at > 0 and isinstance(pieces[at - 1], _FIGURES)
            of_chart = at > 0 and isinstance(pieces[at - 1], (Dots, Bars)) and isinstance(following, Grid)
            if of_chart or not (after and piece.style is Style.QUIET):
                pieces[at] = Text(piece.phrases, piece.style, True)
    for at in range(1, len(pieces) - 1):
        piece, before = pieces[at], pieces[at - 1]
        # Several lines of secondary text after a figure stay together with it.
        after_figure = isinstance(before, _FIGURES) or (_is_quiet(before) and isinstance(before, Text) and before.kept)
        if isinstance(piece, Text) and _is_quiet(piece) and _is_quiet(pieces[at + 1]) and after_figure:
            pieces[at] = Text(piece.phrases, piece.style, True)
    return tuple(pieces)


def _is_quiet(piece: Piece) -> bool:
    return isinstance(piece, Text) and piece.style is Style.QUIET


def _flat(blocks: Iterable[Block], level: int) -> Iterator[Piece]:
    for block in blocks:
        yield from _PIECES[type(block)](block, level)


def clean(text: str) -> str:
    """`text` without the marks of where a word may break, for formats that would show them."""
    return text.replace("\u00ad", "")


def _as_it_is(block: Any, _: int) -> Iterator[Piece]:
    yield block


def _paragraph(block: Paragraph, _: int) -> Iterator[Piece]:
    yield Text((Phrase(block.text),))


def _prose(block: Prose, _: int) -> Iterator[Piece]:
    yield Text(block.phrases)


def _note(block: Note, _: int) -> Iterator[Piece]:
    yield Text((Phrase(block.text),), Style.QUIET)


def _caution(block: Caution, _: int) -> Iterator[Piece]:
    kind = BoxKind.FLAGGED if block.flagged else BoxKind.CAUTION
    yield Box(kind, block.strong, tuple(text for text, _ in block.lines if text))


def _aside(block: Aside, _: int) -> Iterator[Piece]:
    yield Box(BoxKind.KNOW if block.sign is Sign.KNOW else BoxKind.DISCUSS, block.title, block.items)


def _too_few(block: TooFew, _: int) -> Iterator[Piece]:
    yield Box(BoxKind.FEW, block.strong, (block.text,))


def _names(block: Names, _: int) -> Iterator[Piece]:
    yield Text((Phrase(f"{block.title}: ", Weight.STRONG), Phrase(f"{', '.join(block.names)}.")))


def _bullets(block: Bullets, _: int) -> Iterator[Piece]:
    yield Text((Phrase(block.title),), Style.LABEL)
    yield Listing(tuple((Phrase(item),) for item in block.items))


def _choice(block: Choice, _: int) -> Iterator[Piece]:
    yield Text(block.phrases)
    for note in block.notes:
        yield Text((Phrase(note),), Style.QUIET)


def _fold(block: Fold, level: int) -> Iterator[Piece]:
    if block.title:
        yield Text((Phrase(block.title),), Style.LABEL)
    yield from _flat(block.blocks, level)


def _question(block: Question, level: int) -> Iterator[Piece]:
    yield Heading(min(level, _LAST_LEVEL), block.title + (f" ({block.tag})" if block.tag else ""), block.anchor)
    if block.asks:
        yield Text((Phrase(block.asks),), Style.QUIET)
    yield from _flat(block.blocks, level + 1)
    if block.counted:
        yield Text((Phrase(block.counted),), Style.QUIET)
    for fold in block.folds:
        yield from _fold(fold, level + 1)


def _long_page(block: LongPage, level: int) -> Iterator[Piece]:
    """The way around a long page is its contents on paper: every question when they go on a page, or else the sections."""
    links = [link for chapter in block.chapters for link, _ in chapter.links]
    if len(links) > _MOST_LINKS:
        links = [Link(section.title, section.anchor) for section in block.blocks if isinstance(section, Section)]
    if links:
        yield Contents(block.title, tuple(links))
    yield from _flat(block.blocks, level)


def _section(block: Section, level: int) -> Iterator[Piece]:
    yield Heading(min(level, _LAST_LEVEL), block.title, block.anchor, block.over)
    yield from _flat(block.blocks, level + 1)


def _sheet(_: Sheet, __: int) -> Iterator[Piece]:
    """Nothing: the matrices hold the same answers."""
    yield from ()


def _matrix(block: Matrix, _: int) -> Iterator[Piece]:
    head = (
        GridHead(block.corner, block.corner),
        *(GridHead(column.label, column.short) for column in block.columns),
        *([GridHead(block.last, block.last)] if block.last else []),
    )
    rows = [
        GridRow((GridCell(name), *(_answer(answer) for answer in answers), *([GridCell(last)] if block.last else [])), False, "")
        for name, answers, last in block.rows
    ]
    rows += [GridRow((GridCell(name), *map(_sum, cells), *([GridCell("")] if block.last else [])), True, "") for name, cells in block.sums]
    middle = len(block.columns)
    weights = (18, *([8] * middle), *([11] if block.last else []))
    yield Grid(block.name, block.caption, head, (), tuple(rows), weights, True)


def _answer(answer: Answer) -> GridCell:
    return GridCell(answer.word, answer.mark)


def _sum(cell: SumCell) -> GridCell:
    return GridCell(cell.figure, None, cell.small, cell.flag, cell.value)


def _table(block: Table, _: int) -> Iterator[Piece]:
    rows = tuple(
        GridRow(tuple(GridCell(cell.text, cell.mark, "", cell.flag, cell.value) for cell in row), False, anchor)
        for row, anchor in zip(block.rows, block.anchors or ("",) * len(block.rows), strict=True)
    )
    head = tuple(GridHead(text, text) for text in block.head)
    numeric = tuple(sorted(block.numeric))
    yield Grid(block.name, block.caption, head, numeric, rows, _weights(block), False)


def _weights(table: Table) -> tuple[int, ...]:
    """How many letters each column needs: its longest cell, within reason, and never less than the longest word of its head.

    Figures are wider than letters, and no number is broken over two lines.
    """
    widths = []
    for index, head in enumerate(table.head):
        cells = [row[index].text for row in table.rows]
        longest = max((len(text) for text in cells), default=0)
        word = max(len(word) for text in (head, *cells) for word in (text.split(" ") or [""]))
        widths.append(max(_NARROWEST, min(_WIDEST, longest), word) + _BESIDE + (index in table.numeric))
    return tuple(widths)


# Every block there is; a test keeps the table total.
_PIECES: dict[type, Callable[[Any, int], Iterator[Piece]]] = {
    Paragraph: _paragraph,
    Prose: _prose,
    Listing: _as_it_is,
    Aside: _aside,
    Dots: _as_it_is,
    Contents: _as_it_is,
    NewPage: _as_it_is,
    Note: _note,
    Caution: _caution,
    KeyFigures: _as_it_is,
    Code: _as_it_is,
    Names: _names,
    Legend: _as_it_is,
    Matrix: _matrix,
    Sheet: _sheet,
    Table: _table,
    Points: _as_it_is,
    Bullets: _bullets,
    Choice: _choice,
    TooFew: _too_few,
    Bars: _as_it_is,
    BarLegend: _as_it_is,
    Fold: _fold,
    Question: _question,
    LongPage: _long_page,
    Section: _section,
}
