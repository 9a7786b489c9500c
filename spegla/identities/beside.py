"""What the words beside one say of it. Each question is asked of the words of a text and a place among them."""

import re
from collections.abc import Sequence
from functools import cache

from spegla.identities.known import is_first_name, is_place, is_surname, names_nobody
from spegla.identities.lists import signs
from spegla.identities.tokens import Word

Words = Sequence[Word]

_QUOTED = ' "”“«»:'
_AGE = re.compile(r",? \(?[0-9]{1,2} ?")
_STOP = re.compile(r"[.!]|\s*\n")


def is_after(found: Words, at: int, those: frozenset[str]) -> bool:
    """Whether the word just before is one of `those`."""
    if at <= 0 or found[at - 1].lower not in those:
        return False
    gap = found[at].gap
    return gap.strip(_QUOTED) == "" or (gap == ". " and not found[at].begins)


def is_after_role(found: Words, at: int) -> bool:
    """Whether a word for who somebody is stands before: mamma, advokat, familjen."""
    return is_after(found, at, signs("roll"))


def is_said(found: Words, at: int) -> bool:
    """Whether the words before say that a name comes: heter, kallas för, namnet är."""
    return is_after(found, at, signs("heter")) or (is_after(found, at, signs("mellan")) and is_after(found, at - 1, signs("heter")))


def is_said_of_somebody(found: Words, at: int) -> bool:
    """Whether it is said of somebody, and not of a method or a unit: pappan, som heter …"""
    return is_said(found, at) and any(one.lower in signs("roll") for one in found[max(0, at - 6) : at])


def acts(found: Words, at: int) -> bool:
    """Whether what follows is what people do, have or are: Björn ringde, Sagas mamma, Liv, 14 år, Saga och Anna."""
    if at + 1 == len(found):
        return False
    after = found[at + 1]
    if after.lower in ("år", "åring"):
        return _AGE.fullmatch(after.gap) is not None
    if after.lower == "och":
        return at + 2 < len(found) and found[at + 2].is_capital and is_first_name(found[at + 2])
    return after.gap == " " and (after.lower in signs("gör") or (found[at].is_genitive and after.lower in signs("någons")))


def is_relative(found: Words, at: int) -> bool:
    """Whether somebody of their family follows: Xhemiles mamma. Not when the word itself is a noun: grannens mamma."""
    after = _next(found, at)
    kin = after is not None and after.lower in signs("någons") & signs("roll")
    return kin and found[at].is_genitive and not found[at].lower.endswith(("ens", "ets", "nas", "ares"))


def has_surname(found: Words, at: int) -> bool:
    """Whether a surname follows at once, and the word is not one that often comes before one: kontaktade Lindgren."""
    after = _next(found, at)
    if after is None or not after.is_capital or after.is_shouted or not is_surname(after):
        return False
    return is_first_name(found[at]) or not (is_place(after) or names_nobody(found[at]))


def goes_with_next(found: Words, at: int) -> bool:
    """Whether no more than a space is before the next word: inga svårigheter, and not mellan Anna och Inga, de …"""
    return _next(found, at) is not None


def is_last_word(found: Words, at: int) -> bool:
    """Whether it stands by itself after something else: Klart / Björn."""
    return at > 0 and (at + 1 == len(found) or _STOP.match(found[at + 1].gap) is not None)


def is_as_place(found: Words, at: int) -> bool:
    """Whether a word that is a place and a name is the place here: i Nora, Nora kommun, Orsa och Nora."""
    if is_after_role(found, at):
        return False
    others = [found[other] for other in (at - 2, at - 1, at + 1, at + 2) if 0 <= other < len(found)]
    listed = any(one.is_capital and is_place(one) and not is_first_name(one) for one in others)
    return listed or is_after(found, at, signs("läge") | signs("riktning")) or is_unit(found, at)


def is_unit(found: Words, at: int) -> bool:
    """Whether a word beside says that this is what a unit or a place is called."""
    if at > 0 and found[at].gap == " " and found[at - 1].lower.endswith(_units()):
        return found[at - 1].lower not in signs("roll")
    after = _next(found, at)
    return after is not None and after.lower in signs("enhet")


def _next(found: Words, at: int) -> Word | None:
    """The word that follows with no more than a space between."""
    return found[at + 1] if at + 1 < len(found) and found[at + 1].gap == " " else None


@cache
def _units() -> tuple[str, ...]:
    return tuple(signs("enhet"))
