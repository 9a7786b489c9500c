"""An indicator file → the indicators and measures of one instrument."""

from spegla.catalogue.examples import read_examples, run_indicator
from spegla.catalogue.instruments import read_provenance
from spegla.catalogue.measure_files import read_measure
from spegla.catalogue.measures import Measure
from spegla.catalogue.model import Clause, Indicator, Instrument, Leave, Reading
from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.repetition import Item, Lists, expanded
from spegla.catalogue.rules import Askable
from spegla.catalogue.source import Table
from spegla.catalogue.values import Reason
from spegla.messages import Words


def read_indicators(
    table: Table, instruments: dict[str, tuple[Instrument, Lists]], reader: Reader
) -> tuple[str, tuple[Indicator, ...], tuple[Measure, ...]]:
    """The instrument's reference, its indicators and its measures; either may be left out.

    Beside the instrument's own lists, a block may say `upprepas_over: variabel`: one indicator per variable, with `{variabel}`,
    `{variabel.label}`, `{variabel.short}` and `{variabel.group}`.
    """
    fields = reader.fields(table)
    reference = fields.choice("instrument", {name: name for name in instruments}, "")
    if not reference:
        return "", (), ()
    instrument, lists = instruments[reference]
    scope: dict[str, Askable] = {v.id: v for v in instrument.variables} | {d.id: d for d in instrument.derived}
    repeatable = {**lists, "variabel": _variable_items(instrument)}
    found = []
    if not fields.has("measures"):
        fields.required("indicators")
    for node in expanded(fields.optional_sequence("indicators"), repeatable, reader):
        before = reader.met
        block = reader.fields(node)
        indicator = _indicator(block, instrument, scope)
        block.done()
        if indicator is not None:
            # The examples of a definition that is wrong already would only say so once more.
            if reader.met == before:
                run_indicator(indicator, instrument.derived, reader)
            found.append(indicator)
    nodes = expanded(fields.optional_sequence("measures"), repeatable, reader)
    read = [read_measure(node, instrument, scope, reader) for node in nodes]
    measures = [measure for measure in read if measure is not None]
    fields.done()
    ids = [one.id for one in (*found, *measures)]
    for one in (*found, *measures):
        if ids.count(one.id) > 1:
            reader.problem(one.place, "definition_duplicate_id", id=one.id)
    return reference, tuple(found), tuple(measures)


def _variable_items(instrument: Instrument) -> tuple[Item, ...]:
    items = []
    for variable in instrument.variables:
        texts = {"variabel": variable.id, "variabel.group": variable.group}
        filled = {name: {"sv": text, "en": text} for name, text in texts.items()}
        filled["variabel.label"] = {"sv": variable.label.sv, "en": variable.label.en}
        filled["variabel.short"] = {"sv": variable.short.sv, "en": variable.short.en}
        items.append(Item(filled))
    return tuple(items)


def _indicator(fields: Fields, instrument: Instrument, scope: dict[str, Askable]) -> Indicator | None:
    denominator, numerator = _clause(fields, "denominator", scope), _clause(fields, "numerator", scope)
    population = _clause(fields, "population", scope) if fields.has("population") else None
    leaves = []
    for node in fields.optional_sequence("leaves"):
        one = fields.reader.fields(node)
        rule = one.rule("when", scope)
        reason = one.choice("reason", {reason.value: reason for reason in Reason}, Reason.NOT_APPLICABLE)
        says = one.words("says")
        one.done()
        if rule is not None:
            leaves.append(Leave(rule, reason, says))
    label = fields.words("label")
    id = fields.id("id")
    short = fields.optional_words("short") or label
    group = fields.choice("group", {group.id: group.id for group in instrument.groups}, "")
    reading = fields.choice("reading", {reading.value: reading for reading in Reading}, Reading.NEITHER)
    cannot_say = fields.optional_words("cannot_say") or Words("", "")
    examples = read_examples(fields, scope)
    provenance = read_provenance(fields, instrument.provenance)
    if denominator is None or numerator is None:
        return None
    return Indicator(
        id, label, short, group, population, denominator, numerator, tuple(leaves), reading, cannot_say, examples, provenance, fields.place
    )


def _clause(fields: Fields, name: str, scope: dict[str, Askable]) -> Clause | None:
    node = fields.required(name)
    if node is None:
        return None
    clause = fields.reader.fields(node)
    rule, says = clause.rule("when", scope), clause.words("says")
    clause.done()
    return None if rule is None else Clause(rule, says)
