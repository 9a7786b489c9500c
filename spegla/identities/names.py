"""Names of people in plain text, by lists of words and by how Swedish is written.

In the middle of a sentence a large letter is a name unless it is known to be something else: a place, an authority, a method, a word of the
forms. First in a sentence, where everything has a large letter, it is one when it is a known name; one that is a word too (Björn, Saga,
Trygg) must be followed by what people do. With a small letter it is one when it is a known name and no word, or stands after a word for who
it is (mamma anna). No list holds every name: that is why the large letter counts in its own right.
"""

import re
from collections.abc import Iterator
from functools import cache

from spegla.identities.beside import (
    Words,
    acts,
    goes_with_next,
    has_surname,
    is_after,
    is_after_role,
    is_as_place,
    is_last_word,
    is_relative,
    is_said,
    is_said_of_somebody,
    is_unit,
)
from spegla.identities.known import is_first_name, is_mixed, is_place, is_surname, is_word_in_small, is_word_too, names_nobody, ordinary
from spegla.identities.lists import any_of, phrases, signs
from spegla.identities.spans import Span, blanked, joined
from spegla.identities.tokens import words_in

_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÅÄÖ]\. ?){1,2}[A-ZÅÄÖ](?!\w)\.?")


def names(plain: str) -> Iterator[Span]:
    """Names, each as long as it stands together: first names, surnames and what is between."""
    found = words_in(blanked(plain, [match.span() for match in _phrases().finditer(plain)]))
    spans: list[Span] = []
    for at, word in enumerate(found):
        if spans and word.gap == " " and spans[-1][1] == word.start - 1 and (_goes_on(found, at) or _is_name(found, at)):
            spans[-1] = spans[-1][0], word.stop
        elif _is_name(found, at):
            spans.append((word.start, word.stop))
    yield from joined([*spans, *(match.span() for match in _INITIALS.finditer(plain))])


@cache
def _phrases() -> re.Pattern[str]:
    """What is called by several words and is no person, as Astrid Lindgrens barnsjukhus."""
    several = (re.escape(phrase) for phrase in phrases("inte_personer") if " " in phrase or "-" in phrase)
    return re.compile(rf"(?i)(?<!\w)(?:{any_of(several)})(?!\w)")


def _is_name(found: Words, at: int) -> bool:
    word = found[at]
    if word.is_shouted:
        return is_first_name(word) and not is_word_in_small(word) and (len(word.text) > 3 or is_after_role(found, at))
    if not word.is_capital:
        return word.lower not in ordinary() and _is_small_name(found, at)
    if is_mixed(word):
        return False
    first = word.begins and word.text[0].isupper() and not is_said(found, at)
    return _is_name_first(found, at) if first else _is_name_inside(found, at)


def _goes_on(found: Words, at: int) -> bool:
    """Whether a word just after a name goes on with it: a surname, an initial, or what stands between."""
    word = found[at]
    if word.is_capital:
        return len(word.text) == 1 or is_surname(word) or not (names_nobody(word) or is_place(word) or word.is_shouted or is_mixed(word))
    if word.lower in signs("led") and at + 1 < len(found):
        after = found[at + 1]
        return after.is_capital and not after.begins and not names_nobody(after)
    return found[at - 1].text.islower() and is_surname(word) and not is_word_too(word) and word.lower not in ordinary()


def _is_name_inside(found: Words, at: int) -> bool:
    """Whether a word with a large letter inside a sentence is a name."""
    word = found[at]
    if is_first_name(word) and word.lower in ordinary():
        return acts(found, at) or is_after_role(found, at) or not goes_with_next(found, at)
    if is_first_name(word):
        return not (is_place(word) and is_as_place(found, at))
    if names_nobody(word):
        return False
    if is_place(word):
        return is_surname(word) and is_after_role(found, at)
    return not is_after(found, at, signs("läge")) and (is_surname(word) or not is_unit(found, at))


def _is_name_first(found: Words, at: int) -> bool:
    """Whether a word that begins a sentence is a name, and has its large letter not from there alone."""
    word = found[at]
    known = is_first_name(word) or (is_surname(word) and not names_nobody(word))
    if known and not is_word_too(word) and not is_place(word):
        return True
    if is_unit(found, at):
        return False
    if known and (acts(found, at) or is_after_role(found, at) or (is_first_name(word) and is_last_word(found, at))):
        return True
    return has_surname(found, at) or (is_relative(found, at) and not names_nobody(word) and not is_place(word))


def _is_small_name(found: Words, at: int) -> bool:
    """Whether a word in small letters is a name."""
    word = found[at]
    if is_said(found, at) and is_first_name(word):
        return True
    if is_said_of_somebody(found, at):
        return word.lower not in signs("inget") and not is_place(word)
    if not is_first_name(word) or is_word_too(word):
        return False
    return is_after_role(found, at) or (len(word.text) > 2 and not is_word_in_small(word))
