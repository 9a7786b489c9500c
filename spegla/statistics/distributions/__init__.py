"""Distributions of answers: shares of those who answered with intervals, summaries of numbers, and cross tables."""

from spegla.statistics.distributions.crossed import CountedCrossTable, CrossTable, cross_table
from spegla.statistics.distributions.distribution import (
    Alternative,
    CountedGroup,
    CountedMirror,
    Distribution,
    Summary,
    distribution,
    summary,
)

__all__ = [
    "Alternative",
    "CountedCrossTable",
    "CountedGroup",
    "CountedMirror",
    "CrossTable",
    "Distribution",
    "Summary",
    "cross_table",
    "distribution",
    "summary",
]
