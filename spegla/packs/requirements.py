"""The requirements specification as a Word document: numbered requirements with reasons, and the questions and checks they speak of.

The requirements themselves are data, in `definitions/requirements.yaml`.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml

from spegla.catalogue import Instrument, Severity
from spegla.catalogue.rules import VariableType
from spegla.messages import Messages, Words
from spegla.presentation.codebook import CodebookWords

_FILE = Path(__file__).parents[1] / "definitions" / "requirements.yaml"
# Every part of the file gets the earliest date that a ZIP archive can have, since the time of making would change the bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
_INK, _PETROL, _PANEL = "1B2726", "14595A", "E9F1EF"


@dataclass(frozen=True)
class Requirement:
    must: Words
    why: Words
    only: str


@dataclass(frozen=True)
class Chapter:
    title: Words
    about: Words
    items: tuple[Requirement, ...]


def chapters() -> tuple[Chapter, ...]:
    """The requirements as they stand in the definitions."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    read = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  builds only text, lists and mappings
    return tuple(
        Chapter(
            Words(**one["title"]),
            Words(**one["about"]),
            tuple(Requirement(Words(**item["must"]), Words(**item["why"]), item.get("only", "")) for item in one["items"] or ()),
        )
        for one in read
    )


def facts(instrument: Instrument) -> dict[str, int]:
    """The numbers that the requirements name; a requirement that is only for something leaves when there is none of it."""
    stops = [check.severity is Severity.ERROR for check in instrument.checks]
    return {
        "questions": len(instrument.variables),
        "routed": sum(one.asked_when is not None for one in instrument.variables),
        "several": sum(one.type is VariableType.MULTIPLE for one in instrument.variables),
        "errors": stops.count(True),
        "warnings": stops.count(False),
    }


def requirements_docx(instrument: Instrument, checksum: str, words: Messages) -> bytes:
    """The whole file. The same definition gives the same bytes."""
    from docx import Document

    document = Document()
    _Specification(document, instrument, words).write(checksum)
    stream = BytesIO()
    document.save(stream)
    return _dated(stream.getvalue())


class _Specification:
    def __init__(self, document: Any, instrument: Instrument, words: Messages) -> None:
        self.document = document
        self.instrument = instrument
        self.words = words
        self.say = words.say
        self.codebook = CodebookWords(instrument, words)
        self.text = self.codebook.text
        self.counts = facts(instrument)
        said = {name: words.in_words(count) for name, count in self.counts.items()}
        self.facts = {"reference": instrument.reference, **said}

    def write(self, checksum: str) -> None:
        instrument, document = self.instrument, self.document
        self._styles()
        title = f"{self.say('krav_doc_title')}: {self.text(instrument.title)}"
        document.add_heading(title, 0)
        version = f"{self.say('codebook_fact_version')} {instrument.version}, {instrument.provenance.reviewed.isoformat()}"
        document.add_paragraph(f"{self.say('readme_definition')} {instrument.reference}. {version}.")
        document.add_paragraph(f"{self.say('readme_checksum')}: {checksum}")
        core = document.core_properties
        core.title, core.author, core.subject = title, instrument.provenance.owner, instrument.reference
        core.language = _LANGUAGES[self.words.language]
        core.created = core.modified = datetime.combine(instrument.provenance.reviewed, time())
        core.last_modified_by, core.comments, core.revision = instrument.provenance.owner, "", 1
        number = 0
        for place, chapter in enumerate(chapters(), start=1):
            document.add_heading(f"{place}. {self.text(chapter.title)}", 1)
            document.add_paragraph(self.text(chapter.about).format(**self.facts))
            rows = []
            for item in (item for item in chapter.items if not item.only or self.counts[item.only]):
                number += 1
                called = self.say("krav_number", number=number)
                rows.append((called, self.text(item.must).format(**self.facts), self.text(item.why)))
            if rows:
                self._table(("krav_head_number", "krav_head_must", "krav_head_why"), rows, (1.4, 9.0, 5.6))
        self._appendices()

    def _appendices(self) -> None:
        self.document.add_heading(self.say("krav_tables"), 1)
        self.document.add_paragraph(self.say("krav_tables_about"))
        head = ("guide_head_column", "krav_column_question", "krav_column_asked", "krav_column_answer")
        self._table(head, list(self._questions()), (3.6, 5.4, 4.0, 3.0))
        if self.instrument.checks:
            self.document.add_heading(self.say("krav_checks"), 1)
            rows = [(one.id, self._stops(one.severity), self.text(one.says)) for one in self.instrument.checks]
            self._table(("krav_column_check", "krav_column_stops", "codebook_col_says"), rows, (5.0, 2.0, 9.0))

    def _questions(self) -> Iterator[tuple[str, ...]]:
        for one in self.instrument.variables:
            yield one.id, self.text(one.question), self.codebook.asked(one), self.codebook.answered_by(one)

    def _stops(self, severity: Severity) -> str:
        return self.say("krav_stops" if severity is Severity.ERROR else "krav_warns")

    def _styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt, RGBColor

        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.2)
        for style in self.document.styles:
            if style.type is not WD_STYLE_TYPE.PARAGRAPH:
                continue
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{name}"), None)
            for name in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{name}"), "Calibri")
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), _LANGUAGES[self.words.language])
        normal.element.get_or_add_rPr().append(language)
        for name, size in (("Title", 22), ("Heading 1", 15)):
            style = self.document.styles[name]
            style.font.size, style.font.bold = Pt(size), True
            style.font.color.rgb = RGBColor.from_string(_INK if name == "Title" else _PETROL)
            style.paragraph_format.keep_with_next = True

    def _table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A table whose head is said to be one, and comes again on each page."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        table = self.document.add_table(rows=1, cols=len(head))
        table.style = "Table Grid"
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for number, row in enumerate([[self.say(code) for code in head], *rows]):
            line = table.rows[0] if not number else table.add_row()
            properties = line._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if not number:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, text, width in zip(line.cells, row, widths, strict=True):
                cell.width = Cm(width)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                run = paragraph.add_run(text)
                run.font.size = Pt(9.5)
                run.bold = not number
                if not number:
                    shade = OxmlElement("w:shd")
                    shade.set(qn("w:val"), "clear")
                    shade.set(qn("w:fill"), _PANEL)
                    cell._tc.get_or_add_tcPr().append(shade)
        self.document.add_paragraph()


def _dated(content: bytes) -> bytes:
    """The same archive with a fixed date on every part."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return stream.getvalue()
