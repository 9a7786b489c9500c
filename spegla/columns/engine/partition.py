"""`Partition`: bit planes over some rows, and where each organisation's rows stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spegla.columns.engine.layout import WORD, Layout
from spegla.columns.engine.masks import Masks

Words = NDArray[np.uint64]


def words_of(rows: int) -> int:
    """How many words hold `rows` bits."""
    return -(-rows // WORD)


@dataclass(frozen=True)
class Partition:
    """`planes` is an array [plane, word] of uint64. Bits beyond the last row are 0 in every plane, so nothing there is ever counted.

    `ranges` holds the rows of each organisation, from and to, in the order of their codes; `years` those that rows are from.
    """

    layout: Layout
    rows: int
    ranges: Mapping[str, tuple[int, int]]
    years: tuple[int, ...]
    planes: NDArray[np.uint64]

    @staticmethod
    def empty(layout: Layout, rows: int, ranges: Mapping[str, tuple[int, int]], years: tuple[int, ...]) -> "Partition":
        """A partition with every bit 0, to be filled."""
        return Partition(layout, rows, ranges, years, np.zeros((layout.planes, words_of(rows)), np.uint64))

    @property
    def words(self) -> int:
        return int(self.planes.shape[1])

    def masks(self, words: slice) -> Masks:
        """Rules over the rows in `words`."""
        return Masks(self.layout, lambda plane: self.planes[plane, words], lambda code: self.organisation(code, words))

    def organisation(self, code: str, words: slice) -> Words:
        """The mask of the rows of the organisation, within `words`; none when it has none."""
        first, last = words.start, min(words.stop, self.words)
        start, stop = self.ranges.get(code, (0, 0))
        return range_mask(start - first * WORD, stop - first * WORD, last - first)


def range_mask(start: int, stop: int, words: int) -> Words:
    """Ones in the bits from `start` to `stop`, cut to what `words` hold."""
    mask = np.zeros(words, np.uint64)
    start, stop = max(start, 0), min(stop, words * WORD)
    if start >= stop:
        return mask
    first, last = start // WORD, (stop - 1) // WORD
    mask[first : last + 1] = ~np.uint64(0)
    mask[first] &= ~np.uint64(0) << np.uint64(start % WORD)
    mask[last] &= ~np.uint64(0) >> np.uint64(WORD - 1 - (stop - 1) % WORD)
    return mask


def unpacked(mask: Words, rows: int) -> NDArray[np.bool_]:
    """A mask as one truth per row."""
    return np.unpackbits(np.ascontiguousarray(mask).view(np.uint8), count=rows, bitorder="little").astype(np.bool_)
