"""A `Document` as Markdown (CommonMark with tables). Nothing is folded: a text file has nowhere to fold it to."""

import re
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
    Phrase,
    Points,
    Prose,
    Question,
    Section,
    Sheet,
    Sign,
    Table,
    TooFew,
    Weight,
)
from spegla.presentation.render.words import names_of

_MARKS = {Mark.FULL: "■", Mark.EMPTY: "□", Mark.HALF: "◤", Mark.DASH: "–"}
_SIGNS = {Sign.KNOW: "!", Sign.DISCUSS: "?"}
_DEEPEST = 6
# What would be taken for a mark of Markdown or HTML: anywhere, around words, and first on a line.
_ANYWHERE = re.compile(r"[\\`*<\[\]|]")
_AROUND = re.compile(r"(?<![0-9A-Za-zÅÄÖåäö])_|_(?![0-9A-Za-zÅÄÖåäö])")
_FIRST = re.compile(r"^(\s*)([#>+-]|[0-9]+[.)])(?=\s|$)")


def to_markdown(document: Document) -> str:
    """The document as text, ending with a line break."""
    parts = [f"# {escaped(document.title)}", escaped(document.ingress), *_parts(document.blocks, 2)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown or HTML would take for a mark of its own."""
    plain = " ".join(text.replace("\u00ad", "").split(" ")).replace("\n", " ")
    plain = _AROUND.sub(r"\\_", _ANYWHERE.sub(lambda found: f"\\{found[0]}" if found[0] != "<" else "&lt;", plain))
    return _FIRST.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", plain)


def _parts(blocks: Iterable[Block], level: int) -> list[str]:
    return [part for block in blocks for part in _PARTS[type(block)](block, level)]


def _heading(text: str, level: int, anchor: str = "") -> list[str]:
    mark = f'<a id="{anchor}"></a>\n\n' if anchor else ""
    return [f"{mark}{'#' * min(level, _DEEPEST)} {escaped(text)}"]


def _paragraph(block: Paragraph | Note, _: int) -> list[str]:
    return [escaped(block.text)]


def _prose(block: Prose, _: int) -> list[str]:
    return [_phrases(block.phrases)]


def _phrases(phrases: tuple[Phrase, ...]) -> str:
    return "".join(escaped(one.text) if one.weight is Weight.PLAIN else f"**{escaped(one.text)}**" for one in phrases)


def _listing(block: Listing, _: int) -> list[str]:
    signs = [f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1)]
    return ["\n".join(f"{sign} {_phrases(item)}" for sign, item in zip(signs, block.items, strict=True))]


def _aside(block: Aside, _: int) -> list[str]:
    return [f"**{_SIGNS[block.sign]} {escaped(block.title)}**", _list(block.items)]


def _dots(block: Dots, _: int) -> list[str]:
    """The figures without the dots."""
    rows = [[row.label, row.text, f"{row.bar.low:.0f}–{row.bar.high:.0f}", row.other_text] for row in block.rows]
    return [_grid([block.label, block.own, block.interval, block.other], rows, frozenset({1, 2, 3}))]


def _contents(block: Contents, _: int) -> list[str]:
    return [f"**{escaped(block.title)}**", "\n".join(f"- [{escaped(link.text)}](#{link.anchor})" for link in block.links)]


def _caution(block: Caution, _: int) -> list[str]:
    return ["\n>\n".join(f"> {line}" for line in (f"**{escaped(block.strong)}**", *(escaped(text) for text, _ in block.lines)))]


def _key_figures(block: KeyFigures, _: int) -> list[str]:
    return [_list(f"{item.name}: {item.value}" + (f" ({item.note})" if item.note else "") for item in block.items)]


def _code(block: Code, _: int) -> list[str]:
    return [f"{escaped(block.title)}:", "\n".join(f"    {line}" for text in block.lines for line in text.splitlines())]


def _names(block: Names, _: int) -> list[str]:
    return [f"{_MARKS[block.mark]} {escaped(block.title)}: {escaped(', '.join(block.names))}"]


def _legend(block: Legend, _: int) -> list[str]:
    marks = [f"{_MARKS[answer.mark]} {answer.word}" for answer in block.answers] + ([f"! {block.flag}"] if block.flag else [])
    return [escaped(f"{block.title}: {', '.join(marks)}")]


def _matrix(block: Matrix, _: int) -> list[str]:
    head = [block.corner, *(column.label for column in block.columns), block.last]
    rows = [[name, *(f"{_MARKS[one.mark]} {one.word}" for one in answers), last] for name, answers, last in block.rows]
    rows += [
        [name, *(f"{cell.figure} {cell.small}{' ! ' + cell.flag if cell.flag else ''}" for cell in cells), ""] for name, cells in block.sums
    ]
    return [escaped(block.caption), _grid(head, rows, frozenset())]


def _nothing(_: Sheet | NewPage, __: int) -> list[str]:
    """For paper alone; what is on the sheet is in the matrices."""
    return []


def _table(block: Table, _: int) -> list[str]:
    rows = []
    for row in block.rows:
        cells = [f"{_MARKS[cell.mark]} {cell.text}" if cell.mark else cell.text for cell in row]
        rows.append([f"{text} (! {cell.flag})" if cell.flag else text for text, cell in zip(cells, row, strict=True)])
    return [*([escaped(block.caption)] if block.caption else []), _grid(list(block.head), rows, block.numeric)]


def _points(block: Points, _: int) -> list[str]:
    if not block.may_title and not block.may_not_title:
        return [_list([*(f"+ {text}" for text in block.may), *(f"− {text}" for text in block.may_not)])]
    titled = ((block.may_title, block.may), (block.may_not_title, block.may_not))
    return [part for title, texts in titled if texts for part in (f"**{escaped(title)}**", _list(texts))]


def _bullets(block: Bullets, _: int) -> list[str]:
    return [f"{escaped(block.title)}:", _list(block.items)]


def _choice(block: Choice, _: int) -> list[str]:
    return [escaped("".join(phrase.text for phrase in block.phrases)), *map(escaped, block.notes)]


def _too_few(block: TooFew, _: int) -> list[str]:
    return [f"**{escaped(block.strong)}** {escaped(block.text)}"]


def _bars(block: Bars, _: int) -> list[str]:
    """The figures without the bars."""
    names = names_of(block)
    rows = [[row.label, *(one.text for one in (row.own, row.all) if one)] for row in block.rows]
    return [_grid(["", *names], rows, frozenset(range(1, len(names) + 1)))]


def _bar_legend(block: BarLegend, _: int) -> list[str]:
    return [escaped(f"{block.title}: {', '.join(name for name in (block.own, block.all, block.interval) if name)}")]


def _fold(block: Fold, level: int) -> list[str]:
    return [f"**{escaped(block.title)}**", *_parts(block.blocks, level)]


def _question(block: Question, level: int) -> list[str]:
    head = _heading(f"{block.title} ({block.tag})" if block.tag else block.title, level, block.anchor)
    asks, counted = ([escaped(text)] if text else [] for text in (block.asks, block.counted))
    return [*head, *asks, *_parts(block.blocks, level + 1), *counted, *_parts(block.folds, level + 1)]


def _long_page(block: LongPage, level: int) -> list[str]:
    lines = []
    for chapter in block.chapters:
        links = ", ".join(
            f"[{escaped(link.text)}](#{link.anchor})" + (f" ({escaped(count)})" if count else "") for link, count in chapter.links
        )
        lines.append(f"- {escaped(chapter.title)}: {links}")
    return [f"**{escaped(block.title)}**", "\n".join(lines), *_parts(block.blocks, level)]


def _section(block: Section, level: int) -> list[str]:
    title = f"{block.over}: {block.title}" if block.over else block.title
    return [*_heading(title, level, block.anchor), *_parts(block.blocks, level + 1)]


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(item)}" for item in items)


def _grid(head: list[str], rows: list[list[str]], numeric: frozenset[int]) -> str:
    lines = [_row(head), "|".join(["", *("---:" if place in numeric else "---" for place in range(len(head))), ""])]
    return "\n".join([*lines, *map(_row, rows)])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


# Every block there is; a test keeps the table total.
_PARTS: dict[type, Callable[[Any, int], list[str]]] = {
    Paragraph: _paragraph,
    Note: _paragraph,
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
