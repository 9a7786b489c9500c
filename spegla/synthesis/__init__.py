"""Invented registrations, to try the tools on and to show them with. Every row is marked as invented, and no child is in it.

`synthesise` makes any number with plausible dependence; `synthesise_published` makes the 416 closings from which the figures printed for
2017 are counted. `published` is the list of those figures.
"""

from spegla.synthesis.errors import NotModelledError, TooFewMunicipalitiesError
from spegla.synthesis.places import Municipality, municipalities
from spegla.synthesis.published import PUBLISHED_N, OtherBase, Published, other_bases, published
from spegla.synthesis.registrations import synthesise, synthesise_published

__all__ = [
    "PUBLISHED_N",
    "Municipality",
    "NotModelledError",
    "OtherBase",
    "Published",
    "TooFewMunicipalitiesError",
    "municipalities",
    "other_bases",
    "published",
    "synthesise",
    "synthesise_published",
]
