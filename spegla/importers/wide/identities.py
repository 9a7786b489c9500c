"""What could tell who a child is: personal numbers, addresses of e-mail and telephone numbers in cells, and headers that ask for such.

Only what is certain counts, since a wrong alarm stops a whole table. What looks like an identity but is not is refused too: better one
file too many.
"""

import re
from collections.abc import Iterable

from spegla.identities import PERSONAL_FORM, PHONE_FORMS, mail_addresses, personal_numbers, phone_numbers, plain_text
from spegla.importers.table import fold_header

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

# What a cell must hold to be looked at more closely, in the dialect of Polars: an at sign, the form of a number, or a letter that may
# stand for another or for none.
SUSPECT = rf"@|(?:^|[^0-9])(?:{PERSONAL_FORM}|{'|'.join(PHONE_FORMS)})(?:[^0-9]|$)|[^\x00-\x7FÅÄÖåäöéü]"

_SEARCHES = (("personnummer", personal_numbers), ("mail", mail_addresses), ("phone", phone_numbers))


def identity_in(text: str) -> str:
    """`personnummer`, `mail` or `phone` when `text` holds one, else ""."""
    plain = plain_text(text)
    return next((kind for kind, search in _SEARCHES if any(True for _ in search(plain))), "")


def identity_header(header: str) -> str:
    """The word in `header` that asks for an identity, as listed here and not as it stands there; else ""."""
    words = [fold_header(word) for word in re.findall(r"[^\W\d_]+", header)]
    whole = fold_header(header)
    if any(word.startswith(_OFFICES) for word in words):
        words = [word for word in words if word not in ("namn", "name", "adress", "address")]
    return _first_in(_PARTS, whole) or next((word for word in (*words, whole) if word in _WORDS), "")


def _first_in(parts: Iterable[str], text: str) -> str:
    return next((part for part in parts if part in text), "")
