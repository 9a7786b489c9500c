"""Where somebody lives, in plain text: a street with its number, a postal code with its place, a box.

A street without a number is none: units are often named after one. Plans, versions and years are no streets either.
"""

import re
from collections.abc import Iterator

from spegla.identities.lists import any_of, endings, words
from spegla.identities.spans import Span

# The lists have no marks over e.
_ANYHOW = any_of(endings("gator", "+")).replace("alle", "all[eé]")
_CAPITAL = any_of(word for word in words("gator") if not word.startswith("+"))
_SIDE = "(?:Lilla|Stora|Norra|Södra|Östra|Västra|Övre|Nedre|Gamla|Nya|Inre|Yttre)"
_BEFORE = rf"(?:(?:{_SIDE}|S:t|S:ta|Sankt|Sankta|St\.?) )?"
# A number, but no year; a letter for the entrance; the flat.
_NUMBER = r"(?!(?:19|20)[0-9]{2}\b)[0-9]{1,4}(?: ?[A-Ha-h]\b)?(?![0-9%]|[.:-][0-9])"
_FLAT = r"(?:,? ?(?:lgh|lägenhet|vån|våning|tr|uppg|port)\.? ?[0-9]{1,4}(?: ?tr)?)?"
_PLACE = r"[A-ZÅÄÖ][A-ZÅÄÖa-zåäöé-]+"
_POSTAL = rf"(?:SE-|S-)?[1-9][0-9]{{2}} ?[0-9]{{2}} {{1,2}}(?P<place>{_PLACE})"
_AFTER = rf"{_FLAT}(?:(?:, ?| ){_POSTAL})?"

_STREET = re.compile(
    rf"(?<![\w-])(?:{_BEFORE}(?:[A-ZÅÄÖ][\wé-]+ ){{1,2}}(?:[Gg]ata|[Vv]äg|[Gg]ränd|[Tt]org|[Ss]tig|[Aa]ll[eé]|[Bb]acke)"
    rf"|{_SIDE} (?i:{_ANYHOW}|{_CAPITAL})|{_BEFORE}[A-ZÅÄÖ][\wé-]+(?:{_CAPITAL})|{_BEFORE}[^\W\d_][\w-]+(?:{_ANYHOW})) {_NUMBER}{_AFTER}"
)
_BOX = re.compile(rf"(?<![\w-])(?:[Bb]ox|[Pp]ostbox|[Pp]ostlåda) [0-9]{{1,5}}(?![0-9]){_AFTER}")
_CODE = re.compile(rf"(?<![\w.:/-])(?<![0-9] ){_POSTAL}")
_SAID = re.compile(
    r"(?i:\b(?:bo|bor|bodde|bott|boende|folkbokförd|folkbokfört|skriven|skrivna|hemma|adress|adressen|gatuadress|postadress|hemadress)\b"
    rf"(?: (?:är|på|i|vid|nu|kvar|just|numera|hos|pappa|mamma|pappan|mamman))*:? ?)(?P<home>{_PLACE}(?: {_PLACE})? {_NUMBER}{_AFTER})"
)
# What ends like a street and is none: what is done is numbered too.
_NONE = re.compile(r"(?:eringen|ningen) [0-9]")


def addresses(plain: str) -> Iterator[Span]:
    """Addresses, as much of each as stands together."""
    for match in _STREET.finditer(plain):
        if not _NONE.search(match[0]):
            yield match.span()
    yield from (match.span() for match in _BOX.finditer(plain))
    for pattern, group in ((_CODE, "place"), (_SAID, "home")):
        for match in pattern.finditer(plain):
            if match[group].split()[0].lower() not in words("ord"):
                yield match.span() if pattern is _CODE else match.span(group)
