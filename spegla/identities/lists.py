"""The lists of words beside this file, each read once. They are data: whoever misses a name or meets a wrong alarm adds a word.

A line that begins with `#` says what follows. Large and small letters, and marks over other letters than å, ä and ö, do not count.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_MARKED = re.compile("[^ -~åäö]")
_OTHERWISE = {"ı": "i", "ł": "l", "đ": "d", "ø": "ö", "æ": "ä"}


@cache
def words(name: str) -> frozenset[str]:
    """The words in the list `name`."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def endings(name: str, mark: str = "-") -> tuple[str, ...]:
    """The ends of words in the list `name`, for `str.endswith`: those that are written with `mark` first."""
    return tuple(sorted(word.removeprefix(mark) for word in words(name) if word.startswith(mark)))


@cache
def phrases(name: str) -> frozenset[str]:
    """The entries of the list `name`, which are one or more words with commas between."""
    return frozenset(entry.strip() for line in _lines(name) for entry in line.split(",") if entry.strip())


def signs(group: str) -> frozenset[str]:
    """The words that say what stands beside them, in `group` of the list `ledord`."""
    return _groups()[group]


def any_of(texts: Iterable[str]) -> str:
    """A pattern for any of `texts`, the longest first."""
    return "|".join(sorted(texts, key=lambda text: (-len(text), text)))


def fold(text: str) -> str:
    """`text` as it is looked up: in small letters, and without marks over letters other than å, ä and ö."""
    lower = text.lower()
    if not _MARKED.search(lower):
        return lower
    return "".join(letter if letter in "åäö" else _bare(letter) for letter in unicodedata.normalize("NFC", lower))


def _bare(letter: str) -> str:
    return _OTHERWISE.get(letter) or unicodedata.normalize("NFD", letter)[0]


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    """A line that ends with a colon names the group of those below it."""
    groups: dict[str, set[str]] = {}
    group = ""
    for line in _lines("ledord"):
        if line.endswith(":"):
            group = line.removesuffix(":")
        else:
            groups.setdefault(group, set()).update(line.split())
    return {name: frozenset(found) for name, found in groups.items() if found}


def _lines(name: str) -> list[str]:
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [fold(line) for line in lines if not line.startswith("#")]
