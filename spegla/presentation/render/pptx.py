"""A `Document` as slides: one thing on each, charts and tables that PowerPoint can edit, and what is secondary in the notes.

Each slide has a title of its own, charts begin at 0 and say what they show, and the order of reading is the order on the slide.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from math import ceil
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
    Mark,
    NewPage,
    Phrase,
    Points,
    Weight,
)
from spegla.presentation.render.chart import chart_data, dress
from spegla.presentation.render.paper import Box, BoxKind, Grid, GridRow, Heading, Style, Text, clean, laid_flat
from spegla.presentation.render.pdf import NO_DATE
from spegla.presentation.render.slides import (
    ACROSS,
    BAR_INCHES,
    BAR_LEAST,
    BAR_SMALL,
    BETWEEN,
    BOTTOM,
    CHART_ROWS,
    EDGE,
    HIGH,
    KEY_INCHES,
    LINE_WIDE,
    PARAGRAPH,
    POINTS,
    ROWS,
    SMALL,
    TITLE_TOP,
    TOP,
    WIDE,
    Beside,
    Item,
    Line,
    Panel,
    grid_inches,
    grid_points,
    inches_of,
    pages_of,
    panel_width,
)
from spegla.presentation.render.steady import steady
from spegla.presentation.render.words import SIGNS, said_of

_SVART, _GRA, _EGEN, _RAV, _LINJE = "1B2726", "4A5756", "14595A", "E3A72F", "D9D3C6"
_TON, _TINT, _FLAGGED, _WHITE = "F1EEE5", "E9F1EF", "FDF3DC", "FFFFFF"
_FONT, _SQUARES = "Calibri", "Arial"
_MARKS = {Mark.FULL: "■", Mark.EMPTY: "□", Mark.HALF: "◤", Mark.DASH: "–"}


_EDGES = {BoxKind.KNOW: (_TINT, _EGEN), BoxKind.DISCUSS: (_TON, _EGEN), BoxKind.FEW: (_TON, _GRA)}


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
        from pptx.dml import color
        from pptx.enum import chart, lang, text
        from pptx.oxml import parse_xml

        self.inches, self.pt = util.Inches, util.Pt
        self.colour: Any = color.RGBColor
        self.chart_types = chart.XL_CHART_TYPE
        self.languages, self.align, self.parse = lang.MSO_LANGUAGE_ID, text.PP_ALIGN, parse_xml
        self.anchors, self.auto = text.MSO_ANCHOR, text.MSO_AUTO_SIZE
        self.deck = deck
        self.document = document
        self.language = self.languages.ENGLISH_UK if document.language == "en" else self.languages.SWEDISH
        self.say = messages(document.language).say
        self.title = document.title
        self.over = ""
        self.waiting: list[Item] = []
        self.shown: Any = None
        self.room: tuple[Any, float] | None = None
        self.titles = Counter[str]()

    def write(self, at: datetime) -> None:
        document, properties = self.document, self.deck.core_properties
        properties.title, properties.author, properties.last_modified_by = document.title, "Spegla", "Spegla"
        properties.language = "en-GB" if document.language == "en" else "sv-SE"
        properties.created = properties.modified = at.replace(tzinfo=None)
        self.deck.slide_width, self.deck.slide_height = self.inches(WIDE), self.inches(HIGH)
        pieces = laid_flat(document.blocks)
        first = pieces[0] if pieces and isinstance(pieces[0], KeyFigures) else None
        self._first(first)
        for piece in pieces[1:] if first else pieces:
            _WRITERS[type(piece)](self, piece)
        self._flush()

    # ── Slides ────────────────────────────────────────────────────────────

    def _first(self, figures: KeyFigures | None) -> None:
        """The title, what it is about and its sentence, and the large figures that the document begins with."""
        slide = self._slide(self.document.title, 36, top=1.05, height=1.5)
        if self.document.over:
            self._box(slide, (Line((Phrase(self.document.over),), 16, True),), EDGE, 0.6, ACROSS, 0.4)
        if self.document.ingress:
            self._box(slide, (Line((Phrase(self.document.ingress),), 20),), EDGE, 2.75, LINE_WIDE, 2.2)
        if figures:
            self._figures(slide, figures, 5.05)

    def _slide(self, title: str, size: int, *, top: float = TITLE_TOP, height: float = 1.0) -> Any:
        """A slide with a title, the mark of who made it, and its number."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = (self.inches(one) for one in (EDGE, top, ACROSS, height))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        # Who goes from slide to slide by title must be able to tell them apart.
        self.titles[title] += 1
        title = title if self.titles[title] == 1 else f"{title} ({self.titles[title]})"
        frame.vertical_anchor = self.anchors.BOTTOM if top == TITLE_TOP else self.anchors.TOP
        self._run(frame.paragraphs[0], title, size, _SVART, True)
        frame.paragraphs[0].alignment = self.align.LEFT
        if top == TITLE_TOP:
            line = slide.shapes.add_connector(1, *(self.inches(one) for one in (EDGE, TOP - 0.08, WIDE - EDGE, TOP - 0.08)))
            line.line.color.rgb, line.line.width = self.colour.from_string(_SVART), self.pt(1)
            self._decoration(line)
        number = len(self.deck.slides)
        words = " · ".join(part for part in (self.document.head or self.document.brand, self.document.foot, str(number)) if part)
        foot = self._box(slide, (Line((Phrase(words),), 11),), EDGE, 7.02, ACROSS, 0.35)
        for run in foot.text_frame.paragraphs[0].runs:
            run.font.color.rgb = self.colour.from_string(_GRA)
        return slide

    def _decoration(self, shape: Any) -> None:
        """Told to readers of screens that it says nothing; and without the shadow that the theme gives."""
        for style in shape._element.xpath("./p:style"):
            shape._element.remove(style)
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

    def _box(self, slide: Any, lines: Sequence[Line], left: float, top: float, width: float, height: float) -> Any:
        box = slide.shapes.add_textbox(*(self.inches(one) for one in (left, top, width, height)))
        frame = box.text_frame
        frame.word_wrap, frame.auto_size = True, self.auto.NONE
        frame.margin_left = frame.margin_right = 0
        for index, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not index else frame.add_paragraph()
            paragraph.space_after = self.pt(6)
            for phrase in line.phrases:
                self._run(paragraph, phrase.text, line.size, _SVART, line.strong or phrase.weight is not Weight.PLAIN)
        return box

    def _say(self, phrases: tuple[Phrase, ...], *, size: int = POINTS, strong: bool = False) -> None:
        if "".join(phrase.text for phrase in phrases).strip():
            self.waiting.append(Line(phrases, size, strong))

    def _apart(self, panel: Panel) -> None:
        """A panel beside the one before it when they are a pair."""
        before = self.waiting[-1] if self.waiting else None
        if panel.pair and isinstance(before, Beside) and len(before.panels) == 1 and before.panels[0].pair == panel.pair:
            self.waiting[-1] = Beside((*before.panels, panel))
        else:
            self.waiting.append(Beside((panel,)))

    def _place(self, slide: Any, items: Sequence[Item], top: float) -> float:
        """Set `items` down the slide from `top`; where they end."""
        lines: list[Line] = []
        for item in (*items, None):
            if isinstance(item, Line):
                lines.append(item)
                continue
            if lines:
                inches = sum(inches_of(line) for line in lines)
                self._box(slide, lines, EDGE, top, LINE_WIDE, inches)
                top, lines = top + inches, []
            if isinstance(item, KeyFigures):
                self._figures(slide, item, top + BETWEEN / 3)
            elif item is not None:
                self._panels(slide, item, top + BETWEEN / 3)
            top += inches_of(item) if item is not None else 0
        return top

    def _panels(self, slide: Any, beside: Beside, top: float) -> None:
        width = panel_width(beside)
        height = inches_of(beside) - BETWEEN
        for number, panel in enumerate(beside.panels):
            left = EDGE + number * (width + BETWEEN)
            box = self._box(slide, panel.lines, left, top, width, height)
            if panel.ground:
                box.fill.solid()
                box.fill.fore_color.rgb = self.colour.from_string(panel.ground)
                box.text_frame.margin_left = box.text_frame.margin_right = self.inches(0.2)
                box.text_frame.margin_top = self.inches(0.12)
            if panel.edge:
                edge = slide.shapes.add_shape(1, *(self.inches(one) for one in (left, top, 0.06, height)))
                edge.fill.solid()
                edge.fill.fore_color.rgb = self.colour.from_string(panel.edge)
                edge.line.fill.background()
                self._decoration(edge)

    def _beside(self, least: float, size: int) -> tuple[Any, float]:
        """Where what needs at least so many inches can stand, and where it begins: below what leads to it and what it belongs to
        when there is room, or on a slide of its own."""
        inches = sum(inches_of(item) for item in self.waiting)
        if self.room is None or self.room[1] + inches + least > BOTTOM:
            if inches + least > BOTTOM - TOP:
                self._flush()
                inches = 0
            self.room = (self._slide(self.title, size), TOP + 0.05)
        waiting, self.waiting = self.waiting, []
        return self.room[0], self._place(self.room[0], waiting, self.room[1])

    def _stands(self, slide: Any, bottom: float) -> None:
        """A figure or a table ends here: what is said quietly goes to its notes, and what follows may stand below."""
        self.shown, self.room = slide, (slide, bottom + BETWEEN / 2)

    def _flush(self) -> None:
        """What has been said since the last slide: below it when there is room, or on as many slides as it needs."""
        if self.room and self.waiting and self.room[1] + sum(inches_of(item) for item in self.waiting) <= BOTTOM:
            waiting, self.waiting = self.waiting, []
            self._place(self.room[0], waiting, self.room[1])
        pages = list(pages_of(self.waiting))
        self.waiting, self.room = [], None
        for number, items in enumerate(pages, start=1):
            title = self.say("report_part_of", title=self.title, part=number, parts=len(pages)) if len(pages) > 1 else self.title
            self._place(self._slide(title, 28), items, TOP + 0.1)
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
            self._note(piece.plain)
            return
        if len(piece.plain) > PARAGRAPH:
            # No slide holds it: it goes on from slide to slide.
            for part in wrap(piece.plain, PARAGRAPH):
                self._say((Phrase(part),))
            return
        self._say(piece.phrases, size=SMALL if piece.style is Style.QUIET else POINTS, strong=piece.style is Style.LABEL)

    def listing(self, piece: Listing) -> None:
        for number, item in enumerate(piece.items, start=1):
            self._say((Phrase(f"{number}.  " if piece.numbered else "–  "), *item))

    def box(self, piece: Box) -> None:
        """What to know and what to discuss stand beside each other."""
        sign = SIGNS.get(piece.box_kind, "")
        ground, edge = _EDGES.get(piece.box_kind, (_FLAGGED, _RAV))
        aside = piece.box_kind in (BoxKind.KNOW, BoxKind.DISCUSS)
        title = Line((Phrase(f"{sign}  {piece.title}" if sign else piece.title),), strong=True)
        lines = (Line((Phrase(f"–  {line}" if aside else line),), 17) for line in piece.lines)
        self._apart(Panel((title, *lines), ground, edge, "aside" if aside else ""))

    def points(self, piece: Points) -> None:
        for title, texts, sign in ((piece.may_title, piece.may, "+  "), (piece.may_not_title, piece.may_not, "−  ")):
            if texts and title:
                lines = (Line((Phrase(f"–  {text}"),), 17) for text in texts)
                self._apart(Panel((Line((Phrase(title),), strong=True), *lines), "", "", "points"))
            else:
                for text in texts:
                    self._say((Phrase(sign + text),), size=17)

    def legend(self, piece: Legend) -> None:
        words = [f"{_MARKS[answer.mark]} {answer.word}" for answer in piece.answers]
        self._say((Phrase(f"{piece.title}: {'    '.join(words)}"),), size=SMALL)

    def bar_legend(self, piece: BarLegend) -> None:
        """Nothing: each chart has a legend of its own."""

    def code(self, piece: Code) -> None:
        self._say((Phrase(piece.title),), size=SMALL, strong=True)
        for line in piece.lines:
            self._say((Phrase(line),), size=SMALL)

    def contents(self, piece: Contents) -> None:
        self._flush()
        kept, self.title = self.title, piece.title
        lines = [Line((Phrase(link.text),), 18) for link in piece.links]
        half = ceil(len(lines) / 2)
        for part in (lines,) if len(lines) < CHART_ROWS else (lines[:half], lines[half:]):
            self._apart(Panel(tuple(part), "", "", "contents"))
        self._flush()
        self.title = kept

    def page(self, _: NewPage) -> None:
        """Slides are pages already."""

    # ── Tables ────────────────────────────────────────────────────────────

    def key_figures(self, piece: KeyFigures) -> None:
        self.waiting.append(piece)

    def _figures(self, slide: Any, piece: KeyFigures, top: float) -> None:
        names = [item.name for item in piece.items]
        table = self._native(slide, 3, len(names), top, KEY_INCHES - BETWEEN, " · ".join(names))
        for column, item in enumerate(piece.items):
            for row, (text, size, bold) in enumerate(((item.name, 15, False), (item.value, 36, True), (item.note, 15, False))):
                self._cell(table.cell(row, column), text, size, _SVART, bold, _WHITE)

    def grid(self, piece: Grid) -> None:
        sums = [row for row in piece.rows if row.sum]
        rows = [row for row in piece.rows if not row.sum]
        parts = [tuple(rows[start : start + ROWS]) for start in range(0, len(rows), ROWS)] or [()]
        parts[-1] = (*parts[-1], *sums)
        for number, part in enumerate(parts, start=1):
            height = grid_inches(piece, part)
            if len(parts) == 1:
                slide, top = self._beside(min(height, BOTTOM - TOP), 24)
            else:
                self._flush()
                slide = self._slide(self.say("report_part_of", title=self.title, part=number, parts=len(parts)), 24)
                top = TOP + 0.05
            self._grid_on(slide, top, piece, part)
            self._stands(slide, top + height)
            if piece.caption:
                self._note(piece.caption)

    def _note(self, text: str) -> None:
        """Said beside the slide that is shown, to whoever speaks to it."""
        notes = self.shown.notes_slide.notes_text_frame
        notes.text = "\n".join(part for part in (notes.text, clean(text)) if part)

    def _grid_on(self, slide: Any, top: float, piece: Grid, rows: tuple[GridRow, ...]) -> None:
        height = min(BOTTOM - top, grid_inches(piece, rows))
        table = self._native(slide, len(rows) + 1, len(piece.head), top, height, piece.name)
        size = grid_points(piece, rows)
        for column, weight in zip(table.columns, piece.weights, strict=True):
            column.width = self.inches((ACROSS) * weight / sum(piece.weights))
        for index, head in enumerate(piece.head):
            self._cell(table.cell(0, index), head.short, size, _GRA, True, _WHITE, right=index in piece.numeric)
        for number, row in enumerate(rows, start=1):
            for index, cell in enumerate(row.cells):
                small = f" ({cell.small})" if cell.small and not cell.flag else ""
                shown = f"! {cell.text}" if cell.flag else f"{cell.text}{small}"
                ground = _FLAGGED if cell.flag else _TON if row.sum else _WHITE
                bold, right = bool(cell.flag) or row.sum, index in piece.numeric
                self._cell(table.cell(number, index), shown, size, _SVART, bold, ground, right=right, mark=cell.mark)
        said = " ".join(cell.small or cell.flag for row in rows for cell in row.cells if cell.flag)
        if said:
            self.shown = slide
            self._note(said)

    def _native(self, slide: Any, rows: int, columns: int, top: float, height: float, name: str) -> Any:
        box = (self.inches(EDGE), self.inches(top), self.inches(ACROSS), self.inches(height))
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
        wanted, least = (0.9 + inches * len(piece.rows) for inches in (BAR_INCHES, BAR_LEAST))
        slide, top = self._beside(min(least, BOTTOM - TOP), 28)
        height = min(BOTTOM - top, wanted)
        box = (self.inches(EDGE), self.inches(top), self.inches(ACROSS), self.inches(height))
        frame = slide.shapes.add_chart(self.chart_types.BAR_CLUSTERED, *box, chart_data(piece))
        frame._element.xpath(".//p:cNvPr")[0].set("descr", said_of(piece))
        dress(frame.chart, piece, self.document.language, 12 if height / len(piece.rows) > BAR_SMALL else 9, height)
        self._stands(slide, top + height)


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
