"""What the address chooses: in the fields of the instrument, or as a rule that somebody has written. Either way it is one rule.

A field with alternatives is in the address by its id, once for each code; one with ends as `alder-fran` and `alder-till`; a written rule as
`regel`, which goes before the fields. A code that its field does not offer is a fault.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.timezone import localdate

from spegla.catalogue import Instrument
from spegla.catalogue.filters import Between, Chosen, FieldKind, FilterField, chosen_of, fields_of, rule_of
from spegla.catalogue.rules import RuleError
from spegla.portal.texts import language, said
from spegla.responses.forms import GivenError, day_given

WRITTEN = "regel"
_FIRST, _LAST = "-fran", "-till"


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class End:
    """One end of a field, as it was given. `hint` says how it is written, `wrong` what is wrong with it, "" when nothing is."""

    name: str
    label: str
    given: str
    hint: str
    wrong: str


@dataclass(frozen=True)
class Shown:
    """A field as it is shown: options that can be ticked, or two ends."""

    id: str
    label: str
    options: tuple[Option, ...]
    ends: tuple[End, ...]

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)


@dataclass(frozen=True)
class Part:
    """The fields of a group of the instrument."""

    id: str
    title: str
    fields: Sequence[Shown]

    @property
    def chosen(self) -> int:
        return sum(field.chosen for field in self.fields)


@dataclass(frozen=True)
class Choosing:
    """What is chosen, as the page shows it.

    `rule` is what it comes to, "" for everything. `written` says that it is a rule that the fields cannot show. `first` are the fields that
    most want, `parts` the others. `unknown` are the labels of fields that were asked for a code that they do not have. `refused` is what is
    wrong with the rule, with the place in it.
    """

    rule: str
    written: bool
    first: Sequence[Shown]
    parts: Sequence[Part]
    unknown: Sequence[str] = ()
    refused: tuple[str, str] | None = None

    @property
    def wrong(self) -> Sequence[End]:
        """The ends that say no number or day."""
        return [end for field in self.first for end in field.ends if end.wrong]

    @property
    def faults(self) -> int:
        return len(self.wrong) + len(self.unknown) + (self.refused is not None)

    def refusing(self, error: RuleError) -> "Choosing":
        """The same, when the rule did not fit."""
        says = said(error.code, **error.facts)
        return Choosing(self.rule, self.written, self.first, self.parts, refused=(says, error.pointed()))


def chosen_in(query: QueryDict, instrument: Instrument, others: Sequence[Instrument]) -> Choosing:
    """What `query` chooses among the rows of `instrument`; `others` are those that it may have been chosen under before."""
    fields = fields_of(instrument)
    given, wrong = _given(query, fields)
    rule = " ".join(query.get(WRITTEN, "").split())
    chosen: Chosen | None = _of_codes(query, fields, given)
    if rule:
        chosen = chosen_of(rule, instrument)
        given, wrong = _given_of(chosen), {}
    elif chosen is not None:
        rule = rule_of(chosen, instrument)
    shown = {one.id: _shown(one, chosen or Chosen(), given, wrong) for one in fields}
    occasion = instrument.occasion
    first = [one for one in fields if one.variable is None or one.variable is occasion or not one.kind.has_codes]
    rest = [one for one in fields if one not in first]
    parts = [
        Part(group.id, group.label.in_language(language()), inside)
        for group in instrument.groups
        if (inside := [shown[one.id] for one in rest if one.variable is not None and one.variable.group == group.id])
    ]
    unknown = [] if query.get(WRITTEN, "").strip() else _unknown(query, fields, others)
    return Choosing(rule, chosen is None, [shown[one.id] for one in first], parts, unknown)


def _given(query: QueryDict, fields: Sequence[FilterField]) -> tuple[dict[str, str], dict[str, str]]:
    """The ends as they were typed, by name, and what is wrong with those that say nothing."""
    given, wrong = {}, {}
    for one in fields:
        for name in () if one.kind.has_codes else (one.id + _FIRST, one.id + _LAST):
            text = query.get(name, "").strip()
            given[name] = text
            if text and _value(one, text) is None:
                wrong[name] = said("results_day_wrong" if one.kind is FieldKind.DAYS else "results_number_wrong")
    return given, wrong


def _unknown(query: QueryDict, fields: Sequence[FilterField], others: Sequence[Instrument]) -> list[str]:
    """What is chosen by and cannot be: the fields that have no such code, and those that only another instrument has."""
    found = [_label(one) for one in fields if set(query.getlist(one.id)) - _codes(one)]
    known = {one.id for one in fields}
    gone = {one.id: one for other in others for one in fields_of(other) if one.id not in known}
    return found + [_label(one) for one in gone.values() if any(query.get(one.id + end) for end in ("", _FIRST, _LAST))]


def _given_of(chosen: Chosen | None) -> dict[str, str]:
    """The ends of a rule as somebody would have typed them."""
    given = {}
    for id, ends in (chosen or Chosen()).ends.items():
        for name, value in ((id + _FIRST, ends.first), (id + _LAST, ends.last)):
            given[name] = "" if value is None else str(value)
    return given


def _of_codes(query: QueryDict, fields: Sequence[FilterField], given: Mapping[str, str]) -> Chosen:
    codes = {one.id: frozenset(query.getlist(one.id)) & _codes(one) for one in fields if one.kind.has_codes}
    ends = {one.id: Between(*_values(one, given)) for one in fields if not one.kind.has_codes}
    return Chosen(codes, ends)


def _codes(one: FilterField) -> frozenset[str]:
    """The codes that the address can choose by; a field with ends is in it under other names."""
    return frozenset(one.codes)


def _values(one: FilterField, given: Mapping[str, str]) -> Iterator[int | date | None]:
    yield from (_value(one, given[name]) for name in (one.id + _FIRST, one.id + _LAST))


def _value(one: FilterField, text: str) -> int | date | None:
    """The number or the day that `text` says; None when it says none."""
    if one.kind is FieldKind.NUMBERS:
        return int(text) if re.fullmatch("[0-9]{1,3}", text) else None
    try:
        return day_given(text)
    except GivenError:
        return None


def _label(one: FilterField) -> str:
    return said("results_day") if one.variable is None else one.variable.label.in_language(language())


def _shown(one: FilterField, chosen: Chosen, given: Mapping[str, str], wrong: Mapping[str, str]) -> Shown:
    label = _label(one)
    codes = chosen.codes.get(one.id, frozenset())
    options = tuple(Option(option.code, option.label.in_language(language()), option.code in codes) for option in one.options)
    names = () if one.kind.has_codes else ((one.id + _FIRST, "results_first"), (one.id + _LAST, "results_last"))
    hint = said("form_day_hint", day=localdate().isoformat()) if one.kind is FieldKind.DAYS else ""
    ends = tuple(End(name, said(code, label=label), given.get(name, ""), hint, wrong.get(name, "")) for name, code in names)
    return Shown(one.id, label, options, ends)
