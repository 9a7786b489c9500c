"""The wide form: how a file of it is read, and a door to reading what somebody hands in on a page: from memory, with limits and a map.

Polars, which does the work, takes a third of a second to load; who only reads files on the command line comes in through `read_wide`.
"""

from spegla.importers.wide.limits import Limits
from spegla.importers.wide.mapping import ColumnMap, NoColumnMapError, read_column_map
from spegla.importers.wide.overview import Column, Headers, headers_of, unknown_texts
from spegla.importers.wide.registrations import Registrations, read_registrations

__all__ = [
    "Column",
    "ColumnMap",
    "Headers",
    "Limits",
    "NoColumnMapError",
    "Registrations",
    "headers_of",
    "read_column_map",
    "read_registrations",
    "unknown_texts",
]
