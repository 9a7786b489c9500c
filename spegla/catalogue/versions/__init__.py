"""How versions of an instrument belong together: what changed between two, which answers may be compared, and how the older are read."""

from spegla.catalogue.versions.comparison import Change, ComparedVariable, VersionComparison, compare, related
from spegla.catalogue.versions.model import VariableMap, Verdict, VersionMap
from spegla.catalogue.versions.series import Reading, Series, SeriesBreakError, series_of

__all__ = [
    "Change",
    "ComparedVariable",
    "Reading",
    "Series",
    "SeriesBreakError",
    "VariableMap",
    "Verdict",
    "VersionComparison",
    "VersionMap",
    "compare",
    "related",
    "series_of",
]
