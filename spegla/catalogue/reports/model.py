"""A report as frozen data. What each part looks like is for presentation; here is only what it shows and says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from spegla.catalogue.model import Provenance
from spegla.messages import Words


class Figures(StrEnum):
    """Where the figures of a report come from: the indicators of an instrument, or the mirror of its registrations."""

    INDICATORS = "indicators"
    MIRROR = "mirror"


class Shows(StrEnum):
    """What a part shows beside its text."""

    TEXT = "text"
    KEY_FIGURES = "key_figures"
    DISTANCES = "distances"
    FIRST = "first"
    CONCLUSIONS = "conclusions"
    CONTENTS = "contents"
    READING = "reading"
    AREAS = "areas"
    OWN_AREAS = "own_areas"
    FLAGGED = "flagged"
    SORTING_KEYS = "sorting_keys"
    ALL_FIGURES = "all_figures"
    QUESTIONS = "questions"
    NOTICES = "notices"
    FINDINGS = "findings"
    METHOD = "method"
    SOURCES = "sources"
    RECOMPUTE = "recompute"


class Situation(StrEnum):
    """When an observation is made about an area."""

    EVERYBODY = "everybody"
    NOBODY = "nobody"
    FARTHEST_HOLDS = "farthest_holds"
    FARTHEST_BY_CHANCE = "farthest_by_chance"
    FLAGGED = "flagged"
    MOST_DIVIDED = "most_divided"
    NOT_APPLICABLE = "not_applicable"


# What may stand in braces in a text, and what more an observation may say.
FACTS = frozenset({"county", "own", "year", "n", "title"})
SITUATION_FACTS: Mapping[Situation, frozenset[str]] = {
    Situation.EVERYBODY: frozenset({"indicators"}),
    Situation.NOBODY: frozenset({"indicators"}),
    Situation.FARTHEST_HOLDS: frozenset({"indicator", "percent", "nation", "numerator", "denominator", "compared"}),
    Situation.FARTHEST_BY_CHANCE: frozenset({"indicator", "percent", "nation", "numerator", "denominator", "compared"}),
    Situation.FLAGGED: frozenset({"indicator", "percent", "printed", "numerator", "denominator"}),
    Situation.MOST_DIVIDED: frozenset({"indicator", "numerator", "denominator"}),
    Situation.NOT_APPLICABLE: frozenset({"indicators"}),
}


@dataclass(frozen=True)
class Step:
    """One step of a guide: what to do, and how."""

    title: Words
    says: Words


@dataclass(frozen=True)
class Part:
    """A part of a report. `text` is the standing text, a paragraph each, which a writer may replace; `most` limits what is shown.

    A part that shows text alone and has none is left out until somebody writes it. Without a title it goes on where the last one ended.
    """

    id: str
    shows: Shows
    title: Words | None
    text: tuple[Words, ...]
    steps: tuple[Step, ...]
    most: int | None
    new_page: bool


@dataclass(frozen=True)
class AreaText:
    """The introduction to an area of the instrument, and what is always worth discussing there."""

    id: str
    text: tuple[Words, ...]
    discuss: tuple[Words, ...]


@dataclass(frozen=True)
class Observation:
    """What is said of an area when the situation is there; `know` or `discuss`."""

    sign: str
    when: Situation
    says: Words


@dataclass(frozen=True)
class Report:
    """A kind of report. `instruments` are the references it is written for; `over` stands above the title, `head` on every page.

    Without a `title` the title is what was found. `needs_own` is about one municipality, `refuses_own` about all of them alike.
    """

    id: str
    version: str
    name: Words
    figures: Figures
    instruments: tuple[str, ...]
    needs_own: bool
    refuses_own: bool
    title: Words | None
    over: Words
    head: Words
    parts: tuple[Part, ...]
    areas: tuple[AreaText, ...]
    observations: tuple[Observation, ...]
    provenance: Provenance

    @property
    def reference(self) -> str:
        """Id and version, `lansrapport-1`."""
        return f"{self.id}-{self.version}"
