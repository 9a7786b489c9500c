"""A `Document` as a Word file that people can go on writing in.

Headings, lists, captions and tables are Word's own, so that its navigation, its screen readers and its contents work: header rows are
marked and repeat, rows do not break, charts have alt texts and can be changed, and the language is set.
"""

from collections.abc import Callable
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
from spegla.presentation.render.chart import chart_parts
from spegla.presentation.render.ooxml import border, chart_or_picture, in_order, rule, shade
from spegla.presentation.render.paper import Box, BoxKind, Grid, GridCell, Heading, Style, Text, clean, laid_flat
from spegla.presentation.render.pdf import NO_DATE, figure_png
from spegla.presentation.render.steady import steady
from spegla.presentation.render.words import SIGNS, said_of

_SVART, _GRA, _EGEN, _ALLA, _RAV_TEXT, _LINJE = "1B2726", "4A5756", "14595A", "8C8270", "8A4F00", "D9D3C6"
_TON, _TINT, _FLAGGED = "F1EEE5", "E9F1EF", "FDF3DC"
_MARKS = {Mark.FULL: "■", Mark.EMPTY: "□", Mark.HALF: "◤", Mark.DASH: "–"}
_FONT, _MONO, _SQUARES = "Calibri", "Consolas", "Arial"
# Millimetres of A4 between its margins; and of a chart that leaves room for its heading.
_WIDTH_MM, _MARGIN_MM, _CHART_MM = 174, 18, 225
_CHART_PART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMBEDDED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
_BOX_EDGE = {BoxKind.KNOW: _EGEN, BoxKind.DISCUSS: _EGEN, BoxKind.FEW: _GRA}
# Longer tables must be allowed to go on over the page.
_KEPT_ROWS = 24


def to_docx(document: Document) -> bytes:
    """The whole file. The same document gives the same bytes."""
    import docx  # Heavy, and only Word needs it.

    at = datetime.combine(document.dated or NO_DATE, time(), UTC)
    book = docx.Document()
    writer = _Writer(book, document)
    writer.prepare(at)
    writer.write()
    in_order((book.element, book.styles.element))
    made = BytesIO()
    book.save(made)
    return steady(made.getvalue(), at)


