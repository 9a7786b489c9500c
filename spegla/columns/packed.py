"""`Packed`: registrations as bit planes, and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.catalogue.versions import Reading
from spegla.columns.batch import Batch
from spegla.columns.columns import Holder, Origin
from spegla.columns.engine.bitplanes import BitPlanes, added
from spegla.columns.engine.building import build
from spegla.columns.engine.prefix import PrefixSums
from spegla.columns.tally import Moments, Selection, Tally, VariableTally


@dataclass(frozen=True)
class Packed:
    """Rows of one instrument, ready to be counted under any rule.

    `not_collected` are the variables that had no column; `invented` says that the rows are made up and must be called so.
    """

    instrument: Instrument
    holder: Holder
    not_collected: frozenset[str]
    invented: bool
    engine: BitPlanes

    @staticmethod
    def of(batch: Batch, holder: Holder) -> "Packed":
        """The rows of `batch`, which can be let go."""
        engine = BitPlanes(batch.instrument, (build(batch),))
        return Packed(batch.instrument, holder, batch.not_collected, batch.invented, engine)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.engine.rows

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that have rows, in the order of their codes."""
        return self.engine.organisations

    def organisations_in(self, selection: Selection) -> tuple[str, ...]:
        """Those that have a row in `selection`."""
        return self.engine.organisations_in(selection)

    @property
    def origin(self) -> Origin:
        """Where these rows come from."""
        return Origin(self.instrument.reference, self.instrument.confidentiality, frozenset(self.organisations), self.holder)

    def tally(self, selection: Selection) -> Tally:
        """Every variable and derived variable over the rows of `selection`."""
        return self.engine.tally(selection)

    def tallies(self, selections: Sequence[Selection]) -> tuple[Tally, ...]:
        """The same for each of `selections`, where a rule that several of them share is tried once."""
        return self.engine.tallies(selections)

    def alternatives(self, selections: Sequence[Selection]) -> NDArray[np.int64]:
        """The bare counts: how many rows of each selection chose each code of each collected variable, missing codes too.

        [selection, code in the definition's order].
        """
        return self.engine.alternatives(selections)

    def tally_of_years(self, first: int, last: int, organisation: str | None = None) -> Tally:
        """Every variable over the rows from `first` to `last`, with no other rule: the same at once however many rows there are.

        The first call sums every plane by organisation and year.
        """
        return added(self.instrument, [sums.tally(organisation, (first, last)) for sums in self._sums])

    @cached_property
    def _sums(self) -> tuple[PrefixSums, ...]:
        return tuple(PrefixSums.of(self.instrument, partition) for partition in self.engine.partitions)

    def read_as(self, reading: Reading, selection: Selection) -> VariableTally:
        """These rows, which are of the version that `reading` reads, counted as the newest version has the variable."""
        return self.engine.read_as(reading, selection)

    def moments(self, id: str, selection: Selection) -> Moments | None:
        """Sums and ordered values of the integer `id` over the rows of `selection`; None when none of them has one."""
        return self.engine.moments(id, selection)

    def matrix(self, row: str, column: str, selection: Selection) -> NDArray[np.int64]:
        """How many rows have each pair of answers: [category of row, category of column], codes that mean missing left out."""
        return self.engine.matrix(row, column, selection)
