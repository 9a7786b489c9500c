"""A `Document` as PDF: tagged, searchable and kept as it is (PDF/UA-1 and PDF/A-2a), set by typst in our own typeface.

The same document gives the same bytes: no clock, no name of a machine, no font of the system.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from spegla.messages import messages
from spegla.presentation.document import Document
from spegla.presentation.render.paper import laid_flat

_HERE = Path(__file__).parents[1]
_FONTS = _HERE / "assets" / "vendor" / "inter-ttf"
# The file of a document without a date says the first day that there is.
NO_DATE = date(2000, 1, 1)


def to_pdf(document: Document) -> bytes:
    """The whole file."""
    import typst  # Heavy, and only paper needs it.

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
    made = typst.compile(
        (_HERE / "templates" / "paper.typ").read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS]),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "logo": _logo()},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.combine(dated, time(), UTC),
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
