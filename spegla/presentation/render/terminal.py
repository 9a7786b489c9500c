"""A `Document` as plain text, 100 characters wide. Marks are drawn with characters that every terminal font has."""

import textwrap
from collections.abc import Callable, Iterable
from typing import Any

from spegla.presentation.document import (
    Aside,
    BarLegend,
    Bars,
    Block,
    Bullets,
    Caution,
    Choice,
    Code,
    Contents,
    Document,
    Dots,
    Fold,
    KeyFigures,
    Legend,
    Listing,
    LongPage,
    Mark,
    Matrix,
    Names,
    NewPage,
    Note,
    Paragraph,
    Points,
    Prose,
    Question,
    Section,
    Sheet,
    Sign,
    Table,
    TooFew,
)
from spegla.presentation.render.words import names_of

_WIDTH = 100
_SIGNS = {Sign.KNOW: "!", Sign.DISCUSS: "?"}
_MARKS = {Mark.FULL: "■", Mark.EMPTY: "□", Mark.HALF: "◤", Mark.DASH: "–"}


def to_terminal(document: Document) -> str:
    """The document as text, ending with a line break."""
    head = [document.title, "=" * len(document.title), *_wrapped(document.ingress)]
    text = "\n".join((*head, *(line for block in document.blocks for line in ("", *_block(block)))))
    return text.replace("\u00ad", "").rstrip() + "\n"


def _block(block: Block) -> list[str]:
    return _LINES[type(block)](block)


def _text(block: Paragraph | Note) -> list[str]:
    return _wrapped(block.text)


def _prose(block: Prose) -> list[str]:
    return _wrapped("".join(phrase.text for phrase in block.phrases))


def _listing(block: Listing) -> list[str]:
    signs = [f"{number}. " if block.numbered else "- " for number in range(1, len(block.items) + 1)]
    texts = ["".join(phrase.text for phrase in item) for item in block.items]
    return [line for sign, text in zip(signs, texts, strict=True) for line in _wrapped(text, f"  {sign}")]


def _aside(block: Aside) -> list[str]:
    return [f"{_SIGNS[block.sign]} {block.title}", *(line for item in block.items for line in _wrapped(item, "  - "))]


def _dots(block: Dots) -> list[str]:
    """The figures without the dots."""
    grid = [[block.label, block.own, block.interval, block.other]]
    grid += [[row.label, row.text, f"{row.bar.low:.0f}–{row.bar.high:.0f}", row.other_text] for row in block.rows]
    return _aligned(grid, frozenset({1, 2, 3}))


def _contents(block: Contents) -> list[str]:
    return [f"{block.title}:", *(line for link in block.links for line in _wrapped(link.text, "  - "))]


def _nothing(_: Sheet | NewPage) -> list[str]:
    """For paper alone; what is on the sheet is in the matrices."""
    return []


def _caution(block: Caution) -> list[str]:
    return [f"! {block.strong}", *(part for text, _ in block.lines for part in _wrapped(text, "  "))]


def _key_figures(block: KeyFigures) -> list[str]:
    width = max(len(item.name) for item in block.items)
    return [f"{item.name.ljust(width)}  {item.value}" + (f"  ({item.note})" if item.note else "") for item in block.items]


def _code(block: Code) -> list[str]:
    return [f"{block.title}:", *(f"    {line}" for line in block.lines)]


def _names(block: Names) -> list[str]:
    return [f"{_MARKS[block.mark]} {block.title}", *_wrapped(", ".join(block.names), "    ")]


def _legend(block: Legend) -> list[str]:
    marks = [f"{_MARKS[answer.mark]} {answer.word}" for answer in block.answers] + ([f"! {block.flag}"] if block.flag else [])
    return _wrapped(f"{block.title}: {'   '.join(marks)}")


def _points(block: Points) -> list[str]:
    lines: list[str] = []
    for title, sign, texts in ((block.may_title, "  + ", block.may), (block.may_not_title, "  - ", block.may_not)):
        lines += [title] if title else []
        lines += [line for text in texts for line in _wrapped(text, sign)]
    return lines


def _bullets(block: Bullets) -> list[str]:
    return [f"{block.title}:", *(line for item in block.items for line in _wrapped(item, "  - "))]


def _choice(block: Choice) -> list[str]:
    text = "".join(phrase.text for phrase in block.phrases)
    return [line for part in (text, *block.notes) for line in _wrapped(part)]


def _too_few(block: TooFew) -> list[str]:
    return _wrapped(f"! {block.strong} {block.text}", "")


def _bars(block: Bars) -> list[str]:
    """The figures without the bars: a line of characters would say less than the number."""
    grid = [["", *names_of(block)]]
    grid += [[row.label, *(one.text for one in (row.own, row.all) if one)] for row in block.rows]
    return _aligned(grid, frozenset(range(1, len(grid[0]))))


def _bar_legend(block: BarLegend) -> list[str]:
    return _wrapped(f"{block.title}: {'   '.join(name for name in (block.own, block.all, block.interval) if name)}")


