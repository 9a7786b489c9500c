"""Reports: a definition, cleared figures and what people wrote → a `Document` that any renderer takes."""

from spegla.presentation.reports.frame import Recipe
from spegla.presentation.reports.indicators import indicator_report
from spegla.presentation.reports.markdown import TextProblem
from spegla.presentation.reports.mirrors import mirror_report
from spegla.presentation.reports.texts import TextsError, Written, read_texts, texts_template

__all__ = ["Recipe", "TextProblem", "TextsError", "Written", "indicator_report", "mirror_report", "read_texts", "texts_template"]
