"""Rows into groups of municipalities, and which printed column belongs to which group."""

from collections.abc import Iterable, Mapping
from enum import Enum

from spegla.catalogue.municipalities import Municipalities, Municipality, fold
from spegla.responses import Response

ALL = "alla"
NO_GROUP = "uppgift saknas"
_NATION = "riket"
_ASCII = str.maketrans("åäö", "aao")


class Grouping(Enum):
    """By what rows are grouped. The value is what the command line calls it."""

    NONE = ""
    COUNTY = "lan"
    INHABITANTS = "invanargrupp"
    MUNICIPALITY_GROUP = "kommungrupp"
    MUNICIPALITY = "kommun"


def grouped(responses: Iterable[Response], by: Grouping, municipalities: Municipalities) -> Mapping[str, tuple[int, ...]]:
    """The places of the rows in each group; the groups in the order of their names, those without a group last."""
    groups: dict[str, list[int]] = {}
    for index, response in enumerate(responses):
        groups.setdefault(_group(municipalities.by_code[response.organisation], by, municipalities), []).append(index)
    names = sorted(groups, key=lambda name: (name == NO_GROUP, swedish_order(name)))
    return {name: tuple(groups[name]) for name in names}


def _group(municipality: Municipality, by: Grouping, municipalities: Municipalities) -> str:
    match by:
        case Grouping.NONE:
            return ALL
        case Grouping.COUNTY:
            return municipality.county
        case Grouping.MUNICIPALITY:
            return municipality.name
        case Grouping.INHABITANTS | Grouping.MUNICIPALITY_GROUP:
            return municipalities.groupings[by.value].get(municipality.code, NO_GROUP)


def group_of_column(
    name: str, groups: Mapping[str, tuple[int, ...]], by: Grouping, members: tuple[Municipality, ...], nation: int
) -> str | None:
    """The group that the printed column `name` (`dalarna`) belongs to; None when it belongs to none.

    A group of that name, with the grouping before it or not (`1`, `invanargrupp_1`), or all rows when every one lies in the county,
    or is the municipality, of that name. `riket` is all rows when all `nation` municipalities are there.
    """
    wanted = fold(name).replace("_", "")
    bare = wanted.translate(_ASCII).removeprefix(by.value)
    for group in groups:
        if wanted in _names(group) or bare in _names(group):
            return group
    if ALL not in groups or not members:
        return None
    if wanted == _NATION:
        return ALL if len({member.code for member in members}) == nation else None
    places = [{*_names(member.county), *_names(member.name)} for member in members]
    return ALL if all(wanted in names for names in places) else None


def is_elsewhere(name: str, members: Iterable[Municipality], everywhere: Iterable[Municipality]) -> bool:
    """True when the printed column `name` is that of a county, or a municipality, where none of `members` lies."""
    wanted = fold(name).replace("_", "")

    def holds(municipality: Municipality) -> bool:
        return wanted in {*_names(municipality.county), *_names(municipality.name)}

    return any(map(holds, everywhere)) and not any(map(holds, members))


def _names(group: str) -> set[str]:
    """How a column may spell a group: as it is, or a county without "s län"; å, ä, ö also as a, a, o, since headers often are ASCII."""
    whole = fold(group)
    bare = whole.removesuffix("län")
    names = {whole, bare, bare.removesuffix("s")} if whole.endswith("län") else {whole}
    return names | {name.translate(_ASCII) for name in names}


def swedish_order(name: str) -> tuple[tuple[int, ...], str]:
    """A sort key that puts Å, Ä, Ö last, in that order, and numbers by size."""
    ends = {"å": 0x10000, "ä": 0x10001, "ö": 0x10002}
    folded = name.casefold()
    if folded.isdigit():
        return ((int(folded),), name)
    return (tuple(ends.get(mark, ord(mark)) for mark in folded), name)
