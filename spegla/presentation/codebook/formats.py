"""The formats of the codebook, in one table. A format that renders any `Document` takes the page; the others have a shape of their own."""

from collections.abc import Callable, Mapping

from spegla.catalogue import Instrument
from spegla.messages import Messages
from spegla.presentation.codebook.data import codebook_json
from spegla.presentation.codebook.page import codebook_page
from spegla.presentation.codebook.workbook import codebook_xlsx
from spegla.presentation.document import Document
from spegla.presentation.render.html import to_html
from spegla.presentation.render.markdown import to_markdown

Make = Callable[[Instrument, Messages], str | bytes]


def codebook(instrument: Instrument, format: str, messages: Messages) -> str | bytes:
    """The codebook of `instrument` in one of `CODEBOOK_FORMATS`; KeyError for any other."""
    return CODEBOOK_FORMATS[format](instrument, messages)


def _page(render: Callable[[Document], str | bytes]) -> Make:
    return lambda instrument, messages: render(codebook_page(instrument, messages))


CODEBOOK_FORMATS: Mapping[str, Make] = {
    "html": _page(to_html),
    "md": _page(to_markdown),
    "json": codebook_json,
    "xlsx": codebook_xlsx,
}
