"""Every sentence of the pages, in Swedish and English, from `texts.yaml`."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import yaml
from django.utils import timezone, translation

from spegla.messages import Messages, Words, messages

_NO_BREAK = "\u00a0"


@cache
def texts(language: str) -> Messages:
    """The sentences of the pages in `language`; those of the rest of the house are there too."""
    return Messages(language, {**messages(language).table, **_table()})


def language() -> str:
    """The language of the one who reads now: "sv" or "en"."""
    return "en" if translation.get_language() == "en" else "sv"


def said(code: str, /, **facts: object) -> str:
    """The sentence `code` in the language of the one who reads now."""
    return texts(language()).say(code, **facts)


def grouped(count: int) -> str:
    """`1 284`, in the language of the one who reads now."""
    text = f"{count:,}"
    return text if language() == "en" else text.replace(",", _NO_BREAK)


def moment(at: datetime, language: str) -> str:
    """`16 nov 2026 kl. 10.42`, where the reader is."""
    local = timezone.localtime(at)
    say = texts(language).say
    month = say("months_short").split()[local.month - 1]
    return say("moment", day=local.day, month=month, year=local.year, time=f"{local:%H.%M}" if language == "sv" else f"{local:%H:%M}")


def short_day(on: date) -> str:
    """`16 nov 2026`, in the language of the one who reads now."""
    say = texts(language()).say
    return say("day", day=on.day, month=say("months_short").split()[on.month - 1], year=on.year)


@cache
def _table() -> Mapping[str, Words]:
    data = yaml.load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only text
    return {code: Words(words["sv"], words["en"]) for code, words in data.items()}
