"""What can be asked and counted, as frozen data: instruments, variables, checks, derived variables and indicators.

Built by the readers in this package and by nobody else; a value here has already been checked. What a definition makes of one
response is a method of the definition: a check fires, a derived variable has a value, a row has a role in an indicator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property

from spegla.catalogue.measures import Measure
from spegla.catalogue.provenance import Provenance as Provenance
from spegla.catalogue.provenance import Status as Status
from spegla.catalogue.rules import Rule, Truth, count_chosen, evaluate, missing_in, reason_for
from spegla.catalogue.settings import NamedOnly, Setting
from spegla.catalogue.source import Place
from spegla.catalogue.values import Answer, Answers, Reason, VariableType
from spegla.messages import Words


class SubjectKind(StrEnum):
    """What a response is about."""

    INTERVENTION = "intervention"
    CHILD = "child"
    MUNICIPALITY = "municipality"
    VIGNETTE = "vignette"
    UNIT_PERIOD = "unit_period"
    FOSTER_HOME = "foster_home"


class Confidentiality(StrEnum):
    """Who may see single answers. Public: anyone. Sensitive: the own organisation only; the rest go through a release."""

    PUBLIC = "public"
    SENSITIVE = "sensitive"


class Kind(StrEnum):
    """What a variable tells of."""

    ADMINISTRATIVE = "administrativ"
    BACKGROUND = "bakgrund"
    STRUCTURE = "struktur"
    PROCESS = "process"
    RESULT = "resultat"


class Reading(StrEnum):
    """Which way an indicator is wished to move."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Severity(Enum):
    """What a check that fires means: wrong must be mended, implausible must be looked at."""

    ERROR = "error"
    WARNING = "warning"


class Role(Enum):
    """Where a row that is counted stands. Achieved is in numerator and denominator, not achieved in the denominator alone."""

    ACHIEVED = "numerator"
    NOT_ACHIEVED = "denominator"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Category:
    """One alternative. `missing` says which kind of non-answer it is, if it is one; `exclusive` shuts out all others.

    `spellings` are texts that files use for it, beside the labels. `brief` is its word in a narrow cell; `mark` the shape beside it
    (full, empty, half, dash), "" when that follows from where it is counted.
    """

    code: str
    label: Words
    brief: Words
    mark: str = ""
    missing: Reason | None = None
    exclusive: bool = False
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guidance:
    """Help at the field in two layers: one line that is always seen, and what is read when in doubt."""

    short: Words
    long: Words


@dataclass(frozen=True)
class Variable:
    """One question, asked at each of `steps`. Integer, date and text have no `categories`; `minimum` and `maximum` are for integers.

    `trouble` is what is known to be wrong with the question, for those who register and those who read.
    """

    id: str
    label: Words
    short: Words
    question: Words
    definition: Words
    guidance: Guidance | None
    kind: Kind
    type: VariableType
    group: str
    steps: tuple[str, ...]
    categories: tuple[Category, ...]
    minimum: int | None
    maximum: int | None
    asked_when: Rule | None
    provenance: Provenance
    trouble: Words | None = None

    def category(self, code: str) -> Category:
        """The category with `code`; KeyError when there is none."""
        return {category.code: category for category in self.categories}[code]

    @cached_property
    def missing(self) -> Mapping[str, Reason]:
        """The codes that mean a missing answer, each with its reason."""
        return {category.code: category.missing for category in self.categories if category.missing is not None}

    @cached_property
    def substantive(self) -> tuple[str, ...]:
        """The codes that are real answers, in the order of the list."""
        return tuple(category.code for category in self.categories if category.missing is None)

    @cached_property
    def exclusive(self) -> frozenset[str]:
        """The codes that shut out all others."""
        return frozenset(category.code for category in self.categories if category.exclusive)


@dataclass(frozen=True)
class Example:
    """Answers, and what a definition must make of them; `place` is where it stands in its file."""

    given: Answers
    gives: str
    place: Place


@dataclass(frozen=True)
class Check:
    """A rule that fires on true: the answers are wrong, or implausible."""

    id: str
    rule: Rule
    severity: Severity
    says: Words
    examples: tuple[Example, ...]

    def fires(self, answers: Answers) -> bool:
        """True when the rule is true of `answers`; unknown is silence."""
        return evaluate(self.rule, answers) is Truth.TRUE


@dataclass(frozen=True)
class DerivedCase:
    """One code of a derived variable and the rule that gives it."""

    code: str
    rule: Rule


