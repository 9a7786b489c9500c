"""Questions over several versions of an instrument."""

from spegla.analyses.versions.series import SeriesAnswer, SeriesPoint, UnknownVariableError, series, try_series

__all__ = ["SeriesAnswer", "SeriesPoint", "UnknownVariableError", "series", "try_series"]
