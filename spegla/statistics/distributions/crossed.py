"""Two variables against each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spegla.columns import Origin


@dataclass(frozen=True)
class CrossTable:
    """`counts` [row category, column category]: rows with a real answer to both. Totals are of the rows and columns of the table.

    With a multiple answer a row of the data stands in several cells, and the totals count answers.
    """

    row_codes: tuple[str, ...]
    column_codes: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def row_totals(self) -> NDArray[np.int64]:
        """The sum of each row."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def column_totals(self) -> NDArray[np.int64]:
        """The sum of each column."""
        return np.asarray(self.counts.sum(axis=0))

    @property
    def total(self) -> int:
        """The sum of the table."""
        return int(self.counts.sum())

    def row_percent(self) -> NDArray[np.float64]:
        """Each cell as percent of its row, 0–100; not a number where the row is empty."""
        totals = self.row_totals[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(totals > 0, 100 * self.counts / np.maximum(totals, 1), np.nan)


@dataclass(frozen=True)
class CountedCrossTable:
    """A cross table of two variables over the rows of `origin` that `rules` chose; for `disclosure`, not for showing."""

    origin: Origin
    rules: tuple[str, ...]
    row: str
    column: str
    table: CrossTable


def cross_table(row_codes: Sequence[str], column_codes: Sequence[str], counts: NDArray[np.int64]) -> CrossTable:
    """The table of `counts`; ValueError when its shape is not that of the codes."""
    if counts.shape != (len(row_codes), len(column_codes)):
        raise ValueError(f"{counts.shape} counts for {len(row_codes)} by {len(column_codes)} codes")
    return CrossTable(tuple(row_codes), tuple(column_codes), counts)
