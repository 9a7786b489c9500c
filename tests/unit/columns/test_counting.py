"""Bits are counted right in every shape that a count can take: few words, many, gathered, in two threads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from spegla.columns.engine import counting
from spegla.columns.engine.counting import count_mask, count_planes, select_nth
from spegla.columns.engine.partition import range_mask, unpacked

Words = NDArray[np.uint64]


def words(random: np.random.Generator, *shape: int) -> Words:
    return random.integers(0, 1 << 64, shape, dtype=np.uint64)


def plainly(planes: Words, mask: Words) -> list[int]:
    """Bit by bit, in Python's own integers."""
    return [sum((int(word) & int(bits)).bit_count() for word, bits in zip(plane, mask, strict=True)) for plane in planes]


@given(st.integers(0, 9), st.sampled_from([0, 1, 7, 63, 200]), st.integers(0, 2**32))
def test_planes_are_counted_bit_by_bit(planes: int, width: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    all_planes, mask = words(random, planes, width), words(random, width)

    assert count_planes(all_planes, mask).tolist() == plainly(all_planes, mask)
    assert count_planes(all_planes, None).tolist() == plainly(all_planes, ~np.zeros(width, np.uint64))


@pytest.mark.parametrize("left", [[], [0], [199], [3, 150], [0, 199], list(range(90, 110))])
def test_words_that_a_narrow_mask_leaves_are_all_counted(left: list[int]) -> None:
    random = np.random.default_rng(1)
    planes, mask = words(random, 5, 200), np.zeros(200, np.uint64)
    mask[left] = words(random, len(left))

    assert count_planes(planes, mask).tolist() == plainly(planes, mask)


@pytest.mark.parametrize("narrow", [False, True])
def test_two_threads_count_as_one(monkeypatch: pytest.MonkeyPatch, narrow: bool) -> None:
    random = np.random.default_rng(2)
    planes, mask = words(random, 7, 3000), words(random, 3000)
    if narrow:
        mask[np.arange(3000) % 40 != 0] = 0
    monkeypatch.setattr(counting, "_TWO_THREADS", 1)
    monkeypatch.setattr(counting, "_cores", lambda: 2)

    assert count_planes(planes, mask).tolist() == plainly(planes, mask)


@pytest.mark.parametrize("planes_in_all", [9, 10, 11])
@pytest.mark.parametrize("narrow", [False, True])
def test_a_tile_that_ends_inside_the_planes_counts_the_rest(monkeypatch: pytest.MonkeyPatch, narrow: bool, planes_in_all: int) -> None:
    random = np.random.default_rng(3)
    planes, mask = words(random, planes_in_all, 130), words(random, 130)
    if narrow:
        mask[np.arange(130) % 20 != 0] = 0
    # Of a narrow mask seven words are left: two planes fit in a tile, and three.
    monkeypatch.setattr(counting, "_TILE", 20 if narrow else 64)

    assert count_planes(planes, mask).tolist() == plainly(planes, mask)


@given(st.integers(-70, 300), st.integers(-70, 300))
def test_a_range_is_the_bits_from_and_to(start: int, stop: int) -> None:
    found = unpacked(range_mask(start, stop, 3), 3 * 64)

    assert found.tolist() == [start <= bit < stop for bit in range(3 * 64)]


@given(st.lists(st.lists(st.integers(0, 31), max_size=70), min_size=1, max_size=3).filter(any))
def test_the_number_at_a_place_is_that_of_the_sorted_list(parts: list[list[int]]) -> None:
    masks = []
    for numbers in parts:
        width = 2
        rows = range_mask(0, len(numbers), width)
        bits = [
            np.packbits([number >> place & 1 for number in numbers] + [0] * (64 * width - len(numbers)), bitorder="little").view(np.uint64)
            for place in range(5)
        ]
        masks.append((bits, rows))
    together = sorted(number for numbers in parts for number in numbers)

    assert [select_nth(masks, place) for place in range(len(together))] == together


def test_a_mask_is_counted_beyond_what_a_small_number_holds() -> None:
    assert count_mask(~np.zeros(1 << 12, np.uint64)) == 64 << 12
