"""Many responses, ready to be counted. The engine behind is hidden."""

from spegla.columns.batch import BLANK, EPOCH, Batch
from spegla.columns.columns import Columns, Holder, Origin
from spegla.columns.packed import Packed
from spegla.columns.tally import Moments, Selection, Tally, VariableTally
from spegla.columns.truths import Truths

__all__ = ["BLANK", "EPOCH", "Batch", "Columns", "Holder", "Moments", "Origin", "Packed", "Selection", "Tally", "Truths", "VariableTally"]
