"""JSON Schema (2020-12) for one registration as an object: what a system can check before anything is sent.

What is not answered is left out of the object. The schema refuses what Spegla calls an error, as far as a schema can say it; warnings
refuse nothing and are listed beside, and so is what it cannot say. It agrees with Spegla for files that have every column.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any as Json

from spegla.catalogue import Instrument, Severity, Variable
from spegla.catalogue.rules import Rule, VariableType
from spegla.catalogue.rules.nodes import Operator
from spegla.messages import Messages
from spegla.packs.conditions import (
    All,
    Any,
    Blank,
    Condition,
    Counted,
    Filled,
    Holds,
    IsNoneOf,
    IsOneOf,
    Lacks,
    NotSayableError,
    Number,
    when_false,
    when_true,
)

DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(instrument: Instrument, municipalities: Sequence[str], words: Messages) -> dict[str, Json]:
    """The schema as a plain dictionary; `municipalities` are the codes that there are."""

    def text(one: Json) -> str:
        return str(one.in_language(words.language))

    parts: list[dict[str, Json]] = []
    unsaid: list[dict[str, str]] = []
    for variable in instrument.variables:
        if variable.asked_when is not None:
            rule = _said(variable.asked_when, when_false)
            if rule is None:
                unsaid.append({"fraga": variable.id, "regel": variable.asked_when.text, "sager": words.say("pack_unsaid_asked")})
            else:
                comment = words.say("pack_schema_asked", id=variable.id, rule=variable.asked_when.text)
                parts.append({"$comment": comment, "if": rule, "then": {"not": {"required": [variable.id]}}})
    warnings = []
    for check in instrument.checks:
        rule = _said(check.rule, when_true)
        told = {"kontroll": check.id, "regel": check.rule.text, "sager": text(check.says)}
        if check.severity is Severity.WARNING:
            warnings.append(told if rule is None else {**told, "nar": rule})
        elif rule is None:
            unsaid.append(told)
        else:
            parts.append({"$comment": f"{check.id}: {text(check.says)}", "not": rule})
    return {
        "$schema": _DIALECT,
        "$id": f"urn:spegla:{instrument.reference}:registrering",
        "title": text(instrument.title),
        "description": text(instrument.about),
        "type": "object",
        "additionalProperties": False,
        "required": ["kommunkod", *(one.id for one in instrument.variables if always_there(one))],
        "properties": {**_context(municipalities, words), **{one.id: _property(one, text) for one in instrument.variables}},
        # An empty list of conditions is not allowed.
        **({"allOf": parts} if parts else {}),
        **({"x-en-rad-per": list(instrument.once_per)} if instrument.once_per else {}),
        "x-varningar": warnings,
        "x-kan-inte-sagas": unsaid,
    }


def always_there(variable: Variable) -> bool:
    """True for what every row must have: the administrative questions that are always asked."""
    return variable.kind == "administrativ" and variable.asked_when is None


def _context(municipalities: Sequence[str], words: Messages) -> dict[str, Json]:
    return {
        "kommunkod": {"type": "string", "title": words.say("pack_kommunkod"), "enum": list(municipalities)},
        "enhet": {"type": "string", "title": words.say("pack_enhet")},
        "arende": {"type": "string", "title": words.say("pack_arende")},
        "datum": {"type": "string", "title": words.say("pack_datum"), "format": "date", "pattern": DAY},
        "pahittad": {"type": "string", "title": words.say("pack_pahittad"), "enum": ["ja", "nej"]},
    }


def _property(variable: Variable, text: Callable[[Json], str]) -> dict[str, Json]:
    said: dict[str, Json] = {"title": text(variable.label), "description": f"{text(variable.question)} {text(variable.definition)}"}
    codes = [category.code for category in variable.categories]
    labels = {category.code: text(category.label) for category in variable.categories}
    missing = {code: reason.value for code, reason in variable.missing.items()}
    match variable.type:
        case VariableType.MULTIPLE:
            said |= {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": codes}}
            alone = sorted({*variable.exclusive, *variable.missing})
            if alone:
                said |= {"if": {"contains": {"enum": alone}}, "then": {"maxItems": 1}}
        case VariableType.SINGLE | VariableType.ORDERED:
            said |= {"type": "string", "enum": codes}
        case VariableType.INTEGER:
            limits = {"minimum": variable.minimum, "maximum": variable.maximum}
            said |= {"type": "integer", **{name: limit for name, limit in limits.items() if limit is not None}}
        case VariableType.DATE:
            said |= {"type": "string", "format": "date", "pattern": DAY}
        case VariableType.TEXT:
            said |= {"type": "string", "minLength": 1}
    return said | ({"x-svar": labels} if labels else {}) | ({"x-saknas": missing} if missing else {})


def _said(rule: Rule, when: Callable[[Rule], Condition]) -> dict[str, Json] | None:
    """The condition as a schema; None when it cannot be said."""
    try:
        return _schema(when(rule))
    except NotSayableError:
        return None


def _schema(condition: Condition) -> dict[str, Json]:
    match condition:
        case All(parts):
            return {"allOf": [_schema(part) for part in parts]} if parts else {}
        case Any(parts):
            return {"anyOf": [_schema(part) for part in parts]} if parts else {"not": {}}
        case IsOneOf(id, codes):
            return _has(id, {"enum": list(codes)})
        case IsNoneOf(id, codes):
            return {"not": _has(id, {"enum": list(codes)})}
        case Holds(id, code):
            return _has(id, {"contains": {"const": code}})
        case Lacks(id, codes):
            return {"not": _has(id, {"contains": {"enum": list(codes)}})}
        case Filled(id):
            return {"required": [id]}
        case Blank(id):
            return {"not": {"required": [id]}}
        case Number(id, operator, value):
            return _has(id, _number(operator, value))
        case Counted(ids, alone, operator, value):
            return _counted(ids, alone, operator, value)


def _has(id: str, schema: dict[str, Json]) -> dict[str, Json]:
    return {"required": [id], "properties": {id: schema}}


def _number(operator: Operator, value: int) -> dict[str, Json]:
    words: dict[Operator, dict[str, Json]] = {
        Operator.EQUAL: {"const": value},
        Operator.NOT_EQUAL: {"not": {"const": value}},
        Operator.LESS: {"exclusiveMaximum": value},
        Operator.LESS_OR_EQUAL: {"maximum": value},
        Operator.GREATER: {"exclusiveMinimum": value},
        Operator.GREATER_OR_EQUAL: {"minimum": value},
    }
    return words[operator]


def _counted(ids: Iterable[str], alone: tuple[tuple[str, str], ...], operator: Operator, value: int) -> dict[str, Json]:
    """No keyword adds up the lengths of several lists, but that there is nothing, or something, can be said."""
    none = {
        (Operator.EQUAL, 0): True,
        (Operator.LESS_OR_EQUAL, 0): True,
        (Operator.LESS, 1): True,
        (Operator.NOT_EQUAL, 0): False,
        (Operator.GREATER, 0): False,
        (Operator.GREATER_OR_EQUAL, 1): False,
    }.get((operator, value))
    if none is None:
        raise NotSayableError
    empty = {id: {"items": {"enum": [code for of, code in alone if of == id]}} for id in ids}
    nothing = {"properties": empty}
    return {"required": list(ids), **(nothing if none else {"not": nothing})}
