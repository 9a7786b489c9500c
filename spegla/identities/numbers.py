"""Personal numbers, telephone numbers and addresses of mail in plain text.

What is certain is for files, where a wrong alarm stops a whole table: a number is taken for a personal number when its date exists (a
samordningsnummer has 60 added to the day) and its check digit is right: one number in ten of that form is. A telephone number is looked
for in the ways that people write one; a case number such as 0114-00123 begins with a municipality code and is none.

What is likely is for words, where a wrong alarm costs a second look: there a slip in the last figures of a personal number, figures that
somebody has crossed out, and a telephone number in odd groups count too.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from spegla.identities.spans import Span

PERSONAL_FORM = r"((?:18|19|20)?[0-9]{2})[-. /]?(0[1-9]|1[0-2])[-. /]?([0-36-9][0-9]) ?[-+]? ?([0-9]{3}) ?([0-9])"
# Swedish area codes of two and three figures: with four, 0480-12345 is as often a case number of Nyköping.
_AREA = "(?:8|10|11|13|16|18|19|21|23|26|31|33|35|36|40|42|44|46|54|60|63|90)"
PHONE_FORMS = (
    r"(?:\+|00)46[ -/]{0,3}(?:\(0\))?[ -]?[1-9](?:[ -]{0,3}[0-9]){6,9}",
    r"07[02369][0-9]{7}",
    r"07[02369][ -/]{1,3}[0-9](?:[ -]?[0-9]){6}",
    r"07[02369][0-9][ -/]{1,3}[0-9]{2} [0-9]{2} [0-9]{2}",
    r"0[1-9][0-9]{0,2}[ -/]{1,3}[0-9]{2,3}(?: [0-9]{2,3}){1,3}",
    rf"0{_AREA}-[0-9]{{5,8}}",
)

_PERSONAL = re.compile(rf"(?<![0-9])(?={PERSONAL_FORM}(?![0-9]))")
_PHONE = re.compile(rf"(?<![0-9-])(?:{'|'.join(PHONE_FORMS)})(?![0-9])")
_MAIL = re.compile(r"[^\s@|;,<>]+@[^\s@|;,<>]+\.[^\W\d_]{2,}")

# A day in six or eight figures on end, and four more set apart from it, or crossed out; or twelve figures on end.
_LIKELY_PERSONAL = re.compile(
    r"(?<![0-9])(?=(((?:19|20)?[0-9]{2})(0[1-9]|1[0-2])([0-36-9][0-9])"
    r"(?:\s{0,2}[-+]\s{0,2}[0-9]{4}|\s[0-9]{4}|(?<=[0-9]{8})[0-9]{4}|\s?[-+]?\s?(?:[xX*_]{4}|[Tt][Ff][0-9]{2})))(?![0-9]))"
)
# Figures set apart in whatever groups: the day must exist and the check digit be right.
_SPACED = re.compile(r"(?<![0-9])[0-9](?:[ .-]{0,2}[0-9]){9,11}(?![0-9])")
_GROUPS = re.compile(r"(?<![0-9.:-])(?:\+[0-9]{1,3}|\(?0)[0-9 ()/.-]{6,22}[0-9](?![0-9])")
_MOBILE = re.compile(r"07[02369][0-9]{7}")
# In groups: 0480-12345 and 0480-17-123 are as often numbers of cases, and 08.30 is a time.
_LANDLINE = re.compile(
    rf"\(?0{_AREA}\)?[ /-]{{1,3}}[1-9][0-9]+(?: [0-9]{{2,}})*"
    r"|\(?0[1-9][0-9]{2}\)?[ /-]{1,3}[1-9][0-9]{1,2}(?: [0-9]{2,3})+"
)
# Without an area code, or where it could be the number of a case, a word before it must say what it is.
_DAY = re.compile(r"(?:19|20)?[0-9]{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12][0-9]|3[01])$")
_SPOKEN = re.compile(
    r"(?i)\b(?:tel|telefon(?:en|nummer|numret|nr)?|tfn|tlf|mobil(?:en|nummer|numret|nr)?|mob|ring(?:a|er|t|de)?|sms(?:a|ade)?"
    r"|nås på|växeln?)\b[^0-9\n]{0,25}(0[1-9][0-9]{0,2}[ /-]{0,3}[0-9][0-9 -]{3,9}[0-9]|[1-9][0-9]{1,2}(?:[ -]?[0-9]{2,3}){2,3})(?![0-9-])"
)


def personal_numbers(plain: str) -> Iterator[Span]:
    """Personal numbers whose day exists and whose check digit is right."""
    for match in _PERSONAL.finditer(plain):
        year, month, day, serial, check = match.groups()
        if _is_day(year, month, day) and _luhn(year[-2:] + month + day + serial + check) == 0:
            yield match.start(1), match.end(5)


def mail_addresses(plain: str) -> Iterator[Span]:
    """Addresses of mail."""
    return (match.span() for match in _MAIL.finditer(plain)) if "@" in plain else iter(())


def phone_numbers(plain: str) -> Iterator[Span]:
    """Telephone numbers as people write them."""
    return (match.span() for match in _PHONE.finditer(plain))


def likely_personal_numbers(plain: str) -> Iterator[Span]:
    """The certain ones, and what somebody meant to be one."""
    return chain(personal_numbers(plain), _nearly_personal(plain))


def likely_phone_numbers(plain: str) -> Iterator[Span]:
    """Telephone numbers in whatever groups, and those that a word says are one. Not hours, days and numbers of cases."""
    for match in chain(_PHONE.finditer(plain), _GROUPS.finditer(plain)):
        if _is_phone(match[0]):
            yield match.span()
    for match in _SPOKEN.finditer(plain):
        if 6 <= len(_figures(match[1])) <= 11 and not _DAY.match(match[1]):
            yield match.span(1)


def _nearly_personal(plain: str) -> Iterator[Span]:
    yield from (match.span(1) for match in _LIKELY_PERSONAL.finditer(plain) if _is_day(match[2], match[3], match[4]))
    for match in _SPACED.finditer(plain):
        figures = _figures(match[0])
        if len(figures) in (10, 12) and _is_day(figures[:-8], figures[-8:-6], figures[-6:-4]) and _luhn(figures[-10:]) == 0:
            yield match.span()


def _is_phone(text: str) -> bool:
    figures = _figures(text)
    if text.startswith(("+", "00")):
        return 9 <= len(figures) <= 15
    return _MOBILE.fullmatch(figures) is not None or (_LANDLINE.fullmatch(text) is not None and 8 <= len(figures) <= 11)


def _figures(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _is_day(year: str, month: str, day: str) -> bool:
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    return any(_exists(one, int(month), int(day) - 60 if int(day) > 60 else int(day)) for one in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> int:
    """The sum of the figures, every other doubled from the first, modulo 10: 0 when the last one is the check digit of the others."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10
