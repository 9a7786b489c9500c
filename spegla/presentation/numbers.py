"""Numbers and days as a reader of Swedish or English expects them: design.md 5, or English custom."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from spegla.messages import Messages

NO_BREAK = "\u00a0"
_MINUS = "\u2212"


def percent(value: int | Decimal, messages: Messages) -> str:
    """40 % in Swedish, 40% in English; decimals as given."""
    mark = "%" if messages.language == "en" else f"{NO_BREAK}%"
    return f"{number(value, messages)}{mark}"


def number(value: int | Decimal, messages: Messages) -> str:
    """A number with the language's decimal mark, a real minus, and groups of three from 1 000 on."""
    text = f"{abs(value):,}"
    if messages.language != "en":
        text = text.replace(",", NO_BREAK).replace(".", ",")
    return f"{_MINUS}{text}" if value < 0 else text


def interval(low: float, high: float, messages: Messages) -> str:
    """20–64 %: whole percent, half up, with an en dash."""
    ends = "–".join(number(int(end + 0.5), messages) for end in (low, high))
    return f"{ends}%" if messages.language == "en" else f"{ends}{NO_BREAK}%"


def whole(value: float) -> int:
    """A percentage that is not negative, as whole percent, half up."""
    return int(value + 0.5)


def count_of(numerator: int, denominator: int, messages: Messages) -> str:
    """6 av 15."""
    return messages.say("of", numerator=number(numerator, messages), denominator=number(denominator, messages))


def one_decimal(value: float, messages: Messages) -> str:
    """A number with one decimal, half up."""
    return number(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP), messages)


def day(value: date, messages: Messages) -> str:
    """12 mars 2026."""
    months = messages.say("months").split()
    return messages.say("day", day=value.day, month=months[value.month - 1], year=value.year)
