"""A share against a share that is given beforehand, and which of many such comparisons hold. Pure functions."""

from spegla.statistics.against.exact import binomial_p, held

__all__ = ["binomial_p", "held"]
