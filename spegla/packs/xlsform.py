"""XLSForm: the instrument as a form for ODK, KoboToolbox and others, in Swedish and English.

Routing is `relevant`, and what cannot be right is `constraint`. A rule that a form cannot say is left out and told of in its question's
note, never half said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any as Cell

from spegla.catalogue import Instrument, Severity, Variable
from spegla.catalogue.rules import Rule, VariableType
from spegla.catalogue.rules.nodes import Operator
from spegla.messages import Words, messages
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
    when_true,
)
from spegla.packs.schema import always_there
from spegla.packs.workbooks import book, saved
from spegla.responses import standing_alone

_SV, _EN = "Svenska (sv)", "English (en)"
_SURVEY = (
    *("type", "name", f"label::{_SV}", f"label::{_EN}", f"hint::{_SV}", f"hint::{_EN}", "required", "relevant", "constraint"),
    *(f"constraint_message::{_SV}", f"constraint_message::{_EN}", "appearance"),
)
_CHOICES = ("list_name", "name", f"label::{_SV}", f"label::{_EN}")
_OPERATORS = {Operator.EQUAL: "="}

Row = Mapping[str, str]


def xlsform(instrument: Instrument, municipalities: Mapping[str, str]) -> bytes:
    """The workbook; `municipalities` are names by code."""
    stream = BytesIO()
    one = book(stream, instrument)
    _sheet(one, "survey", _SURVEY, _survey(instrument))
    _sheet(one, "choices", _CHOICES, _choices(instrument, municipalities))
    settings = {
        "form_title": instrument.title.sv,
        "form_id": instrument.reference.replace("-", "_"),
        "version": f"{instrument.version}.{instrument.provenance.reviewed:%Y%m%d}",
        "default_language": _SV,
    }
    _sheet(one, "settings", tuple(settings), [settings])
    return saved(one, stream)


def xpath(condition: Condition) -> str:
    """The condition as XPath with `${…}` for questions."""
    match condition:
        case All(parts):
            return _joined(parts, " and ", "true()")
        case Any(parts):
            return _joined(parts, " or ", "false()")
        case IsOneOf(id, codes):
            return _group([f"${{{id}}} = '{code}'" for code in codes], " or ")
        case IsNoneOf(id, codes):
            return _group([f"${{{id}}} != '{code}'" for code in codes], " and ")
        case Holds(id, code):
            return f"selected(${{{id}}}, '{code}')"
        case Lacks(id, codes):
            return _group([f"not(selected(${{{id}}}, '{code}'))" for code in codes], " and ")
        case Filled(id):
            return f"${{{id}}} != ''"
        case Blank(id):
            return f"${{{id}}} = ''"
        case Number(id, operator, value):
            return f"(${{{id}}} != '' and ${{{id}}} {_written(operator)} {value})"
        case Counted(ids, alone, operator, value):
            total = " + ".join(f"count-selected(${{{id}}})" for id in ids)
            less = "".join(f" - number(selected(${{{id}}}, '{code}'))" for id, code in alone)
            return _group([*(f"${{{id}}} != ''" for id in ids), f"{total}{less} {_written(operator)} {value}"], " and ")


def _written(operator: Operator) -> str:
    return _OPERATORS.get(operator, operator.value)


def _joined(parts: Sequence[Condition], between: str, empty: str) -> str:
    return _group([xpath(part) for part in parts], between) if parts else empty


def _group(parts: Sequence[str], between: str) -> str:
    return parts[0] if len(parts) == 1 else f"({between.join(parts)})"


def _said(rule: Rule, when: Callable[[Rule], Condition]) -> str | None:
    try:
        return xpath(when(rule))
    except NotSayableError:
        return None


def unsaid(instrument: Instrument) -> tuple[str, ...]:
    """The rules that the form does not say, as text."""
    rules = [one.asked_when for one in instrument.variables if one.asked_when]
    rules += [check.rule for check in instrument.checks if check.severity is Severity.ERROR]
    return tuple(rule.text for rule in rules if _said(rule, when_true) is None)


def _survey(instrument: Instrument) -> Iterable[Row]:
    kommunkod, datum = _both("pack_kommunkod"), _both("pack_datum")
    yield {"type": "select_one kommuner", "name": "kommunkod", **_label(kommunkod), "required": "yes", "appearance": "minimal autocomplete"}
    yield {"type": "date", "name": "datum", **_label(datum)}
    for group in instrument.groups:
        variables = [one for one in instrument.variables if one.group == group.id]
        if variables:
            yield {"type": "begin_group", "name": f"del_{group.id}", **_label(group.label)}
            for variable in variables:
                yield _question(variable, instrument)
            yield {"type": "end_group"}


def _question(variable: Variable, instrument: Instrument) -> Row:
    row = {"type": _type(variable), "name": variable.id, **_label(variable.question)}
    if variable.guidance is not None:
        row |= {f"hint::{_SV}": variable.guidance.short.sv, f"hint::{_EN}": variable.guidance.short.en}
    if always_there(variable):
        row["required"] = "yes"
    if variable.asked_when is not None:
        row["relevant"] = _said(variable.asked_when, when_true) or ""
    constraints = list(_constraints(variable, instrument))
    if constraints:
        row["constraint"] = " and ".join(f"({rule})" for rule, _ in constraints)
        row[f"constraint_message::{_SV}"] = " ".join(says.sv for _, says in constraints)
        row[f"constraint_message::{_EN}"] = " ".join(says.en for _, says in constraints)
    return row


def _type(variable: Variable) -> str:
    match variable.type:
        case VariableType.MULTIPLE:
            return f"select_multiple {variable.id}"
        case VariableType.SINGLE | VariableType.ORDERED:
            return f"select_one {variable.id}"
        case _:
            return variable.type.value


def _constraints(variable: Variable, instrument: Instrument) -> Iterable[tuple[str, Words]]:
    """What the answer must be: within its limits, alone when it stands alone, and right beside the answers before it."""
    if variable.minimum is not None:
        yield f". >= {variable.minimum}", _both("pack_form_least", value=variable.minimum)
    if variable.maximum is not None:
        yield f". <= {variable.maximum}", _both("pack_form_most", value=variable.maximum)
    if variable.type is VariableType.MULTIPLE:
        for category in variable.categories:
            if category.code in standing_alone(variable):
                rule = f"not(selected(., '{category.code}')) or count-selected(.) = 1"
                yield rule, Words(_text("sv", "pack_form_alone", category.label.sv), _text("en", "pack_form_alone", category.label.en))
    order = [one.id for one in instrument.variables]
    for check in instrument.checks:
        asked = [name for name in check.rule.names if name in order]
        wrong = _said(check.rule, when_true) if check.severity is Severity.ERROR else None
        # Where the last of its questions is answered, all the others have been.
        if wrong is not None and asked and max(asked, key=order.index) == variable.id:
            yield f"not({wrong})", check.says


def _choices(instrument: Instrument, municipalities: Mapping[str, str]) -> Iterable[Row]:
    for code, name in municipalities.items():
        yield {"list_name": "kommuner", "name": code, f"label::{_SV}": name, f"label::{_EN}": name}
    for variable in instrument.variables:
        for category in variable.categories:
            yield {"list_name": variable.id, "name": category.code, **_label(category.label)}


def _label(words: Words) -> Row:
    return {f"label::{_SV}": words.sv, f"label::{_EN}": words.en}


def _both(code: str, **facts: object) -> Words:
    return Words(messages("sv").say(code, **facts), messages("en").say(code, **facts))


def _text(language: str, code: str, label: str) -> str:
    return messages(language).say(code, label=label)


def _sheet(one: Cell, name: str, head: Sequence[str], rows: Iterable[Row]) -> None:
    sheet = one.add_worksheet(name)
    strong, plain = one.add_format({"bold": True, "bottom": 1}), one.add_format({"valign": "top"})
    sheet.set_column(0, len(head) - 1, 28)
    sheet.freeze_panes(1, 0)
    for place, text in enumerate(head):
        sheet.write_string(0, place, text, strong)
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(head):
            if row.get(text):
                sheet.write_string(number, place, row[text], plain)
