"""One variable over versions: a column for each version, read through the approved maps."""

import json
from typing import Any

from spegla.analyses.versions import SeriesAnswer, SeriesPoint
from spegla.disclosure.mirrors import ClearedVariable
from spegla.messages import Messages
from spegla.presentation.document import Cell, Document, Note, Table
from spegla.presentation.numbers import number, one_decimal, percent, whole


def series_page(answer: SeriesAnswer, messages: Messages) -> Document:
    """Counts and shares of those who answered, version by version."""
    say = messages.say
    target = answer.series.target
    label = target.label.in_language(messages.language)
    head = ["", *(point.reading.instrument.title.in_language(messages.language) for point in answer.points)]
    figures = [_figures(point) for point in answer.points]
    rows = []
    for category in target.categories:
        if category.missing is None:
            cells = [Cell(_share(one, category.code, messages)) for one in figures]
            rows.append((Cell(category.label.in_language(messages.language)), *cells))
    if any(one.summary for one in figures):
        rows.append((Cell(say("mirror_mean")), *(Cell(_mean(one, messages)) for one in figures)))
    rows.append((Cell(say("series_answered")), *(Cell(number(one.answered, messages)) for one in figures)))
    rows.append((Cell(say("series_missing")), *(Cell(number(sum(one.missing.values()), messages)) for one in figures)))
    rows.append((Cell(say("series_not_asked")), *(Cell(number(_rows(p) - _figures(p).asked, messages)) for p in answer.points)))
    table = Table(label, "", tuple(head), frozenset(range(1, len(head))), tuple(rows))
    notes = [Note(say("mirror_exact"))]
    if any(point.invented for point in answer.points):
        notes.append(Note(say("mirror_invented")))
    versions = ", ".join(point.reading.instrument.reference for point in answer.points)
    ingress = say("series_ingress", versions=versions)
    return Document(messages.language, label, ingress, (table, *notes), say("page_brand"), say("page_to_content"))


def series_json(answer: SeriesAnswer, messages: Messages) -> str:
    """Every version with its counts; `sources` says what each code of the older versions stands for."""
    payload = {
        "variable": answer.series.target.id,
        "points": [_point(point) for point in answer.points],
        "notices": [messages.say("mirror_exact")],
    }
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def _point(point: SeriesPoint) -> dict[str, Any]:
    found = _figures(point)
    return {
        "instrument": point.reading.instrument.reference,
        "sources": {source: {code: list(meant) for code, meant in codes.items()} for source, codes in point.reading.sources.items()},
        "invented": point.invented,
        "n": _rows(point),
        "asked": found.asked,
        "answered": found.answered,
        "missing": dict(found.missing),
        "categories": [
            {"code": one.code, "n": one.n, "percent": one.percent, "interval": None if one.interval is None else list(one.interval)}
            for one in found.alternatives
        ],
        "mean": None if found.summary is None else found.summary.mean,
    }


def _figures(point: SeriesPoint) -> ClearedVariable:
    return point.cleared.groups[0].variables[0]


def _rows(point: SeriesPoint) -> int:
    return point.cleared.groups[0].n


def _share(figures: ClearedVariable, code: str, messages: Messages) -> str:
    one = next(found for found in figures.alternatives if found.code == code)
    if not figures.enough or one.percent is None:
        return number(one.n, messages)
    return messages.say("mirror_by_cell", n=number(one.n, messages), percent=percent(whole(one.percent), messages))


def _mean(figures: ClearedVariable, messages: Messages) -> str:
    if figures.summary is None or not figures.enough:
        return "–"
    return one_decimal(figures.summary.mean, messages)
