"""Plain text → words, each knowing where it stands, how it is written and whether a sentence begins with it."""

import re
from dataclasses import dataclass

from spegla.identities.lists import fold, signs

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What begins a new thought even where no sentence ends.
_BEGINS = re.compile(r"[.!?:\n\r()\[\]\"”“«»/•*|>]|(?:^|\s)-+\s|^-")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `lower` is how it is looked up, `stem` the same without the s of a genitive, `gap` what stands before it."""

    text: str
    lower: str
    stem: str
    start: int
    stop: int
    gap: str
    begins: bool

    @property
    def is_capital(self) -> bool:
        """Whether it is written as a name is: the first letter large, or the first of a later part, as in el-Masri."""
        return self.text[0].isupper() or any(part[0].isupper() for part in self.text.split("-")[1:])

    @property
    def is_shouted(self) -> bool:
        """Whether it is all in large letters: an abbreviation, or somebody shouts."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_genitive(self) -> bool:
        """Whether it may be one; a name that ends in s has the same form."""
        return self.stem != self.lower


def words_in(plain: str) -> list[Word]:
    """The words of `plain`, in order."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(plain):
        text, lower, gap = match[0], fold(match[0]), plain[last : match.start()]
        begins = not found or _ends(found[-1].lower, gap)
        found.append(Word(text, lower, _stem(lower), match.start(), match.end(), gap, begins))
        last = match.end()
    return found


def _stem(lower: str) -> str:
    return lower.removesuffix("'s").removesuffix("’s").removesuffix("s")


def _ends(before: str, gap: str) -> bool:
    """Whether a sentence may end in `gap`, after the word `before`: not after a short form, nor after a single letter."""
    if gap.startswith(".") and (before in signs("förkortning") or len(before) == 1):
        gap = gap[1:]
    return _BEGINS.search(gap) is not None
