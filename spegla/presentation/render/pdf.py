"""A `Document` as PDF: tagged, searchable and kept as it is (PDF/UA-1 and PDF/A-2a), set by typst in our own typeface.

The same document gives the same bytes: no clock, no name of a machine, no font of the system. `figure_png` draws one chart alone, for
formats that take a picture.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from spegla.messages import messages
from spegla.presentation.document import Bars, Document, Dots
from spegla.presentation.render.paper import laid_flat

_HERE = Path(__file__).parents[1]
_FONTS = _HERE / "assets" / "vendor" / "inter-ttf"
# The file of a document without a date says the first day that there is.
NO_DATE = date(2000, 1, 1)
# Dots to an inch of a picture in a text document: sharp on paper, and still small.
_SHARP = 200.0


def to_pdf(document: Document) -> bytes:
    """The whole file."""
    say = messages(document.language).say
    dated = document.dated or NO_DATE
    data = {
        "language": document.language,
        "region": "GB" if document.language == "en" else "SE",
        "title": document.title,
        "ingress": document.ingress,
        "over": document.over,
        "head": document.head,
        "foot": document.foot or document.brand,
        "date": [dated.year, dated.month, dated.day],
        "of": say("paper_of"),
        "legend": say("legend"),
        "pieces": [_plain(piece) for piece in laid_flat(document.blocks)],
    }
    return _compiled("pdf", data, datetime.combine(dated, time(), UTC))


def figure_png(figure: Dots | Bars, language: str) -> bytes:
    """One chart as a picture, as wide as the text of a page, with the look that it has in the PDF."""
    return _compiled("png", {"language": language, "region": "SE", "figure": _plain(figure)}, datetime.combine(NO_DATE, time(), UTC))


def _compiled(format: Literal["pdf", "png"], data: dict[str, Any], at: datetime) -> bytes:
    import typst  # Heavy, and only paper needs it.

    made = typst.compile(
        (_HERE / "templates" / "paper.typ").read_bytes(),
        format=format,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS]),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "logo": _logo()},
        pdf_standards=["ua-1", "a-2a"] if format == "pdf" else [],
        ppi=_SHARP,
        timestamp=at,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave several files where one was asked for")
    return made


@cache
def _logo() -> str:
    return (_HERE / "assets" / "logotyp.svg").read_text(encoding="utf-8")


def _plain(value: Any) -> Any:
    """A piece as what JSON knows, with the name of its kind."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        inside = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {**inside, "kind": type(value).__name__}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
