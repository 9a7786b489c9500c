"""A parsed rule meets the variables it speaks of: `Rule`.

Binding refuses what could never be right: an unknown variable or code, an order where there is none, a number against a text.
So a rule that is bound can be evaluated without any error.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn, Protocol

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
    names_in,
)
from spegla.catalogue.rules.parse import RuleError, parse
from spegla.catalogue.values import Reason, VariableType, day


class Askable(Protocol):
    """What a rule needs to know of a variable."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> VariableType: ...
    @property
    def missing(self) -> Mapping[str, Reason]: ...
    @property
    def substantive(self) -> tuple[str, ...]: ...
    @property
    def exclusive(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Fact:
    """Something every response has without being asked: who, where and when."""

    id: str
    type: VariableType
    missing: Mapping[str, Reason] = field(default_factory=dict)
    substantive: tuple[str, ...] = ()
    exclusive: frozenset[str] = frozenset()


FACTS: Mapping[str, Fact] = {
    fact.id: fact
    for fact in (
        Fact("kommunkod", VariableType.TEXT),
        Fact("enhet", VariableType.TEXT),
        Fact("datum", VariableType.DATE),
        Fact("ar", VariableType.INTEGER),
    )
}


@dataclass(frozen=True)
class Rule:
    """A rule that fits its variables. `variables` holds those it names, by id. Two rules with the same text are equal."""

    text: str
    root: Node = field(compare=False)
    variables: Mapping[str, Askable] = field(compare=False, repr=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids it names, in reading order, each once."""
        return tuple(dict.fromkeys(name.id for name in names_in(self.root)))

    @property
    def total(self) -> str:
        """The variable that is held against a sum and is not the same (`a + b != x`, `x > a + b`), when that is the whole rule; else ""."""
        match self.root:
            case Compare(Sum(), operator, Name(id)) if operator is not Operator.EQUAL and id not in FACTS:
                return id
        return ""


def bind(text: str, scope: Mapping[str, Askable]) -> Rule:
    """Parse `text` and fit it to the variables in `scope` (by id); `FACTS` are always there.

    Raises `RuleError` with the column of what does not fit.
    """
    root = parse(text)
    known: dict[str, Askable] = {**FACTS, **scope}
    _Binder(text, known).node(root)
    return Rule(text, root, {name.id: known[name.id] for name in names_in(root)})


class _Binder:
    def __init__(self, text: str, known: Mapping[str, Askable]) -> None:
        self.text = text
        self.known = known

    def _refuse(self, code: str, column: int, /, **facts: str) -> NoReturn:
        raise RuleError(code, self.text, column, facts)

    def node(self, node: Node) -> None:
        match node:
            case And(parts) | Or(parts):
                for part in parts:
                    self.node(part)
            case Not(part):
                self.node(part)
            case Answered(name):
                self._variable(name)
            case OneOf(name, options):
                variable = self._variable(name)
                if variable.type is VariableType.MULTIPLE:
                    self._refuse("rule_multiple_needs_in", name.column, name=name.id)
                for option in options:
                    self._literal(variable, option)
            case Chosen(code, name):
                variable = self._variable(name)
                if variable.type is not VariableType.MULTIPLE:
                    self._refuse("rule_not_multiple", name.column, name=name.id)
                self._literal(variable, code)
            case Compare(Count() | Sum() as number, _, right):
                self._terms(number)
                self._against_count(right)
            case Compare(Name() as name, operator, right):
                self._compare(self._variable(name), name, operator, right)

    def _variable(self, name: Name) -> Askable:
        if name.id not in self.known:
            near = difflib.get_close_matches(name.id, self.known, n=1)
            code = "rule_unknown_variable_near" if near else "rule_unknown_variable"
            self._refuse(code, name.column, name=name.id, near=near[0] if near else "")
        return self.known[name.id]

    def _terms(self, number: Count | Sum) -> None:
        """Refuse what cannot be counted, or added."""
        wanted = VariableType.MULTIPLE if isinstance(number, Count) else VariableType.INTEGER
        code = "rule_count_needs_multiple" if isinstance(number, Count) else "rule_sum_needs_numbers"
        for name in number.names:
            if self._variable(name).type is not wanted:
                self._refuse(code, name.column, name=name.id)

    def _against_count(self, right: Name | Literal) -> None:
        if isinstance(right, Literal):
            if not isinstance(right.value, int):
                self._refuse("rule_needs_number", right.column)
        elif self._variable(right).type is not VariableType.INTEGER:
            self._refuse("rule_needs_number", right.column)

    def _compare(self, variable: Askable, name: Name, operator: Operator, right: Name | Literal) -> None:
        if variable.type is VariableType.MULTIPLE:
            self._refuse("rule_multiple_needs_in", name.column, name=name.id)
        if operator.orders and variable.type in (VariableType.SINGLE, VariableType.TEXT):
            self._refuse("rule_no_order", name.column, name=name.id, operator=operator.value)
        if isinstance(right, Literal):
            self._literal(variable, right)
            if operator.orders and right.value in variable.missing:
                self._refuse("rule_missing_has_no_order", right.column, code=str(right.value))
            return
        other = self._variable(right)
        same_list = (other.substantive, dict(other.missing)) == (variable.substantive, dict(variable.missing))
        if other.type is not variable.type or not same_list:
            self._refuse("rule_other_list", right.column, name=name.id, other=right.id)

    def _literal(self, variable: Askable, literal: Literal) -> None:
        """Refuse a literal that `variable` can never hold."""
        if variable.type is VariableType.INTEGER:
            if not isinstance(literal.value, int):
                self._refuse("rule_needs_number", literal.column)
            return
        if not isinstance(literal.value, str):
            self._refuse("rule_needs_text", literal.column, name=variable.id)
        if variable.type is VariableType.DATE:
            try:
                day(literal.value)
            except ValueError:
                self._refuse("rule_needs_date", literal.column, value=literal.value)
        codes = (*variable.substantive, *variable.missing)
        if variable.type.has_categories and literal.value not in codes:
            self._refuse("rule_unknown_code", literal.column, code=literal.value, name=variable.id, codes=", ".join(codes))
