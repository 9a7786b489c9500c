"""One function per question. The only place that joins columns, statistics and disclosure; everything it gives is cleared."""

from spegla.analyses.grouping import Grouping
from spegla.analyses.indicators import Finding, IndicatorAnswer, IndicatorQuestion, UnknownIndicator, explain, indicators

__all__ = ["Finding", "Grouping", "IndicatorAnswer", "IndicatorQuestion", "UnknownIndicator", "explain", "indicators"]
