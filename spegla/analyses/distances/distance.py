"""Cleared figures beside printed ones: which distances are larger than chance usually gives.

Works on what has been cleared, so nothing comes out that could not be shown already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from spegla.analyses.grouping import ALL
from spegla.analyses.indicators import IndicatorAnswer
from spegla.disclosure import ClearedAnswer, Figure, Suppressed
from spegla.statistics.against import binomial_p, held

# Of the distances that are said to be more than chance, one in twenty may be chance.
LEVEL = 0.05
_COUNTED = ("numerator", "denominator")


@dataclass(frozen=True)
class Distance:
    """All rows' share of one indicator beside `other`, a printed percentage that is taken as given.

    `p` is exact, and `holds` says that the distance is more than chance usually gives, with all the indicators compared at once.
    `outside` says that the other's percentage lies outside the interval.
    """

    indicator: str
    figure: Figure
    other: Decimal
    p: float
    holds: bool

    @property
    def points(self) -> float:
        """The distance in percentage points: below zero when the other's is larger."""
        return (self.figure.percent or 0.0) - float(self.other)

    @property
    def outside(self) -> bool:
        low, high = self.figure.interval or (0.0, 100.0)
        return not low <= self.other <= high


@dataclass(frozen=True)
class OwnAnswer:
    """One municipality's answer to an indicator beside what the others answered and what is printed for the nation.

    `others` is how many of the other municipalities achieve it, of how many that are counted. `p` is how likely such an answer is, or
    one less likely still, for a municipality drawn as the nation's are, or as the county's are when nothing is printed for the nation.
    None when the own municipality is not counted.
    """

    indicator: str
    answer: ClearedAnswer
    others: tuple[int, int]
    other: Decimal | None
    p: float | None
    holds: bool

    @property
    def others_percent(self) -> float | None:
        achieving, of = self.others
        return 100 * achieving / of if of else None

    @property
    def behind(self) -> float | None:
        """How many points above the own answer, as 0 or 100 %, the nation's share lies, or the others'; None when that is not known."""
        beside = self.others_percent if self.other is None else float(self.other)
        if beside is None or self.answer.role not in _COUNTED:
            return None
        return beside - (100 if self.answer.role == "numerator" else 0)


def distances(answer: IndicatorAnswer, column: str) -> tuple[Distance, ...]:
    """Each indicator with a share and a figure in the printed `column`, the largest distance first."""
    printed = answer.shown.get(column, {})
    figures = {
        share.indicator: share.figure
        for share in answer.cleared.shares
        if share.group == ALL and not isinstance(share.figure, Suppressed) and share.figure.denominator and share.indicator in printed
    }
    p_values = [binomial_p(figure.numerator, figure.denominator, float(printed[id]) / 100) for id, figure in figures.items()]
    found = [
        Distance(id, figure, printed[id], p, holds)
        for (id, figure), p, holds in zip(figures.items(), p_values, held(p_values, LEVEL), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.points)))


def own_answers(answer: IndicatorAnswer, code: str, column: str) -> Mapping[str, OwnAnswer]:
    """What the municipality with `code` answered to each indicator in the file, by indicator."""
    printed = answer.shown.get(column, {})
    given = [one for one in answer.cleared.answers if one.indicator in answer.in_file]
    rows = []
    for own in (one for one in given if one.organisation == code):
        beside = [one for one in given if one.indicator == own.indicator and one.organisation != code and one.role in _COUNTED]
        others = (sum(one.role == "numerator" for one in beside), len(beside))
        rows.append((own, others, printed.get(own.indicator), _chance(own, others, printed.get(own.indicator))))
    tested = [p for _, _, _, p in rows if p is not None]
    holding = iter(held(tested, LEVEL))
    return {
        own.indicator: OwnAnswer(own.indicator, own, others, other, p, next(holding) if p is not None else False)
        for own, others, other, p in rows
    }


def _chance(own: ClearedAnswer, others: tuple[int, int], other: Decimal | None) -> float | None:
    """One answer alone: the nation's share as given, else the permutation test of who in the county answered so."""
    if own.role not in _COUNTED:
        return None
    achieved = int(own.role == "numerator")
    if other is not None:
        return binomial_p(achieved, 1, float(other) / 100)
    achieving, of = others
    if not of:
        return None
    return binomial_p(achieved, 1, (achieving + achieved) / (of + 1))