class _Writer:
    def __init__(self, book: Any, document: Document) -> None:
        from docx import oxml, shared
        from docx.enum import text

        self.align, self.tabs = text.WD_ALIGN_PARAGRAPH, text.WD_TAB_ALIGNMENT
        self.element = oxml.OxmlElement
        self.qn = oxml.ns.qn
        self.mm, self.pt, self.colour = shared.Mm, shared.Pt, shared.RGBColor
        self.book = book
        self.document = document
        self.new_page = False
        self.bookmarks = self.charts = 0
        self.anchors = {piece.anchor for piece in laid_flat(document.blocks) if isinstance(piece, Heading)}

    # ── The file ──────────────────────────────────────────────────────────

    def prepare(self, at: datetime) -> None:
        """Properties, page, styles, header and footer."""
        document, properties = self.document, self.book.core_properties
        properties.title, properties.author, properties.last_modified_by = document.title, "Spegla", "Spegla"
        properties.language = "en-GB" if document.language == "en" else "sv-SE"
        properties.created = properties.modified = at.replace(tzinfo=None)
        properties.comments = ""
        section = self.book.sections[0]
        section.page_width, section.page_height = self.mm(210), self.mm(297)
        section.left_margin = section.right_margin = self.mm(_MARGIN_MM)
        section.top_margin = section.bottom_margin = self.mm(20)
        self._styles(properties.language)
        self._around(section)

    def _styles(self, language: str) -> None:
        from docx.enum.style import WD_STYLE_TYPE

        styles = self.book.styles
        normal = styles["Normal"]
        self._font(normal, _FONT, 10.5, _SVART)
        normal.paragraph_format.space_after = self.pt(6)
        normal.paragraph_format.line_spacing = 1.15
        lang = self.element("w:lang")
        for part in ("val", "eastAsia"):
            lang.set(self.qn(f"w:{part}"), language)
        for old in normal.element.get_or_add_rPr().findall(self.qn("w:lang")):
            normal.element.rPr.remove(old)
        normal.element.rPr.append(lang)
        for default in styles.element.iter(self.qn("w:lang")):
            default.set(self.qn("w:val"), language)
        for level, points, before in ((1, 24.0, 6), (2, 17.0, 22), (3, 13.0, 14), (4, 11.0, 10)):
            style = styles[f"Heading {level}"]
            self._font(style, _FONT, points, _SVART)
            style.font.bold = True
            style.paragraph_format.space_before, style.paragraph_format.space_after = self.pt(before), self.pt(5)
            style.paragraph_format.keep_with_next = True
        border(styles["Heading 2"].element.get_or_add_pPr(), "top", _SVART, 8)
        self._font(styles["Caption"], _FONT, 9.5, _GRA)
        styles["Caption"].font.bold = False
        styles["Caption"].paragraph_format.keep_with_next = True
        for name, size, colour in (
            ("Spegla Over", 9.5, _GRA),
            ("Spegla Ingress", 13, _SVART),
            ("Spegla Quiet", 9.5, _GRA),
            ("Spegla Label", 10.5, _SVART),
            ("Spegla Code", 8.5, _SVART),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            self._font(style, _MONO if name.endswith("Code") else _FONT, size, colour)
        for name in ("Spegla Label", "Spegla Over"):
            styles[name].font.bold = True
            styles[name].paragraph_format.keep_with_next = True
        for name in ("List Bullet", "List Number"):
            styles[name].paragraph_format.space_after = self.pt(3)

    def _font(self, style: Any, name: str, size: float, colour: str) -> None:
        style.font.name, style.font.size, style.font.color.rgb = name, self.pt(size), self.colour.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(self.qn(f"w:{part}"), name)
        for part in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(self.qn(f"w:{part}"), None)

    def _around(self, section: Any) -> None:
        """The same words at the head and foot of every page."""
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        head.text = self.document.head or self.document.title
        foot.text = (self.document.foot or self.document.brand) + "\t"
        for field, after in (("PAGE", f" {messages(self.document.language).say('paper_of')} "), ("NUMPAGES", "")):
            self._field(foot, field)
            foot.add_run(after)
        for paragraph in (head, foot):
            paragraph.style = self.book.styles["Spegla Quiet"]
            paragraph.paragraph_format.tab_stops.add_tab_stop(self.mm(_WIDTH_MM), self.tabs.RIGHT)

    def _field(self, paragraph: Any, name: str) -> None:
        field = self.element("w:fldSimple")
        field.set(self.qn("w:instr"), name)
        run, text = self.element("w:r"), self.element("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)

    def write(self) -> None:
        """The title, then every piece in order."""
        document = self.document
        if document.over:
            self._paragraph(document.over, "Spegla Over")
        self._paragraph(document.title, "Heading 1")
        if document.ingress:
            self._paragraph(document.ingress, "Spegla Ingress")
        for piece in laid_flat(document.blocks):
            _WRITERS[type(piece)](self, piece)

    # ── Paragraphs ────────────────────────────────────────────────────────

    def _paragraph(self, text: str | tuple[Phrase, ...], style: str = "Normal") -> Any:
        paragraph = self.book.add_paragraph(style=style)
        if self.new_page:
            paragraph.paragraph_format.page_break_before = True
            self.new_page = False
        for phrase in (Phrase(text),) if isinstance(text, str) else text:
            run = paragraph.add_run(clean(phrase.text))
            run.bold = True if phrase.weight is not Weight.PLAIN else None
        return paragraph

    def heading(self, piece: Heading) -> None:
        if piece.over:
            self._paragraph(piece.over, "Spegla Over")
        paragraph = self._paragraph(piece.text, f"Heading {piece.level}")
        if piece.anchor:
            self.bookmarks += 1
            for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
                mark = self.element(tag)
                mark.set(self.qn("w:id"), str(self.bookmarks))
                if tag.endswith("Start"):
                    mark.set(self.qn("w:name"), _bookmark(piece.anchor))
                paragraph._p.append(mark)

    def text(self, piece: Text) -> None:
        styles = {Style.BODY: "Normal", Style.QUIET: "Spegla Quiet", Style.LABEL: "Spegla Label"}
        self._paragraph(piece.phrases, styles[piece.style]).paragraph_format.keep_with_next = piece.kept or None

    def listing(self, piece: Listing) -> None:
        number = self._restarted() if piece.numbered else None
        for item in piece.items:
            paragraph = self._paragraph(item, "List Number" if piece.numbered else "List Bullet")
            if number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number

    def _restarted(self) -> int:
        """A numbering that begins at 1: Word would otherwise go on where the last list ended."""
        numbering = self.book.part.numbering_part.element
        style = self.book.styles["List Number"].element.pPr.numPr.numId.val
        abstract = next(one for one in numbering.num_lst if one.numId == style).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def box(self, piece: Box) -> None:
        """Shaded paragraphs behind an edge; the sign stands with the title."""
        sign = SIGNS.get(piece.box_kind, "")
        title = self._paragraph((Phrase(f"{sign}\u00a0 {piece.title}" if sign else piece.title, Weight.STRONG),))
        lines = [self._paragraph(line, "List Bullet" if piece.box_kind in _ASIDES else "Normal") for line in piece.lines]
        paragraphs = [title, *lines]
        for paragraph in paragraphs:
            shade(paragraph._p.get_or_add_pPr(), _TINT if piece.box_kind is BoxKind.KNOW else _TON)
            border(paragraph._p.get_or_add_pPr(), "left", _BOX_EDGE.get(piece.box_kind, "E3A72F"), 18, space=8)
            paragraph.paragraph_format.keep_with_next = paragraph is not paragraphs[-1]
            paragraph.paragraph_format.keep_together = True
            # No space between them: it would be a white line through the shade.
            paragraph.paragraph_format.space_before = self.pt(0)
            paragraph.paragraph_format.space_after = self.pt(0 if paragraph is not paragraphs[-1] else 10)

    def points(self, piece: Points) -> None:
        for title, texts, sign in ((piece.may_title, piece.may, "+ "), (piece.may_not_title, piece.may_not, "− ")):
            if texts and title:
                self._paragraph(title, "Spegla Label")
            for text in texts:
                self._paragraph(text if title else sign + text, "List Bullet")

    def legend(self, piece: Legend) -> None:
        paragraph = self._paragraph(f"{piece.title}: ", "Spegla Quiet")
        for answer in piece.answers:
            self._mark(paragraph, answer.mark, 9)
            paragraph.add_run(f"{answer.word}    ")
        if piece.flag:
            paragraph.add_run(f"!\u00a0{piece.flag}")

    def bar_legend(self, piece: BarLegend) -> None:
        paragraph = self._paragraph(f"{piece.title}: ", "Spegla Quiet")
        for colour, word in ((_EGEN, piece.own), (_ALLA, piece.all)):
            if word:
                paragraph.add_run("■").font.color.rgb = self.colour.from_string(colour)
                paragraph.add_run(f"\u00a0{word}    ")
        paragraph.add_run(f"├─┤\u00a0{piece.interval}")

    def code(self, piece: Code) -> None:
        self._paragraph(piece.title, "Spegla Label")
        for line in piece.lines:
            paragraph = self._paragraph(line, "Spegla Code")
            paragraph.paragraph_format.space_after = self.pt(0)
            shade(paragraph._p.get_or_add_pPr(), _TON)

    def contents(self, piece: Contents) -> None:
        self._paragraph(piece.title, "Spegla Label")
        for entry in piece.links:
            paragraph = self._paragraph((), "Normal")
            paragraph.paragraph_format.space_after = self.pt(2)
            if entry.anchor not in self.anchors:
                paragraph.add_run(clean(entry.text))
                continue
            link = self.element("w:hyperlink")
            link.set(self.qn("w:anchor"), _bookmark(entry.anchor))
            run = paragraph.add_run(clean(entry.text))
            run.font.color.rgb, run.font.underline = self.colour.from_string(_EGEN), True
            link.append(run._r)
            paragraph._p.append(link)

    def page(self, _: NewPage) -> None:
        self.new_page = True

    def figure(self, piece: Dots | Bars) -> None:
        """A chart that Word draws, or the picture that the PDF has, with every figure in the alt text of both."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        self.charts += 1
        high = min(_CHART_MM, 18 + 11 * len(piece.rows))
        package, (xml, workbook) = self.book.part.package, chart_parts(piece, self.document.language, 8.5, high / 25.4)
        part = Part(PackURI(f"/word/charts/chart{self.charts}.xml"), _CHART_PART, xml, package)
        # The chart calls its workbook rId1, which is what the first relation of a part is called.
        part.relate_to(Part(PackURI(f"/word/embeddings/figures{self.charts}.xlsx"), _WORKBOOK_PART, workbook, package), _EMBEDDED)
        relation = self.book.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        picture = self.book.part.new_pic_inline(BytesIO(figure_png(piece, self.document.language)), self.mm(_WIDTH_MM))
        whole = chart_or_picture(self.charts, self.mm(_WIDTH_MM), self.mm(high), relation, picture)
        for properties in whole.iter(self.qn("wp:docPr")):
            properties.set("id", str(self.charts))
            properties.set("descr", said_of(piece))
            properties.set("title", clean(piece.name if isinstance(piece, Dots) else ""))
        for side in ("distT", "distB", "distL", "distR"):
            picture.set(side, "0")
        paragraph = self._paragraph(())
        paragraph.add_run()._r.append(whole)
        # What is said of it, and its table, stand on its page.
        paragraph.paragraph_format.keep_with_next = True

    # ── Tables ────────────────────────────────────────────────────────────

    def key_figures(self, piece: KeyFigures) -> None:
        table = self._table(len(piece.items), " · ".join(item.name for item in piece.items), (1,) * len(piece.items))
        for values, size, bold in (
            ([item.name for item in piece.items], 9.5, False),
            ([item.value for item in piece.items], 18, True),
            ([item.note for item in piece.items], 9.5, False),
        ):
            row = table.add_row()
            for cell, value in zip(row.cells, values, strict=True):
                self._write_cell(cell, value, size, _SVART, bold)
                self._keep(cell)
        self._header(table.rows[0])
        rule(table.rows[0], "top", _SVART, 8)
        rule(table.rows[2], "bottom", _SVART, 8)
        self._after_table()

    def grid(self, piece: Grid) -> None:
        if piece.caption:
            self._paragraph(piece.caption, "Caption")
        table = self._table(len(piece.head), piece.name, piece.weights)
        size = 8 if piece.dense else 9
        row = table.add_row()
        for index, (cell, head) in enumerate(zip(row.cells, piece.head, strict=True)):
            self._write_cell(cell, head.short, size, _GRA, True, right=index in piece.numeric)
        self._header(row)
        rule(row, "bottom", _SVART, 8)
        kept = piece.dense or len(piece.rows) <= _KEPT_ROWS
        for number, given in enumerate(piece.rows):
            row = table.add_row()
            for index, (cell, value) in enumerate(zip(row.cells, given.cells, strict=True)):
                self._grid_cell(cell, value, size, index, given.sum, index in piece.numeric)
                if kept and number < len(piece.rows) - 1:
                    self._keep(cell)
            rule(row, "bottom", _LINJE, 4)
            if given.sum and not piece.rows[number - 1].sum:
                rule(row, "top", _SVART, 8)
        for cell in table.rows[0].cells:
            self._keep(cell)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(self.element("w:cantSplit"))
        self._after_table()

    def _grid_cell(self, cell: Any, value: GridCell, size: float, index: int, sum: bool, right: bool) -> None:
        if value.mark:
            self._mark(cell.paragraphs[0], value.mark, size)
        bold = bool(value.flag) or sum
        self._write_cell(cell, f"!\u00a0{value.text}" if value.flag else value.text, size, _SVART, bold, right=right)
        small = value.small or value.flag
        if small:
            cell.paragraphs[0].add_run().add_break()
            run = cell.paragraphs[0].add_run(clean(small))
            run.font.size, run.font.color.rgb = self.pt(size - 0.5), self.colour.from_string(_RAV_TEXT if value.flag else _GRA)
        if value.flag or sum:
            shade(cell._tc.get_or_add_tcPr(), _FLAGGED if value.flag else _TON)

    def _mark(self, paragraph: Any, mark: Mark, size: float) -> None:
        """In a typeface that has both squares in the same size."""
        run = paragraph.add_run(f"{_MARKS[mark]}\u00a0")
        run.font.name, run.font.size = _SQUARES, self.pt(size)
        run.font.color.rgb = self.colour.from_string(_EGEN if mark in (Mark.FULL, Mark.HALF) else _SVART)

    def _table(self, columns: int, name: str, weights: tuple[int, ...]) -> Any:
        if self.new_page:
            self._paragraph("")
        table = self.book.add_table(rows=0, cols=columns)
        table.autofit = False
        properties = table._tbl.tblPr
        for tag in ("w:tblCaption", "w:tblDescription"):
            one = self.element(tag)
            one.set(self.qn("w:val"), clean(name))
            properties.append(one)
        look = properties.find(self.qn("w:tblLook"))
        if look is not None:
            for part, on in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
                look.set(self.qn(f"w:{part}"), on)
        for column, weight in zip(table.columns, weights, strict=True):
            column.width = self.mm(_WIDTH_MM * weight / sum(weights))
        return table

    def _write_cell(self, cell: Any, text: str, size: float, colour: str, bold: bool, *, right: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        first, *rest = text.split("\u00ad")
        run = paragraph.add_run(first)
        for part in rest:
            # Where a word may break; as a letter Word would show it.
            run._r.append(self.element("w:softHyphen"))
            run.add_text(part)
        run.font.size, run.font.color.rgb, run.bold = self.pt(size), self.colour.from_string(colour), bold
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = self.pt(1)
        paragraph.paragraph_format.line_spacing = 1.0
        if right:
            paragraph.alignment = self.align.RIGHT
        margins = self.element("w:tcMar")
        for side in ("left", "right"):
            one = self.element(f"w:{side}")
            one.set(self.qn("w:w"), "40")
            one.set(self.qn("w:type"), "dxa")
            margins.append(one)
        cell._tc.get_or_add_tcPr().append(margins)

    def _keep(self, cell: Any) -> None:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True

    def _header(self, row: Any) -> None:
        header = self.element("w:tblHeader")
        header.set(self.qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(header)

    def _after_table(self) -> None:
        """A table that another follows at once would grow together with it."""
        paragraph = self._paragraph("")
        paragraph.paragraph_format.space_after = self.pt(4)
        paragraph.paragraph_format.line_spacing = self.pt(6)


_ASIDES = (BoxKind.KNOW, BoxKind.DISCUSS)


def _bookmark(anchor: str) -> str:
    """A name that Word takes: letters, figures and underscores, at most 40."""
    return "".join(sign if sign.isalnum() else "_" for sign in anchor)[:40]


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
