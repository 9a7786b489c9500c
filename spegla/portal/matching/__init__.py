"""Registrations in a file beside those that are there: what each would add, change or leave as it is. Knows no table."""

from spegla.portal.matching.known import KnownCase, KnownStep, basis_of
from spegla.portal.matching.plan import CasePlan, Changed, Given, Plan, plan
from spegla.portal.matching.questions import Questions
from spegla.portal.matching.rows import Place, collected, file_rows

__all__ = [
    "CasePlan",
    "Changed",
    "Given",
    "KnownCase",
    "KnownStep",
    "Place",
    "Plan",
    "Questions",
    "basis_of",
    "collected",
    "file_rows",
    "plan",
]