@dataclass(frozen=True)
class Derived:
    """A variable computed from others: the first case that is true, or a count of chosen alternatives.

    An unknown case before the first true one makes the derived value unknown. Exactly one of `cases` and `counts` is filled;
    `counts` holds multiple-answer variables. Rules may name a derived variable as any other. Where `asked_when` is not true there is
    nothing to derive: not asked.
    """

    id: str
    label: Words
    definition: Words
    group: str
    asked_when: Rule | None
    type: VariableType
    categories: tuple[Category, ...]
    cases: tuple[DerivedCase, ...]
    counts: tuple[Variable, ...]
    examples: tuple[Example, ...]
    provenance: Provenance

    @cached_property
    def missing(self) -> Mapping[str, Reason]:
        """The codes that mean a missing answer, each with its reason: a case may give one of them."""
        return {category.code: category.missing for category in self.categories if category.missing is not None}

    @cached_property
    def substantive(self) -> tuple[str, ...]:
        """The codes that are real values, in the order of the list."""
        return tuple(category.code for category in self.categories if category.missing is None)

    @cached_property
    def exclusive(self) -> frozenset[str]:
        """None: a derived variable has one value."""
        return frozenset()

    def value(self, answers: Answers) -> Answer:
        """The derived code or number; a `Reason` when not asked, when a missing answer makes it unknown, or when no case holds."""
        if self.asked_when is not None and evaluate(self.asked_when, answers) is not Truth.TRUE:
            return Reason.NOT_ASKED
        if self.counts:
            total = count_chosen(self.counts, answers)
            if total is not None:
                return total
            reasons = (reason_for(variable, answers) for variable in self.counts)
            return next(reason for reason in reasons if reason is not None)
        for case in self.cases:
            truth = evaluate(case.rule, answers)
            if truth is Truth.TRUE:
                return case.code
            if truth is Truth.UNKNOWN:
                return missing_in(case.rule, answers)[0][1]
        return Reason.NOT_APPLICABLE


@dataclass(frozen=True)
class Clause:
    """A rule with the words that say it to a reader."""

    rule: Rule
    says: Words


@dataclass(frozen=True)
class Leave:
    """Answers that leave the denominator, and the reason that is reported for them."""

    rule: Rule
    reason: Reason
    says: Words


@dataclass(frozen=True)
class Indicator:
    """A share: of the rows in `population`, those in `denominator`, how many are in `numerator`.

    A row for which a `leaves` rule is true leaves with that reason; so does a row for which a rule is unknown, with the reason
    of the missing answer. No `population` means all rows.
    """

    id: str
    label: Words
    short: Words
    group: str
    population: Clause | None
    denominator: Clause
    numerator: Clause
    leaves: tuple[Leave, ...]
    reading: Reading
    cannot_say: Words
    examples: tuple[Example, ...]
    provenance: Provenance
    place: Place

    @property
    def main_variable(self) -> str:
        """The first variable that the numerator names."""
        return self.numerator.rule.names[0]

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """Every variable that its rules name: those of the numerator first, in reading order."""
        rules = (self.numerator.rule, self.denominator.rule, *(leave.rule for leave in self.leaves))
        return tuple(dict.fromkeys(name for rule in rules for name in rule.names))

    def decided_by(self, answers: Answers) -> str:
        """The variable whose answer settles where a row stands: what a reader is shown beside the role.

        It is the first without which the role would not be known, as the numerator is read; the main one when the row achieves
        the indicator or leaves by a rule.
        """
        role = self.role_of(answers)
        if role is Role.NOT_ACHIEVED:
            seen: dict[str, Answer] = {}
            for name in self.numerator.rule.names:
                seen[name] = answers.get(name, Reason.NOT_ANSWERED)
                if evaluate(self.numerator.rule, seen) is Truth.FALSE:
                    return name
        elif isinstance(role, Reason) and not any(evaluate(leave.rule, answers) is Truth.TRUE for leave in self.leaves):
            lacking = missing_in(self.denominator.rule, answers) or missing_in(self.numerator.rule, answers)
            return lacking[0][0] if lacking else self.main_variable
        return self.main_variable

    def role_of(self, answers: Answers) -> Role | Reason:
        """Where the row with `answers` stands; a `Reason` when it leaves the denominator.

        Order: not in the population, then a `leaves` rule that is true, then the denominator, then the numerator. An unknown rule
        makes the row leave with the reason of its first missing answer; a denominator that is false, with "not applicable".
        """
        if self.population and evaluate(self.population.rule, answers) is not Truth.TRUE:
            return Role.OUTSIDE
        for leave in self.leaves:
            if evaluate(leave.rule, answers) is Truth.TRUE:
                return leave.reason
        denominator = evaluate(self.denominator.rule, answers)
        if denominator is Truth.UNKNOWN:
            return missing_in(self.denominator.rule, answers)[0][1]
        if denominator is Truth.FALSE:
            return Reason.NOT_APPLICABLE
        numerator = evaluate(self.numerator.rule, answers)
        if numerator is Truth.UNKNOWN:
            return missing_in(self.numerator.rule, answers)[0][1]
        return Role.ACHIEVED if numerator is Truth.TRUE else Role.NOT_ACHIEVED


