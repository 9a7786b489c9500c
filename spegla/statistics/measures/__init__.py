"""What is counted over the rows of a survey or an inventory: shares, an index, totals, and the change since an earlier time."""

from spegla.statistics.measures.change import Change, TooFew, change
from spegla.statistics.measures.counted import CountedFigure, CountedFigures
from spegla.statistics.measures.measured import Mean, Sum, SumShare, mean_of, rounded, sum_of, sum_share_of

__all__ = [
    "Change",
    "CountedFigure",
    "CountedFigures",
    "Mean",
    "Sum",
    "SumShare",
    "TooFew",
    "change",
    "mean_of",
    "rounded",
    "sum_of",
    "sum_share_of",
]
