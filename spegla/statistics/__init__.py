"""Counts and what follows from them: shares, intervals, and why a printed figure differs. Pure functions."""

from spegla.statistics.counted import Counted, CountedAnswer, CountedShare
from spegla.statistics.explanations import Explanation, Move, Place, explanations
from spegla.statistics.shares import Share, percent_rounded, share_of, weighted_percent, wilson

__all__ = [
    "Counted",
    "CountedAnswer",
    "CountedShare",
    "Explanation",
    "Move",
    "Place",
    "Share",
    "explanations",
    "percent_rounded",
    "share_of",
    "weighted_percent",
    "wilson",
]
