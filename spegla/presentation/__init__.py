"""Cleared figures → a `Document` → terminal, JSON or HTML."""

from spegla.presentation.explain_page import explain_document
from spegla.presentation.indicator_page import indicator_page, indicator_summary
from spegla.presentation.render.html import to_html
from spegla.presentation.render.json import to_json
from spegla.presentation.render.terminal import to_terminal

__all__ = ["explain_document", "indicator_page", "indicator_summary", "to_html", "to_json", "to_terminal"]
