"""The figures of a survey or an inventory cleared: `CountedFigures` → `ClearedFigures`, or a refusal."""

from spegla.disclosure.figures.clear import clear_figures
from spegla.disclosure.figures.cleared import (
    ClearedChange,
    ClearedFigure,
    ClearedFigures,
    ClearedValue,
    FigureKind,
    PrintedBeside,
)

__all__ = ["ClearedChange", "ClearedFigure", "ClearedFigures", "ClearedValue", "FigureKind", "PrintedBeside", "clear_figures"]
