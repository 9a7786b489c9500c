"""A cost key and the cost of a day of care as text, JSON and CSV."""

from spegla.presentation.costs.costs import cost_key_csv, cost_key_document, cost_key_json, day_cost_document, day_cost_json

__all__ = ["cost_key_csv", "cost_key_document", "cost_key_json", "day_cost_document", "day_cost_json"]
