"""What each municipality pays, and what a day costs: one table, one sentence on what it adds up to, and how it was counted."""

import csv
import io
import json
from decimal import Decimal

from spegla.analyses.costs import CostKey, DayAnswer, Method
from spegla.messages import Messages
from spegla.presentation.document import Block, Caution, Cell, Document, KeyFigure, KeyFigures, Note, Table
from spegla.presentation.numbers import number, percent


def cost_key_document(key: CostKey, messages: Messages) -> Document:
    """The key as a table, with the sums below."""
    say = messages.say
    facts = {"total": number(key.total, messages), "count": messages.say_count("count_municipalities", len(key.payers))}
    head = (say("matrix_municipality"), say("cost_inhabitants"), say("head_percent"), say("cost_kronor"))
    rows = [(one.name, one.inhabitants, one.percent, one.kronor) for one in key.payers]
    rows.append((say("cost_all"), key.inhabitants, key.percent, key.kronor))
    cells = tuple(
        (Cell(name), Cell(number(count, messages)), Cell(percent(share, messages)), Cell(number(kronor, messages)))
        for name, count, share, kronor in rows
    )
    title = say("cost_key_title")
    table = Table(say("table_name", title=title), "", head, frozenset((1, 2, 3)), cells, drag=say("matrix_drag"))
    wrong: tuple[Block, ...] = ()
    if not key.adds_up:
        off = say("cost_off_kronor", kronor=number(key.kronor, messages), total=facts["total"])
        strong = say("cost_off", percent=percent(key.percent, messages)) if key.percent != 100 else say("cost_off_by_kronor")
        wrong = (Caution(strong, ((off, None),)),)
    how = say("cost_how_remainders" if key.method is Method.LARGEST_REMAINDER else "cost_how_plain")
    return _document(title, say("cost_key_ingress", **facts), (*wrong, table, Note(how)), messages)


def cost_key_csv(key: CostKey, messages: Messages) -> str:
    """One row for each municipality, for a spreadsheet in the reader's language."""
    text = io.StringIO()
    english = messages.language == "en"
    writer = csv.writer(text, delimiter="," if english else ";", lineterminator="\n")
    writer.writerow(["kommunkod", "kommun", "invanare", "procent", "kronor"])
    for one in key.payers:
        share = str(one.percent) if english else str(one.percent).replace(".", ",")
        writer.writerow([one.code, one.name, one.inhabitants, share, one.kronor])
    # The mark at the beginning tells a spreadsheet that the letters are UTF-8.
    return "\ufeff" + text.getvalue()


def cost_key_json(key: CostKey) -> str:
    """`{"total": …, "method": …, "sum": {…}, "rows": […]}`."""
    payload = {
        "total": key.total,
        "method": key.method.value,
        "sum": {"inhabitants": key.inhabitants, "percent": float(key.percent), "kronor": key.kronor, "adds_up": key.adds_up},
        "rows": [
            {
                "kommunkod": one.code,
                "municipality": one.name,
                "inhabitants": one.inhabitants,
                "percent": float(one.percent),
                "kronor": one.kronor,
            }
            for one in key.payers
        ],
    }
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def day_cost_document(answer: DayAnswer, messages: Messages) -> Document:
    """Two figures: when every place is used, and at the occupancy that was asked for."""
    say = messages.say
    facts = {
        "total": number(answer.total, messages),
        "places": number(answer.places, messages),
        "days": number(answer.days, messages),
        "place_days": number(answer.place_days, messages),
    }
    figures = [
        KeyFigure(say("cost_day_at", percent=percent(100, messages)), _kronor(answer.full, messages), _days(answer.place_days, messages))
    ]
    if answer.occupancy != 100:
        name = say("cost_day_at", percent=percent(_plain(answer.occupancy), messages))
        figures.append(KeyFigure(name, _kronor(answer.at_occupancy, messages), _days(answer.used_days, messages)))
    note = Note(say("cost_day_how"))
    return _document(say("cost_day_title"), say("cost_day_ingress", **facts), (KeyFigures(tuple(figures)), note), messages)


def day_cost_json(answer: DayAnswer) -> str:
    """The figures that went in, and what came out."""
    payload = {
        "total": answer.total,
        "places": answer.places,
        "days": answer.days,
        "occupancy": float(answer.occupancy),
        "place_days": answer.place_days,
        "used_days": float(answer.used_days),
        "kronor_per_day": {"full": answer.full, "at_occupancy": answer.at_occupancy},
    }
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Decimal) -> int | Decimal:
    """80 for 80.0, and 82.5 as it is."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _kronor(value: int, messages: Messages) -> str:
    return messages.say("cost_kronor_of", kronor=number(value, messages))


def _days(days: int | Decimal, messages: Messages) -> str:
    return messages.say("cost_days_of", days=number(int(days), messages))


def _document(title: str, ingress: str, blocks: tuple[Block, ...], messages: Messages) -> Document:
    return Document(messages.language, title, ingress, blocks, messages.say("page_brand"), messages.say("page_to_content"))
