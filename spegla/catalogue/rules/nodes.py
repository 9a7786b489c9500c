"""The frozen nodes of a rule, and the three values it can have.

A rule is a tree of the nodes below and nothing else: no calls but `count` and `answered`, no arithmetic but sums of numbers, no attributes.
Every evaluator must handle every node; `Node` is the closed list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum


class Truth(Enum):
    """Kleene's three values. Unknown is not false: the answer is missing, so the rule cannot tell."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __invert__(self) -> "Truth":
        """Kleene's not: unknown stays unknown."""
        return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}[self]

    @staticmethod
    def of(value: bool) -> "Truth":
        """The truth of something that is known."""
        return Truth.TRUE if value else Truth.FALSE

    @staticmethod
    def all_of(parts: Iterable["Truth"]) -> "Truth":
        """Kleene's and: one false decides; otherwise one unknown does."""
        seen = set(parts)
        if Truth.FALSE in seen:
            return Truth.FALSE
        return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.TRUE

    @staticmethod
    def any_of(parts: Iterable["Truth"]) -> "Truth":
        """Kleene's or: one true decides; otherwise one unknown does."""
        seen = set(parts)
        if Truth.TRUE in seen:
            return Truth.TRUE
        return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.FALSE


class Operator(Enum):
    """How two operands are compared."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="

    @property
    def orders(self) -> bool:
        """True for the four that need an order, not only equality."""
        return self not in (Operator.EQUAL, Operator.NOT_EQUAL)

    def mirrored(self) -> "Operator":
        """The operator that says the same with the operands swapped: `3 < x` is `x > 3`."""
        return _MIRRORED.get(self, self)


_MIRRORED = {
    Operator.LESS: Operator.GREATER,
    Operator.GREATER: Operator.LESS,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
}


@dataclass(frozen=True)
class Name:
    """A variable, or one of the facts that every response has (`kommunkod`, `enhet`, `datum`, `ar`)."""

    id: str
    column: int


@dataclass(frozen=True)
class Literal:
    """A code, a date as text, or a whole number."""

    value: str | int
    column: int


@dataclass(frozen=True)
class Count:
    """`count(a, b, …)`: how many alternatives are chosen in these multiple-answer variables together."""

    names: tuple[Name, ...]
    column: int


@dataclass(frozen=True)
class Sum:
    """`a + b + …`: the numbers in these variables added together; unknown when any of them is."""

    names: tuple[Name, ...]
    column: int


@dataclass(frozen=True)
class Answered:
    """`answered(x)`: the answer is substantive, neither blank nor a code that means missing."""

    name: Name
    column: int


@dataclass(frozen=True)
class Compare:
    """`left operator right`; the left side is never a literal (`3 < x` is kept as `x > 3`).

    It stands in the text from `column` to `end`; a link of a chain (`1 < x < 3`) stands where the whole chain does.
    """

    left: Name | Count | Sum
    operator: Operator
    right: Name | Literal
    column: int
    end: int = field(repr=False)


@dataclass(frozen=True)
class OneOf:
    """`x in ("ja", "delvis")`: the same as `x == "ja" or x == "delvis"`."""

    name: Name
    options: tuple[Literal, ...]
    column: int


@dataclass(frozen=True)
class Chosen:
    """`"fysiskt_vald" in utsatthet_hemmet`: the alternative is among those chosen."""

    code: Literal
    name: Name
    column: int


@dataclass(frozen=True)
class Not:
    part: "Node"
    column: int


@dataclass(frozen=True)
class And:
    parts: tuple["Node", ...]
    column: int


@dataclass(frozen=True)
class Or:
    parts: tuple["Node", ...]
    column: int


Node = Compare | OneOf | Chosen | Answered | Not | And | Or


def names_in(node: Node) -> tuple[Name, ...]:
    """Every name in `node`, in reading order, repeats included."""
    match node:
        case Not(part):
            return names_in(part)
        case And(parts) | Or(parts):
            return tuple(name for part in parts for name in names_in(part))
        case Compare(left, _, right):
            lefts = (left,) if isinstance(left, Name) else left.names
            names = (*lefts, right) if isinstance(right, Name) else lefts
            # `x < count(y)` is kept the other way round.
            return tuple(sorted(names, key=lambda name: name.column))
        case OneOf(name) | Answered(name) | Chosen(_, name):
            return (name,)
