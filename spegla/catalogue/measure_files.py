"""`measures` in an indicator file → `Index`, `ShareOfTotals`, `Total` and `Average`, with their examples run."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from spegla.catalogue.examples import read_examples
from spegla.catalogue.instruments import read_provenance
from spegla.catalogue.measures import Average, Index, Measure, Parts, ShareOfTotals, Stated, Total
from spegla.catalogue.model import Example, Instrument
from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.rules import Askable, VariableType
from spegla.catalogue.source import Located, Place, Text
from spegla.catalogue.values import Reason
from spegla.messages import Words

_KINDS = ("index", "share_of_totals", "total", "average")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


def read_measure(node: Located, instrument: Instrument, scope: Mapping[str, Askable], reader: Reader) -> Measure | None:
    """One measure; None after a problem without which nothing can be made of it."""
    before = reader.met
    fields = reader.fields(node)
    kind = fields.choice("kind", {kind: kind for kind in _KINDS}, "")
    stated = _stated(fields, instrument)
    examples = read_examples(fields, scope)
    measure: Measure | None = None
    match kind:
        case "index":
            measure = _index(fields, stated, scope)
        case "share_of_totals":
            part, whole = _numbers(fields, "part", scope), _numbers(fields, "whole", scope)
            measure = ShareOfTotals(**vars(stated), part=part, whole=whole)
        case "total":
            measure = Total(**vars(stated), over=_numbers(fields, "over", scope))
        case "average":
            measure = Average(**vars(stated), over=_numbers(fields, "over", scope))
    fields.done()
    if measure is None or reader.met > before:
        return None
    for example in examples:
        _try(measure, example, instrument, reader)
    if Reason.NOT_ANSWERED.value not in {example.gives for example in examples}:
        reader.problem(measure.place, "example_missing", id=measure.id, gives=Reason.NOT_ANSWERED.value)
    return measure


def _stated(fields: Fields, instrument: Instrument) -> Stated:
    return Stated(
        id=fields.id("id"),
        label=fields.words("label"),
        group=fields.choice("group", {group.id: group.id for group in instrument.groups}, ""),
        says=fields.words("says"),
        cannot_say=fields.optional_words("cannot_say") or Words("", ""),
        provenance=read_provenance(fields, instrument.provenance),
        place=fields.place,
    )


def _index(fields: Fields, stated: Stated, scope: Mapping[str, Askable]) -> Index | None:
    over = _variables(fields, "over", scope, (VariableType.SINGLE, VariableType.ORDERED), "measure_needs_choice")
    values: dict[str, Decimal] = {}
    table = fields.optional_table("values")
    for key in table.keys:
        node = table.entries[key.value]
        if any(key.value not in variable.substantive for variable in over):
            known = ", ".join(dict.fromkeys(code for variable in over for code in variable.substantive))
            fields.reader.problem(key.place, "definition_unknown_choice", field="values", value=key.value, known=known)
        elif not isinstance(node, Text) or not _NUMBER.fullmatch(node.value):
            fields.reader.problem(node.place, "measure_needs_number", code=key.value)
        else:
            values[key.value] = Decimal(node.value)
    at_least = fields.optional_integer("at_least") or 1
    if not values:
        fields.reader.problem(fields.place, "definition_field_missing", field="values")
    if not 1 <= at_least <= max(len(over), 1):
        fields.reader.problem(fields.place, "measure_at_least", most=str(len(over)))
    return Index(**vars(stated), over=over, values=values, at_least=at_least)


def _numbers(fields: Fields, name: str, scope: Mapping[str, Askable]) -> tuple[Askable, ...]:
    return _variables(fields, name, scope, (VariableType.INTEGER,), "measure_needs_integer")


def _variables(fields: Fields, name: str, scope: Mapping[str, Askable], types: tuple[VariableType, ...], code: str) -> tuple[Askable, ...]:
    """The variables called in the list `name`, all of one of `types`."""
    found = [scope[id] for id in fields.choices(name, tuple(scope))]
    for variable in found:
        if variable.type not in types:
            fields.reader.problem(fields.place, code, name=variable.id)
    return tuple(variable for variable in found if variable.type in types)


def _try(measure: Measure, example: Example, instrument: Instrument, reader: Reader) -> None:
    """Note an example that gives something else. An index is written with as many decimals as one likes, rounded half up."""
    found = measure.of(instrument.with_derived(example.given))
    match found:
        case Reason():
            said = found.value
        case Parts(part, whole):
            said = f"{part}/{whole}"
        case Fraction():
            decimals = len(example.gives.partition(".")[2])
            said = _rounded(found, decimals)
        case _:
            said = str(found)
    if said != example.gives:
        _wrong(measure.id, example.gives, said, example.place, reader)


def _rounded(value: Fraction, decimals: int) -> str:
    scaled = (2 * value * 10**decimals + 1) // 2
    return f"{Decimal(int(scaled)).scaleb(-decimals):.{decimals}f}"


def _wrong(id: str, gives: str, found: str, place: Place, reader: Reader) -> None:
    reader.problem(place, "example_gives_other", id=id, gives=gives, found=found)