@dataclass(frozen=True)
class Group:
    """Variables or indicators that belong together, within an area; `about` is what their labels have in common."""

    id: str
    label: Words
    area: str
    about: Words


@dataclass(frozen=True)
class Instrument:
    """A versioned form: what is asked of which kind of subject, and what is counted from the answers."""

    id: str
    version: str
    title: Words
    subject: SubjectKind
    confidentiality: Confidentiality
    year: int | None
    about: Words
    not_comparable: Words | None
    steps: tuple[str, ...]
    areas: Mapping[str, Words]
    groups: tuple[Group, ...]
    variables: tuple[Variable, ...]
    checks: tuple[Check, ...]
    derived: tuple[Derived, ...]
    provenance: Provenance
    file: str
    indicators: tuple[Indicator, ...] = field(default=())
    settings: tuple[Setting, ...] = field(default=())
    named_only: tuple[NamedOnly, ...] = field(default=())
    measures: tuple[Measure, ...] = field(default=())

    @property
    def reference(self) -> str:
        """What commands and files call it: id and version, `oj-sbu-2016`."""
        return f"{self.id}-{self.version}"

    @property
    def asked_and_derived(self) -> tuple["Variable | Derived", ...]:
        """Everything that is counted: the variables, then those derived from them, in the order of the definition."""
        return (*self.variables, *self.derived)

    @property
    def of_municipalities(self) -> bool:
        """True when each response is a municipality's own answers, once; otherwise a row is a registration."""
        return self.subject is SubjectKind.MUNICIPALITY

    @property
    def once_per(self) -> tuple[str, ...]:
        """The facts that no two rows may share, since the answers would count twice; none where there may be any number of rows."""
        return _ONCE_PER.get(self.subject, ())

    @cached_property
    def one_question_each(self) -> bool:
        """True when every indicator rests on one question, so that one answer says where a municipality stands in it."""
        return all(len(indicator.questions) == 1 for indicator in self.indicators)

    def variable(self, id: str) -> Variable:
        """The variable with `id`; KeyError when there is none."""
        return self._by_id[id]

    @cached_property
    def occasion(self) -> Variable | None:
        """The question of which step a row is: the administrative one whose codes are steps. None when nothing says so."""
        administrative = (one for one in self.variables if one.kind is Kind.ADMINISTRATIVE and one.categories)
        return next((one for one in administrative if {category.code for category in one.categories} <= set(self.steps)), None)

    @cached_property
    def _by_id(self) -> Mapping[str, Variable]:
        return {variable.id: variable for variable in self.variables}

    def group(self, id: str) -> Group:
        """The group with `id`; KeyError when there is none."""
        return {group.id: group for group in self.groups}[id]

    def settings_for(self, indicator: Indicator) -> tuple[Setting, ...]:
        """The choices that `indicator` rests on."""
        return tuple(setting for setting in self.settings if indicator.group in setting.groups)

    def with_derived(self, answers: Answers) -> Answers:
        """`answers` and the derived values."""
        return with_derived(self.derived, answers)


# A municipality answers of itself, or of all its homes, once; a unit or a municipality of each period.
_ONCE_PER: Mapping[SubjectKind, tuple[str, ...]] = {
    SubjectKind.MUNICIPALITY: ("kommunkod",),
    SubjectKind.FOSTER_HOME: ("kommunkod",),
    SubjectKind.UNIT_PERIOD: ("kommunkod", "enhet", "datum"),
}


def with_derived(derived: Iterable[Derived], answers: Answers) -> Answers:
    """`answers` and the values of `derived`, computed in that order, since a later one may name an earlier."""
    found: dict[str, Answer] = dict(answers)
    for variable in derived:
        found[variable.id] = variable.value(found)
    return found
