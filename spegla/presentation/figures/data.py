"""The figures of a survey or an inventory as JSON, for programs. The shape is documented in docs/sv/uppslag-json.md."""

import json
from decimal import Decimal
from typing import Any

from spegla.analyses.figures import FigureAnswer
from spegla.disclosure.figures import ClearedFigure, ClearedValue
from spegla.messages import Messages
from spegla.presentation.figures.words import FigureWords


def figure_json(answer: FigureAnswer, messages: Messages) -> str:
    """`{"instrument": …, "notices": […], "rows": […]}`, one row per indicator or measure and group."""
    words = FigureWords(answer, messages)
    payload = {
        "instrument": answer.cleared.instrument,
        "responses": answer.rows,
        "municipalities": list(answer.municipalities),
        "notices": list(words.notices()),
        "rows": [_row(words, figure) for figure in answer.cleared.figures],
    }
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def _row(words: FigureWords, figure: ClearedFigure) -> dict[str, Any]:
    row: dict[str, Any] = {"indicator": figure.id, "label": words.label(figure.id), "group": figure.group, **_value(figure.value)}
    if figure.printed is not None:
        computed = figure.printed.computed
        row |= {
            "published": _number(figure.printed.printed),
            "computed": None if computed is None else _number(computed),
            "agrees": figure.printed.agrees,
        }
    if figure.earlier is not None:
        row["earlier"] = _value(figure.earlier)
    if figure.change is not None:
        change = figure.change
        too_few = change.points is None
        row["change"] = {"points": change.points, "interval": None if too_few else [change.low, change.high], "too_few": too_few}
    return row


def _value(value: ClearedValue) -> dict[str, Any]:
    return {
        "kind": value.kind.value,
        "value": None if value.amount is None else _number(value.amount),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "counted": value.rows,
        "left_out": dict(value.left_out),
        "interval": None if value.interval is None else list(value.interval),
        "sd": value.sd,
        "enough": value.enough,
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
