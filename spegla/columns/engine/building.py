"""Typed rows → bit planes, stretch by stretch, so that a stretch of a million rows is all that is held beside the planes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Reason
from spegla.catalogue.rules import VariableType
from spegla.columns.batch import BLANK, Batch
from spegla.columns.engine.layout import REASONS, WORD, Layout, Slot, lay_out
from spegla.columns.engine.masks import Masks
from spegla.columns.engine.partition import Partition, Words, words_of

# A multiple of the word, so that each stretch begins at a whole one.
STRETCH = 1 << 18


def build(batch: Batch) -> Partition:
    """The rows of `batch` as planes, ordered by organisation and then by day; within that as they stood."""
    return build_ordered(batch)[0]


def build_ordered(batch: Batch) -> tuple[Partition, NDArray[np.int64]]:
    """The same, and for each row of the planes which row of `batch` it is."""
    order = in_order(batch)
    partition = Partition.empty(layout_of(batch), batch.length, _ranges(batch), _years_in(batch))
    builder = Builder(batch.instrument, partition)
    for start in range(0, batch.length, STRETCH):
        builder.add(start, batch, order[start : start + STRETCH])
    return partition, order


def in_order(batch: Batch) -> NDArray[np.int64]:
    """Which rows of `batch` come first, second, …: by the code of the organisation, then by day, then as they stood."""
    # By code, not by the place that a code has in the batch.
    ranks = np.argsort(np.argsort(np.array(batch.organisations))) if batch.organisations else np.empty(0, np.int64)
    organisation = ranks[batch.organisation]
    keys: list[NDArray[Any]] = [organisation] if batch.day is None else [batch.day, organisation]
    return np.lexsort(keys) if batch.length else np.empty(0, np.int64)


def layout_of(batch: Batch) -> Layout:
    """The planes that these rows need."""
    numbers, days = extents_of(batch)
    return lay_out(batch.instrument, not_collected=batch.absent, numbers=numbers, days=days, texts=batch.texts)


def extents_of(batch: Batch) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
    """The least and greatest value of each number, and of each day, by id, facts included."""
    numbers: dict[str, tuple[int, int]] = {}
    days: dict[str, tuple[int, int]] = {}
    for variable in batch.instrument.variables:
        if variable.id not in batch.answers:
            continue
        if variable.type is VariableType.INTEGER:
            numbers[variable.id] = _extent(batch.answers[variable.id])
        elif variable.type is VariableType.DATE:
            days[variable.id] = _extent(batch.answers[variable.id])
    if batch.day is not None:
        days["datum"] = _extent(batch.day)
        first, last = (int(year) for year in years_of(np.array(days["datum"], np.int32)))
        numbers["ar"] = (first, last)
    return numbers, days


def _extent(values: NDArray[Any]) -> tuple[int, int]:
    known = values[values != BLANK]
    return (int(known.min()), int(known.max())) if len(known) else (0, 0)


def years_of(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """The year of each day since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _ranges(batch: Batch) -> Mapping[str, tuple[int, int]]:
    """The rows of each organisation once they are in order, from and to."""
    counts = np.bincount(batch.organisation, minlength=len(batch.organisations))
    ranges, start = {}, 0
    for code, count in sorted(zip(batch.organisations, map(int, counts), strict=True)):
        if count:
            ranges[code] = (start, start + count)
            start += count
    return ranges


def _years_in(batch: Batch) -> tuple[int, ...]:
    if batch.day is None:
        return ()
    return tuple(int(year) for year in np.unique(years_of(batch.day[batch.day != BLANK])))


