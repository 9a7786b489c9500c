"""An indicator file → the indicators and measures of one instrument."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spegla.catalogue.examples import read_answers, read_examples, run_indicator, run_trial
from spegla.catalogue.instruments import read_provenance
from spegla.catalogue.measure_files import read_measure
from spegla.catalogue.measures import Measure
from spegla.catalogue.model import Clause, Indicator, Instrument, Leave, Reading
from spegla.catalogue.reader import Fields, Reader
from spegla.catalogue.repetition import Item, Lists, expanded
from spegla.catalogue.rules import Askable
from spegla.catalogue.settings import NamedOnly, Setting, Trial
from spegla.catalogue.source import Located, Place, Table
from spegla.catalogue.values import Reason
from spegla.messages import Words


@dataclass(frozen=True)
class IndicatorFile:
    """What one file holds: the instrument's reference ("" after a problem), indicators, the choices they rest on, bare names, measures."""

    reference: str
    indicators: tuple[Indicator, ...] = ()
    settings: tuple[Setting, ...] = ()
    named_only: tuple[NamedOnly, ...] = ()
    measures: tuple[Measure, ...] = ()


def read_indicators(table: Table, instruments: dict[str, tuple[Instrument, Lists]], reader: Reader) -> IndicatorFile:
    """The indicators and measures of one instrument; either may be left out. Problems go to `reader`.

    Beside the instrument's own lists, a block may say `upprepas_over: variabel`: one indicator per variable, with `{variabel}`,
    `{variabel.label}`, `{variabel.short}` and `{variabel.group}`.
    """
    fields = reader.fields(table)
    reference = fields.choice("instrument", {name: name for name in instruments}, "")
    if not reference:
        return IndicatorFile("")
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
    by_id = {indicator.id: indicator for indicator in found}
    nodes = expanded(fields.optional_sequence("measures"), repeatable, reader)
    measures = [measure for node in nodes if (measure := read_measure(node, instrument, scope, reader))]
    _once(((one.id, one.place) for one in (*found, *measures)), reader)
    settings = _settings(fields, instrument, by_id, scope)
    named_only = tuple(_named_only(reader.fields(node)) for node in fields.optional_sequence("named_only"))
    fields.done()
    return IndicatorFile(reference, tuple(found), settings, named_only, tuple(measures))


def _once(ids: Iterable[tuple[str, Place]], reader: Reader) -> None:
    """Note every place of an id that is there more than once."""
    places: dict[str, list[Place]] = {}
    for id, place in ids:
        places.setdefault(id, []).append(place)
    for id, found in places.items():
        for place in found if len(found) > 1 else ():
            reader.problem(place, "definition_duplicate_id", id=id)


def _settings(fields: Fields, instrument: Instrument, by_id: Mapping[str, Indicator], scope: dict[str, Askable]) -> tuple[Setting, ...]:
    reader = fields.reader
    found = []
    for node in fields.optional_sequence("settings"):
        one = reader.fields(node)
        setting = Setting(
            id=one.id("id"),
            label=one.words("label"),
            chosen=one.words("chosen"),
            alternative=one.words("alternative"),
            why=one.words("why"),
            groups=one.choices("groups", tuple(group.id for group in instrument.groups)),
            trials=tuple(trial for node in one.sequence("trials") if (trial := _trial(node, by_id, scope, reader))),
        )
        one.done()
        for trial in setting.trials:
            run_trial(setting, trial, by_id[trial.indicator], instrument.derived, reader)
        found.append((setting, one.place))
    _once(((setting.id, place) for setting, place in found), reader)
    return tuple(setting for setting, _ in found)


def _trial(node: Located, by_id: Mapping[str, Indicator], scope: dict[str, Askable], reader: Reader) -> Trial | None:
    """One trial; None after a problem."""
    before = reader.met
    fields = reader.fields(node)
    indicator = fields.choice("indicator", {id: id for id in by_id}, "")
    given = fields.required("given")
    gives, otherwise = fields.text("gives"), fields.text("otherwise")
    fields.done()
    answers = read_answers(given, scope, reader) if given else {}
    return Trial(indicator, answers, gives, otherwise, fields.place) if reader.met == before else None


def _named_only(fields: Fields) -> NamedOnly:
    named = NamedOnly(fields.words("label"), fields.text("source"))
    fields.done()
    return named


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
