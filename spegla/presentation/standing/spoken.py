"""Small numbers, spans of time and months as one says them in a sentence."""

from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from spegla.messages import Messages
from spegla.presentation.numbers import number

_MINUTE, _HOUR = 60, 3600


class Unit(Enum):
    """What a span of time is said in."""

    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"


def spelled(value: int, messages: Messages) -> str:
    """Up to twelve in words, larger ones in figures and in groups of three."""
    words = messages.in_words(value)
    return number(value, messages) if words.isdigit() else words


def duration(seconds: int | Decimal, messages: Messages) -> str:
    """4 minuter och 10 sekunder: the two largest units, the smaller of them rounded half up and not said when it is none."""
    return messages.say("explain_and").join(_long(unit, value, messages) for unit, value in _parts(seconds))


def short_duration(seconds: int | Decimal, messages: Messages) -> str:
    """4 min 10 s: the same for a table."""
    return " ".join(messages.say(f"duration_short_{unit.value}", n=number(value, messages)) for unit, value in _parts(seconds))


def month_in_words(month: str, messages: Messages) -> str:
    """November 2026 in the language, for 2026-11."""
    year, _, place = month.partition("-")
    return messages.say("standing_month", month=messages.say("months").split()[int(place) - 1], year=year)


def _parts(seconds: int | Decimal) -> list[tuple[Unit, int]]:
    """The units that are said, and how many of each."""
    whole = _half_up(Decimal(seconds))
    if whole < _HOUR:
        minutes, left = divmod(whole, _MINUTE)
        return [*([(Unit.MINUTES, minutes)] if minutes else []), *([(Unit.SECONDS, left)] if left or not minutes else [])]
    hours, left = divmod(_half_up(Decimal(seconds) / _MINUTE), _MINUTE)
    return [(Unit.HOURS, hours), *([(Unit.MINUTES, left)] if left else [])]


def _long(unit: Unit, value: int, messages: Messages) -> str:
    n = number(value, messages)
    match unit:
        case Unit.HOURS:
            return messages.say_count("duration_hours", value, n=n)
        case Unit.MINUTES:
            return messages.say_count("duration_minutes", value, n=n)
        case Unit.SECONDS:
            return messages.say_count("duration_seconds", value, n=n)


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
