"""Every indicator and measure over the rows of a file, in all of them or by group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from spegla.catalogue import Answers, Catalogue, Indicator, Instrument, Reason
from spegla.catalogue.measures import Average, Index, Measure, ShareOfTotals, Total
from spegla.catalogue.municipalities import fold
from spegla.columns import Batch, Holder, Origin
from spegla.disclosure import Audience
from spegla.disclosure.figures import ClearedFigures, clear_figures
from spegla.messages import Words
from spegla.statistics import Share, share_of
from spegla.statistics.measures import (
    Change,
    CountedFigure,
    CountedFigures,
    Mean,
    Sum,
    SumShare,
    TooFew,
    change,
    mean_of,
    sum_of,
    sum_share_of,
)

ALL = "alla"
NO_ANSWER = "_saknas"
FEWEST_FOR_CHANGE = TooFew.fewest
# What rows can be divided by beside questions with alternatives.
_FACTS = ("kommunkod", "enhet", "datum")

Value = Share | Mean | Sum | SumShare


@dataclass(frozen=True)
class FigureQuestion:
    """`by` is a question with alternatives, a fact (`kommunkod`, `enhet`, `datum`), or "" for all rows together.

    `printed` has figures by indicator or measure and then by group as the file calls it, "" for all rows. `earlier` holds the rows of
    the same form at an earlier time.
    """

    by: str = ""
    printed: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    earlier: Batch | None = None


@dataclass(frozen=True)
class FigureGroup:
    """Some rows: `n` of them, and `earlier` in the earlier file. `label` is None for the groups that have no name of their own."""

    code: str
    label: Words | None
    n: int
    earlier: int


@dataclass(frozen=True)
class FigureAnswer:
    """The cleared figures, and what is needed to read them; no rows.

    `by` is what they are divided by, "" when they are not. `unmatched` counts the printed figures of groups that are not shown.
    """

    instrument: Instrument
    by: str
    cleared: ClearedFigures
    groups: tuple[FigureGroup, ...]
    municipalities: tuple[str, ...]
    rows: int
    unmatched: int
    invented: bool


class NoGroupsError(Exception):
    """Rows cannot be divided by `name`; `known` is what they can be divided by."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def figures(batch: Batch, question: FigureQuestion, catalogue: Catalogue, audience: Audience) -> FigureAnswer:
    """The figures of the rows in `batch`, which the asker holds, cleared for `audience`.

    Raises `NoGroupsError`, and what `clear_figures` raises.
    """
    return _Figures(batch, question, catalogue).answer(audience)


