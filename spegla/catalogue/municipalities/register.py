"""The 290 municipalities, their codes, and every way a file may name them.

A code is text of four digits. A three-digit code has lost its leading zero in a spreadsheet, and is refused with that explanation:
guessing would one day guess wrong.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from spegla.catalogue.source import DefinitionProblem, DefinitionsError, Place

# Hyphens, dashes, minus and the soft hyphen: printed tables break words with all of them.
_HYPHENS = re.compile("[-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212]")
_QUOTES = re.compile('["“”„‟»«]')


def fold(text: str) -> str:
    """`text` as it is matched: case, spaces, hyphens and soft hyphens do not count, and all double quotes are one.

    >>> fold("Aktuell överens-kommelse") == fold("aktuell  ÖVERENSKOMMELSE")
    True
    """
    # Compatibility forms first (no-break space, decomposed å), then what a line break in print may have put in.
    plain = _HYPHENS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return "".join(_QUOTES.sub('"', plain).split())


@dataclass(frozen=True)
class Municipality:
    code: str
    name: str
    county_code: str
    county: str


class UnknownMunicipalityError(Exception):
    """A code or name that is no municipality; `code` names the sentence and `facts` fill it."""

    def __init__(self, code: str, /, **facts: str) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Municipalities:
    """Looks municipalities up by code and by name. `grouping` says which group each belongs to, by grouping and code."""

    by_code: Mapping[str, Municipality]
    spellings: Mapping[str, str]
    groupings: Mapping[str, Mapping[str, str]]

    def with_code(self, text: str) -> Municipality:
        """The municipality with the code `text`; raises `UnknownMunicipalityError`."""
        code = text.strip()
        if code in self.by_code:
            return self.by_code[code]
        if re.fullmatch("[0-9]{3}", code):
            meant = self.by_code.get("0" + code)
            if meant:
                raise UnknownMunicipalityError("municipality_leading_zero_lost", value=code, meant=meant.code, name=meant.name)
            raise UnknownMunicipalityError("municipality_three_digits", value=code)
        if not re.fullmatch("[0-9]{4}", code):
            raise UnknownMunicipalityError("municipality_not_four_digits", value=code)
        raise UnknownMunicipalityError("municipality_unknown_code", value=code)

    def with_name(self, text: str) -> Municipality:
        """The municipality called `text`, in any case and known spelling, with or without "kommun"; raises `UnknownMunicipalityError`."""
        folded = fold(text)
        bare = folded.removesuffix("kommun").removesuffix("stad")
        for name in (folded, bare, bare.removesuffix("s")):
            if name in self.spellings:
                return self.by_code[self.spellings[name]]
        raise UnknownMunicipalityError("municipality_unknown_name", value=text.strip())

    def in_county(self, county_code: str) -> int:
        """How many municipalities the county has."""
        return sum(municipality.county_code == county_code for municipality in self.by_code.values())


def read_municipalities(list_csv: str, spellings_csv: str, groups_csv: str) -> Municipalities:
    """The code list, the extra spellings (`stavning,kommunkod`) and the groups of municipalities, from their CSV texts.

    Raises `DefinitionsError` when a code or a spelling stands for two municipalities.
    """
    by_code: dict[str, Municipality] = {}
    spellings: dict[str, str] = {}
    problems: list[DefinitionProblem] = []

    def spell(name: str, code: str, place: Place) -> None:
        if spellings.setdefault(fold(name), code) != code:
            problems.append(DefinitionProblem(place, "definition_duplicate_spelling", {"name": name}))

    for place, row in _rows(list_csv, "code_lists/kommuner.csv"):
        if row["kommunkod"] in by_code:
            problems.append(DefinitionProblem(place, "definition_duplicate_code", {"code": row["kommunkod"]}))
        by_code[row["kommunkod"]] = Municipality(row["kommunkod"], row["kommun"], row["lanskod"], row["lan"])
        spell(row["kommun"], row["kommunkod"], place)
    for place, row in _rows(spellings_csv, "code_lists/kommuner_stavningar.csv"):
        spell(row["stavning"], row["kommunkod"], place)
    groupings: dict[str, dict[str, str]] = {}
    for place, row in _rows(groups_csv, "code_lists/kommungrupper.csv"):
        if row["kommunkod"] not in by_code:
            problems.append(DefinitionProblem(place, "municipality_unknown_code", {"value": row["kommunkod"]}))
        groupings.setdefault("invanargrupp", {})[row["kommunkod"]] = row["invanargrupp"]
        groupings.setdefault("kommungrupp", {})[row["kommunkod"]] = row["kommungrupp_2011"]
    if problems:
        raise DefinitionsError(tuple(problems))
    return Municipalities(by_code, spellings, groupings)


def _rows(text: str, name: str) -> list[tuple[Place, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text))
    return [(Place(name, reader.line_num, 1), row) for row in reader]
