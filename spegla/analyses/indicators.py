"""The indicators of an instrument: what share achieves each, in all rows or by group, beside what was printed."""

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from spegla.analyses.grouping import Grouping, group_of_column, grouped, is_elsewhere, swedish_order
from spegla.catalogue import Answer, Catalogue, Indicator, Instrument, Reason, Role
from spegla.catalogue.municipalities import Municipality, fold
from spegla.columns import Columns
from spegla.disclosure import Audience, Cleared, clear
from spegla.messages import Words
from spegla.responses import Response, check
from spegla.statistics import (
    Counted,
    CountedAnswer,
    CountedShare,
    Explanation,
    Place,
    explanations,
    share_of,
    weighted_percent,
)

Printed = Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True)
class IndicatorQuestion:
    """How to group, and what to weigh by and compare with.

    `population` has inhabitants by `kommunkod`; none means unweighted only. `printed` has percent by column name and indicator; None
    means that there is nothing to compare with.
    """

    by: Grouping = Grouping.NONE
    population: Mapping[str, int] = field(default_factory=dict)
    printed: Printed | None = None


@dataclass(frozen=True)
class Finding:
    """Answers of one municipality that do not go together, in the definition's own words."""

    municipality: str
    row: int
    says: Words


@dataclass(frozen=True)
class IndicatorAnswer:
    """The cleared figures, and what is needed to read them.

    `groups` in order; `municipalities` those that answered, alphabetical; `in_file` the indicators that anyone answered;
    `compared` says which group each printed column belongs to, and `shown` holds those that belong to none; `county` is filled when all
    rows are from one county, `of_county` is how many municipalities that county has; `invented` says that the answers are made up.
    `group_names` are what groups of municipalities are called, by grouping and group; `elsewhere` are printed columns of places where
    nobody in the file lies, which are not shown.
    """

    instrument: Instrument
    question: IndicatorQuestion
    cleared: Cleared
    groups: tuple[str, ...]
    municipalities: tuple[Municipality, ...]
    in_file: frozenset[str]
    compared: Mapping[str, str]
    shown: Printed
    county: str
    of_county: int
    findings: tuple[Finding, ...]
    invented: bool
    group_names: Mapping[str, Mapping[str, Words]]
    elsewhere: tuple[str, ...] = ()


