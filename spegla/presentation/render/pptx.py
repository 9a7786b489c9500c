"""A `Document` as slides: one thing on each, charts and tables that PowerPoint can edit, and what is secondary in the notes.

Each slide has a title of its own, charts begin at 0 and say what they show, and the order of reading is the order on the slide.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from io import BytesIO
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
    Mark,
    NewPage,
    Phrase,
    Points,
    Weight,
)
from spegla.presentation.render.paper import Box, BoxKind, Grid, GridRow, Heading, Style, Text, clean, laid_flat
from spegla.presentation.render.pdf import NO_DATE
from spegla.presentation.render.steady import steady
from spegla.presentation.render.words import SIGNS, said_of, series_of

_SVART, _GRA, _EGEN, _ALLA, _LINJE = "1B2726", "4A5756", "14595A", "8C8270", "D9D3C6"
_TON, _FLAGGED, _WHITE = "F1EEE5", "FDF3DC", "FFFFFF"
_FONT, _SQUARES = "Calibri", "Arial"
_MARKS = {Mark.FULL: "■", Mark.EMPTY: "□", Mark.HALF: "◤", Mark.DASH: "–"}
# Inches of a wide slide.
_WIDE, _HIGH, _EDGE, _TITLE_TOP, _TOP = 13.333, 7.5, 0.6, 0.42, 1.55
_BOTTOM = 7.0
# A line of text at this size holds so many letters, and a slide so many lines.
_POINTS, _LETTERS, _LINES = 18, 112, 17
_ROWS, _CHART_ROWS = 15, 9
_LINE_INCHES, _ROW_INCHES, _BAR_INCHES = 0.33, 0.3, 0.62
_PHRASES = tuple[Phrase, ...]


def to_pptx(document: Document) -> bytes:
    """The whole file. The same document gives the same bytes."""
    import pptx  # Heavy, and only slides need it.

    at = datetime.combine(document.dated or NO_DATE, time(), UTC)
    deck = pptx.Presentation()
    _Writer(deck, document).write(at)
    made = BytesIO()
    deck.save(made)
    return steady(made.getvalue(), at)


class _Writer:
    def __init__(self, deck: Any, document: Document) -> None:
        from pptx import util
        from pptx.chart import data
        from pptx.dml import color
        from pptx.enum import chart, lang, text
        from pptx.oxml import parse_xml

        self.inches, self.pt = util.Inches, util.Pt
        self.colour: Any = color.RGBColor
        self.chart_data: Any = data.CategoryChartData
        self.chart_types, self.legend_at = chart.XL_CHART_TYPE, chart.XL_LEGEND_POSITION
        self.languages, self.align, self.parse = lang.MSO_LANGUAGE_ID, text.PP_ALIGN, parse_xml
        self.anchors = text.MSO_ANCHOR
        self.deck = deck
        self.document = document
        self.language = self.languages.ENGLISH_UK if document.language == "en" else self.languages.SWEDISH
        self.say = messages(document.language).say
        self.title = document.title
        self.over = ""
        self.waiting: list[tuple[_PHRASES, int, bool]] = []
        self.shown: Any = None
        self.titles = Counter[str]()

    def write(self, at: datetime) -> None:
        document, properties = self.document, self.deck.core_properties
        properties.title, properties.author, properties.last_modified_by = document.title, "Spegla", "Spegla"
        properties.language = "en-GB" if document.language == "en" else "sv-SE"
        properties.created = properties.modified = at.replace(tzinfo=None)
        self.deck.slide_width, self.deck.slide_height = self.inches(_WIDE), self.inches(_HIGH)
        self._first()
        for piece in laid_flat(document.blocks):
            _WRITERS[type(piece)](self, piece)
        self._flush()

    # ── Slides ────────────────────────────────────────────────────────────

    def _first(self) -> None:
        slide = self._slide(self.document.title, 34, top=2.0, height=1.9)
        if self.document.over:
            self._box(slide, ((((Phrase(self.document.over),), 16, True)),), 1.45, 0.5)
        self._box(slide, (((Phrase(self.document.ingress),), 20, False),), 4.0, 2.4)
        self.shown = None

    def _slide(self, title: str, size: int, *, top: float = _TITLE_TOP, height: float = 1.0) -> Any:
        """A slide with a title, the mark of who made it, and its number."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = (self.inches(one) for one in (_EDGE, top, _WIDE - 2 * _EDGE, height))
        frame = shape.text_frame
        frame.word_wrap = True
        # Who goes from slide to slide by title must be able to tell them apart.
        self.titles[title] += 1
        title = title if self.titles[title] == 1 else f"{title} ({self.titles[title]})"
        frame.vertical_anchor = self.anchors.BOTTOM if top == _TITLE_TOP else self.anchors.TOP
        self._run(frame.paragraphs[0], title, size, _SVART, True)
        frame.paragraphs[0].alignment = self.align.LEFT
        line = slide.shapes.add_connector(
            1, self.inches(_EDGE), self.inches(_TOP - 0.08), self.inches(_WIDE - _EDGE), self.inches(_TOP - 0.08)
        )
        line.line.color.rgb, line.line.width = self.colour.from_string(_SVART if top == _TITLE_TOP else _WHITE), self.pt(1)
        line.shadow.inherit = False
        self._decoration(line)
        number = len(self.deck.slides)
        words = " · ".join(part for part in (self.document.head or self.document.brand, self.document.foot, str(number)) if part)
        foot = self._box(slide, (((Phrase(words),), 11, False),), 7.02, 0.35)
        for run in foot.text_frame.paragraphs[0].runs:
            run.font.color.rgb = self.colour.from_string(_GRA)
        return slide

    def _decoration(self, shape: Any) -> None:
        """Told to readers of screens that it says nothing."""
        properties = shape._element.xpath(".//p:cNvPr")[0]
        namespace = "http://schemas.microsoft.com/office/drawing/2017/decorative"
        uri = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
        xml = (
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:ext uri="{uri}"><adec:decorative xmlns:adec="{namespace}" val="1"/></a:ext></a:extLst>'
        )
        properties.append(self.parse(xml))

    def _run(self, paragraph: Any, text: str, size: float, colour: str, bold: bool) -> None:
        run = paragraph.add_run()
        run.text = clean(text)
        run.font.name, run.font.size, run.font.bold = _FONT, self.pt(size), bold
        run.font.color.rgb = self.colour.from_string(colour)
        run.font.language_id = self.language

    def _box(self, slide: Any, lines: tuple[tuple[_PHRASES, int, bool], ...], top: float, height: float) -> Any:
        box = slide.shapes.add_textbox(self.inches(_EDGE), self.inches(top), self.inches(_WIDE - 2 * _EDGE), self.inches(height))
        box.text_frame.word_wrap = True
        for index, (phrases, size, strong) in enumerate(lines):
            paragraph = box.text_frame.paragraphs[0] if not index else box.text_frame.add_paragraph()
            paragraph.space_after = self.pt(6)
            for phrase in phrases:
                self._run(paragraph, phrase.text, size, _SVART, strong or phrase.weight is not Weight.PLAIN)
        return box

    def _say(self, phrases: _PHRASES, *, size: int = _POINTS, strong: bool = False) -> None:
        if "".join(phrase.text for phrase in phrases).strip():
            self.waiting.append((phrases, size, strong))

    def _beside(self, needs: float, size: int) -> tuple[Any, float]:
        """A slide for what needs so many inches, with the words that lead to it above when there is room; and where it begins."""
        lines = sum(_needs(line) for line in self.waiting)
        inches = lines * _LINE_INCHES
        if not self.waiting or inches + needs > _BOTTOM - _TOP:
            self._flush()
            return self._slide(self.title, size), _TOP + 0.05
        waiting, self.waiting = tuple(self.waiting), []
        slide = self._slide(self.title, size)
        self._box(slide, waiting, _TOP, inches)
        return slide, _TOP + inches

    def _flush(self) -> None:
        """What has been said since the last slide, on as many slides as it needs."""
        pages = list(_pages(self.waiting))
        self.waiting = []
        for number, lines in enumerate(pages, start=1):
            title = self.say("report_part_of", title=self.title, part=number, parts=len(pages)) if len(pages) > 1 else self.title
            slide = self._slide(title, 28)
            self._box(slide, lines, _TOP + 0.1, _BOTTOM - _TOP - 0.2)
            self.shown = None

    # ── Pieces ────────────────────────────────────────────────────────────

    def heading(self, piece: Heading) -> None:
        if piece.level == 4 and self.waiting:
            self._say((Phrase(piece.text),), strong=True)
            return
        self._flush()
        self.shown = None
        self.title = piece.text if piece.level > 2 or not piece.over else f"{piece.over}: {piece.text}"

    def text(self, piece: Text) -> None:
        if piece.style is Style.QUIET and self.shown is not None:
            notes = self.shown.notes_slide.notes_text_frame
            notes.text = "\n".join(part for part in (notes.text, clean(piece.plain)) if part)
            return
        self._say(piece.phrases, size=14 if piece.style is Style.QUIET else _POINTS, strong=piece.style is Style.LABEL)

    def listing(self, piece: Listing) -> None:
        for number, item in enumerate(piece.items, start=1):
            self._say((Phrase(f"{number}.  " if piece.numbered else "–  "), *item))

    def box(self, piece: Box) -> None:
        sign = SIGNS.get(piece.box_kind, "")
        self._say((Phrase(f"{sign}  {piece.title}" if sign else piece.title),), strong=True)
        for line in piece.lines:
            self._say((Phrase(f"–  {line}" if piece.box_kind in (BoxKind.KNOW, BoxKind.DISCUSS) else line),), size=16)

    def points(self, piece: Points) -> None:
        for title, texts, sign in ((piece.may_title, piece.may, "+  "), (piece.may_not_title, piece.may_not, "−  ")):
            if texts and title:
                self._say((Phrase(title),), strong=True)
            for text in texts:
                self._say((Phrase(f"–  {text}" if title else sign + text),), size=16)

    def legend(self, piece: Legend) -> None:
        words = [f"{_MARKS[answer.mark]} {answer.word}" for answer in piece.answers]
        self._say((Phrase(f"{piece.title}: {'    '.join(words)}"),), size=14)

    def bar_legend(self, piece: BarLegend) -> None:
        """Nothing: each chart has a legend of its own."""

    def code(self, piece: Code) -> None:
        self._say((Phrase(piece.title),), size=14, strong=True)
        for line in piece.lines:
            self._say((Phrase(line),), size=14)

    def contents(self, piece: Contents) -> None:
        self._flush()
        kept, self.title = self.title, piece.title
        for link in piece.links:
            self._say((Phrase(link.text),), size=14)
        self._flush()
        self.title = kept

    def page(self, _: NewPage) -> None:
        """Slides are pages already."""

    # ── Tables ────────────────────────────────────────────────────────────

    def key_figures(self, piece: KeyFigures) -> None:
        slide, top = self._beside(2.6, 28)
        names = [item.name for item in piece.items]
        table = self._native(slide, 3, len(names), top + 0.2, 2.2, " · ".join(names))
        for column, item in enumerate(piece.items):
            for row, (text, size, bold) in enumerate(((item.name, 16, False), (item.value, 44, True), (item.note, 16, False))):
                self._cell(table.cell(row, column), text, size, _SVART, bold, _WHITE)
        self.shown = slide

    def grid(self, piece: Grid) -> None:
        sums = [row for row in piece.rows if row.sum]
        rows = [row for row in piece.rows if not row.sum]
        parts = [tuple(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)] or [()]
        parts[-1] = (*parts[-1], *sums)
        for number, part in enumerate(parts, start=1):
            if len(parts) == 1:
                slide, top = self._beside(_ROW_INCHES * (len(part) + 1), 24)
            else:
                self._flush()
                slide = self._slide(self.say("report_part_of", title=self.title, part=number, parts=len(parts)), 24)
                top = _TOP + 0.05
            self._grid_on(slide, top, piece, part)
            self.shown = slide
            if piece.caption:
                self.shown.notes_slide.notes_text_frame.text = clean(piece.caption)

    def _grid_on(self, slide: Any, top: float, piece: Grid, rows: tuple[GridRow, ...]) -> None:
        height = min(_BOTTOM - top, _ROW_INCHES * (len(rows) + 1))
        table = self._native(slide, len(rows) + 1, len(piece.head), top, height, piece.name)
        size = 11 if len(rows) > 11 or piece.dense else 12
        for column, weight in zip(table.columns, piece.weights, strict=True):
            column.width = self.inches((_WIDE - 2 * _EDGE) * weight / sum(piece.weights))
        for index, head in enumerate(piece.head):
            self._cell(table.cell(0, index), head.short, size, _GRA, True, _WHITE, right=index in piece.numeric)
        for number, row in enumerate(rows, start=1):
            for index, cell in enumerate(row.cells):
                small = f" ({cell.small})" if cell.small and not cell.flag else ""
                shown = f"! {cell.text}" if cell.flag else f"{cell.text}{small}"
                ground = _FLAGGED if cell.flag else _TON if row.sum else _WHITE
                bold, right = bool(cell.flag) or row.sum, index in piece.numeric
                self._cell(table.cell(number, index), shown, size, _SVART, bold, ground, right=right, mark=cell.mark)
        said = [clean(cell.small or cell.flag) for row in rows for cell in row.cells if cell.flag]
        if said:
            slide.notes_slide.notes_text_frame.text = " ".join(said)

    def _native(self, slide: Any, rows: int, columns: int, top: float, height: float, name: str) -> Any:
        box = (self.inches(_EDGE), self.inches(top), self.inches(_WIDE - 2 * _EDGE), self.inches(height))
        frame = slide.shapes.add_table(rows, columns, *box)
        properties = frame._element.xpath(".//p:cNvPr")[0]
        properties.set("descr", clean(name))
        table = frame.table
        table.first_row = table.first_col = True
        table.horz_banding = False
        # The plain style: what the rows need they are given below.
        frame._element.xpath(".//a:tableStyleId")[0].text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
        return table

    def _cell(
        self, cell: Any, text: str, size: float, colour: str, bold: bool, ground: str, *, right: bool = False, mark: Mark | None = None
    ) -> None:
        cell.margin_top = cell.margin_bottom = self.inches(0.025)
        cell.margin_left = cell.margin_right = self.inches(0.05)
        cell.fill.solid()
        cell.fill.fore_color.rgb = self.colour.from_string(ground)
        paragraph = cell.text_frame.paragraphs[0]
        if mark is not None:
            self._run(paragraph, f"{_MARKS[mark]} ", size, _EGEN if mark in (Mark.FULL, Mark.HALF) else _SVART, False)
            paragraph.runs[0].font.name = _SQUARES
        # A cell without letters would be as high as the default size.
        self._run(paragraph, text or "\u00a0", size, colour, bold)
        paragraph.alignment = self.align.RIGHT if right else self.align.LEFT
        line = (
            '<a:lnB xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" w="6350">'
            f'<a:solidFill><a:srgbClr val="{_LINJE}"/></a:solidFill></a:lnB>'
        )
        cell._tc.get_or_add_tcPr().insert(0, self.parse(line))

    # ── Charts ────────────────────────────────────────────────────────────

    def figure(self, piece: Dots | Bars) -> None:
        """A chart that PowerPoint draws, with its figures beside the name of each row."""
        height = min(_BOTTOM - _TOP, 1.0 + _BAR_INCHES * len(piece.rows))
        slide, top = self._beside(height, 28)
        data: Any = self.chart_data(number_format="0%")
        data.categories = [_category(piece, index) for index in range(len(piece.rows))]
        series = series_of(piece)
        for name, _, bars in series:
            data.add_series(name, [None if bar is None else round(bar[0] / 100, 4) for bar in bars])
        box = (self.inches(_EDGE), self.inches(top), self.inches(_WIDE - 2 * _EDGE), self.inches(height))
        frame = slide.shapes.add_chart(self.chart_types.BAR_CLUSTERED, *box, data)
        frame._element.xpath(".//p:cNvPr")[0].set("descr", said_of(piece))
        chart = frame.chart
        chart.font.name, chart.font.size = _FONT, self.pt(12 if len(piece.rows) <= _CHART_ROWS else 9)
        chart.font.color.rgb = self.colour.from_string(_SVART)
        chart.has_title = False
        chart.has_legend = len(series) > 1
        if chart.has_legend:
            chart.legend.position, chart.legend.include_in_layout = self.legend_at.BOTTOM, False
        axis = chart.value_axis
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 1, 0.25
        axis.tick_labels.number_format = "0%" if self.document.language == "en" else "0\u00a0%"
        axis.tick_labels.number_format_is_linked = False
        axis.major_gridlines.format.line.color.rgb = self.colour.from_string(_LINJE)
        axis.format.line.fill.background()
        chart.category_axis.reverse_order = True
        chart.category_axis.format.line.color.rgb = self.colour.from_string(_SVART)
        chart.plots[0].gap_width, chart.plots[0].overlap = 45, 0
        colours = (_EGEN, _ALLA) if len(series) > 1 else (_ALLA,)
        for drawn, (_, has_interval, bars), colour in zip(chart.plots[0].series, series, colours, strict=True):
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = self.colour.from_string(colour)
            if has_interval:
                self._intervals(drawn, bars)
        self.shown = slide

    def _intervals(self, drawn: Any, bars: list[tuple[float, float, float] | None]) -> None:
        """Error bars, which python-pptx has no words for."""
        ends = []
        for tag, values in (
            ("plus", [(bar[2] - bar[0]) / 100 if bar else 0 for bar in bars]),
            ("minus", [(bar[0] - bar[1]) / 100 if bar else 0 for bar in bars]),
        ):
            points = "".join(f'<c:pt idx="{index}"><c:v>{value:.4f}</c:v></c:pt>' for index, value in enumerate(values))
            ends.append(
                f'<c:{tag}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(bars)}"/>{points}</c:numLit></c:{tag}>'
            )
        xml = (
            '<c:errBars xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
            + "".join(ends)
            + f'<c:spPr><a:ln w="12700"><a:solidFill><a:srgbClr val="{_SVART}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
        )
        drawn._element.find("{http://schemas.openxmlformats.org/drawingml/2006/chart}cat").addprevious(self.parse(xml))


