"""Registrations that somebody hands in, with what each row calls its case: for a store that must know which rows it has met before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import Municipalities
from spegla.columns import Batch
from spegla.importers.reading import Read
from spegla.importers.wide.limits import Limits
from spegla.importers.wide.mapping import ColumnMap
from spegla.importers.wide.reading import read_numbered


@dataclass(frozen=True)
class Registrations:
    """Row k of `batch` stood in `rows[k]` of the file, and calls its case `cases[k]`, "" where it does not say.

    The cases are for matching rows in memory. They are in no problem, and are never kept with answers.
    """

    batch: Batch
    rows: NDArray[np.int64]
    cases: tuple[str, ...]


def read_registrations(
    content: bytes, instrument: Instrument, municipalities: Municipalities, limits: Limits, mapping: ColumnMap | None = None
) -> Read[Registrations]:
    """The registrations in a file, with the same problems as `read_wide` finds in it, in the same order.

    More bytes or rows than `limits` are refused before they are read.
    """
    read = read_numbered(lambda: content, instrument, municipalities, mapping, limits)
    if read.value is None:
        return Read(None, read.problems, read.left_out)
    found = read.value
    cases = ("",) * found.batch.length if found.cases is None else tuple(found.cases.to_list())
    return Read(Registrations(found.batch, np.asarray(found.rows, np.int64), cases), read.problems, read.left_out)
