"""The formats of the codebook, in one table. A format that renders any `Document` takes the page; the others have a shape of their own."""

from collections.abc import Callable, Mapping

from spegla.catalogue import Instrument
from spegla.messages import Messages
from spegla.presentation.codebook.data import codebook_json
from spegla.presentation.codebook.history import History
from spegla.presentation.codebook.page import codebook_page
from spegla.presentation.codebook.workbook import codebook_xlsx
from spegla.presentation.document import Document
from spegla.presentation.render.docx import to_docx
from spegla.presentation.render.html import to_html
from spegla.presentation.render.markdown import to_markdown
from spegla.presentation.render.pdf import to_pdf

Make = Callable[[Instrument, Messages, History | None], str | bytes]


def codebook(instrument: Instrument, format: str, messages: Messages, history: History | None = None) -> str | bytes:
    """The codebook of `instrument` in one of `CODEBOOK_FORMATS`; KeyError for any other."""
    return CODEBOOK_FORMATS[format](instrument, messages, history)


def _page(render: Callable[[Document], str | bytes]) -> Make:
    return lambda instrument, messages, history: render(codebook_page(instrument, messages, history))


CODEBOOK_FORMATS: Mapping[str, Make] = {
    "html": _page(to_html),
    "md": _page(to_markdown),
    "pdf": _page(to_pdf),
    "docx": _page(to_docx),
    "json": codebook_json,
    "xlsx": lambda instrument, messages, _: codebook_xlsx(instrument, messages),
}
