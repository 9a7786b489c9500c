"""What counting gives: for each variable, how many were asked, answered, chose each code, and how many did not and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from spegla.catalogue import Reason
from spegla.catalogue.rules import Rule


@dataclass(frozen=True)
class Selection:
    """Which rows: those of `organisation` (all when None) for which every rule is true."""

    rules: tuple[Rule, ...] = ()
    organisation: str | None = None


@dataclass(frozen=True)
class Moments:
    """Of the integers answered: how many, their sum, the sum of their squares, and the ordered values that a reader wants.

    `middle` holds the value in the middle, twice, or the two on either side of it. Exact, in whole numbers.
    """

    n: int
    total: int
    squares: int
    least: int
    greatest: int
    middle: tuple[int, int]


@dataclass(frozen=True)
class VariableTally:
    """One variable over some rows.

    `missing` counts by reason the rows that were asked and have no substantive answer, so `asked` is `answered` and all of them.
    `chosen` counts each code that is a real answer, in the order of the definition, and is empty for numbers, days and texts.
    """

    id: str
    asked: int
    answered: int
    missing: Mapping[Reason, int]
    chosen: Mapping[str, int]


@dataclass(frozen=True)
class Tally:
    """Every variable and derived variable of the instrument over `n` rows, in the order of the definition."""

    n: int
    variables: tuple[VariableTally, ...]
