"""One function per question. The only place that joins columns, statistics and disclosure; everything it gives is cleared."""

from spegla.analyses.grouping import ALL, NO_GROUP, Grouping
from spegla.analyses.indicators import (
    Finding,
    IndicatorAnswer,
    IndicatorQuestion,
    PopulationMissingError,
    PrintedTwiceError,
    UnknownIndicatorError,
    explain,
    indicator_called,
    indicators,
)

__all__ = [
    "ALL",
    "NO_GROUP",
    "Finding",
    "Grouping",
    "IndicatorAnswer",
    "IndicatorQuestion",
    "PopulationMissingError",
    "PrintedTwiceError",
    "UnknownIndicatorError",
    "explain",
    "indicator_called",
    "indicators",
]