class Builder:
    """Fills the planes of a partition, one stretch of rows at a time."""

    def __init__(self, instrument: Instrument, partition: Partition) -> None:
        self.instrument = instrument
        self.partition = partition
        self.layout = partition.layout

    def add(self, start: int, batch: Batch, rows: NDArray[np.int64] | slice) -> None:
        """Write `rows` of `batch` into the planes from row `start`, which begins a word."""
        if start % WORD:
            raise ValueError(f"row {start} is inside a word")
        at, length = start // WORD, len(batch.organisation[rows])
        self.words = slice(at, at + words_of(length))
        self._set(self.layout.valid, np.ones(length, np.bool_))
        self._set(self.layout.latest, np.zeros(length, np.bool_) if batch.latest is None else batch.latest[rows])
        for variable in self.instrument.variables:
            slot = self.layout.slots[variable.id]
            if slot.collected:
                self._answers(slot, batch.answers[variable.id][rows])
        self._facts(batch, rows)
        masks = self.partition.masks(self.words)
        for variable in self.instrument.variables:
            slot = self.layout.slots[variable.id]
            if slot.asked is not None and variable.asked_when is not None:
                asked = masks.true(variable.asked_when.root) | self._filled_in(masks, slot)
                self.partition.planes[slot.asked, self.words] = asked
        self._derive(masks)

    def _set(self, plane: int, bits: NDArray[np.bool_]) -> None:
        packed = np.packbits(bits, bitorder="little")
        self.partition.planes[plane, self.words].view(np.uint8)[: len(packed)] = packed

    def _answers(self, slot: Slot, values: NDArray[Any]) -> None:
        match slot.type:
            case VariableType.SINGLE | VariableType.ORDERED:
                for place, plane in enumerate(slot.codes.values(), start=1):
                    self._set(plane, values == place)
            case VariableType.MULTIPLE:
                bit = values.dtype.type
                missing = bit(sum((code in slot.missing) << place for place, code in enumerate(slot.codes)))
                answered = values != 0
                if missing:
                    # Beside a code that means missing nothing is an answer; the importers refuse it.
                    answered &= values & missing == 0
                    values = np.where(answered, values, values & missing)
                self._set(_there(slot.answered), answered)
                for place, plane in enumerate(slot.codes.values()):
                    self._set(plane, values & bit(1 << place) != 0)
            case VariableType.INTEGER:
                self._number(slot, values, self.layout.base)
            case VariableType.DATE:
                self._number(slot, values, self.layout.day_base)
            case VariableType.TEXT:
                self._number(slot, values, 0)

    def _number(self, slot: Slot, values: NDArray[Any], base: int) -> None:
        known = values != BLANK
        self._set(_there(slot.answered), known)
        distance = np.where(known, values, base).astype(np.int64) - base
        for place, plane in enumerate(slot.bits):
            self._set(plane, (distance >> place & 1).astype(np.bool_))

    def _facts(self, batch: Batch, rows: NDArray[np.int64] | slice) -> None:
        slots = self.layout.slots
        if batch.unit is not None:
            self._number(slots["enhet"], batch.unit[rows], 0)
        if batch.day is not None:
            days = batch.day[rows]
            self._number(slots["datum"], days, self.layout.day_base)
            self._number(slots["ar"], np.where(days == BLANK, BLANK, years_of(np.where(days == BLANK, 0, days))), self.layout.base)

    def _filled_in(self, masks: Masks, slot: Slot) -> Words:
        """The rows where anything was answered, a code that means missing too."""
        filled = masks.known(slot.id)
        for code in slot.missing:
            filled = filled | masks.plane(slot.codes[code])
        return filled

    def _derive(self, masks: Masks) -> None:
        planes = self.partition.planes
        for derived in self.instrument.derived:
            slot = self.layout.slots[derived.id]
            left = masks.valid
            if derived.asked_when is not None:
                left = masks.true(derived.asked_when.root)
            reasons = dict.fromkeys((Reason.NOT_ASKED, *REASONS), masks.none)
            if derived.counts:
                ids = tuple(variable.id for variable in derived.counts)
                bits, known = masks.count_bits(ids)
                self._reasons(masks, ids, left & ~known, reasons)
                left = left & known
                planes[_there(slot.answered), self.words] = left
                # The count is held as its distance from the base, as every number.
                for plane, bit in zip(slot.bits, masks.from_base(bits), strict=False):
                    planes[plane, self.words] = bit & left
            else:
                for case in derived.cases:
                    true = masks.true(case.rule.root)
                    planes[slot.codes[case.code], self.words] |= left & true
                    unknown = left & ~true & ~masks.false(case.rule.root)
                    self._reasons(masks, case.rule.names, unknown, reasons)
                    left = left & ~true & ~unknown
                reasons[Reason.NOT_APPLICABLE] = reasons[Reason.NOT_APPLICABLE] | left
            asked = masks.valid if derived.asked_when is None else masks.true(derived.asked_when.root)
            planes[_there(slot.asked), self.words] = asked & ~reasons[Reason.NOT_ASKED]
            for reason, plane in slot.reasons.items():
                planes[plane, self.words] = reasons[reason]

    def _reasons(self, masks: Masks, names: tuple[str, ...], rows: Words, reasons: dict[Reason, Words]) -> None:
        """Give each of `rows` the reason of the first of `names` that has no substantive answer there."""
        for name in names:
            for reason in reasons:
                lacking = rows & masks.without(name, reason)
                reasons[reason] = reasons[reason] | lacking
                rows = rows & ~lacking


def _there(plane: int | None) -> int:
    if plane is None:
        raise ValueError("the layout has no such plane")
    return plane
