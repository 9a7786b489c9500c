"""Stored registrations → a file that `importers` reads back unchanged: the answers themselves, for whoever they belong to.

Nothing here is counted and so nothing is cleared. What is shown to a reader never comes this way: the doors cannot import it.
"""

from spegla.exporters.wide import Colophon, WideRow, is_own_number
from spegla.exporters.written import UnwritableError, wide_csv, wide_xlsx

__all__ = ["Colophon", "UnwritableError", "WideRow", "is_own_number", "wide_csv", "wide_xlsx"]
