"""What a report consists of: parts in order, each with what it shows and its standing text, as data."""

from spegla.catalogue.reports.model import AreaText, Figures, Observation, Part, Report, Shows, Situation, Step
from spegla.catalogue.reports.reading import read_report

__all__ = ["AreaText", "Figures", "Observation", "Part", "Report", "Shows", "Situation", "Step", "read_report"]
