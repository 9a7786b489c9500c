"""Indicator figures as JSON, for programs. The shape is documented in docs/sv/uppslag-json.md and kept by a test."""

import json
from decimal import Decimal
from typing import Any

from spegla.analyses import IndicatorAnswer
from spegla.disclosure import ClearedShare, Comparison, Suppressed, Way
from spegla.messages import Messages
from spegla.presentation.indicator_words import IndicatorWords

# Always there, so that a program need not ask whether a reason is; others when some row has them.
_REASONS = ("not_answered", "not_applicable")


def to_json(answer: IndicatorAnswer, messages: Messages) -> str:
    """`{"instrument": …, "rows": […]}`, one row per indicator and group; with printed figures also `shown_not_compared`."""
    words = IndicatorWords(answer, messages)
    payload: dict[str, Any] = {
        "instrument": answer.cleared.instrument,
        "rows": [_row(words, share) for share in answer.cleared.shares],
    }
    if answer.question.printed is not None:
        payload["shown_not_compared"] = [
            {"column": f"{column}_procent", "indicator": indicator, "published": _number(value)}
            for column, printed in answer.shown.items()
            for indicator, value in printed.items()
        ]
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def _row(words: IndicatorWords, share: ClearedShare) -> dict[str, Any]:
    row: dict[str, Any] = {"indicator": share.indicator, "label": words.by_id[share.indicator].label.sv, "group": share.group}
    if isinstance(share.figure, Suppressed):
        return {**row, "suppressed": share.figure.value}
    figure = share.figure
    row |= {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "left_out": {**dict.fromkeys(_REASONS, 0), **figure.left_out},
        "percent": figure.percent,
        "rounded": figure.rounded,
        "weighted_percent": figure.weighted_percent,
        "interval": None if figure.interval is None else list(figure.interval),
    }
    if words.answer.question.printed is not None:
        row |= _comparison(words, share, figure.comparison)
    return row


def _comparison(words: IndicatorWords, share: ClearedShare, comparison: Comparison | None) -> dict[str, Any]:
    if comparison is None:
        return {"published": None, "agrees": None, "explanations": []}
    return {
        "published": _number(comparison.printed),
        "agrees": comparison.agrees,
        "explanations": [_way(words, share, way) for way in comparison.ways],
    }


def _way(words: IndicatorWords, share: ClearedShare, way: Way) -> dict[str, Any]:
    indicator = words.by_id[share.indicator]
    variable = words.answer.instrument.variable(indicator.main_variable)
    moves = [
        {
            "answer": move.answer or None,
            "label": variable.category(move.answer).label.sv if move.answer else None,
            "to": move.to,
            "count": move.count,
        }
        for move in way.moves
    ]
    said = words.way(way, indicator)["moves"]
    return {"moves": moves, "numerator": way.numerator, "denominator": way.denominator, "published": _number(way.computed), "says": said}


def _number(value: Decimal) -> int | float:
    return float(value) if int(value.as_tuple().exponent) < 0 else int(value)