def _fold(block: Fold) -> list[str]:
    return [f"{block.title}{block.of}", *_joined(_block(inner) for inner in block.blocks)]


def _question(block: Question) -> list[str]:
    head = [block.title + (f" ({block.tag})" if block.tag else ""), *(_wrapped(block.asks) if block.asks else [])]
    parts = [head, *(_block(inner) for inner in block.blocks), *([_wrapped(block.counted)] if block.counted else [])]
    return _joined([*parts, *(_fold(part) for part in block.folds)])


def _long_page(block: LongPage) -> list[str]:
    return _joined(_block(inner) for inner in block.blocks)


def _section(block: Section) -> list[str]:
    return [block.title, "-" * len(block.title), *_joined(_block(inner) for inner in block.blocks)]


def _joined(parts: Iterable[list[str]]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        lines += ([""] if lines else []) + part
    return lines


def _wrapped(text: str, lead: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False) or [""]


def _matrix(matrix: Matrix) -> list[str]:
    """Columns are numbered, since their names are wider than their answers; the numbers are named below."""
    numbers = [str(index) for index in range(1, len(matrix.columns) + 1)]
    grid = [[matrix.corner, *numbers, matrix.last]]
    grid += [[name, *(f"{_MARKS[answer.mark]} {answer.word}" for answer in answers), last] for name, answers, last in matrix.rows]
    grid += [[name, *(f"{'! ' if cell.flag else ''}{cell.figure}" for cell in cells), ""] for name, cells in matrix.sums]
    key = [f"{number} {column.label}" for number, column in zip(numbers, matrix.columns, strict=True)]
    return [matrix.caption, *_aligned(grid, frozenset()), *(line for text in key for line in _wrapped(text, "  "))]


def _table(table: Table) -> list[str]:
    grid = [list(table.head)]
    for row in table.rows:
        marked = [f"{_MARKS[cell.mark]} {cell.text}" if cell.mark else cell.text for cell in row]
        grid.append([f"! {text}" if cell.flag else text for text, cell in zip(marked, row, strict=True)])
    return _aligned(grid, table.numeric)


def _aligned(grid: list[list[str]], numeric: frozenset[int]) -> list[str]:
    """Columns set left or right, as narrow as they must be to fit; text in a cell wraps, figures stand on its first line."""
    widths = _widths(grid)
    lines: list[str] = []
    for number, row in enumerate(grid):
        wrapped = [_cell_lines(text, width) for text, width in zip(row, widths, strict=True)]
        height = max(len(cell) for cell in wrapped)
        for line in range(height):
            parts = [cell[line] if line < len(cell) else "" for cell in wrapped]
            if line:
                parts[0] = f"  {parts[0]}" if parts[0] else ""
            set_out = [
                text.rjust(width) if i in numeric else text.ljust(width) for i, (text, width) in enumerate(zip(parts, widths, strict=True))
            ]
            lines.append("  ".join(set_out).rstrip())
        if number == 0:
            lines.append("-" * (sum(widths) + 2 * (len(widths) - 1)))
    return lines


def _cell_lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False) or [""]


def _widths(grid: list[list[str]]) -> list[int]:
    """The width of each column: that of its longest text, or less where the table would be wider than the page.

    Columns that only their head makes wide give way first, then the widest; never below the longest word, so a table of many figures
    may still be wider.
    """
    columns = [[row[index] for row in grid] for index in range(len(grid[0]))]
    widths = [max(len(text) for text in column) for column in columns]
    # Two more for the first, whose following lines are indented.
    least = [
        max((len(word) + 2 * (not index) for text in column for word in text.split(" ")), default=0) for index, column in enumerate(columns)
    ]
    while sum(widths) + 2 * (len(widths) - 1) > _WIDTH:
        spare = [width - minimum for width, minimum in zip(widths, least, strict=True)]
        candidates = [index for index in range(len(widths)) if spare[index] > 0]
        if not candidates:
            break
        body = [max((len(text) for text in column[1:]), default=0) for column in columns]
        widths[max(candidates, key=lambda index: (widths[index] > body[index], widths[index]))] -= 1
    return widths


# Every block there is; a test keeps the table total.
_LINES: dict[type, Callable[[Any], list[str]]] = {
    Paragraph: _text,
    Note: _text,
    Caution: _caution,
    KeyFigures: _key_figures,
    Code: _code,
    Names: _names,
    Legend: _legend,
    Matrix: _matrix,
    Sheet: _nothing,
    NewPage: _nothing,
    Prose: _prose,
    Listing: _listing,
    Aside: _aside,
    Dots: _dots,
    Contents: _contents,
    Table: _table,
    Points: _points,
    Bullets: _bullets,
    Choice: _choice,
    TooFew: _too_few,
    Bars: _bars,
    BarLegend: _bar_legend,
    Fold: _fold,
    Question: _question,
    LongPage: _long_page,
    Section: _section,
}
