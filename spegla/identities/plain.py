"""A text as it reads, whatever it was written with: wide figures, odd dashes and spaces, and marks that show nothing, made plain.

Each plain character knows where it came from, so that what is found can be shown where it stands.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from spegla.identities.spans import Span

# Marks that show nothing and come along when text is pasted: zero width spaces, joiners and directions.
INVISIBLE = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"), "-")


@dataclass(frozen=True)
class Plain:
    """Plain text, and for each character where the one that it came from begins and ends."""

    text: str
    starts: Sequence[int]
    stops: Sequence[int]

    def origin(self, span: Span) -> Span:
        """The place in the text as it was written."""
        start, stop = span
        return self.starts[start], self.stops[stop - 1]


def plain_text(text: str) -> str:
    """`text` made plain."""
    return unicodedata.normalize("NFKC", text.translate(INVISIBLE)).translate(_DASHES)


def read_plain(text: str) -> Plain:
    """`text` made plain, with where each character came from."""
    if plain_text(text) == text:
        return Plain(text, range(len(text)), range(1, len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    stops: list[int] = []
    for start, stop in _clusters(text):
        plain = plain_text(text[start:stop])
        letters.append(plain)
        starts += [start] * len(plain)
        stops += [stop] * len(plain)
    return Plain("".join(letters), starts, stops)


def _clusters(text: str) -> list[Span]:
    """Each character with the marks that belong to it: only together do they have a plain form."""
    places = [place for place, letter in enumerate(text) if place == 0 or not _is_mark(letter)]
    return list(zip(places, [*places[1:], len(text)], strict=True)) if text else []


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) > 0 or ord(letter) in INVISIBLE
