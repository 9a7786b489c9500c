"""One variable over versions of an instrument: each file counted under its own version and read through the approved maps."""

from collections.abc import Sequence
from dataclasses import dataclass

from spegla.analyses.mirrors import ALL
from spegla.catalogue import Catalogue
from spegla.catalogue.rules import VariableType
from spegla.catalogue.versions import Reading, Series, series_of
from spegla.columns import Batch, Holder, Packed, Selection
from spegla.disclosure import Audience
from spegla.disclosure.mirrors import ClearedMirror, clear_mirror
from spegla.statistics.distributions import CountedGroup, CountedMirror, distribution


@dataclass(frozen=True)
class SeriesPoint:
    """One version: how it is read, and its cleared figures, one group with one variable. `invented` rows are made up."""

    reading: Reading
    cleared: ClearedMirror
    invented: bool


@dataclass(frozen=True)
class SeriesAnswer:
    """The points, the oldest version first."""

    series: Series
    points: tuple[SeriesPoint, ...]


class UnknownVariableError(Exception):
    """`name` is no variable of `instrument`, the newest of the series; `known` are those that are."""

    def __init__(self, name: str, instrument: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.instrument = instrument
        self.known = known


def try_series(variable: str, versions: Sequence[str], catalogue: Catalogue) -> Series:
    """The way of `variable` through `versions`, references with the oldest first.

    Raises `UnknownVariableError`, and `SeriesBreakError` where the way is not fair.
    """
    instruments = [catalogue.instruments[reference] for reference in versions]
    known = tuple(one.id for one in instruments[-1].asked_and_derived if one.type is not VariableType.TEXT)
    if variable not in known:
        raise UnknownVariableError(variable, versions[-1], known)
    return series_of(variable, instruments, catalogue.maps)


def series(variable: str, batches: Sequence[Batch], catalogue: Catalogue, audience: Audience) -> SeriesAnswer:
    """`variable` in each of `batches`, one for each version and the oldest first. Raises what `try_series` does."""
    found = try_series(variable, [batch.instrument.reference for batch in batches], catalogue)
    points = [_point(reading, batch, audience) for reading, batch in zip(found.readings, batches, strict=True)]
    return SeriesAnswer(found, tuple(points))


def _point(reading: Reading, batch: Batch, audience: Audience) -> SeriesPoint:
    packed = Packed.of(batch, Holder.FILE)
    tally = packed.read_as(reading, Selection())
    numbers = None
    if reading.target.type is VariableType.INTEGER and tally.answered:
        (source,) = reading.sources
        numbers = packed.moments(source, Selection())
    group = CountedGroup(ALL, packed.rows, (distribution(tally, packed.rows, numbers),))
    return SeriesPoint(reading, clear_mirror(CountedMirror(packed.origin, (), (group,)), audience), packed.invented)
