"""A series: one variable followed over the versions of an instrument, or the place where that stops being fair.

A line over a break would show a change of the form as a change of children's lives, so it is refused, and the refusal names the
variable, the two versions and the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spegla.catalogue.model import Derived, Instrument, Variable
from spegla.catalogue.values import Answer, Answers
from spegla.catalogue.versions.model import Codes, Verdict, VersionMap, value_through
from spegla.messages import Words

Maps = Mapping[tuple[str, str], VersionMap]


@dataclass(frozen=True)
class Reading:
    """How one version is read in a series: `sources` are its variables, each with what its codes stand for in the newest."""

    instrument: Instrument
    target: Variable | Derived
    sources: Mapping[str, Codes]

    @property
    def itself(self) -> bool:
        """True when the variable is read as it stands, under its own id."""
        mapped = self.sources.get(self.target.id)
        return len(self.sources) == 1 and mapped is not None and all(codes == (code,) for code, codes in mapped.items())

    def value(self, answers: Answers) -> Answer:
        """What one response of this version says; derived values must be among `answers`."""
        variables = {one.id: one for one in self.instrument.asked_and_derived}
        return value_through(self.sources, self.target.type, variables, answers)


@dataclass(frozen=True)
class Series:
    """One variable over versions, the oldest first; `target` is the variable as the newest has it."""

    target: Variable | Derived
    readings: tuple[Reading, ...]


class SeriesBreakError(Exception):
    """`variable` cannot be followed from `old` to `new`.

    `verdict` is what the map says; None when there is no map, or when one of the versions lacks the variable. `reason` is empty
    where there is no map.
    """

    def __init__(self, variable: str, old: str, new: str, verdict: Verdict | None, reason: Words | None) -> None:
        super().__init__(f"{variable}: {old} to {new}: {verdict}")
        self.variable = variable
        self.old = old
        self.new = new
        self.verdict = verdict
        self.reason = reason


def series_of(variable: str, versions: Sequence[Instrument], maps: Maps) -> Series:
    """Follow `variable`, by its id in the last of `versions`, back through the map of each pair.

    Raises `SeriesBreakError` at the newest pair that cannot be passed; KeyError when the last version has no such variable.
    """
    newest = versions[-1]
    target = {one.id: one for one in newest.asked_and_derived}[variable]
    sources: Mapping[str, Codes] = {variable: {code: (code,) for code in target.substantive}}
    readings = [Reading(newest, target, sources)]
    for old, new in zip(reversed(versions[:-1]), reversed(versions[1:]), strict=True):
        sources = _before(sources, maps.get((old.reference, new.reference)), old, new)
        readings.append(Reading(old, target, sources))
    return Series(target, tuple(reversed(readings)))


def _before(sources: Mapping[str, Codes], map: VersionMap | None, old: Instrument, new: Instrument) -> Mapping[str, Codes]:
    """What `sources`, which are of `new`, are read from in `old`."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for id, codes in sources.items():
        if map is None:
            raise SeriesBreakError(id, old.reference, new.reference, None, None)
        if id not in map.variables:
            raise SeriesBreakError(id, old.reference, new.reference, None, map.added.get(id))
        one = map.variables[id]
        if one.verdict is not Verdict.COMPARABLE:
            raise SeriesBreakError(id, old.reference, new.reference, one.verdict, one.reason)
        for source, meant in one.sources.items():
            into = found.setdefault(source, {})
            for code, between in meant.items():
                through = (late for early in between for late in codes.get(early, ()))
                into[code] = tuple(dict.fromkeys((*into.get(code, ()), *through)))
    return found
