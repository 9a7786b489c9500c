"""One response's answers and a rule → true, false or unknown. The plain evaluator: read it to learn what a rule means.

Blank, not asked, and codes that mean missing are unknown in every comparison, except that naming the missing code itself is true
or false. `and`, `or`, `not` are Kleene's.
"""

import operator as op
from collections.abc import Callable
from datetime import date
from typing import Any

from spegla.catalogue.rules.bind import Askable, Rule
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
    Truth,
)
from spegla.catalogue.values import Answer, Answers, Reason, VariableType

# What a substantive answer is compared by: a place in an order, or a text, which is only ever equal or not.
_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: op.eq,
    Operator.NOT_EQUAL: op.ne,
    Operator.LESS: op.lt,
    Operator.LESS_OR_EQUAL: op.le,
    Operator.GREATER: op.gt,
    Operator.GREATER_OR_EQUAL: op.ge,
}


def evaluate(rule: Rule, answers: Answers) -> Truth:
    """What `rule` says of one response. A variable that `answers` does not hold was not answered."""
    return _Evaluator(rule, answers).truth(rule.root)


def missing_in(rule: Rule, answers: Answers) -> tuple[tuple[str, Reason], ...]:
    """The variables of `rule` without a substantive answer, in reading order, each with its reason."""
    found = ((name, reason_for(rule.variables[name], answers)) for name in rule.names)
    return tuple((name, reason) for name, reason in found if reason is not None)


def reason_for(variable: Askable, answers: Answers) -> Reason | None:
    """Why `variable` has no substantive answer; None when it has one."""
    answer = answers.get(variable.id, Reason.NOT_ANSWERED)
    if isinstance(answer, Reason):
        return answer
    codes = answer if isinstance(answer, frozenset) else (answer,)
    return next((variable.missing[code] for code in sorted(map(str, codes)) if code in variable.missing), None)


def count_chosen(variables: tuple[Askable, ...], answers: Answers) -> int | None:
    """Chosen alternatives in multiple-answer `variables` together, exclusive ones not counted; None when any is missing."""
    total = 0
    for variable in variables:
        answer = answers.get(variable.id, Reason.NOT_ANSWERED)
        if reason_for(variable, answers) is not None or not isinstance(answer, frozenset):
            return None
        total += len(answer - variable.exclusive)
    return total


def total_and_sum(rule: Rule, answers: Answers) -> tuple[int, int] | None:
    """What `rule.total` is, and what the terms make that it is held against; None for another rule, or when a number is missing."""
    if not rule.total or not isinstance(rule.root, Compare):
        return None
    added, total = _Evaluator(rule, answers).sides(rule.root)
    return (total, added) if isinstance(total, int) and isinstance(added, int) else None


def distance(rule: Rule, comparison: Compare, answers: Answers) -> int | None:
    """How far left stands from right in an ordering of `rule`: 0 when equal, None when an answer is missing."""
    evaluator = _Evaluator(rule, answers)
    left, right = evaluator.sides(comparison)
    return left - right if isinstance(left, int) and isinstance(right, int) else None


class _Evaluator:
    def __init__(self, rule: Rule, answers: Answers) -> None:
        self.variables = rule.variables
        self.answers = answers

    def truth(self, node: Node) -> Truth:
        match node:
            case And(parts):
                return Truth.all_of(self.truth(part) for part in parts)
            case Or(parts):
                return Truth.any_of(self.truth(part) for part in parts)
            case Not(part):
                return ~self.truth(part)
            case Answered(name):
                return Truth.of(reason_for(self.variables[name.id], self.answers) is None)
            case OneOf(name, options):
                return Truth.any_of(self._equal(self.variables[name.id], option) for option in options)
            case Chosen(code, name):
                return self._chosen(self.variables[name.id], str(code.value))
            case Compare(Name(id), Operator.EQUAL, Literal() as literal):
                return self._equal(self.variables[id], literal)
            case Compare(Name(id), Operator.NOT_EQUAL, Literal() as literal):
                return ~self._equal(self.variables[id], literal)
            case Compare(_, operator, _):
                first, second = self.sides(node)
                if first is None or second is None:
                    return Truth.UNKNOWN
                return Truth.of(_COMPARE[operator](first, second))

    def _equal(self, variable: Askable, literal: Literal) -> Truth:
        answer = self.answers.get(variable.id, Reason.NOT_ANSWERED)
        if literal.value in variable.missing:
            return Truth.of(answer == literal.value)
        if reason_for(variable, self.answers) is not None:
            return Truth.UNKNOWN
        return Truth.of(_position(variable, answer) == _position(variable, literal.value))

    def _chosen(self, variable: Askable, code: str) -> Truth:
        answer = self.answers.get(variable.id, Reason.NOT_ANSWERED)
        if code in variable.missing:
            return Truth.of(isinstance(answer, frozenset) and code in answer)
        if reason_for(variable, self.answers) is not None:
            return Truth.UNKNOWN
        return Truth.of(isinstance(answer, frozenset) and code in answer)

    def sides(self, node: Compare) -> tuple[int | str | None, int | str | None]:
        """What the two sides are compared by; None where the answer is missing."""
        beside = self.variables[node.left.id] if isinstance(node.left, Name) else None
        return self._value(node.left, None), self._value(node.right, beside)

    def _value(self, operand: Name | Count | Sum | Literal, beside: Askable | None) -> int | str | None:
        """Where `operand` stands in its order; None when the answer is missing. A literal is read as `beside` would hold it."""
        match operand:
            case Count(names):
                return count_chosen(tuple(self.variables[name.id] for name in names), self.answers)
            case Sum(names):
                terms = [self._value(name, None) for name in names]
                return None if None in terms else sum(term for term in terms if isinstance(term, int))
            case Literal(value):
                return value if isinstance(value, int) or beside is None else _position(beside, value)
            case Name(id):
                variable = self.variables[id]
                if reason_for(variable, self.answers) is not None:
                    return None
                return _position(variable, self.answers[id])


def _position(variable: Askable, answer: Answer) -> int | str:
    """What a substantive answer is compared by: the number itself, the day, the place in the list; a text as it is."""
    match answer:
        case date():
            return answer.toordinal()
        case int():
            return answer
        case str() if variable.type is VariableType.DATE:
            return date.fromisoformat(answer).toordinal()
        case str() if variable.type.has_categories:
            return variable.substantive.index(answer)
        case _:
            return str(answer)
