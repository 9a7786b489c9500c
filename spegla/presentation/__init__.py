"""Cleared figures → a `Document` → terminal, JSON, Markdown, HTML or paper."""

from spegla.presentation.explain_page import explain_document
from spegla.presentation.indicator_page import indicator_page, indicator_summary
from spegla.presentation.render.docx import to_docx
from spegla.presentation.render.html import to_html, to_html_part
from spegla.presentation.render.json import to_json
from spegla.presentation.render.markdown import to_markdown
from spegla.presentation.render.pdf import to_pdf
from spegla.presentation.render.pptx import to_pptx
from spegla.presentation.render.terminal import to_terminal
from spegla.presentation.render.xlsx import to_xlsx

__all__ = [
    "explain_document",
    "indicator_page",
    "indicator_summary",
    "to_docx",
    "to_html",
    "to_html_part",
    "to_json",
    "to_markdown",
    "to_pdf",
    "to_pptx",
    "to_terminal",
    "to_xlsx",
]
