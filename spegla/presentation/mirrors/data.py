"""The mirror for programs: JSON with every figure as it was computed, and CSV as a table that a spreadsheet opens."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from spegla.analyses.mirrors import GroupLabel, MirrorAnswer
from spegla.disclosure.mirrors import ClearedGroup, ClearedVariable
from spegla.messages import Messages
from spegla.presentation.mirrors.words import REASONS, MirrorWords

# A cell that begins with one of these is run as a formula by spreadsheets.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def mirror_json(answer: MirrorAnswer, messages: Messages) -> str:
    """Every group and variable; percentages are not rounded. Keys are the same in both languages, labels in the reader's."""
    words = MirrorWords(answer, messages)
    question = answer.question
    payload = {
        "instrument": answer.cleared.instrument,
        "notices": [*words.notices(), *not_collected(words)],
        "where": question.where.strip() or None,
        "own": question.own or None,
        "unit": question.unit or None,
        "by": question.by or None,
        "groups": [_group(words, label, group) for label, group in zip(answer.groups, answer.cleared.groups, strict=True)],
    }
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def not_collected(words: MirrorWords) -> tuple[str, ...]:
    """One sentence for all that the rows have no column for; nothing when they have them all."""
    absent = words.not_collected()
    code = "mirror_not_collected_file" if words.answer.in_hand else "mirror_not_collected"
    return (words.say(code, labels=", ".join(absent)),) if absent else ()


def _group(words: MirrorWords, label: GroupLabel, group: ClearedGroup) -> dict[str, Any]:
    variables = [_variable(words, figures) for figures in group.variables]
    return {"group": group.code, "label": words.group(label), "n": group.n, "variables": variables}


def _variable(words: MirrorWords, figures: ClearedVariable) -> dict[str, Any]:
    variable = words.groups.definitions[figures.id]
    labels = {category.code: words.text(category.label) for category in variable.categories}
    found = figures.summary
    return {
        "id": figures.id,
        "label": words.text(variable.label),
        "type": variable.type.value,
        "asked": figures.asked,
        "answered": figures.answered,
        "missing": {reason: figures.missing[reason] for reason in REASONS if figures.missing.get(reason)},
        "categories": [
            {
                "code": one.code,
                "label": labels[one.code],
                "n": one.n,
                "percent": one.percent,
                "interval": None if one.interval is None else list(one.interval),
            }
            for one in figures.alternatives
        ],
        "summary": None
        if found is None
        else {"mean": found.mean, "sd": found.sd, "median": found.median, "min": found.least, "max": found.greatest},
    }


def mirror_csv(answer: MirrorAnswer, messages: Messages) -> str:
    """One row for each group, variable and alternative, and for each reason that somebody did not answer.

    Begins with a byte order mark. In Swedish semicolons and decimal commas, so that a Swedish spreadsheet opens it right; in English commas
    and points. The last column holds the notices in every row, so that no row is without them. A variable without a column has one
    row, without figures.
    """
    words = MirrorWords(answer, messages)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter="," if messages.language == "en" else ";", lineterminator="\r\n")
    notice = " ".join(words.notices())
    writer.writerow([words.say(code) for code in _HEAD])
    for row in rows(words):
        writer.writerow([_cell(value, messages) for value in (*row, notice)])
    return "\ufeff" + stream.getvalue()


_HEAD = (
    "mirror_csv_group",
    "mirror_csv_group_label",
    "mirror_csv_n",
    "mirror_csv_variable",
    "mirror_csv_label",
    "mirror_csv_type",
    "mirror_csv_kind",
    "mirror_csv_code",
    "mirror_csv_answer",
    "mirror_csv_count",
    "mirror_csv_asked",
    "mirror_csv_answered",
    "mirror_csv_percent",
    "mirror_csv_low",
    "mirror_csv_high",
    "mirror_csv_value",
    "mirror_csv_reading",
    "mirror_csv_notice",
)
Value = str | int | float | None


class Row(NamedTuple):
    """One line of the table: an alternative, a measure of numbers, or a reason why there is no answer.

    Percentages are 0–100 and not rounded. `value` is for measures. What a line cannot have is None, never 0.
    """

    group: str
    group_label: str
    n: int
    variable: str
    label: str
    type: str
    kind: str
    code: str | None
    answer: str
    chose: int | None = None
    asked: int | None = None
    answered: int | None = None
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    value: float | None = None
    reading: str = ""


def rows(words: MirrorWords) -> Iterator[Row]:
    """Group by group, variable by variable, in the order of the definition; what was not collected once, in the first group."""
    for label, group in zip(words.answer.groups, words.answer.cleared.groups, strict=True):
        name = words.group(label)
        for figures in group.variables:
            variable = words.groups.definitions[figures.id]
            head = (group.code, name, group.n, figures.id, words.text(variable.label), variable.type.value)
            if figures.id not in words.groups.absent:
                yield from _rows_of(words, head, figures, group.n - figures.asked)
            elif group is words.groups.all:
                yield Row(*head, "not_collected", None, words.say("mirror_absent"))


def _rows_of(words: MirrorWords, head: tuple[str, str, int, str, str, str], figures: ClearedVariable, not_asked: int) -> Iterator[Row]:
    base = (figures.asked, figures.answered)
    reading = "" if figures.enough else words.say("mirror_few")
    categories = {category.code: category.label for category in words.groups.definitions[figures.id].categories}
    for one in figures.alternatives:
        low, high = one.interval or (None, None)
        yield Row(*head, "answer", one.code, words.text(categories[one.code]), one.n, *base, one.percent, low, high, reading=reading)
    if not figures.alternatives:
        yield Row(*head, "answer", None, words.say("mirror_answered"), figures.answered, *base, reading=reading)
    if figures.summary is not None:
        found = figures.summary
        values = {"mean": found.mean, "sd": found.sd, "median": found.median, "min": found.least, "max": found.greatest}
        for code, value in values.items():
            yield Row(*head, "summary", code, words.say(_SUMMARY[code]), None, *base, value=value, reading=reading)
    reasons = {**figures.missing, "not_asked": not_asked}
    for reason in (*REASONS, "not_asked"):
        if reasons.get(reason):
            yield Row(*head, "missing", reason, words.say(f"reason_{reason}"), reasons[reason], *base)


# What is told of numbers, by the code that JSON uses.
_SUMMARY = {
    "mean": "mirror_mean",
    "sd": "mirror_sd",
    "median": "mirror_median",
    "min": "mirror_least",
    "max": "mirror_greatest",
}


def guarded(text: str) -> str:
    """`text` so that no spreadsheet runs it as a formula."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def _cell(value: Value, messages: Messages) -> str | int:
    match value:
        case str():
            return guarded(value)
        case float():
            text = f"{value:.2f}"
            return text if messages.language == "en" else text.replace(".", ",")
        case None:
            return ""
        case _:
            return value
