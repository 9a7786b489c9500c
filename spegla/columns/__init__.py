"""Many responses, ready to be counted. The engine behind is hidden."""

from spegla.columns.columns import Columns, Holder, Origin

__all__ = ["Columns", "Holder", "Origin"]