class _Figures:
    def __init__(self, batch: Batch, question: FigureQuestion, catalogue: Catalogue) -> None:
        self.batch = batch
        self.instrument = batch.instrument
        self.question = question
        self.register = catalogue.municipalities
        by_id = {one.id: one for one in self.instrument.asked_and_derived if one.type.has_categories}
        if question.by not in ("", *by_id, *_FACTS):
            raise NoGroupsError(question.by, (*by_id, *_FACTS))
        self.variable = by_id.get(question.by)

    def answer(self, audience: Audience) -> FigureAnswer:
        rows = _rows(self.batch)
        earlier = [] if self.question.earlier is None else _rows(self.question.earlier)
        groups = self._groups([*rows, *earlier])
        now, then = self._divided(rows), self._divided(earlier)
        shown = [
            FigureGroup(code, label, len(now.get(code, ())), len(then.get(code, ())))
            for code, label in groups.items()
            if code != NO_ANSWER or now.get(code) or then.get(code)
        ]
        counted = tuple(
            self._counted(one, group, now.get(group.code, ()), then.get(group.code, ()))
            for one in (*self.instrument.indicators, *self.instrument.measures)
            for group in shown
        )
        rules = tuple(rule for one in self.instrument.indicators for rule in (one.denominator.rule.text, one.numerator.rule.text))
        before = None if self.question.earlier is None else _origin(self.question.earlier)
        there = sorted({str(one["kommunkod"]) for one in rows})
        return FigureAnswer(
            instrument=self.instrument,
            by=self.question.by,
            cleared=clear_figures(CountedFigures(_origin(self.batch), before, rules, counted), audience),
            groups=tuple(shown),
            municipalities=tuple(self.register.by_code[code].name for code in there),
            rows=len(rows),
            unmatched=self._unmatched(shown),
            invented=self.batch.invented or (self.question.earlier is not None and self.question.earlier.invented),
        )

    # ── Groups ────────────────────────────────────────────────────────────

    def _groups(self, rows: Sequence[Answers]) -> dict[str, Words | None]:
        """The groups in order: all, then those of `by`, then the rows that are in none of them."""
        groups: dict[str, Words | None] = {ALL: None}
        if self.variable is not None:
            groups |= {category.code: category.label for category in self.variable.categories}
        elif self.question.by:
            codes = sorted({code for answers in rows for code in self._codes(answers)} - {NO_ANSWER})
            groups |= {code: self._name(code) for code in codes}
        return {**groups, NO_ANSWER: None} if self.question.by else groups

    def _name(self, code: str) -> Words:
        name = self.register.by_code[code].name if self.question.by == "kommunkod" else code
        return Words(name, name)

    def _divided(self, rows: Sequence[Answers]) -> dict[str, list[Answers]]:
        groups: dict[str, list[Answers]] = {ALL: list(rows)}
        for answers in rows if self.question.by else ():
            for code in self._codes(answers):
                groups.setdefault(code, []).append(answers)
        return groups

    def _codes(self, answers: Answers) -> tuple[str, ...]:
        """The groups that a row is in: several when it chose several."""
        match answers.get(self.question.by, Reason.NOT_ANSWERED):
            case Reason():
                return (NO_ANSWER,)
            case frozenset() as chosen:
                return tuple(chosen)
            case date() as day:
                return (day.isoformat(),)
            case answer:
                return (str(answer),)

    # ── Figures ───────────────────────────────────────────────────────────

    def _counted(self, one: Indicator | Measure, group: FigureGroup, now: Sequence[Answers], then: Sequence[Answers]) -> CountedFigure:
        value = _value(one, now)
        earlier = None if self.question.earlier is None else _value(one, then)
        moved: Change | TooFew | None = None
        if isinstance(value, Share) and isinstance(earlier, Share):
            moved = change(value, earlier)
        printed = self._printed(one.id, group)
        return CountedFigure(one.id, group.code, value, isinstance(one, Average), earlier, moved, printed)

    def _printed(self, id: str, group: FigureGroup) -> Decimal | None:
        names = _names(group)
        return next((value for name, value in self.question.printed.get(id, {}).items() if fold(name) in names), None)

    def _unmatched(self, groups: Sequence[FigureGroup]) -> int:
        names = {name for group in groups for name in _names(group)}
        return sum(fold(name) not in names for found in self.question.printed.values() for name in found)


def _names(group: FigureGroup) -> set[str]:
    """How a file of printed figures may call the group."""
    if group.code == ALL:
        return {"", fold(ALL)}
    label = {fold(group.label.sv), fold(group.label.en)} if group.label else set()
    return {fold(group.code)} | label


def _value(one: Indicator | Measure, rows: Sequence[Answers]) -> Value:
    match one:
        case Indicator():
            return share_of(one.role_of(answers) for answers in rows)
        case Index():
            return mean_of(one.of(answers) for answers in rows)
        case Average():
            found = [one.of(answers) for answers in rows]
            return mean_of(value if isinstance(value, Reason) else Fraction(value) for value in found)
        case Total():
            return sum_of(one.of(answers) for answers in rows)
        case ShareOfTotals():
            return sum_share_of(one.of(answers) for answers in rows)


def _rows(batch: Batch) -> list[Answers]:
    """Row by row through the plain evaluator: a survey has some hundred rows, and what is obviously right is fast enough for them."""
    return [batch.instrument.with_derived(batch.response(row).answers) for row in range(batch.length)]


def _origin(batch: Batch) -> Origin:
    return Origin(batch.instrument.reference, batch.instrument.confidentiality, frozenset(batch.organisations), Holder.FILE)
