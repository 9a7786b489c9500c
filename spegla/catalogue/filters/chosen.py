"""What is chosen in the fields → the one rule that says it, and back.

`rule_of` writes each choice in one way alone, in the order of the fields, so that the same choice is the same text: a text is what is
kept, compared and cached. A row fits when every field that something is chosen in fits; without an answer it fits none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from spegla.catalogue.filters.fields import FieldKind, FilterField, fields_of
from spegla.catalogue.model import Instrument
from spegla.catalogue.rules import RuleError, bind
from spegla.catalogue.rules import nodes as n
from spegla.catalogue.values import day


@dataclass(frozen=True)
class Between:
    """From the first to the last, both counted; None for an end that is open."""

    first: int | date | None = None
    last: int | date | None = None


@dataclass(frozen=True)
class Chosen:
    """Codes and ends, by the id of the field. A field that is not there, without codes or with both ends open chooses nothing."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ends: Mapping[str, Between] = field(default_factory=dict)


def rule_of(chosen: Chosen, instrument: Instrument) -> str:
    """The text of the rule; "" when nothing is chosen. ValueError for what no field of `instrument` offers."""
    fields = fields_of(instrument)
    _refuse_unknown(chosen, fields)
    return " and ".join(part for one in fields for part in _parts(one, chosen))


def chosen_of(rule: str, instrument: Instrument) -> Chosen | None:
    """What must be chosen for `rule`, or one that chooses the same rows; None when the fields cannot show it, or it is no rule."""
    if not rule.strip():
        return Chosen()
    try:
        root = bind(rule, {one.id: one for one in instrument.asked_and_derived}).root
    except RuleError:
        return None
    reader = _Reader({one.id: one for one in fields_of(instrument)})
    return Chosen(reader.codes, reader.ends) if all(map(reader.read, _flat(root))) else None


# ── What is chosen → text ─────────────────────────────────────────────────


def _parts(one: FilterField, chosen: Chosen) -> Iterator[str]:
    if one.kind.has_codes:
        codes = [code for code in one.codes if code in chosen.codes.get(one.id, ())]
        if codes:
            yield _among(one.id, codes) if one.kind is FieldKind.AMONG else _one_of(one.id, codes)
        return
    ends = chosen.ends.get(one.id, Between())
    if ends.first is not None and ends.first == ends.last:
        yield f"{one.id} == {_literal(ends.first)}"
        return
    if ends.first is not None:
        yield f"{one.id} >= {_literal(ends.first)}"
    if ends.last is not None:
        yield f"{one.id} <= {_literal(ends.last)}"


def _one_of(id: str, codes: list[str]) -> str:
    named = ", ".join(f'"{code}"' for code in codes)
    return f"{id} in ({named})" if len(codes) > 1 else f"{id} == {named}"


def _among(id: str, codes: list[str]) -> str:
    parts = " or ".join(f'"{code}" in {id}' for code in codes)
    return f"({parts})" if len(codes) > 1 else parts


def _literal(value: int | date) -> str:
    return f'"{value.isoformat()}"' if isinstance(value, date) else str(value)


def _refuse_unknown(chosen: Chosen, fields: tuple[FilterField, ...]) -> None:
    codes = {one.id: set(one.codes) for one in fields if one.kind.has_codes}
    wanted: dict[str, type] = {one.id: date if one.kind is FieldKind.DAYS else int for one in fields if not one.kind.has_codes}
    for id, found in chosen.codes.items():
        if not found <= codes.get(id, set()):
            raise ValueError(f"no field offers these codes: {id}")
    for id, ends in chosen.ends.items():
        if any(end is not None and not isinstance(end, wanted.get(id, ())) for end in (ends.first, ends.last)):
            raise ValueError(f"no field has such ends: {id}")


# ── Text → what is chosen ─────────────────────────────────────────────────


def _flat(node: n.Node) -> Iterator[n.Node]:
    """The conditions that must all hold."""
    if isinstance(node, n.And):
        for part in node.parts:
            yield from _flat(part)
    else:
        yield node


class _Reader:
    """Takes conditions one by one; `read` says whether the fields can show it beside those before."""

    def __init__(self, fields: Mapping[str, FilterField]) -> None:
        self.fields = fields
        self.codes: dict[str, frozenset[str]] = {}
        self.ends: dict[str, Between] = {}

    def read(self, node: n.Node) -> bool:
        match node:
            case n.Compare(n.Name(id), n.Operator.EQUAL, n.Literal(str() as code)) if self._is(id, FieldKind.ONE_OF):
                return self._choose(id, [code])
            case n.OneOf(n.Name(id), options) if self._is(id, FieldKind.ONE_OF):
                return self._choose(id, [str(option.value) for option in options])
            case n.Chosen(code, n.Name(id)) if self._is(id, FieldKind.AMONG):
                return self._choose(id, [str(code.value)])
            case n.Or(parts) if (id := _same_variable(parts)) and self._is(id, FieldKind.AMONG):
                return self._choose(id, [str(part.code.value) for part in parts if isinstance(part, n.Chosen)])
            case n.Compare(n.Name(id), operator, n.Literal(value)) if self._is(id, FieldKind.NUMBERS, FieldKind.DAYS):
                return self._end(id, operator, day(value) if isinstance(value, str) else value)
            case _:
                return False

    def _is(self, id: str, *kinds: FieldKind) -> bool:
        return id in self.fields and self.fields[id].kind in kinds

    def _choose(self, id: str, codes: list[str]) -> bool:
        """False for a code that is no real answer, and for a field that has its codes: both would have to hold."""
        if id in self.codes or not set(codes) <= set(self.fields[id].codes):
            return False
        self.codes[id] = frozenset(codes)
        return True

    def _end(self, id: str, operator: n.Operator, value: int | date) -> bool:
        ends = self.ends.get(id, Between())
        match operator:
            case n.Operator.EQUAL if ends == Between():
                self.ends[id] = Between(value, value)
            case n.Operator.GREATER_OR_EQUAL if ends.first is None:
                self.ends[id] = Between(value, ends.last)
            case n.Operator.LESS_OR_EQUAL if ends.last is None:
                self.ends[id] = Between(ends.first, value)
            case _:
                return False
        return True


def _same_variable(parts: tuple[n.Node, ...]) -> str:
    """The id of the one variable that each part looks for a code in; "" when there is no such."""
    ids = {part.name.id if isinstance(part, n.Chosen) else "" for part in parts}
    return ids.pop() if len(ids) == 1 else ""
