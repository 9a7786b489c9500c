"""A `Document` as an Excel workbook: a sheet for each section, tables that can be sorted, and charts that Excel draws itself.

Percentages and counts are numbers, so that they can be computed with: a share is the exact one, shown as it is rounded everywhere else.
The rows that sum up stand below their table and not in it, or a reader who sorts would mix them with the municipalities.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time
from io import BytesIO
from textwrap import wrap
from typing import Any

from spegla.messages import messages
from spegla.presentation.document import (
    BarLegend,
    Bars,
    Code,
    Contents,
    Document,
    Dots,
    KeyFigures,
    Legend,
    Listing,
    NewPage,
    Phrase,
    Points,
)
from spegla.presentation.render.paper import Box, Grid, GridCell, GridHead, GridRow, Heading, Piece, Style, Text, clean, laid_flat
from spegla.presentation.render.pdf import NO_DATE
from spegla.presentation.render.words import SIGNS, Ends, Series, said_of, series_of

_EGEN, _ALLA, _TEXT, _GRA, _LINE = "#14595A", "#8C8270", "#1B2726", "#4A5756", "#D9D3C6"
_TON, _TINT, _FLAGGED = "#F1EEE5", "#E9F1EF", "#FDF3DC"
_FONT = "Calibri"
# Letters in the first column, which holds the texts, and in those beside it, which are wider for longer texts, up to a limit.
_FIRST, _BESIDE, _WIDEST, _WIDEST_WORD = 62, 13, 40, 22
# A table with more rows goes on on another page, under the same head.
_LONG = 30
# A line of text is so many points high; a row of a sheet so many pixels.
_LINE_POINTS, _ROW_PIXELS = 15.0, 20
_CHART_WIDTH, _CHART_AROUND, _CHART_ROW = 900, 110, 40
_PERCENT = re.compile(r"(\d+)(?:[.,](\d+))?\s*%")
_WHOLE = re.compile(r"\d{1,3}(?:[\s,]\d{3})*|\d+")
_A4 = 9
# As many columns as can be read on a sheet of paper that stands upright.
_UPRIGHT = 6
_SECTION = 2
# So far down a heading is still at the beginning of its sheet.
_FIRST_ROWS = 3
# Columns to the right of every table.
_HIDDEN = 40
# No cell becomes a formula, a link or a number because of how its text looks.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def to_xlsx(document: Document) -> bytes:
    """The whole file. The same document gives the same bytes."""
    import xlsxwriter  # Only a workbook needs it.

    made = BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    at = datetime.combine(document.dated or NO_DATE, time(), UTC)
    book.set_properties({"title": document.title, "author": "Spegla", "comments": document.foot, "created": at.replace(tzinfo=None)})
    _Writer(book, document).write()
    book.close()
    return made.getvalue()


class _Writer:
    def __init__(self, book: Any, document: Document) -> None:
        self.book = book
        self.document = document
        self.percent_format = "0%" if document.language == "en" else "0\u00a0%"
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.names: set[str] = set()
        self.sheet: Any = None
        self.row = 0
        self.tables = 0
        # Where each sheet goes on.
        self.rows: dict[str, int] = {}
        self.heading_row = 0
        self.breaks: dict[str, list[int]] = {}
        # How wide each column is that is wider than the others.
        self.wide: dict[tuple[str, int], int] = {}

    def write(self) -> None:
        document = self.document
        self._open(document.head.partition(" · ")[2] or document.title)
        for text, style in ((document.over, {"bold": True, "font_color": _GRA}), (document.title, {"bold": True, "font_size": 20})):
            if text:
                self._line(text, **style)
        if document.ingress:
            self._line(document.ingress, font_size=12)
        self.rows[self.sheet.name] = self.row
        first = self.sheet
        for section in _sections(document):
            # What is only text stands together on the first sheet; a table has a sheet of its own, where it can be sorted.
            if any(isinstance(piece, Grid | Dots | Bars) for piece in section) and isinstance(section[0], Heading):
                self._open(section[0].text)
            else:
                self.sheet = first
            self.row = self.rows[self.sheet.name]
            for piece in section:
                _WRITERS[type(piece)](self, piece)
            self.rows[self.sheet.name] = self.row

    # ── Sheets and lines ──────────────────────────────────────────────────

    def _open(self, title: str) -> None:
        self.sheet = self.book.add_worksheet(self._name(title))
        self.rows[self.sheet.name] = self.row = 0
        self.sheet.hide_gridlines(2)
        self.sheet.set_column(0, 0, _FIRST)
        self.sheet.set_column(1, 30, _BESIDE)
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(f"&L{self._escaped(self.document.foot)}&R&P {messages(self.document.language).say('paper_of')} &N")

    def _escaped(self, text: str) -> str:
        return text.replace("&", "&&")[:200]

    def _name(self, title: str) -> str:
        """A name that a sheet may have and no other sheet has."""
        bare = "".join(" " if sign in "[]:*?/\\" else sign for sign in clean(title)).strip(" '")[:31] or "1"
        name, number = bare, 1
        while name.casefold() in self.names:
            number += 1
            name = f"{bare[:27]} {number}"
        self.names.add(name.casefold())
        return name

    def _format(self, **wanted: object) -> Any:
        options = {"font_name": _FONT, "font_size": 11, "font_color": _TEXT, "valign": "top", **wanted}
        key = tuple(sorted(options.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(key))
        return self.formats[key]

    def _line(self, text: str, **style: object) -> None:
        """One cell of text in the first column, as high as its text needs."""
        size = style.get("font_size", 11)
        scale = float(size) / 11 if isinstance(size, int | float) else 1.0
        # Letters of one width, as code has, take more room.
        lines = len(wrap(clean(text), int((_FIRST + 2) / (1.3 if "font_name" in style else scale)))) or 1
        self.sheet.write_string(self.row, 0, clean(text), self._format(text_wrap=True, **style))
        self.sheet.set_row(self.row, _LINE_POINTS * lines * scale + 2)
        self.row += 1

    def _phrases(self, phrases: tuple[Phrase, ...]) -> str:
        return "".join(phrase.text for phrase in phrases)

    # ── Pieces ────────────────────────────────────────────────────────────

    def heading(self, piece: Heading) -> None:
        self.row += 1 if self.row else 0
        self.heading_row = self.row
        self._line(piece.text, bold=True, font_size={2: 16, 3: 13}.get(piece.level, 11))

    def text(self, piece: Text) -> None:
        styles: dict[Style, dict[str, object]] = {
            Style.BODY: {},
            Style.QUIET: {"font_color": _GRA, "font_size": 10},
            Style.LABEL: {"bold": True},
        }
        self._line(piece.plain, **styles[piece.style])

    def listing(self, piece: Listing) -> None:
        for number, item in enumerate(piece.items, start=1):
            self._line(f"{number}. {self._phrases(item)}" if piece.numbered else f"– {self._phrases(item)}")

    def box(self, piece: Box) -> None:
        sign = SIGNS.get(piece.box_kind, "")
        colour = _TINT if piece.box_kind.value == "know" else _TON
        self._line(f"{sign} {piece.title}".strip(), bold=True, bg_color=colour)
        for line in piece.lines:
            self._line(line, bg_color=colour)
        self.row += 1

    def key_figures(self, piece: KeyFigures) -> None:
        for item in piece.items:
            self._line(f"{item.name}: {item.value}" + (f" ({item.note})" if item.note else ""), bold=True)

    def points(self, piece: Points) -> None:
        for title, texts, sign in ((piece.may_title, piece.may, "+ "), (piece.may_not_title, piece.may_not, "− ")):
            if texts and title:
                self._line(title, bold=True)
            for text in texts:
                self._line(f"– {text}" if title else sign + text)

    def legend(self, piece: Legend) -> None:
        """Nothing: here answers are words, without marks."""

    def bar_legend(self, piece: BarLegend) -> None:
        words = ", ".join(word for word in (piece.own, piece.all, piece.interval) if word)
        self._line(f"{piece.title}: {words}", font_color=_GRA, font_size=10)

    def code(self, piece: Code) -> None:
        self._line(piece.title, bold=True)
        for line in piece.lines:
            self._line(line, font_name="Consolas", font_size=9)

    def contents(self, _: Contents) -> None:
        """Nothing: the tabs of the sheets are the contents."""

    def page(self, _: NewPage) -> None:
        """Sheets are pages already."""

    # ── Tables ────────────────────────────────────────────────────────────

    def grid(self, piece: Grid) -> None:
        if piece.caption:
            self._line(piece.caption, font_color=_GRA, font_size=10)
        self._table(piece)

    def _table(self, piece: Grid) -> tuple[int, int]:
        """A native table; gives its first and last row of figures."""
        rows = [row for row in piece.rows if not row.sum]
        sums = [row for row in piece.rows if row.sum]
        columns, first = len(piece.head), self.row + 1
        if columns > _UPRIGHT:
            self.sheet.set_landscape()
            # A wide table begins a page with its heading, and is not cut.
            if self.heading_row > _FIRST_ROWS:
                breaks = self.breaks.setdefault(self.sheet.name, [])
                breaks.append(self.heading_row)
                self.sheet.set_h_pagebreaks(breaks)
        last = first + max(len(rows), 1) - 1
        self.tables += 1
        # A head stands over its numbers.
        heads = [
            self._format(
                **{"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1},
                **({"align": "right"} if column in piece.numeric else {"align": "left", **({"indent": 1} if column else {})}),
            )
            for column in range(columns)
        ]
        columns_as = [{"header": name, "header_format": head} for name, head in zip(self._heads(piece.head), heads, strict=True)]
        options = {"name": f"Tabell_{self.tables}", "columns": columns_as, "style": None, "autofilter": bool(rows)}
        self.sheet.add_table(self.row, 0, last, columns - 1, options)
        self._widen(piece, rows)
        widths = [self._width(column) for column in range(columns)]
        names = (len(wrap(clean(one.text), width - 2)) for one, width in zip(piece.head, widths, strict=True))
        self.sheet.set_row(self.row, _LINE_POINTS * max(1, *names))
        if len(rows) > _LONG:
            self.sheet.repeat_rows(self.row)
        for number, row in enumerate(rows):
            self._cells(first + number, row.cells, piece.numeric, {"bottom": 4, "bottom_color": _LINE})
        self.row = last + 1
        for row in sums:
            style: dict[str, object] = {"bold": True, "bg_color": _TON, "align": "left"}
            self._cells(self.row, row.cells, (), style)
            self.row += 1
            if any(cell.small for cell in row.cells):
                small = tuple(GridCell(row.cells[0].text if not index else cell.small) for index, cell in enumerate(row.cells))
                self._cells(self.row, small, (), {"bg_color": _TON, "font_color": _GRA, "text_wrap": True})
                self.row += 1
        self.row += 1
        return first, last

    def _widen(self, piece: Grid, rows: list[GridRow]) -> None:
        """Make room for the longest text of each column beside the first, and for the longest word of its head. Several tables may
        stand in the same columns."""
        for column, head in enumerate(piece.head[1:], start=1):
            longest = max((len(clean(row.cells[column].text)) for row in rows), default=0) + 1
            word = max((len(word) for word in re.split(r"[\s-]", clean(head.text))), default=0) + 3
            width = max(_BESIDE, min(longest, _WIDEST), min(word, _WIDEST_WORD))
            if width > self._width(column):
                self.wide[self.sheet.name, column] = width
                self.sheet.set_column(column, column, width)

    def _width(self, column: int) -> int:
        return self.wide.get((self.sheet.name, column), _BESIDE) if column else _FIRST

    def _heads(self, heads: tuple[GridHead, ...]) -> list[str]:
        """Names that are all different and none empty, as a table demands."""
        found: list[str] = []
        for head in heads:
            bare = clean(head.text) or "–"
            name, number = bare, 1
            while name.casefold() in {one.casefold() for one in found}:
                number += 1
                name = f"{bare} {number}"
            found.append(name)
        return found

    def _cells(self, row: int, cells: tuple[GridCell, ...], numeric: tuple[int, ...], style: dict[str, object]) -> None:
        wrapped = cells if "text_wrap" in style else cells[:1]
        lines = (len(wrap(clean(cell.text), self._width(column) - 2)) for column, cell in enumerate(wrapped))
        self.sheet.set_row(row, _LINE_POINTS * max(1, *lines))
        for column, cell in enumerate(cells):
            shown = {**style, **({"bg_color": _FLAGGED, "bold": True} if cell.flag else {})}
            if not column:
                self.sheet.write_string(
                    row, 0, clean(cell.text), self._format(**shown, text_wrap=True) if "text_wrap" not in shown else self._format(**shown)
                )
                continue
            self._cell(row, column, cell, column in numeric, shown)
            if cell.flag:
                self.sheet.write_comment(row, column, clean(cell.small or cell.flag), {"author": "Spegla"})

    def _cell(self, row: int, column: int, cell: GridCell, right: bool, style: dict[str, object]) -> None:
        text = cell.text
        # Away from the number that may end beside it.
        aligned = {**style, **({"align": "right"} if right else {"indent": 1})}
        percent = _PERCENT.fullmatch(text)
        if percent:
            value = float(f"{percent[1]}.{percent[2] or 0}") / 100 if cell.value is None else cell.value
            decimals = "." + "0" * len(percent[2]) if percent[2] else ""
            self.sheet.write_number(
                row, column, value, self._format(**aligned, num_format=self.percent_format.replace("0", "0" + decimals, 1))
            )
        elif right and _WHOLE.fullmatch(text):
            self.sheet.write_number(row, column, int(re.sub(r"\D", "", text)), self._format(**aligned, num_format="0"))
        else:
            self.sheet.write_string(row, column, clean(text), self._format(**aligned))

    # ── Charts ────────────────────────────────────────────────────────────

    def figure(self, piece: Dots | Bars) -> None:
        """The figures in a table, and below it the chart that Excel draws from them, on a scale that begins at 0."""
        series = series_of(piece)
        label = piece.label if isinstance(piece, Dots) else messages(self.document.language).say("head_answer")
        say = messages(self.document.language).say
        heads = [label]
        for name, _, has_interval, _ in series:
            heads += [name, *([say("paper_low", group=name), say("paper_high", group=name)] if has_interval else [])]
        rows = []
        labels = [row.label for row in piece.rows]
        for index, text in enumerate(labels):
            cells = [GridCell(text)]
            for _, _, has_interval, bars in series:
                bar = bars[index]
                ends = (bar or (None, None, None))[: 3 if has_interval else 1]
                cells += [GridCell("") if end is None else GridCell(f"{end:.1f}%", value=end / 100) for end in ends]
            rows.append(GridRow(tuple(cells), False, ""))
        head = tuple(GridHead(name, name) for name in heads)
        numeric = tuple(range(1, len(heads)))
        first, last = self._table(Grid("", "", head, numeric, tuple(rows), (1,) * len(heads), False))
        self._chart(piece, series, first, last)

    def _chart(self, piece: Dots | Bars, series: list[Series], first: int, last: int) -> None:
        chart = self.book.add_chart({"type": "bar"})
        font = {"name": _FONT, "size": 10, "color": _TEXT}
        column = 1
        for name, own, has_interval, bars in series:
            given: dict[str, object] = {
                "name": name,
                "categories": [self.sheet.name, first, 0, last, 0],
                "values": [self.sheet.name, first, column, last, column],
                "fill": {"color": _EGEN if own else _ALLA},
                "border": {"none": True},
                "gap": 45,
                "overlap": 0,
            }
            if has_interval:
                minus, plus = self._ends(bars, first, column)
                line = {"color": _TEXT, "width": 1}
                given["x_error_bars"] = {"type": "custom", "minus_values": minus, "plus_values": plus, "line": line}
            chart.add_series(given)
            column += 3 if has_interval else 1
        chart.show_hidden_data()
        title = piece.name if isinstance(piece, Dots) else ""
        chart.set_title({"name": clean(title), "name_font": {**font, "size": 12, "bold": True}} if title else {"none": True})
        chart.set_y_axis({"reverse": True, "num_font": font, "line": {"color": _TEXT}, "major_tick_mark": "none"})
        scale = {"min": 0, "max": 1, "major_unit": 0.25, "num_format": self.percent_format, "num_font": font, "line": {"none": True}}
        chart.set_x_axis({**scale, "major_gridlines": {"visible": True, "line": {"color": _LINE}}})
        chart.set_legend({"position": "bottom", "font": font} if len(series) > 1 else {"none": True})
        chart.set_chartarea({"border": {"none": True}})
        height = _CHART_AROUND + _CHART_ROW * len(piece.rows)
        chart.set_size({"width": _CHART_WIDTH, "height": height})
        self.sheet.insert_chart(self.row, 0, chart, {"description": said_of(piece), "object_position": 2})
        self.row += height // _ROW_PIXELS + 2

    def _ends(self, bars: list[Ends | None], first: int, column: int) -> tuple[str, str]:
        """How far each interval reaches from its share, in hidden columns that only the chart reads; gives their formulas."""
        at = _HIDDEN + column
        self.sheet.set_column(at, at + 1, None, None, {"hidden": True})
        for row, bar in enumerate(bars, start=first):
            share, low, high = bar or (0.0, 0.0, 0.0)
            self.sheet.write_number(row, at, (share - low) / 100)
            self.sheet.write_number(row, at + 1, (high - share) / 100)
        from xlsxwriter.utility import xl_range_formula

        last = first + len(bars) - 1
        minus, plus = (f"={xl_range_formula(self.sheet.name, first, at + i, last, at + i)}" for i in (0, 1))
        return minus, plus


def _sections(document: Document) -> list[list[Piece]]:
    """The pieces, cut before each heading of the second level."""
    found: list[list[Piece]] = [[]]
    for piece in laid_flat(document.blocks):
        if isinstance(piece, Heading) and piece.level == _SECTION:
            found.append([])
        found[-1].append(piece)
    return [section for section in found if section]


# Every piece there is; a test keeps the table total.
_WRITERS: dict[type, Callable[[_Writer, Any], None]] = {
    Heading: _Writer.heading,
    Text: _Writer.text,
    Listing: _Writer.listing,
    Box: _Writer.box,
    KeyFigures: _Writer.key_figures,
    Grid: _Writer.grid,
    Dots: _Writer.figure,
    Bars: _Writer.figure,
    BarLegend: _Writer.bar_legend,
    Legend: _Writer.legend,
    Points: _Writer.points,
    Contents: _Writer.contents,
    Code: _Writer.code,
    NewPage: _Writer.page,
}
