"""Which rows are of the same case: the last of each, and those that are there twice. What a case is called goes no further."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.columns import BLANK
from spegla.importers.table import clean
from spegla.importers.wide.cells import identities_in

# More days than there are from the year 1 to 9999.
_DAYS = 1 << 22


@dataclass(frozen=True)
class Cases:
    """What the rows call their case, "" where nothing. Nearly every text is another, so they are not numbered as answers are.

    `identity` says for some rows what the text could give away.
    """

    names: pl.Series
    identity: Mapping[int, str]


def cases_in(column: pl.Series) -> Cases:
    """The column `arende` as it came."""
    names = column.fill_null("")
    untidy = names.str.contains(r"[^!-~]")
    if untidy.any():
        names = names.zip_with(~untidy, names.set(~untidy, "").map_elements(clean, pl.String))
    return Cases(names, identities_in(column))


class Subjects:
    """Rows by municipality and case. A row without a case is one of its own: nothing says that it belongs with another."""

    def __init__(self, cases: Cases, organisation: NDArray[np.int32], day: NDArray[np.int32] | None) -> None:
        self.length = len(organisation)
        self.day = np.zeros(self.length, np.int64) if day is None else np.where(day == BLANK, 0, day.astype(np.int64) + _DAYS // 2)
        self.named = (cases.names != "").to_numpy()
        self.frame = pl.DataFrame({"organisation": organisation, "case": cases.names, "row": np.arange(self.length), "day": self.day})
        self.hashes = cases.names.hash().to_numpy()

    def latest(self, step: NDArray[np.int64]) -> NDArray[np.bool_]:
        """The last row of each: by day, then `step` (0 when not known), then as they stand. A row without a day comes first."""
        shared = self._shared(self.hashes)
        steps = int(step.max(initial=0)) + 1
        score = pl.Series("score", ((self.day * steps + step) * self.length + np.arange(self.length))[shared])
        cases = self.frame[shared].with_columns(score).group_by("organisation", "case")
        best = cases.agg(pl.col("score").max()).get_column("score").to_numpy()
        # A row that shares its case with none is the last of it.
        found = np.ones(self.length, np.bool_)
        found[shared] = False
        found[best % max(self.length, 1)] = True
        return found

    def twice(self, columns: Mapping[str, NDArray[Any]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows that say in every column what an earlier row of the same case says, and for each the first such row."""
        # One number for case and day finds those that may be equal fast.
        likely = self._shared(self.hashes + self.day.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        more = [pl.Series(f"={name}", values[likely]) for name, values in columns.items()]
        frame = self.frame[likely].with_columns(more)
        first = pl.col("row").min().over([name for name in frame.columns if name != "row"]).alias("first")
        again = frame.select("row", first).filter(pl.col("row") != pl.col("first")).sort("row")
        return again.get_column("row").to_numpy(), again.get_column("first").to_numpy()

    def _shared(self, numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The rows with a case whose number another row has too: all that are of the same case, and some that only seem to be."""
        order = np.argsort(numbers)
        equal = np.diff(numbers[order]) == 0
        return np.flatnonzero(self.named & _marked(order, equal))


def _marked(order: NDArray[np.int64], equal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The places in `order` that are equal to the next or the one before."""
    found = np.zeros(len(order), np.bool_)
    found[order[:-1][equal]] = True
    found[order[1:][equal]] = True
    return found


def steps_of(instrument: Instrument, answers: Mapping[str, NDArray[Any]], length: int) -> NDArray[np.int64]:
    """For each row how far the intervention had come; 0 when nothing says so."""
    occasion = instrument.occasion
    if occasion is None or occasion.id not in answers:
        return np.zeros(length, np.int64)
    order = np.array([0, *(instrument.steps.index(category.code) + 1 for category in occasion.categories)], np.int64)
    return np.asarray(order[answers[occasion.id]])
