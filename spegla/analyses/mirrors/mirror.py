"""One question of the mirror: which rows, whose, and by what to divide them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.rules import FACTS, Rule, VariableType, bind
from spegla.catalogue.rules.nodes import Compare, Literal, Name, Operator
from spegla.columns import Batch, Holder, Origin, Packed, Selection, Tally
from spegla.disclosure import Audience
from spegla.disclosure.mirrors import ClearedCrossTable, ClearedMirror, clear_cross_table, clear_mirror
from spegla.messages import Words
from spegla.statistics.distributions import CountedCrossTable, CountedGroup, CountedMirror, cross_table, distribution

ALL = "alla"
OWN = "egen"
NO_ANSWER = "_saknas"
_MUNICIPALITY = "kommunkod"
_UNIT = "enhet"


class Compared(Enum):
    """What stands beside what: all rows alone, the own municipality beside all, it alone, or one of its units beside all of it."""

    ALL = "all"
    OWN = "own"
    ALONE = "alone"
    UNIT = "unit"


@dataclass(frozen=True)
class MirrorQuestion:
    """`where` is a rule that every row must fulfil, "" for none; `own` a `kommunkod`, and `by` a variable or `kommunkod`, or "".

    `unit` is what rows of one of its units have as `enhet`: then those are the own rows, and all rows are those of the municipality.
    `own_name` and `unit_name` are what the two are called, "" for what the register and the rows call them. ValueError for a unit
    without a municipality: two may have units with the same name.
    """

    where: str = ""
    own: str = ""
    by: str = ""
    unit: str = ""
    own_name: str = ""
    unit_name: str = ""

    def __post_init__(self) -> None:
        if self.unit and not self.own:
            raise ValueError("a unit without its municipality")


@dataclass(frozen=True)
class GroupLabel:
    """What a group is called: a category's label, a municipality's name; None for the groups that every mirror has."""

    code: str
    label: Words | None


@dataclass(frozen=True)
class MirrorAnswer:
    """The cleared figures, and what is needed to read them.

    `where` is the rule that every row fulfils. `groups` name those of `cleared`, in order: all, own when something stands beside it,
    then those of `by`. `own` and `unit` are the names of the own municipality and of its unit, "" without one, and `municipalities`
    those that have rows that `where` chooses. `not_collected` are the variables that the rows have no column for; `in_hand` says that
    the reader holds them in a file, and `invented` that they are made up.
    """

    instrument: Instrument
    question: MirrorQuestion
    where: Rule | None
    compared: Compared
    cleared: ClearedMirror
    groups: tuple[GroupLabel, ...]
    own: str
    unit: str
    municipalities: tuple[str, ...]
    rows: int
    not_collected: frozenset[str]
    in_hand: bool
    invented: bool

    @property
    def beside(self) -> bool:
        """True when own rows stand beside others."""
        return self.compared in (Compared.OWN, Compared.UNIT)


class UngroupableVariableError(Exception):
    """Rows cannot be divided by `name`; `known` are the variables that have alternatives, and `kommunkod` unless they are one unit's."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def try_question(question: MirrorQuestion, instrument: Instrument, catalogue: Catalogue, audience: Audience) -> None:
    """Raise what `mirror` would raise over rows that the asker has in hand, before any row is read.

    `RuleError` when `where` does not fit the instrument, `UnknownMunicipalityError` for an own municipality that does not exist,
    `UngroupableVariableError`, and what `clear_mirror` raises for `audience`.
    """
    _Chosen(question, instrument, catalogue)
    nothing = Origin(instrument.reference, instrument.confidentiality, frozenset(), Holder.FILE)
    clear_mirror(CountedMirror(nothing, (), ()), audience)


def mirror(packed: Packed, question: MirrorQuestion, catalogue: Catalogue, audience: Audience) -> MirrorAnswer:
    """Every variable over the rows, cleared for `audience`. Raises what `try_question` does."""
    return _Mirror(packed, _Chosen(question, packed.instrument, catalogue)).answer(audience)


def mirror_of_file(batch: Batch, question: MirrorQuestion, catalogue: Catalogue, audience: Audience) -> MirrorAnswer:
    """The same over the rows of a file that its holder has in hand."""
    return mirror(Packed.of(batch, Holder.FILE), question, catalogue, audience)


def crossed(packed: Packed, row: str, column: str, question: MirrorQuestion, catalogue: Catalogue, audience: Audience) -> ClearedCrossTable:
    """The answers to `row` against those to `column`, over the rows that `question` chooses; its `by` does not count here.

    Raises what `mirror` does, `UngroupableVariableError` for either variable.
    """
    chosen = _Chosen(question, packed.instrument, catalogue)
    row_codes, column_codes = tuple(chosen.alternatives(row)), tuple(chosen.alternatives(column))
    table = cross_table(row_codes, column_codes, packed.matrix(row, column, chosen.own_rows()))
    return clear_cross_table(CountedCrossTable(packed.origin, chosen.rules, row, column, table), audience)


