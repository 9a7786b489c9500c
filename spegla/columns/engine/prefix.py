"""Sums over years, made once for a snapshot: any organisation and any years, without another rule, is then a difference of two rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.columns.engine.bitplanes import tally_of
from spegla.columns.engine.counting import count_planes
from spegla.columns.engine.layout import WORD, Layout
from spegla.columns.engine.partition import Partition, words_of
from spegla.columns.tally import Tally


@dataclass(frozen=True)
class PrefixSums:
    """`sums` [organisation, year, plane]: the bits of each plane before that place in `years`; rows without a day come before all.

    The last organisation is all of them together.
    """

    instrument: Instrument
    layout: Layout
    organisations: tuple[str, ...]
    years: tuple[int, ...]
    sums: NDArray[np.int64]

    @staticmethod
    def of(instrument: Instrument, partition: Partition) -> "PrefixSums":
        """Sum every plane of `partition` by organisation and year."""
        counts = np.zeros((len(partition.ranges) + 1, len(partition.years) + 2, partition.layout.planes), np.int64)
        for place, (code, (start, stop)) in enumerate(partition.ranges.items()):
            words = slice(start // WORD, words_of(stop))
            own, masks = partition.organisation(code, words), partition.masks(words)
            planes = partition.planes[:, words]
            counts[place, 1] = count_planes(planes, own & ~masks.known("ar"))
            for at, year in enumerate(partition.years, start=2):
                counts[place, at] = count_planes(planes, own & masks.equal_to("ar", year))
        counts[-1] = counts[:-1].sum(axis=0)
        return PrefixSums(instrument, partition.layout, tuple(partition.ranges), partition.years, counts.cumsum(axis=1))

    def tally(self, organisation: str | None = None, years: tuple[int, int] | None = None) -> Tally:
        """Every variable over the rows of `organisation` (all when None), from the first to the last of `years` (every row when None)."""
        if organisation is not None and organisation not in self.organisations:
            return tally_of(self.instrument, self.layout, np.zeros(self.layout.planes, np.int64))
        sums = self.sums[-1 if organisation is None else self.organisations.index(organisation)]
        if years is None:
            return tally_of(self.instrument, self.layout, sums[-1])
        first, last = years
        before = int(np.searchsorted(self.years, first, "left"))
        until = int(np.searchsorted(self.years, last, "right"))
        return tally_of(self.instrument, self.layout, sums[max(before, until) + 1] - sums[before + 1])
