"""FHIR R5 Questionnaire: the instrument for systems that speak FHIR. Routing is `enableWhen`, as far as that goes; no checks."""

from collections.abc import Iterable
from typing import Any as Json

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.parts import Category, Status
from spegla.catalogue.rules import VariableType
from spegla.catalogue.rules.nodes import Operator
from spegla.messages import Messages, Words
from spegla.packs.conditions import All, Any, Blank, Condition, Filled, Holds, IsOneOf, NotSayableError, Number, when_true
from spegla.packs.schema import always_there
from spegla.responses import standing_alone

_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_TYPES = {
    VariableType.SINGLE: "coding",
    VariableType.ORDERED: "coding",
    VariableType.MULTIPLE: "coding",
    VariableType.INTEGER: "integer",
    VariableType.DATE: "date",
    VariableType.TEXT: "string",
}


def fhir_questionnaire(instrument: Instrument, words: Messages) -> dict[str, Json]:
    """The resource as a plain dictionary, in Swedish with English beside."""
    items = [_group(group.id, group.label, instrument) for group in instrument.groups]
    context = [
        {"linkId": "kommunkod", "text": words.say("pack_kommunkod"), "type": "string", "required": True, "maxLength": 4},
        {"linkId": "datum", "text": words.say("pack_datum"), "type": "date"},
    ]
    return {
        "resourceType": "Questionnaire",
        "id": instrument.reference,
        "language": "sv",
        "url": f"urn:spegla:{instrument.reference}:questionnaire",
        "version": instrument.version,
        "name": "".join(part.capitalize() for part in instrument.reference.replace("-", " ").split()),
        **_both("title", instrument.title),
        # What a source states may be used as it is; our reading of one is a draft until somebody has confirmed it.
        "status": "active" if instrument.provenance.status is Status.SEED else "draft",
        "date": instrument.provenance.reviewed.isoformat(),
        "publisher": instrument.provenance.owner,
        "description": " ".join([instrument.about.sv, *_told(instrument, words)]),
        "item": [*context, *(item for item in items if item["item"])],
    }


def unsaid(instrument: Instrument) -> tuple[str, ...]:
    """The routing that `enableWhen` does not say, as text."""
    return tuple(one.asked_when.text for one in instrument.variables if one.asked_when is not None and _enabled(one, instrument) is None)


def _told(instrument: Instrument, words: Messages) -> Iterable[str]:
    rules = unsaid(instrument)
    if rules:
        yield words.say("pack_fhir_unsaid", rules="; ".join(rules))


def _group(id: str, label: Words, instrument: Instrument) -> dict[str, Json]:
    items = [_item(one, instrument) for one in instrument.variables if one.group == id]
    return {"linkId": f"del-{id}", **_both("text", label), "type": "group", "item": items}


def _item(variable: Variable, instrument: Instrument) -> dict[str, Json]:
    limits = [("minValue", variable.minimum), ("maxValue", variable.maximum)]
    extensions = [{"url": f"{_EXTENSION}{name}", "valueInteger": limit} for name, limit in limits if limit is not None]
    item: dict[str, Json] = {"extension": extensions} if extensions else {}
    item |= {"linkId": variable.id, **_both("text", variable.question), "type": _TYPES[variable.type]}
    item |= _enabled(variable, instrument) or {}
    item["required"] = always_there(variable)
    item["repeats"] = variable.type is VariableType.MULTIPLE
    if variable.categories:
        item["answerConstraint"] = "optionsOnly"
        item["answerOption"] = [_option(one, variable, instrument) for one in variable.categories]
    if variable.guidance is not None:
        # Help at the field is an item of its own in FHIR.
        code = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}
        control = {"url": f"{_EXTENSION}questionnaire-itemControl", "valueCodeableConcept": {"coding": [code]}}
        item["item"] = [
            {"extension": [control], "linkId": f"{variable.id}-hjalp", **_both("text", variable.guidance.short), "type": "display"}
        ]
    return item


def _option(category: Category, variable: Variable, instrument: Instrument) -> dict[str, Json]:
    option: dict[str, Json] = {"valueCoding": {**_coding(category.code, variable.id, instrument), **_both("display", category.label)}}
    if variable.type is VariableType.MULTIPLE and category.code in standing_alone(variable):
        option["extension"] = [{"url": f"{_EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}]
    return option


def _coding(code: str, id: str, instrument: Instrument) -> dict[str, Json]:
    return {"system": f"urn:spegla:{instrument.reference}:{id}", "code": code}


def _both(name: str, words: Words) -> dict[str, Json]:
    """A text, with English as the translation that FHIR has for it."""
    english = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": words.en}]
    return {name: words.sv, f"_{name}": {"extension": [{"url": f"{_EXTENSION}translation", "extension": english}]}}


def _enabled(variable: Variable, instrument: Instrument) -> dict[str, Json] | None:
    """The routing; None when it is more than a row of conditions joined by one word."""
    if variable.asked_when is None:
        return {}
    try:
        condition = when_true(variable.asked_when)
        if isinstance(condition, All) and len(condition.parts) > 1:
            parts = [_conditions(part, instrument) for part in condition.parts]
            if any(len(part) != 1 for part in parts):
                return None
            return {"enableWhen": [part[0] for part in parts], "enableBehavior": "all"}
        rows = _conditions(condition, instrument)
    except NotSayableError:
        return None
    return {"enableWhen": rows, **({"enableBehavior": "any"} if len(rows) > 1 else {})}


def _conditions(condition: Condition, instrument: Instrument) -> list[dict[str, Json]]:
    """Conditions of which one must hold."""
    match condition:
        case All((part,)):
            return _conditions(part, instrument)
        case Any(parts):
            return [row for part in parts for row in _conditions(part, instrument)]
        case IsOneOf(id, codes) if id in {one.id for one in instrument.variables}:
            return [{"question": id, "operator": "=", "answerCoding": _coding(code, id, instrument)} for code in codes]
        case Holds(id, code):
            return [{"question": id, "operator": "=", "answerCoding": _coding(code, id, instrument)}]
        case Filled(id) | Blank(id):
            return [{"question": id, "operator": "exists", "answerBoolean": isinstance(condition, Filled)}]
        case Number(id, operator, value):
            return [{"question": id, "operator": "=" if operator is Operator.EQUAL else operator.value, "answerInteger": value}]
        case _:
            raise NotSayableError