class UnknownIndicatorError(Exception):
    """No indicator is called `name`; `near` are those whose label holds it, or else is much like it."""

    def __init__(self, name: str, near: tuple[Indicator, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.near = near


class PrintedTwiceError(Exception):
    """Several printed columns belong to the same rows, so which one to compare with is unsaid; `columns` are their names."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__(", ".join(columns))
        self.columns = columns


class PopulationMissingError(Exception):
    """The population file lacks municipalities that answered, so nothing can be weighed; `names` are theirs."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def indicators(columns: Columns, question: IndicatorQuestion, catalogue: Catalogue, audience: Audience) -> IndicatorAnswer:
    """Every indicator of the instrument, counted over `columns` and cleared for `audience`.

    Raises `PopulationMissingError` when a population is given that lacks a municipality, `PrintedTwiceError` when two printed columns
    belong to the same rows, and what `clear` raises.
    """
    return _Counting(columns, question, catalogue).answer(columns.instrument.indicators, audience)


def explain(columns: Columns, name: str, question: IndicatorQuestion, catalogue: Catalogue, audience: Audience) -> IndicatorAnswer:
    """One indicator, called by id or label, row by row. Raises `UnknownIndicatorError` and `PrintedTwiceError`."""
    indicator = indicator_called(name, columns.instrument)
    if indicator is not None:
        return _Counting(columns, question, catalogue).answer((indicator,), audience)
    wanted = fold(name)
    by_label = {fold(indicator.label.sv): indicator for indicator in columns.instrument.indicators}
    holding = [indicator for label, indicator in by_label.items() if wanted and wanted in label]
    alike = [by_label[label] for label in difflib.get_close_matches(wanted, by_label)]
    raise UnknownIndicatorError(name, tuple(holding or alike))


def indicator_called(name: str, instrument: Instrument) -> Indicator | None:
    """The indicator with this id or label; None when there is none."""
    wanted = fold(name)
    for indicator in instrument.indicators:
        if wanted in (fold(indicator.id), fold(indicator.label.sv), fold(indicator.label.en)):
            return indicator
    return None


class _Counting:
    def __init__(self, columns: Columns, question: IndicatorQuestion, catalogue: Catalogue) -> None:
        self.columns = columns
        self.question = question
        self.register = catalogue.municipalities
        self.members = tuple(self.register.by_code[response.organisation] for response in columns.responses)
        self.groups = grouped(columns.responses, question.by, self.register)
        self.printed = question.printed or {}
        owners = {name: group_of_column(name, self.groups, question.by, self.members, len(self.register.by_code)) for name in self.printed}
        self.compared = {name: group for name, group in owners.items() if group is not None}
        for group in self.groups:
            names = tuple(name for name, owner in self.compared.items() if owner == group)
            if len(names) > 1:
                raise PrintedTwiceError(names)
        if question.population:
            missing = sorted({m.name for m in self.members if m.code not in question.population}, key=swedish_order)
            if missing:
                raise PopulationMissingError(tuple(missing))

    def answer(self, chosen: tuple[Indicator, ...], audience: Audience) -> IndicatorAnswer:
        roles = {indicator.id: self.columns.roles(indicator) for indicator in chosen}
        shares = tuple(share for indicator in chosen for share in self._shares(indicator, roles[indicator.id]))
        answers = tuple(answer for indicator in chosen for answer in self._answers(indicator, roles[indicator.id]))
        rules = tuple(rule for indicator in chosen for rule in (indicator.denominator.rule.text, indicator.numerator.rule.text))
        cleared = clear(Counted(self.columns.origin, rules, shares, answers), audience)
        counties = {member.county_code: member.county for member in self.members}
        county_code = next(iter(counties), "") if len(counties) == 1 else ""
        everywhere = tuple(self.register.by_code.values())
        beside = [name for name in self.printed if name not in self.compared]
        elsewhere = tuple(name for name in beside if is_elsewhere(name, self.members, everywhere))
        return IndicatorAnswer(
            instrument=self.columns.instrument,
            question=self.question,
            cleared=cleared,
            groups=tuple(self.groups),
            municipalities=tuple(sorted(self.members, key=lambda member: swedish_order(member.name))),
            in_file=frozenset(answer.indicator for answer in cleared.answers if answer.row),
            compared=self.compared,
            shown={name: self.printed[name] for name in beside if name not in elsewhere},
            county=counties.get(county_code, ""),
            of_county=self.register.in_county(county_code),
            findings=self._findings(),
            invented=self.columns.invented,
            group_names=self.register.group_names,
            elsewhere=elsewhere,
        )

    def _shares(self, indicator: Indicator, roles: tuple[Role | Reason, ...]) -> list[CountedShare]:
        found = []
        for group, rows in self.groups.items():
            inside = tuple(roles[row] for row in rows)
            weights = [self.question.population[self.members[row].code] for row in rows] if self.question.population else []
            printed = self._printed(group, indicator)
            found.append(
                CountedShare(
                    indicator=indicator.id,
                    group=group,
                    share=share_of(inside),
                    weighted_percent=weighted_percent(inside, weights) if weights else None,
                    printed=printed,
                    explanations=self._explained(indicator, rows, roles, printed),
                )
            )
        return found

    def _printed(self, group: str, indicator: Indicator) -> Decimal | None:
        columns = [name for name, owner in self.compared.items() if owner == group]
        return self.printed[columns[0]].get(indicator.id) if columns else None

    def _explained(
        self, indicator: Indicator, rows: tuple[int, ...], roles: tuple[Role | Reason, ...], printed: Decimal | None
    ) -> tuple[Explanation, ...]:
        """Why `printed` does not follow; nothing when it does, or when there is nothing to compare."""
        share = share_of(roles[row] for row in rows)
        if printed is None or not share.denominator:
            return ()
        answers = Counter((self._code(row, indicator), Place.of(role)) for row in rows if (role := roles[row]) is not Role.OUTSIDE)
        return explanations(answers, printed)

    def _code(self, row: int, indicator: Indicator) -> str:
        """What the row answered to the first question of the numerator, which a printed figure is explained by; "" when it is blank."""
        answer = self.columns.responses[row].answers.get(indicator.main_variable, "")
        return answer if isinstance(answer, str) else ""

    def _answers(self, indicator: Indicator, roles: tuple[Role | Reason, ...]) -> list[CountedAnswer]:
        return [self._answer(response, indicator, role) for response, role in zip(self.columns.responses, roles, strict=True)]

    def _answer(self, response: Response, indicator: Indicator, role: Role | Reason) -> CountedAnswer:
        answers = self.columns.instrument.with_derived(response.answers)
        decided_by = indicator.decided_by(answers)
        asked = (name for name in indicator.questions if answers.get(name) is not Reason.NOT_ASKED)
        given = {name: _codes(answers.get(name, "")) for name in asked}
        row = response.rows.get(decided_by) or response.rows.get(indicator.main_variable, 0)
        return CountedAnswer(response.organisation, indicator.id, given.get(decided_by, ""), role, row, decided_by, given)

    def _findings(self) -> tuple[Finding, ...]:
        return tuple(
            Finding(self.register.by_code[response.subject].name, problem.row, problem.words)
            for response in self.columns.responses
            for problem in check(response, self.columns.instrument)
            if problem.words is not None
        )


def _codes(answer: Answer) -> str:
    """The code, or the codes of a multiple answer; "" when there is none."""
    if isinstance(answer, frozenset):
        return "|".join(sorted(answer))
    return answer if isinstance(answer, str) else ""
