"""One question of the mirror: which rows, whose, and by what to divide them."""

from collections.abc import Mapping
from dataclasses import dataclass

from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.rules import Rule, VariableType, bind
from spegla.columns import Batch, Holder, Origin, Packed, Selection, Tally
from spegla.disclosure import Audience
from spegla.disclosure.mirrors import ClearedCrossTable, ClearedMirror, clear_cross_table, clear_mirror
from spegla.messages import Words
from spegla.statistics.distributions import CountedCrossTable, CountedGroup, CountedMirror, cross_table, distribution

ALL = "alla"
OWN = "egen"
NO_ANSWER = "_saknas"
_MUNICIPALITY = "kommunkod"


@dataclass(frozen=True)
class MirrorQuestion:
    """`where` is a rule that every row must fulfil, "" for none; `own` a `kommunkod`, and `by` a variable or `kommunkod`, or ""."""

    where: str = ""
    own: str = ""
    by: str = ""


@dataclass(frozen=True)
class GroupLabel:
    """What a group is called: a category's label, a municipality's name; None for the groups that every mirror has."""

    code: str
    label: Words | None


@dataclass(frozen=True)
class MirrorAnswer:
    """The cleared figures, and what is needed to read them.

    `where` is the rule that every row fulfils. `groups` name those of `cleared`, in order: all, own, then those of `by`. `own` is the
    name of the own municipality, and `municipalities` those that have rows that `where` chooses. `not_collected` are the variables that
    the rows have no column for; `invented` says that the rows are made up.
    """

    instrument: Instrument
    question: MirrorQuestion
    where: Rule | None
    cleared: ClearedMirror
    groups: tuple[GroupLabel, ...]
    own: str
    municipalities: tuple[str, ...]
    rows: int
    not_collected: frozenset[str]
    invented: bool


class UngroupableVariableError(Exception):
    """Rows cannot be divided by `name`; `known` are the variables that have alternatives, and `kommunkod`."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def try_question(question: MirrorQuestion, instrument: Instrument, catalogue: Catalogue, audience: Audience) -> None:
    """Raise what `mirror` would raise over rows that the asker has in hand, before any row is read.

    `RuleError` when `where` does not fit the instrument, `UnknownMunicipalityError` for an own municipality that does not exist,
    `UngroupableVariableError`, and what `clear_mirror` raises for `audience`.
    """
    chosen = _Chosen(question, instrument, catalogue)
    if question.by not in ("", _MUNICIPALITY):
        chosen.alternatives(question.by)
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
    table = cross_table(row_codes, column_codes, packed.matrix(row, column, Selection(chosen.where, chosen.own_code)))
    return clear_cross_table(CountedCrossTable(packed.origin, chosen.rules, row, column, table), audience)


class _Chosen:
    """A question that fits its instrument."""

    def __init__(self, question: MirrorQuestion, instrument: Instrument, catalogue: Catalogue) -> None:
        self.question = question
        self.register = catalogue.municipalities
        self.variables = {one.id: one for one in instrument.asked_and_derived}
        self.where: tuple[Rule, ...] = (self.rule(question.where),) if question.where.strip() else ()
        self.own = self.register.with_code(question.own) if question.own else None

    @property
    def own_code(self) -> str | None:
        return None if self.own is None else self.own.code

    @property
    def rules(self) -> tuple[str, ...]:
        """The texts of the rules that choose rows."""
        return tuple(rule.text for rule in self.where)

    def rule(self, text: str) -> Rule:
        return bind(text, dict(self.variables))

    def alternatives(self, id: str) -> Mapping[str, Words]:
        """The codes of `id` that are real answers, with their labels, in order."""
        variable = self.variables.get(id)
        if variable is None or not variable.type.has_categories:
            known = tuple(id for id, one in self.variables.items() if one.type.has_categories)
            raise UngroupableVariableError(id, (*known, _MUNICIPALITY))
        return {category.code: category.label for category in variable.categories if category.missing is None}


class _Mirror:
    def __init__(self, packed: Packed, chosen: _Chosen) -> None:
        self.packed = packed
        self.chosen = chosen

    def answer(self, audience: Audience) -> MirrorAnswer:
        chosen = self.chosen
        selections = self._groups()
        tallies = self.packed.tallies(tuple(selections.values()))
        counted = [
            (label, self._counted(label.code, selection, tally))
            for (label, selection), tally in zip(selections.items(), tallies, strict=True)
        ]
        # The group of those without an answer is there when somebody is in it.
        groups = [(label, group) for label, group in counted if group.n or label.code != NO_ANSWER]
        there = self.packed.organisations_in(Selection(chosen.where))
        return MirrorAnswer(
            instrument=self.packed.instrument,
            question=chosen.question,
            where=chosen.where[0] if chosen.where else None,
            cleared=clear_mirror(CountedMirror(self.packed.origin, chosen.rules, tuple(group for _, group in groups)), audience),
            groups=tuple(label for label, _ in groups),
            own="" if chosen.own is None else chosen.own.name,
            municipalities=tuple(chosen.register.by_code[code].name for code in there),
            rows=self.packed.rows,
            not_collected=self.packed.not_collected,
            invented=self.packed.invented,
        )

    def _groups(self) -> Mapping[GroupLabel, Selection]:
        where, own, by = self.chosen.where, self.chosen.own_code, self.chosen.question.by
        groups = {GroupLabel(ALL, None): Selection(where)}
        if own:
            groups[GroupLabel(OWN, None)] = Selection(where, own)
        if by == _MUNICIPALITY:
            return {**groups, **self._by_municipality(own)}
        if by:
            return {**groups, **self._by_variable(by, own)}
        return groups

    def _by_municipality(self, own: str | None) -> Mapping[GroupLabel, Selection]:
        codes = (own,) if own else self.packed.organisations
        names = {code: self.chosen.register.by_code[code].name for code in codes}
        return {GroupLabel(code, Words(name, name)): Selection(self.chosen.where, code) for code, name in names.items()}

    def _by_variable(self, by: str, own: str | None) -> Mapping[GroupLabel, Selection]:
        groups = {}
        for code, label in self.chosen.alternatives(by).items():
            chosen = f'"{code}" in {by}' if self.chosen.variables[by].type is VariableType.MULTIPLE else f'{by} == "{code}"'
            groups[GroupLabel(code, label)] = Selection((*self.chosen.where, self.chosen.rule(chosen)), own)
        rest = self.chosen.rule(f"not answered({by})")
        groups[GroupLabel(NO_ANSWER, None)] = Selection((*self.chosen.where, rest), own)
        return groups

    def _counted(self, code: str, selection: Selection, tally: Tally) -> CountedGroup:
        found = []
        for one in tally.variables:
            number = self.chosen.variables[one.id].type is VariableType.INTEGER and one.answered
            found.append(distribution(one, tally.n, self.packed.moments(one.id, selection) if number else None))
        return CountedGroup(code, tally.n, tuple(found))
