"""A rule over many rows at once: which rows make it true, and which make it false. The rest are unknown.

A mask is an array of 64-bit words, one bit per row. True and false are asked for apart, since a filter needs only the one; no mask
ever holds a bit beyond the last row, since every atom begins with a plane that does not.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Reason
from spegla.catalogue.rules import VariableType
from spegla.catalogue.rules.nodes import (
    And,
    Answered,
    Chosen,
    Compare,
    Count,
    Literal,
    Name,
    Node,
    Not,
    OneOf,
    Operator,
    Or,
    Sum,
)
from spegla.columns.batch import EPOCH
from spegla.columns.engine.layout import Layout, Slot

Words = NDArray[np.uint64]
PlaneOf = Callable[[int], Words]


class Masks:
    """Rules over the rows of one stretch of a partition; `plane` gives the words of a plane there.

    `organisation` gives the mask of one organisation's rows. What is returned may be a plane itself: it must not be written to.
    """

    def __init__(self, layout: Layout, plane: PlaneOf, organisation: Callable[[str], Words]) -> None:
        self.layout = layout
        self.plane = plane
        self.organisation = organisation
        self.valid = plane(layout.valid)
        self.none = np.zeros_like(self.valid)

    def true(self, node: Node) -> Words:
        """The rows for which `node` is true."""
        match node:
            case And(parts):
                return _all(self.true(part) for part in parts)
            case Or(parts):
                return _any(self.true(part) for part in parts)
            case Not(part):
                return self.false(part)
            case _:
                return self._atom(node, wanted=True)

    def false(self, node: Node) -> Words:
        """The rows for which `node` is false."""
        match node:
            case And(parts):
                return _any(self.false(part) for part in parts)
            case Or(parts):
                return _all(self.false(part) for part in parts)
            case Not(part):
                return self.true(part)
            case _:
                return self._atom(node, wanted=False)

    def known(self, id: str) -> Words:
        """The rows with a substantive answer to `id`."""
        if id == "kommunkod":
            return self.valid
        slot = self.layout.slots[id]
        if not slot.collected:
            return self.none
        if slot.answered is not None:
            return self.plane(slot.answered)
        planes = [self.plane(slot.codes[code]) for code in slot.substantive]
        return _any(planes) if planes else self.none

    def without(self, id: str, reason: Reason) -> Words:
        """The rows where `id` has no substantive answer for `reason`."""
        if id == "kommunkod":
            return self.none
        slot = self.layout.slots[id]
        if not slot.collected:
            return self.valid if reason is Reason.NOT_ASKED else self.none
        asked = self.valid if slot.asked is None else self.plane(slot.asked)
        if reason is Reason.NOT_ASKED:
            return self.valid & ~asked
        found = [self.plane(slot.codes[code]) for code, why in slot.missing.items() if why is reason]
        if slot.reasons:
            found.append(self.plane(slot.reasons[reason]))
        elif reason is Reason.NOT_ANSWERED:
            found.append(asked & ~self.known(id) & ~_any([self.none, *(self.plane(slot.codes[code]) for code in slot.missing)]))
        return _any(found) if found else self.none

    def equal_to(self, id: str, number: int) -> Words:
        """The rows where the number `id` is `number`."""
        return self._against(id, Operator.EQUAL, number - self.layout.base)

    def chosen(self, id: str, code: str) -> Words:
        """The rows where `code`, a substantive one, is the answer or among the answers."""
        return self._code(id, code, wanted=True)

    # ── Atoms ─────────────────────────────────────────────────────────────

    def _atom(self, node: Node, *, wanted: bool) -> Words:
        match node:
            case Answered(name):
                known = self.known(name.id)
                return known if wanted else self.valid & ~known
            case Chosen(code, name):
                return self._code(name.id, str(code.value), wanted=wanted)
            case OneOf(name, options):
                masks = [self._equal(name.id, option, wanted=wanted) for option in options]
                return _any(masks) if wanted else _all(masks)
            case Compare(Name(id), Operator.EQUAL, Literal() as literal):
                return self._equal(id, literal, wanted=wanted)
            case Compare(Name(id), Operator.NOT_EQUAL, Literal() as literal):
                return self._equal(id, literal, wanted=not wanted)
            case Compare():
                return self._compare(node, wanted=wanted)
            case _:
                raise TypeError(f"not an atom: {node!r}")

    def _code(self, id: str, code: str, *, wanted: bool) -> Words:
        """Whether the code is chosen. One that means missing is always chosen or not; any other is unknown without an answer."""
        slot = self.layout.slots[id]
        chosen = self.plane(slot.codes[code]) if slot.collected else self.none
        if code in slot.missing:
            return chosen if wanted else self.valid & ~chosen
        return chosen if wanted else self.known(id) & ~chosen

    def _equal(self, id: str, literal: Literal, *, wanted: bool) -> Words:
        if id == "kommunkod" or self.layout.slots[id].type is VariableType.TEXT:
            equal = self._text(id, str(literal.value))
        elif self.layout.slots[id].type.has_categories:
            return self._code(id, str(literal.value), wanted=wanted)
        else:
            equal = self._against(id, Operator.EQUAL, self._number(self.layout.slots[id], literal))
        return equal if wanted else self.known(id) & ~equal

    def _text(self, id: str, value: str) -> Words:
        if id == "kommunkod":
            return self.organisation(value)
        values = self.layout.texts.get(id, ())
        if value not in values or not self.layout.slots[id].collected:
            return self.none
        return self._against(id, Operator.EQUAL, values.index(value))

    def _number(self, slot: Slot, literal: Literal) -> int:
        """A literal as the planes of `slot` hold it."""
        if slot.type is VariableType.DATE:
            return (date.fromisoformat(str(literal.value)) - EPOCH).days - self.layout.day_base
        return int(literal.value) - self.layout.base

    def _against(self, id: str, operator: Operator, number: int) -> Words:
        """The rows whose number stands so to `number`, both as distances from the base."""
        bits = [self.plane(bit) for bit in self.layout.slots[id].bits]
        return self._bits_against(bits, self.known(id), operator, number)

    def _bits_against(self, bits: Sequence[Words], known: Words, operator: Operator, number: int) -> Words:
        if number < 0 or number >> len(bits):
            above = number < 0  # every answer is above the number
            holds = {Operator.EQUAL: False, Operator.NOT_EQUAL: True}.get(operator, (operator in _GREATER) is above)
            return known if holds else self.none
        equal, less = known, self.none
        for place in reversed(range(len(bits))):
            if number >> place & 1:
                less = less | (equal & ~bits[place])
                equal = equal & bits[place]
            else:
                equal = equal & ~bits[place]
        return _pick(operator, known, equal, less)

    def _compare(self, node: Compare, *, wanted: bool) -> Words:
        """An ordering, or two variables: `wanted` false is the opposite ordering, among the rows where both are known."""
        operator = node.operator if wanted else _OPPOSITE[node.operator]
        if isinstance(node.left, Name):
            id = node.left.id
            if id == "kommunkod" or self.layout.slots[id].type is VariableType.TEXT:
                return self._two_texts(id, operator, node.right)
            if self.layout.slots[id].type.has_categories:
                return self._ordered(self.layout.slots[id], operator, node.right)
        if isinstance(node.left, Sum):
            return self._sum(node.left, operator, node.right)
        bits, known = self._operand(node.left)
        if isinstance(node.right, Literal):
            slot = self.layout.slots[node.left.id] if isinstance(node.left, Name) else self.layout.slots["ar"]
            return self._bits_against(bits, known, operator, self._number(slot, node.right))
        others, other_known = self._operand(node.right)
        return self._two_numbers(bits, others, known & other_known, operator)

    def _two_numbers(self, bits: list[Words], others: list[Words], both: Words, operator: Operator) -> Words:
        """Two numbers as distances from the same, compared where both are known."""
        equal, less = both, self.none
        for place in reversed(range(max(len(bits), len(others)))):
            one = bits[place] if place < len(bits) else self.none
            other = others[place] if place < len(others) else self.none
            less = less | (equal & ~one & other)
            equal = equal & ~(one ^ other)
        return _pick(operator, both, equal, less)

    def _sum(self, total: Sum, operator: Operator, right: Name | Literal) -> Words:
        """A sum against a number. Each term is held as its distance from the base, so the terms together as theirs from as many bases."""
        ids = [name.id for name in total.names]
        bits: list[Words] = []
        for id in ids:
            bits = _added(bits, [self.plane(bit) for bit in self.layout.slots[id].bits], self.none)
        known = _all(self.known(id) for id in ids)
        if isinstance(right, Literal):
            return self._bits_against(bits, known, operator, int(right.value) - len(ids) * self.layout.base)
        others, other_known = self._operand(right)
        # The base is never above 0, so this only ever adds.
        others = plus(others, -(len(ids) - 1) * self.layout.base, self.valid)
        return self._two_numbers(bits, others, known & other_known, operator)

    def _ordered(self, slot: Slot, operator: Operator, right: Name | Literal) -> Words:
        """By place in the list, against a code or a variable on the same list."""
        places = {code: place for place, code in enumerate(slot.substantive)}
        if isinstance(right, Literal):
            pivot = places[str(right.value)]
            fitting = [code for code, place in places.items() if _HOLDS[operator](place, pivot)]
            return _any([self.none, *(self._code(slot.id, code, wanted=True) for code in fitting)])
        parts = [self.none]
        for code, place in places.items():
            others = [other for other, at in places.items() if _HOLDS[operator](place, at)]
            right_side = _any([self.none, *(self._code(right.id, other, wanted=True) for other in others)])
            parts.append(self._code(slot.id, code, wanted=True) & right_side)
        return _any(parts)

    def _two_texts(self, id: str, operator: Operator, right: Name | Literal) -> Words:
        """Two texts: equal where some value is that of both."""
        other = right.id if isinstance(right, Name) else id
        # Every text but `kommunkod` has a list of its values; two of that are the same text.
        lists = [set(self.layout.texts.get(text, ())) for text in {id, other} - {"kommunkod"}]
        shared = sorted(set.intersection(*lists)) if lists else ()
        equal = _any([self.none, *(self._text(id, value) & self._text(other, value) for value in shared)])
        both = self.known(id) & self.known(other)
        equal = both if id == other else equal & both
        return equal if operator is Operator.EQUAL else both & ~equal

    def _operand(self, operand: Name | Count | Literal) -> tuple[list[Words], Words]:
        """The bits of a number, as its distance from the base, and where it is known."""
        if isinstance(operand, Name):
            return [self.plane(bit) for bit in self.layout.slots[operand.id].bits], self.known(operand.id)
        if not isinstance(operand, Count):
            raise TypeError(f"not a variable: {operand!r}")
        bits, known = self.count_bits(tuple(name.id for name in operand.names))
        return self.from_base(bits), known

    def from_base(self, bits: list[Words]) -> list[Words]:
        """A count, which begins at 0, as its distance from the base."""
        return plus(bits, -self.layout.base, self.valid)

    def count_bits(self, ids: Sequence[str]) -> tuple[list[Words], Words]:
        """How many alternatives are chosen in these multiple-answer variables, as bits, and where all of them are known."""
        bits: list[Words] = []
        for id in ids:
            slot = self.layout.slots[id]
            for code in slot.substantive:
                if code not in slot.exclusive and slot.collected:
                    bits = _plus_one_where(bits, self.plane(slot.codes[code]))
        known = _all(self.known(id) for id in ids)
        return [bit & known for bit in bits], known


def _any(masks: Iterable[Words]) -> Words:
    """At least one mask must be given."""
    return reduce(lambda one, other: one | other, masks)


def _all(masks: Iterable[Words]) -> Words:
    return reduce(lambda one, other: one & other, masks)


def _plus_one_where(bits: list[Words], carry: Words) -> list[Words]:
    """One more in the rows of `carry`."""
    total = []
    for bit in bits:
        total.append(bit ^ carry)
        carry = bit & carry
    return [*total, carry]


def _added(one: list[Words], other: list[Words], none: Words) -> list[Words]:
    """Two numbers added, row by row."""
    total, carry = [], none
    for place in range(max(len(one), len(other))):
        first = one[place] if place < len(one) else none
        second = other[place] if place < len(other) else none
        total.append(first ^ second ^ carry)
        carry = (first & second) | (carry & (first ^ second))
    return [*total, carry]


def plus(bits: list[Words], number: int, valid: Words) -> list[Words]:
    """The same number, not below 0, more in every row of `valid`."""
    if not number:
        return bits
    none = np.zeros_like(valid)
    total, carry = [], none
    for place in range(max(len(bits), number.bit_length()) + 1):
        bit = bits[place] if place < len(bits) else none
        other = valid if number >> place & 1 else none
        total.append(bit ^ other ^ carry)
        carry = (bit & other) | (carry & (bit ^ other))
    return total


def _pick(operator: Operator, known: Words, equal: Words, less: Words) -> Words:
    match operator:
        case Operator.EQUAL:
            return equal
        case Operator.NOT_EQUAL:
            return known & ~equal
        case Operator.LESS:
            return less
        case Operator.LESS_OR_EQUAL:
            return less | equal
        case Operator.GREATER:
            return known & ~(less | equal)
        case Operator.GREATER_OR_EQUAL:
            return known & ~less


_GREATER = frozenset((Operator.GREATER, Operator.GREATER_OR_EQUAL))
_OPPOSITE = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.GREATER_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS,
    Operator.GREATER: Operator.LESS_OR_EQUAL,
    Operator.LESS_OR_EQUAL: Operator.GREATER,
}
_HOLDS: dict[Operator, Callable[[int, int], bool]] = {
    Operator.EQUAL: lambda one, other: one == other,
    Operator.NOT_EQUAL: lambda one, other: one != other,
    Operator.LESS: lambda one, other: one < other,
    Operator.LESS_OR_EQUAL: lambda one, other: one <= other,
    Operator.GREATER: lambda one, other: one > other,
    Operator.GREATER_OR_EQUAL: lambda one, other: one >= other,
}