def _category(piece: Dots | Bars, index: int) -> str:
    """The name of a row with its figures."""
    row = piece.rows[index]
    if isinstance(piece, Dots):
        figures = [f"{piece.own} {piece.rows[index].text}", *([f"{piece.other} {piece.rows[index].other_text}"] if piece.other else [])]
    else:
        bars = piece.rows[index]
        figures = [*([f"{piece.own} {bars.own.text}"] if bars.own else []), f"{piece.all} {bars.all.text}"]
    return clean(f"{row.label}\n{', '.join(figures)}")


def _pages(lines: list[tuple[_PHRASES, int, bool]]) -> Iterator[tuple[tuple[_PHRASES, int, bool], ...]]:
    """As many lines as a slide holds. A strong line, which names what follows, is never the last."""
    page: list[tuple[_PHRASES, int, bool]] = []
    used = 0.0
    for line in lines:
        needs = _needs(line)
        if page and used + needs > _LINES:
            carried = [page.pop()] if page[-1][2] and len(page) > 1 else []
            yield tuple(page)
            page, used = carried, 1.3 * len(carried)
        page.append(line)
        used += needs
    if page:
        yield tuple(page)


def _needs(line: tuple[_PHRASES, int, bool]) -> float:
    """How many lines of the usual size it takes, with the space below it."""
    phrases, size, _ = line
    letters = sum(len(phrase.text) for phrase in phrases)
    return (1 + letters * size // (_LETTERS * _POINTS)) * size / _POINTS + 0.3


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
