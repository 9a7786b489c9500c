"""Versions shown: what changed between two, and one variable over several."""

from spegla.presentation.versions.comparison import comparison_json, comparison_page
from spegla.presentation.versions.series import series_json, series_page

__all__ = ["comparison_json", "comparison_page", "series_json", "series_page"]
