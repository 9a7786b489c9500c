"""Rules over the rows of a batch in the order of its file: what an importer asks, where a reader wants row numbers."""

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue.rules import Rule
from spegla.columns.batch import Batch
from spegla.columns.engine.building import build_ordered
from spegla.columns.engine.partition import unpacked


class Truths:
    """For each row of `batch`, in its own order, what a rule says. Derived variables may be named as any other."""

    def __init__(self, batch: Batch) -> None:
        self._partition, self._order = build_ordered(batch)
        self._masks = self._partition.masks(slice(0, self._partition.words))

    def true(self, rule: Rule) -> NDArray[np.bool_]:
        """The rows for which `rule` is true."""
        return self._in_file_order(self._masks.true(rule.root))

    def false(self, rule: Rule) -> NDArray[np.bool_]:
        """The rows for which `rule` is false; those in neither are unknown."""
        return self._in_file_order(self._masks.false(rule.root))

    def any_true(self, rule: Rule) -> bool:
        """Whether there is such a row: cheaper than asking which."""
        return bool(self._masks.true(rule.root).any())

    def _in_file_order(self, mask: NDArray[np.uint64]) -> NDArray[np.bool_]:
        found = np.empty(self._partition.rows, np.bool_)
        found[self._order] = unpacked(mask, self._partition.rows)
        return found
