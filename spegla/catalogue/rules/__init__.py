"""The rule language: one small subset of Python's expressions for routing, checks, derived variables, filters and indicators."""

from spegla.catalogue.rules.bind import FACTS, Askable, Rule, bind
from spegla.catalogue.rules.evaluate import count_chosen, evaluate, missing_in, reason_for, total_and_sum
from spegla.catalogue.rules.nodes import Truth
from spegla.catalogue.rules.parse import RuleError
from spegla.catalogue.values import VariableType

__all__ = [
    "FACTS",
    "Askable",
    "Rule",
    "RuleError",
    "Truth",
    "VariableType",
    "bind",
    "count_chosen",
    "evaluate",
    "missing_in",
    "reason_for",
    "total_and_sum",
]
