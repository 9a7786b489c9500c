"""What could tell who a child is: personal numbers, addresses of e-mail and telephone numbers in cells, and headers that ask for such.

A number is taken for a personal number when its date exists (a samordningsnummer has 60 added to the day) and its check digit is
right: one number in ten of that form is. A telephone number is looked for in the ways that people write one; a case number such as
0114-00123 begins with a municipality code and is none. What looks like an identity but is not is refused too: better one file too many.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from spegla.importers.table import INVISIBLE, fold_header

# Words that alone are a header for an identity, and those that are in any word.
_WORDS = frozenset(
    [
        "namn",
        "namnet",
        "name",
        "names",
        "pnr",
        "persnr",
        "personid",
        "ssn",
        "mobil",
        "tel",
        "phone",
        "mail",
        "email",
        "adress",
        "address",
        "gatuadress",
        "postadress",
        "hemadress",
        "kontaktuppgift",
        "fritext",
    ]
)
_PARTS = (
    *("personnummer", "personnr", "samordningsnummer", "samordningsnr", "fornamn", "efternamn", "tilltalsnamn", "telefon"),
    *("epost", "mobilnummer", "mobilnr", "fullnamn", "barnnamn", "klientnamn", "firstname", "lastname", "surname", "personalnumber"),
)
# Whose name it is does matter: that of an office is no identity.
_OFFICES = ("kommun", "enhet", "verksamhet", "insats", "program")

# Swedish area codes of two and three figures: with four, 0480-12345 is as often a case number of Nyköping.
_AREA = "(?:8|10|11|13|16|18|19|21|23|26|31|33|35|36|40|42|44|46|54|60|63|90)"
_PHONES = (
    r"(?:\+|00)46[ -/]{0,3}(?:\(0\))?[ -]?[1-9](?:[ -]{0,3}[0-9]){6,9}",
    r"07[02369][0-9]{7}",
    r"07[02369][ -/]{1,3}[0-9](?:[ -]?[0-9]){6}",
    r"07[02369][0-9][ -/]{1,3}[0-9]{2} [0-9]{2} [0-9]{2}",
    r"0[1-9][0-9]{0,2}[ -/]{1,3}[0-9]{2,3}(?: [0-9]{2,3}){1,3}",
    rf"0{_AREA}-[0-9]{{5,8}}",
)
_PHONE = re.compile(rf"(?<![0-9-])(?:{'|'.join(_PHONES)})(?![0-9])")
_MAIL = re.compile(r"[^\s@|;,<>]+@[^\s@|;,<>]+\.[^\W\d_]{2,}")
_PERSONAL = r"((?:18|19|20)?[0-9]{2})[-. /]?(0[1-9]|1[0-2])[-. /]?([0-36-9][0-9]) ?[-+]? ?([0-9]{3}) ?([0-9])"
_NUMBER = re.compile(rf"(?<![0-9])(?={_PERSONAL}(?![0-9]))")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"), "-")

# What a cell must hold to be looked at more closely, in the dialect of Polars: an at sign, the form of a number, or a letter that may
# stand for another or for none.
SUSPECT = rf"@|(?:^|[^0-9])(?:{_PERSONAL}|{'|'.join(_PHONES)})(?:[^0-9]|$)|[^\x00-\x7FÅÄÖåäöéü]"


def identity_in(text: str) -> str:
    """`personnummer`, `mail` or `phone` when `text` holds one, else ""."""
    plain = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).translate(_DASHES)
    if any(_is_personal(*match.groups()) for match in _NUMBER.finditer(plain)):
        return "personnummer"
    if _MAIL.search(plain):
        return "mail"
    return "phone" if _PHONE.search(plain) else ""


def identity_header(header: str) -> str:
    """The word in `header` that asks for an identity, as listed here and not as it stands there; else ""."""
    words = [fold_header(word) for word in re.findall(r"[^\W\d_]+", header)]
    whole = fold_header(header)
    if any(word.startswith(_OFFICES) for word in words):
        words = [word for word in words if word not in ("namn", "name", "adress", "address")]
    return _first_in(_PARTS, whole) or next((word for word in (*words, whole) if word in _WORDS), "")


def _first_in(parts: Iterable[str], text: str) -> str:
    return next((part for part in parts if part in text), "")


def _is_personal(year: str, month: str, day: str, serial: str, check: str) -> bool:
    ten = year[-2:] + month + day + serial + check
    return _is_day(year, int(month), int(day)) and _luhn(ten) == 0


def _is_day(year: str, month: int, day: int) -> bool:
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    return any(_exists(one, month, day - 60 if day > 60 else day) for one in years)


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
