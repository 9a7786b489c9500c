"""Measures that are no shares of rows: an index of answers, a total or an average of numbers, and a share of two totals.

What leaves is a property of the measure: the same question may be counted with "vet ej" in a share and without it in an index. A
measure says what one row gives; adding rows together is for `statistics`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from spegla.catalogue.provenance import Provenance
from spegla.catalogue.rules import Askable, reason_for
from spegla.catalogue.source import Place
from spegla.catalogue.values import Answers, Reason
from spegla.messages import Words

__all__ = ["Average", "Index", "Measure", "Parts", "ShareOfTotals", "Total"]


@dataclass(frozen=True)
class Stated:
    """What every measure is called, and where it comes from."""

    id: str
    label: Words
    group: str
    says: Words
    cannot_say: Words
    provenance: Provenance
    place: Place


@dataclass(frozen=True)
class Index(Stated):
    """A mean of the `values` of the answers to `over`, for a row with at least `at_least` answers that have a value.

    A code that is not in `values` leaves: it makes the mean neither higher nor lower.
    """

    over: tuple[Askable, ...]
    values: Mapping[str, Decimal]
    at_least: int

    @property
    def least(self) -> Decimal:
        """The lowest that the index can be."""
        return min(self.values.values())

    @property
    def greatest(self) -> Decimal:
        """The highest that the index can be."""
        return max(self.values.values())

    def of(self, answers: Answers) -> Fraction | Reason:
        """The exact index of one row; why it has none, as the first answer without a value says it."""
        given = [self.values.get(str(answers.get(variable.id))) for variable in self.over]
        found = [Fraction(value) for value in given if value is not None]
        if len(found) >= self.at_least:
            return sum(found, Fraction()) / len(found)
        first = self.over[given.index(None)]
        return reason_for(first, answers) or Reason.NOT_APPLICABLE


@dataclass(frozen=True)
class Parts:
    """Of `whole` things in a row, `part` are of the kind that is asked for."""

    part: int
    whole: int


@dataclass(frozen=True)
class ShareOfTotals(Stated):
    """The sum of the numbers in `part` as a share of the sum of those in `whole`. A row that lacks any of them leaves."""

    part: tuple[Askable, ...]
    whole: tuple[Askable, ...]

    def of(self, answers: Answers) -> Parts | Reason:
        """What one row adds to the two sums; why it adds nothing."""
        part, whole = _sum(self.part, answers), _sum(self.whole, answers)
        if isinstance(part, Reason):
            return part
        return whole if isinstance(whole, Reason) else Parts(part, whole)


@dataclass(frozen=True)
class Total(Stated):
    """The numbers in `over` added together, over all rows. A row that lacks any of them leaves."""

    over: tuple[Askable, ...]

    def of(self, answers: Answers) -> int | Reason:
        """What one row adds; why it adds nothing."""
        return _sum(self.over, answers)


@dataclass(frozen=True)
class Average(Total):
    """The numbers in `over` added together in each row, and then the mean over rows: for rows that are months and not parts."""


Measure = Index | ShareOfTotals | Total | Average


def _sum(variables: tuple[Askable, ...], answers: Answers) -> int | Reason:
    total = 0
    for variable in variables:
        answer = answers.get(variable.id, Reason.NOT_ANSWERED)
        if not isinstance(answer, int):
            return reason_for(variable, answers) or Reason.NOT_ANSWERED
        total += answer
    return total
