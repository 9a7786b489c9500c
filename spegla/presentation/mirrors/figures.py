"""The cleared groups beside each other, one variable at a time: the shape that every format of the mirror starts from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from spegla.analyses.mirrors import GroupLabel, MirrorAnswer
from spegla.catalogue import Variable
from spegla.catalogue.rules import Rule, VariableType
from spegla.disclosure.mirrors import ClearedGroup, ClearedVariable
from spegla.messages import Words


class Category(Protocol):
    """One alternative, as it is shown."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Words: ...


class Asked(Protocol):
    """What a variable and a derived variable have in common."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def definition(self) -> Words: ...
    @property
    def group(self) -> str: ...
    @property
    def type(self) -> VariableType: ...
    @property
    def categories(self) -> tuple[Category, ...]: ...
    @property
    def asked_when(self) -> Rule | None: ...
    @property
    def provenance(self) -> "Source": ...


class Source(Protocol):
    """Whose reading a definition is, and of what."""

    @property
    def status(self) -> str: ...
    @property
    def source(self) -> str: ...


class Part(Protocol):
    """A group of the instrument's variables."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def area(self) -> str: ...
    @property
    def about(self) -> Words: ...


@dataclass(frozen=True)
class Mirrored:
    """One variable in all rows, in the own ones, and in each group, in the order of the groups.

    `own` is None when no rows are the reader's own, or all are.
    """

    variable: Asked
    all: ClearedVariable
    own: ClearedVariable | None
    groups: tuple[ClearedVariable, ...]

    @property
    def first(self) -> ClearedVariable:
        """The own figures when there are enough of them for shares; else those of all."""
        return self.own if self.own and self.own.enough else self.all

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """The alternatives by code."""
        return {category.code: category for category in self.variable.categories}

    def ranked(self) -> tuple[str, ...]:
        """The codes as bars are sorted: a multiple answer with the largest first, any other in the order of the definition."""
        alternatives = self.first.alternatives
        if self.variable.type.value == "multiple":
            alternatives = tuple(sorted(alternatives, key=lambda one: -one.n))
        return tuple(one.code for one in alternatives)


def not_asked(group: ClearedGroup, figures: ClearedVariable) -> int:
    """How many rows of the group were not asked."""
    return group.n - figures.asked


class Groups:
    """All, own and the others, each with its name and its figures."""

    def __init__(self, answer: MirrorAnswer) -> None:
        self.answer = answer
        pairs = list(zip(answer.groups, answer.cleared.groups, strict=True))
        self.all = pairs[0][1]
        self.own = pairs[1][1] if answer.beside else None
        self.others: tuple[tuple[GroupLabel, ClearedGroup], ...] = tuple(pairs[2 if answer.beside else 1 :])
        instrument = answer.instrument
        self.definitions: Mapping[str, Asked] = {one.id: one for one in instrument.asked_and_derived}
        self._rests_on = {
            one.id: {name for case in one.cases for name in case.rule.names} | {counted.id for counted in one.counts}
            for one in instrument.derived
        }
        figures = [{one.id: one for one in group.variables} for _, group in pairs]
        rest = figures[2 if self.own else 1 :]
        self.variables = tuple(
            Mirrored(one, figures[0][id], figures[1][id] if self.own else None, tuple(found[id] for found in rest))
            for id, one in self.definitions.items()
        )
        self.absent = frozenset(one.variable.id for one in self.variables if self._absent(one.variable, one.all))

    def _absent(self, variable: Asked, figures: ClearedVariable) -> bool:
        """True when there was no column; for a derived variable, when it can have no value for that reason."""
        if isinstance(variable, Variable):
            return variable.id in self.answer.not_collected
        rests_on = self._rests_on[variable.id] & self.definitions.keys()
        return not figures.asked and any(self._absent(self.definitions[name], figures) for name in rests_on)

    def collected(self) -> tuple[Mirrored, ...]:
        """The variables that the file has."""
        return tuple(one for one in self.variables if one.variable.id not in self.absent)

    def by_group(self) -> Iterator[tuple[Part, tuple[Mirrored, ...]]]:
        """Each group of the instrument with its variables, in the order of the definition; empty ones left out."""
        collected = self.collected()
        for group in self.answer.instrument.groups:
            inside = tuple(one for one in collected if one.variable.group == group.id)
            if inside:
                yield group, inside
