"""What each municipality pays by a key, and what a day of care costs. Nothing here is about single persons."""

from spegla.analyses.costs.costs import CostKey, DayAnswer, Method, Payer, cost_key, cost_of_day

__all__ = ["CostKey", "DayAnswer", "Method", "Payer", "cost_key", "cost_of_day"]
