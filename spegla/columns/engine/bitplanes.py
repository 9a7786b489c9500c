"""The fast engine: bit planes, rules as masks, and counts of bits."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Reason
from spegla.catalogue.rules import Rule, VariableType
from spegla.columns.engine.counting import Counts, count_mask, count_planes, select_nth
from spegla.columns.engine.layout import WORD, Slot
from spegla.columns.engine.masks import plus
from spegla.columns.engine.partition import Partition, Words, words_of
from spegla.columns.tally import Moments, Selection, Tally, VariableTally


class BitPlanes:
    """Counts over one or more partitions of the same instrument. Counts add up, so partitions do too."""

    def __init__(self, instrument: Instrument, partitions: Sequence[Partition]) -> None:
        self.instrument = instrument
        self.partitions = tuple(partitions)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(partition.rows for partition in self.partitions)

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that have rows, in order."""
        return tuple(sorted({code for partition in self.partitions for code in partition.ranges}))

    def tally(self, selection: Selection) -> Tally:
        """Every variable over the rows of `selection`."""
        parts = [_PartCounts(self.instrument, partition, selection) for partition in self.partitions]
        variables = tuple(_added([part.variable(one.id) for part in parts]) for one in self.instrument.asked_and_derived)
        return Tally(sum(part.n for part in parts), variables)

    def moments(self, id: str, selection: Selection) -> Moments | None:
        """Sums and ordered values of the integer `id` over the rows of `selection`; None when none of them has one."""
        bases = [partition.layout.base for partition in self.partitions]
        parts = []
        for partition in self.partitions:
            words, mask = _chosen(partition, selection)
            masks = partition.masks(words)
            known = masks.known(id) if mask is None else masks.known(id) & mask
            # Every partition counts from a base of its own.
            bits = plus([masks.plane(plane) for plane in partition.layout.slots[id].bits], partition.layout.base - min(bases), masks.valid)
            parts.append((bits, known))
        return _moments(parts, min(bases, default=0))

    def matrix(self, row: str, column: str, selection: Selection) -> NDArray[np.int64]:
        """How many of the rows have each pair of answers; [category of row, category of column], missing codes left out."""
        shape = tuple(len(self.partitions[0].layout.slots[id].substantive) for id in (row, column)) if self.partitions else (0, 0)
        total = np.zeros(shape, np.int64)
        for partition in self.partitions:
            words, mask = _chosen(partition, selection)
            masks = partition.masks(words)
            for place, code in enumerate(partition.layout.slots[row].substantive):
                rows = masks.chosen(row, code) if mask is None else masks.chosen(row, code) & mask
                for other_place, other in enumerate(partition.layout.slots[column].substantive):
                    total[place, other_place] += count_mask(rows & masks.chosen(column, other))
        return total

    def holds(self, rule: Rule) -> NDArray[np.bool_]:
        """For each row, in the order of the partitions, whether `rule` is true."""
        found = [_unpacked(partition.masks(slice(0, partition.words)).true(rule.root), partition.rows) for partition in self.partitions]
        return np.concatenate(found) if found else np.zeros(0, np.bool_)


def _unpacked(mask: Words, rows: int) -> NDArray[np.bool_]:
    return np.unpackbits(np.ascontiguousarray(mask).view(np.uint8), count=rows, bitorder="little").astype(np.bool_)


def _chosen(partition: Partition, selection: Selection) -> tuple[slice, Words | None]:
    """The words to look at, and the mask of the selection in them; None when it is every row there."""
    words = slice(0, partition.words)
    if selection.organisation is not None:
        start, stop = partition.ranges.get(selection.organisation, (0, 0))
        words = slice(start // WORD, words_of(stop) if stop > start else start // WORD)
    if not selection.rules and selection.organisation is None:
        return words, None
    masks = partition.masks(words)
    mask = masks.valid if selection.organisation is None else partition.organisation(selection.organisation, words)
    for rule in selection.rules:
        mask = mask & masks.true(rule.root)
    return words, mask


def _moments(parts: list[tuple[list[Words], Words]], base: int) -> Moments | None:
    """Of the numbers whose bits and rows are in `parts`, each its distance from `base`."""
    n = sum(count_mask(rows) for _, rows in parts)
    if not n:
        return None
    total = squares = 0
    for bits, rows in parts:
        total += sum(count_mask(rows & bit) << place for place, bit in enumerate(bits))
        squares += sum(count_mask(rows & bit) << 2 * place for place, bit in enumerate(bits))
        pairs = combinations(range(len(bits)), 2)
        squares += sum(count_mask(rows & bits[one] & bits[other]) << one + other + 1 for one, other in pairs)
    return Moments(
        n=n,
        total=total + n * base,
        squares=squares + 2 * base * total + n * base * base,
        least=select_nth(parts, 0) + base,
        greatest=select_nth(parts, n - 1) + base,
        middle=(select_nth(parts, (n - 1) // 2) + base, select_nth(parts, n // 2) + base),
    )


def _added(parts: list[VariableTally]) -> VariableTally:
    """The tallies of one variable in several partitions together."""
    first = parts[0]
    missing = {reason: sum(part.missing.get(reason, 0) for part in parts) for reason in Reason}
    return VariableTally(
        id=first.id,
        asked=sum(part.asked for part in parts),
        answered=sum(part.answered for part in parts),
        missing={reason: count for reason, count in missing.items() if count},
        chosen={code: sum(part.chosen[code] for part in parts) for code in first.chosen},
    )


class _PartCounts:
    """What one partition counts under one selection."""

    def __init__(self, instrument: Instrument, partition: Partition, selection: Selection) -> None:
        self.partition = partition
        self.layout = partition.layout
        self.words, self.mask = _chosen(partition, selection)
        self.counts: Counts = count_planes(partition.planes[:, self.words], self.mask)
        self.n = int(self.counts[self.layout.valid])

    def variable(self, id: str) -> VariableTally:
        slot = self.layout.slots[id]
        if not slot.collected:
            return VariableTally(id, 0, 0, {}, dict.fromkeys(slot.substantive, 0))
        chosen = self._chosen(slot)
        answered = sum(chosen.values()) if slot.answered is None else int(self.counts[slot.answered])
        asked = self.n if slot.asked is None else int(self.counts[slot.asked])
        missing: dict[Reason, int] = {}
        for code, reason in slot.missing.items():
            missing[reason] = missing.get(reason, 0) + int(self.counts[slot.codes[code]])
        for reason, plane in slot.reasons.items():
            missing[reason] = missing.get(reason, 0) + int(self.counts[plane])
        if not slot.reasons:
            missing[Reason.NOT_ANSWERED] = missing.get(Reason.NOT_ANSWERED, 0) + asked - answered - sum(missing.values())
        found = {reason: count for reason, count in missing.items() if count}
        return VariableTally(id, asked, answered, found, chosen)

    def _chosen(self, slot: Slot) -> dict[str, int]:
        if slot.type is VariableType.MULTIPLE and slot.missing:
            # A code that stands beside one that means missing is no answer; the importers refuse it, but a rule would too.
            masks = self.partition.masks(self.words)
            known = masks.known(slot.id) if self.mask is None else masks.known(slot.id) & self.mask
            if any(int(self.counts[slot.codes[code]]) for code in slot.missing):
                return {code: count_mask(known & masks.plane(slot.codes[code])) for code in slot.substantive}
        return {code: int(self.counts[slot.codes[code]]) for code in slot.substantive}
