"""How many bits are set in each plane among the rows of a mask: the inner loop of every page.

The array [plane, word] is walked in tiles that stay in the cache. A tile is a few planes of many words, or, of few rows, all planes at
once; so one thing serves four hundred rows and ten million. Where a mask leaves few words, only those are gathered. Two threads share
the planes from about a million rows, since numpy lets go of the interpreter while it counts.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Counts = NDArray[np.int64]

# Words in a tile: 256 kB, which with what is written beside it stays in a core's own cache.
_TILE = 1 << 15
# With fewer words than this in every plane together, waking a second thread costs more than it saves.
_TWO_THREADS = 1 << 22
# A word is fetched with its neighbours, so gathering pays when fewer than one in so many is left.
_GATHER = 8


def count_planes(planes: Words, mask: Words | None) -> Counts:
    """The bits of each plane in `planes` [plane, word] among those of `mask` [word], or all of them; int64 [plane].

    Words beyond the last row must be 0 in the mask, or in the planes where there is none.
    """
    if mask is None:
        return _shared(planes, None)
    left = np.flatnonzero(mask)
    if len(left) * _GATHER < len(mask):
        return _gathered(planes, mask[left], left)
    if len(left):
        # What lies outside the first and last word that the mask leaves need not be read.
        within = slice(int(left[0]), int(left[-1]) + 1)
        return _shared(planes[:, within], mask[within])
    return np.zeros(len(planes), np.int64)


def count_mask(mask: Words) -> int:
    """The bits of one mask."""
    return int(np.bitwise_count(mask).sum(dtype=np.int64))


def _shared(planes: Words, mask: Words | None) -> Counts:
    if planes.size < _TWO_THREADS or _cores() < 2:
        return _tiles(planes, mask)
    half = len(planes) // 2
    second = _other_thread().submit(_tiles, planes[half:], mask)
    first = _tiles(planes[:half], mask)
    return np.concatenate((first, second.result()))


def _tiles(planes: Words, mask: Words | None) -> Counts:
    counts = np.zeros(len(planes), np.int64)
    width = planes.shape[1]
    if not width:
        return counts
    wide = min(width, _TILE)
    tall = max(1, _TILE // wide)
    both = np.empty((tall, wide), np.uint64)
    bits = np.empty((tall, wide), np.uint8)
    for start in range(0, width, wide):
        words = slice(start, min(start + wide, width))
        n = words.stop - words.start
        for top in range(0, len(planes), tall):
            tile = planes[top : top + tall, words]
            rows = len(tile)
            if mask is not None:
                tile = np.bitwise_and(tile, mask[words], out=both[:rows, :n])
            np.bitwise_count(tile, out=bits[:rows, :n])
            counts[top : top + rows] += bits[:rows, :n].sum(axis=1, dtype=np.uint32)
    return counts


def _gathered(planes: Words, mask: Words, left: NDArray[np.intp]) -> Counts:
    """The same, over the words in `left` alone."""
    if not len(left):
        return np.zeros(len(planes), np.int64)

    tall = max(1, _TILE // len(left))

    def part(top: int, bottom: int) -> Counts:
        counts = np.empty(bottom - top, np.int64)
        for start in range(top, bottom, tall):
            tile = planes[start : min(start + tall, bottom)].take(left, axis=1)
            np.bitwise_and(tile, mask, out=tile)
            counts[start - top : start - top + len(tile)] = np.bitwise_count(tile).sum(axis=1, dtype=np.uint32)
        return counts

    if len(left) * len(planes) < _TWO_THREADS // _GATHER or _cores() < 2:
        return part(0, len(planes))
    half = len(planes) // 2
    second = _other_thread().submit(part, half, len(planes))
    return np.concatenate((part(0, half), second.result()))


@cache
def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _other_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="spegla-count")


def select_nth(parts: Sequence[tuple[Sequence[Words], Words]], place: int) -> int:
    """The number that stands at `place` (from 0) when those of all parts are ordered.

    Each part is the planes of a number, the lowest bit first, and the mask of its rows.
    """
    rows = [mask for _, mask in parts]
    value = 0
    for bit in reversed(range(max(len(bits) for bits, _ in parts))):
        without = [mask & ~bits[bit] if bit < len(bits) else mask for (bits, _), mask in zip(parts, rows, strict=True)]
        below = sum(count_mask(mask) for mask in without)
        if place < below:
            rows = without
        else:
            place -= below
            rows = [mask & bits[bit] if bit < len(bits) else np.zeros_like(mask) for (bits, _), mask in zip(parts, rows, strict=True)]
            value |= 1 << bit
    return value
