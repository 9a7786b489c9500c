"""The figures of a form with one row for each response: every indicator and measure, by group, beside printed ones and an earlier file."""

from spegla.analyses.figures.figures import (
    ALL,
    FEWEST_FOR_CHANGE,
    NO_ANSWER,
    FigureAnswer,
    FigureGroup,
    FigureQuestion,
    NoGroupsError,
    figures,
)

__all__ = ["ALL", "FEWEST_FOR_CHANGE", "NO_ANSWER", "FigureAnswer", "FigureGroup", "FigureQuestion", "NoGroupsError", "figures"]