class _Chosen:
    """A question that fits its instrument."""

    def __init__(self, question: MirrorQuestion, instrument: Instrument, catalogue: Catalogue) -> None:
        self.question = question
        self.register = catalogue.municipalities
        self.variables = {one.id: one for one in instrument.asked_and_derived}
        self.where: tuple[Rule, ...] = (self.rule(question.where),) if question.where.strip() else ()
        self.own = self.register.with_code(question.own) if question.own else None
        self.unit: tuple[Rule, ...] = (_of_unit(question.unit),) if question.unit else ()
        if question.by and (question.by != _MUNICIPALITY or question.unit):
            self.alternatives(question.by)

    @property
    def own_code(self) -> str | None:
        return None if self.own is None else self.own.code

    @property
    def own_name(self) -> str:
        return "" if self.own is None else self.question.own_name or self.own.name

    @property
    def rules(self) -> tuple[str, ...]:
        """The texts of the rules that choose rows."""
        return tuple(rule.text for rule in self.where)

    def rule(self, text: str) -> Rule:
        return bind(text, dict(self.variables))

    def all_rows(self) -> Selection:
        """Everybody's; beside a unit those of its municipality."""
        return Selection(self.where, self.own_code if self.unit else None)

    def own_rows(self, *rules: Rule) -> Selection:
        """The own ones, or all when nobody's are, for which `rules` are true."""
        return Selection((*self.where, *self.unit, *rules), self.own_code)

    def alternatives(self, id: str) -> Mapping[str, Words]:
        """The codes of `id` that are real answers, with their labels, in order."""
        variable = self.variables.get(id)
        if variable is None or not variable.type.has_categories:
            known = tuple(id for id, one in self.variables.items() if one.type.has_categories)
            raise UngroupableVariableError(id, known if self.unit else (*known, _MUNICIPALITY))
        return {category.code: category.label for category in variable.categories if category.missing is None}


def _of_unit(unit: str) -> Rule:
    """The rule that a row is of `unit`. It is made of nodes, since a unit may be called what no text of a rule can hold."""
    of = Compare(Name(_UNIT, 0), Operator.EQUAL, Literal(unit, 0), 0, 0)
    return Rule(f"{_UNIT} == {unit!r}", of, {_UNIT: FACTS[_UNIT]})


class _Mirror:
    def __init__(self, packed: Packed, chosen: _Chosen) -> None:
        self.packed = packed
        self.chosen = chosen

    def answer(self, audience: Audience) -> MirrorAnswer:
        chosen, question = self.chosen, self.chosen.question
        selections = self._groups()
        tallies = self.packed.tallies(tuple(selections.values()))
        counted = [
            (label, self._counted(label.code, selection, tally))
            for (label, selection), tally in zip(selections.items(), tallies, strict=True)
        ]
        # The group of those without an answer is there when somebody is in it.
        groups = [(label, group) for label, group in counted if group.n or label.code != NO_ANSWER]
        there = self.packed.organisations_in(chosen.all_rows())
        return MirrorAnswer(
            instrument=self.packed.instrument,
            question=question,
            where=chosen.where[0] if chosen.where else None,
            compared=self.compared,
            cleared=clear_mirror(CountedMirror(self.packed.origin, chosen.rules, tuple(group for _, group in groups)), audience),
            groups=tuple(label for label, _ in groups),
            own=chosen.own_name,
            unit=question.unit_name or question.unit,
            municipalities=tuple(chosen.register.by_code[code].name for code in there),
            rows=self.packed.rows,
            not_collected=self.packed.not_collected,
            in_hand=self.packed.origin.in_hand,
            invented=self.packed.invented,
        )

    @property
    def compared(self) -> Compared:
        """Where every row is the own municipality's there is nobody to stand beside."""
        chosen = self.chosen
        if chosen.unit:
            return Compared.UNIT
        if chosen.own_code is None:
            return Compared.ALL
        return Compared.ALONE if set(self.packed.organisations) <= {chosen.own_code} else Compared.OWN

    def _groups(self) -> Mapping[GroupLabel, Selection]:
        chosen, by = self.chosen, self.chosen.question.by
        groups = {GroupLabel(ALL, None): chosen.all_rows()}
        if self.compared in (Compared.OWN, Compared.UNIT):
            groups[GroupLabel(OWN, None)] = chosen.own_rows()
        if by == _MUNICIPALITY:
            return {**groups, **self._by_municipality(chosen.own_code)}
        if by:
            return {**groups, **self._by_variable(by)}
        return groups

    def _by_municipality(self, own: str | None) -> Mapping[GroupLabel, Selection]:
        chosen = self.chosen
        codes = (own,) if own else self.packed.organisations
        names = {code: chosen.own_name if code == own else chosen.register.by_code[code].name for code in codes}
        return {GroupLabel(code, Words(name, name)): Selection(chosen.where, code) for code, name in names.items()}

    def _by_variable(self, by: str) -> Mapping[GroupLabel, Selection]:
        groups = {}
        for code, label in self.chosen.alternatives(by).items():
            chosen = f'"{code}" in {by}' if self.chosen.variables[by].type is VariableType.MULTIPLE else f'{by} == "{code}"'
            groups[GroupLabel(code, label)] = self.chosen.own_rows(self.chosen.rule(chosen))
        groups[GroupLabel(NO_ANSWER, None)] = self.chosen.own_rows(self.chosen.rule(f"not answered({by})"))
        return groups

    def _counted(self, code: str, selection: Selection, tally: Tally) -> CountedGroup:
        found = []
        for one in tally.variables:
            number = self.chosen.variables[one.id].type is VariableType.INTEGER and one.answered
            found.append(distribution(one, tally.n, self.packed.moments(one.id, selection) if number else None))
        return CountedGroup(code, tally.n, tuple(found))
