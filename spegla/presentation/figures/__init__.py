"""The figures of a survey or an inventory → a document for terminal and HTML, and JSON."""

from spegla.presentation.figures.data import figure_json
from spegla.presentation.figures.page import figure_document

__all__ = ["figure_document", "figure_json"]
