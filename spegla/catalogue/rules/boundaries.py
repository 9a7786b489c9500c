"""Which boundary of a rule no example tries.

A rule with `alder > 24` is only shown by examples at 24 and 25; those at 10 and 80 would also pass `alder > 30`.
"""

from collections.abc import Iterable

from spegla.catalogue.rules.bind import Rule
from spegla.catalogue.rules.evaluate import distance
from spegla.catalogue.rules.nodes import And, Compare, Node, Not, Operator, Or
from spegla.catalogue.values import Answers

# The two distances left − right between which each operator changes its mind.
_TURNS = {
    Operator.LESS: (-1, 0),
    Operator.GREATER_OR_EQUAL: (-1, 0),
    Operator.LESS_OR_EQUAL: (0, 1),
    Operator.GREATER: (0, 1),
}


def untried_boundaries(rule: Rule, examples: Iterable[Answers]) -> tuple[str, ...]:
    """The ordering comparisons in `rule` that lack an example just inside or just outside, as they stand in the text."""
    given = tuple(examples)
    untried = []
    for comparison in _orderings(rule.root):
        tried = {distance(rule, comparison, answers) for answers in given}
        if not set(_TURNS[comparison.operator]) <= tried:
            untried.append(rule.text[comparison.column : comparison.end])
    return tuple(untried)


def _orderings(node: Node) -> tuple[Compare, ...]:
    match node:
        case And(parts) | Or(parts):
            return tuple(found for part in parts for found in _orderings(part))
        case Not(part):
            return _orderings(part)
        case Compare(operator=operator) if operator.orders:
            return (node,)
        case _:
            return ()
