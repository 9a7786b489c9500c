"""A rule → what must hold of single answers for it to be true, or false. Every format of the pack says its conditions from here.

A rule has three values and most formats have two, so true and false are asked for apart: "not known" is in neither. What cannot be
said by looking at single answers raises `NotSayableError`; the pack tells of it and never guesses.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spegla.catalogue.parts import Derived
from spegla.catalogue.rules import Askable, Rule, Truth, VariableType
from spegla.catalogue.rules.nodes import And, Answered, Chosen, Compare, Count, Literal, Name, Node, Not, OneOf, Operator, Or


class NotSayableError(Exception):
    """The rule speaks of more than single answers, such as the order of two days."""


@dataclass(frozen=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Any:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class IsOneOf:
    """The one answer to `id` is among `codes`."""

    id: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class IsNoneOf:
    """The one answer to `id` is not among `codes`; it may be blank."""

    id: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Holds:
    """`code` is among the answers to `id`."""

    id: str
    code: str


@dataclass(frozen=True)
class Lacks:
    """None of `codes` is among the answers to `id`; it may be blank."""

    id: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """There is something in `id`."""

    id: str


@dataclass(frozen=True)
class Blank:
    """There is nothing in `id`."""

    id: str


@dataclass(frozen=True)
class Number:
    """The number in `id` compares so; not when it is blank."""

    id: str
    operator: Operator
    value: int


@dataclass(frozen=True)
class Counted:
    """So many answers are chosen in `ids` together. Those in `alone` are not counted, and no question is blank."""

    ids: tuple[str, ...]
    alone: tuple[tuple[str, str], ...]
    operator: Operator
    value: int


Condition = All | Any | IsOneOf | IsNoneOf | Holds | Lacks | Filled | Blank | Number | Counted
_Compared = Callable[[int, int], bool]
_COMPARED: dict[Operator, _Compared] = {
    Operator.EQUAL: lambda one, other: one == other,
    Operator.NOT_EQUAL: lambda one, other: one != other,
    Operator.LESS: lambda one, other: one < other,
    Operator.LESS_OR_EQUAL: lambda one, other: one <= other,
    Operator.GREATER: lambda one, other: one > other,
    Operator.GREATER_OR_EQUAL: lambda one, other: one >= other,
}
_OPPOSITE = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.GREATER_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS,
    Operator.GREATER: Operator.LESS_OR_EQUAL,
    Operator.LESS_OR_EQUAL: Operator.GREATER,
}
NEVER = Any(())


def when_true(rule: Rule) -> Condition:
    """What holds when `rule` is true. Raises `NotSayableError`."""
    return _Reader(rule).condition(rule.root, Truth.TRUE)


def when_false(rule: Rule) -> Condition:
    """What holds when `rule` is false. Raises `NotSayableError`."""
    return _Reader(rule).condition(rule.root, Truth.FALSE)


class _Reader:
    def __init__(self, rule: Rule) -> None:
        self.variables = rule.variables

    def condition(self, node: Node, wanted: Truth) -> Condition:
        match node:
            case And(parts):
                found = tuple(self.condition(part, wanted) for part in parts)
                return All(found) if wanted is Truth.TRUE else Any(found)
            case Or(parts):
                found = tuple(self.condition(part, wanted) for part in parts)
                return Any(found) if wanted is Truth.TRUE else All(found)
            case Not(part):
                return self.condition(part, ~wanted)
            case Answered(name):
                return self._answered(self._known(name), wanted)
            case OneOf(name, options):
                parts = tuple(Compare(name, Operator.EQUAL, option, 0, 0) for option in options)
                return self.condition(Or(parts, 0), wanted)
            case Chosen(code, name):
                return self._chosen(self._known(name), str(code.value), wanted)
            case Compare(Count(names), operator, Literal(int() as value)):
                counted = tuple(self._known(name) for name in names)
                return _counted(counted, operator if wanted is Truth.TRUE else _OPPOSITE[operator], value)
            case Compare(Name() as name, operator, Literal(value)):
                return self._literal(self._known(name), operator, value, wanted)
            case Compare(Name() as name, operator, Name() as other):
                return self._two(self._known(name), operator, self._known(other), wanted)
            case _:
                raise NotSayableError

    def _known(self, name: Name) -> Askable:
        return self.variables[name.id]

    def _answered(self, variable: Askable, wanted: Truth) -> Condition:
        if isinstance(variable, Derived):
            raise NotSayableError
        missing = tuple(variable.missing)
        if variable.type is VariableType.MULTIPLE:
            answered: Condition = All((Filled(variable.id), *_lacks(variable.id, missing)))
            blank: Condition = Any((Blank(variable.id), *(Holds(variable.id, code) for code in missing)))
        elif variable.type.has_categories:
            answered = IsOneOf(variable.id, variable.substantive)
            blank = IsNoneOf(variable.id, variable.substantive)
        else:
            answered, blank = Filled(variable.id), Blank(variable.id)
        return answered if wanted is Truth.TRUE else blank

    def _chosen(self, variable: Askable, code: str, wanted: Truth) -> Condition:
        missing = tuple(variable.missing)
        if code in missing:
            return Holds(variable.id, code) if wanted is Truth.TRUE else Lacks(variable.id, (code,))
        if wanted is Truth.TRUE:
            return All((Holds(variable.id, code), *_lacks(variable.id, missing)))
        return All((Filled(variable.id), Lacks(variable.id, (code, *missing))))

    def _literal(self, variable: Askable, operator: Operator, value: str | int, wanted: Truth) -> Condition:
        if variable.type is VariableType.INTEGER and isinstance(value, int):
            so = operator if wanted is Truth.TRUE else _OPPOSITE[operator]
            if isinstance(variable, Derived):
                return _when_there(variable, _counted(variable.counts, so, value))
            if variable.id == "ar":
                raise NotSayableError
            return Number(variable.id, so, value)
        if not variable.type.has_categories:
            # What may be anything, or has an order of its own.
            raise NotSayableError
        if value in variable.missing:
            if isinstance(variable, Derived):
                raise NotSayableError
            equal = (operator is Operator.EQUAL) is (wanted is Truth.TRUE)
            return IsOneOf(variable.id, (str(value),)) if equal else IsNoneOf(variable.id, (str(value),))
        at = variable.substantive.index(str(value))
        so = operator if wanted is Truth.TRUE else _OPPOSITE[operator]
        codes = tuple(code for place, code in enumerate(variable.substantive) if _COMPARED[so](place, at))
        return _among(variable, codes)

    def _two(self, one: Askable, operator: Operator, other: Askable, wanted: Truth) -> Condition:
        """Two answers on the same list, pair by pair."""
        if not one.type.has_categories:
            raise NotSayableError
        so = operator if wanted is Truth.TRUE else _OPPOSITE[operator]
        pairs = []
        for place, code in enumerate(one.substantive):
            codes = tuple(beside for at, beside in enumerate(other.substantive) if _COMPARED[so](place, at))
            if codes:
                pairs.append(All((_among(one, (code,)), _among(other, codes))))
        return Any(tuple(pairs))


def _lacks(id: str, codes: tuple[str, ...]) -> tuple[Condition, ...]:
    return (Lacks(id, codes),) if codes else ()


def _among(variable: Askable, codes: tuple[str, ...]) -> Condition:
    """The value of a variable, or of one derived from others, is among `codes`."""
    if not isinstance(variable, Derived):
        return IsOneOf(variable.id, codes) if codes else NEVER
    found: list[Condition] = []
    before: list[Condition] = []
    for case in variable.cases:
        if case.code in codes:
            found.append(All((*before, when_true(case.rule))))
        before.append(when_false(case.rule))
    return _when_there(variable, Any(tuple(found)))


def _when_there(variable: Derived, condition: Condition) -> Condition:
    return condition if variable.asked_when is None else All((when_true(variable.asked_when), condition))


def _counted(variables: Iterable[Askable], operator: Operator, value: int) -> Condition:
    counted = tuple(variables)
    alone = tuple((one.id, code) for one in counted for code in sorted(one.exclusive))
    none_missing = tuple(Lacks(one.id, tuple(one.missing)) for one in counted if one.missing)
    return All((Counted(tuple(one.id for one in counted), alone, operator, value), *none_missing))
