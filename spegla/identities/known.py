"""What is known of one word by itself: a first name, a surname, a place, or something that names nobody."""

from functools import cache

from spegla.identities.lists import endings, phrases, signs, words
from spegla.identities.tokens import Word

# After one of these a large letter in a name is as it should be.
_BEFORE_LARGE = ("Mc", "Mac", "De", "Di", "La", "Le", "Al", "El", "O'", "O’", "D'", "D’")


def is_first_name(word: Word) -> bool:
    """Whether it is in the list, alone or part by part, in genitive too."""
    if _either(word, words("fornamn")):
        return True
    parts = word.stem.split("-")
    return len(parts) > 1 and all(part in words("fornamn") for part in parts)


def is_surname(word: Word) -> bool:
    """Whether it is in the list, or ends as many do."""
    ends = endings("efternamn")
    return _either(word, words("efternamn")) or word.stem.endswith(ends) or word.lower.endswith(ends)


def is_word_too(word: Word) -> bool:
    """Whether it is a name that begins sentences as a word as well."""
    return _either(word, words("namn_som_ar_ord"))


def is_word_in_small(word: Word) -> bool:
    """Whether it is a name that with a small letter is a word, or part of one."""
    return is_word_too(word) or _either(word, words("ord_som_liknar_namn"))


def is_place(word: Word) -> bool:
    """Whether it is a municipality, a town, a country."""
    return _either(word, words("platser"))


def names_nobody(word: Word) -> bool:
    """Whether it is written with a large letter now and then, and is no person: an authority, a method, a word of the forms."""
    if len(word.text) == 1 or _either(word, phrases("inte_personer")) or _either(word, ordinary()):
        return True
    return word.lower.endswith(endings("ord"))


def is_mixed(word: Word) -> bool:
    """Whether large letters stand inside, as in BankID and SoL; not as in McBride."""
    parts = word.text.split("-")
    return any(part not in (part.capitalize(), part.lower()) and not part.startswith(_BEFORE_LARGE) for part in parts)


@cache
def ordinary() -> frozenset[str]:
    """Words that are nobody's name by themselves."""
    return words("ord").union(*map(signs, ("roll", "gör", "någons", "enhet")))


def _either(word: Word, list: frozenset[str]) -> bool:
    return word.lower in list or word.stem in list
