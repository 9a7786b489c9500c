"""The figures of a form with one row for each response: every indicator and measure, by group, beside printed ones and an earlier file."""

from spegla.analyses.figures.figures import (
    ALL,
    NO_ANSWER,
    FigureAnswer,
    FigureGroup,
    FigureQuestion,
    NoGroupsError,
    figures,
)

__all__ = ["ALL", "NO_ANSWER", "FigureAnswer", "FigureGroup", "FigureQuestion", "NoGroupsError", "figures"]
