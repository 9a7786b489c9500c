"""The fast engine: bit planes, rules as masks, and counts of bits."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Reason
from spegla.catalogue.rules import Rule
from spegla.catalogue.versions import Reading
from spegla.columns.engine.counting import Counts, count_mask, count_planes, select_nth
from spegla.columns.engine.layout import WORD, Layout, Slot
from spegla.columns.engine.mapped import mapped_tally
from spegla.columns.engine.masks import plus
from spegla.columns.engine.partition import Partition, Words, unpacked, words_of
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
        return self.tallies((selection,))[0]

    def tallies(self, selections: Sequence[Selection]) -> tuple[Tally, ...]:
        """Every variable over the rows of each of `selections`. A rule that several of them share is tried once."""
        parts: list[list[Tally]] = [[] for _ in selections]
        for partition in self.partitions:
            chosen = _Chosen(partition, selections)
            for selection, found in zip(selections, parts, strict=True):
                words, mask = chosen.rows(selection)
                found.append(tally_of(self.instrument, partition.layout, count_planes(partition.planes[:, words], mask)))
        return tuple(added(self.instrument, found) for found in parts)

    def organisations_in(self, selection: Selection) -> tuple[str, ...]:
        """The organisations that have a row in `selection`, in order."""
        found = set()
        for partition in self.partitions:
            words, mask = _Chosen(partition).rows(selection)
            rows = partition.masks(words).valid if mask is None else mask
            for code, (start, stop) in partition.ranges.items():
                first, last = max(start // WORD, words.start), min(words_of(stop), words.stop)
                own = partition.organisation(code, slice(first, max(first, last)))
                if (own & rows[first - words.start : max(first, last) - words.start]).any():
                    found.add(code)
        return tuple(sorted(found))

    def alternatives(self, selections: Sequence[Selection]) -> Counts:
        """How many of the rows of each selection chose each code of each collected variable, codes that mean missing too.

        int64 [selection, code in the definition's order]. Every partition must have collected the same variables.
        """
        parts = []
        for partition in self.partitions:
            chosen = _Chosen(partition, selections)
            planes = partition.planes[partition.layout.alternatives]
            rows = map(chosen.rows, selections)
            parts.append([count_planes(planes[:, words], mask) for words, mask in rows])
        return np.asarray(np.sum(parts, axis=0), np.int64)

    def read_as(self, reading: Reading, selection: Selection) -> VariableTally:
        """The target of `reading` over the rows of `selection`, which are of the version that it reads."""
        parts = []
        for partition in self.partitions:
            words, mask = _Chosen(partition).rows(selection)
            masks = partition.masks(words)
            parts.append(mapped_tally(masks, masks.valid if mask is None else mask, reading))
        return _together(reading.target.id, reading.target.substantive, parts)

    def moments(self, id: str, selection: Selection) -> Moments | None:
        """Sums and ordered values of the integer `id` over the rows of `selection`; None when none of them has one."""
        bases = [partition.layout.base for partition in self.partitions]
        parts = []
        for partition in self.partitions:
            words, mask = _Chosen(partition).rows(selection)
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
            words, mask = _Chosen(partition).rows(selection)
            masks = partition.masks(words)
            for place, code in enumerate(partition.layout.slots[row].substantive):
                rows = masks.chosen(row, code) if mask is None else masks.chosen(row, code) & mask
                for other_place, other in enumerate(partition.layout.slots[column].substantive):
                    total[place, other_place] += count_mask(rows & masks.chosen(column, other))
        return total

    def holds(self, rule: Rule) -> NDArray[np.bool_]:
        """For each row, in the order of the partitions, whether `rule` is true."""
        found = [unpacked(partition.masks(slice(0, partition.words)).true(rule.root), partition.rows) for partition in self.partitions]
        return np.concatenate(found) if found else np.zeros(0, np.bool_)


class _Chosen:
    """The rows of selections in a partition. The mask of a rule that several of `together` have is made once, over the whole of it."""

    def __init__(self, partition: Partition, together: Sequence[Selection] = ()) -> None:
        self.partition = partition
        self.shared: dict[Rule, Words] = {}
        times = Counter(rule for selection in together for rule in selection.rules) if len(together) > 1 else {}
        if times:
            masks = partition.masks(slice(0, partition.words))
            self.shared = {rule: masks.true(rule.root) for rule, count in times.items() if count > 1}

    def rows(self, selection: Selection) -> tuple[slice, Words | None]:
        """The words to look at, and the mask of the selection in them; None when it is every row there."""
        words = slice(0, self.partition.words)
        if selection.organisation is not None:
            start, stop = self.partition.ranges.get(selection.organisation, (0, 0))
            words = slice(start // WORD, words_of(stop) if stop > start else start // WORD)
        if not selection.rules and selection.organisation is None:
            return words, None
        masks = self.partition.masks(words)
        mask = masks.valid if selection.organisation is None else self.partition.organisation(selection.organisation, words)
        for rule in selection.rules:
            mask = mask & (self.shared[rule][words] if rule in self.shared else masks.true(rule.root))
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


def added(instrument: Instrument, parts: Sequence[Tally]) -> Tally:
    """The tallies of several partitions together; of none, nothing."""
    if len(parts) == 1:
        return parts[0]
    variables = [
        _together(one.id, one.substantive, [part.variables[place] for part in parts])
        for place, one in enumerate(instrument.asked_and_derived)
    ]
    return Tally(sum(part.n for part in parts), tuple(variables))


def _together(id: str, codes: Sequence[str], parts: Sequence[VariableTally]) -> VariableTally:
    missing = {reason: sum(part.missing.get(reason, 0) for part in parts) for reason in Reason}
    return VariableTally(
        id=id,
        asked=sum(part.asked for part in parts),
        answered=sum(part.answered for part in parts),
        missing={reason: count for reason, count in missing.items() if count},
        chosen={code: sum(part.chosen[code] for part in parts) for code in codes},
    )


def tally_of(instrument: Instrument, layout: Layout, counts: Counts) -> Tally:
    """What the count of every plane says of every variable."""
    n = int(counts[layout.valid])
    return Tally(n, tuple(_variable(layout.slots[one.id], counts, n) for one in instrument.asked_and_derived))


def _variable(slot: Slot, counts: Counts, n: int) -> VariableTally:
    if not slot.collected:
        return VariableTally(slot.id, 0, 0, {}, dict.fromkeys(slot.substantive, 0))
    chosen = {code: int(counts[slot.codes[code]]) for code in slot.substantive}
    answered = sum(chosen.values()) if slot.answered is None else int(counts[slot.answered])
    asked = n if slot.asked is None else int(counts[slot.asked])
    missing: dict[Reason, int] = {}
    for code, reason in slot.missing.items():
        missing[reason] = missing.get(reason, 0) + int(counts[slot.codes[code]])
    for reason, plane in slot.reasons.items():
        missing[reason] = missing.get(reason, 0) + int(counts[plane])
    if not slot.reasons:
        missing[Reason.NOT_ANSWERED] = asked - answered - sum(missing.values())
    return VariableTally(slot.id, asked, answered, {reason: count for reason, count in missing.items() if count}, chosen)
