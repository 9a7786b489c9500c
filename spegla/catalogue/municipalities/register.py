"""The 290 municipalities, their codes, and every way a file may name them.

A code is text of four digits. A three-digit code has lost its leading zero in a spreadsheet, and is refused with that explanation:
guessing would one day guess wrong.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spegla.catalogue.source import DefinitionProblem, DefinitionsError, Place
from spegla.messages import Words

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
    """Looks municipalities up by code and by name.

    `groupings` says which group each belongs to, by grouping and code; `group_names` what the groups are called that have a known name,
    by grouping and group.
    """

    by_code: Mapping[str, Municipality]
    spellings: Mapping[str, str]
    groupings: Mapping[str, Mapping[str, str]]
    group_names: Mapping[str, Mapping[str, Words]]

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
        # One ending at a time: Halmstad must not lose its own when the file says "Halmstad kommun".
        bare = [folded.removesuffix(ending) for ending in ("", "kommun", "stad")]
        for name in (*bare, *(name.removesuffix("s") for name in bare)):
            if name in self.spellings:
                return self.by_code[self.spellings[name]]
        raise UnknownMunicipalityError("municipality_unknown_name", value=text.strip())

    def in_county(self, county_code: str) -> int:
        """How many municipalities the county has."""
        return sum(municipality.county_code == county_code for municipality in self.by_code.values())


def read_municipalities(list_csv: str, spellings_csv: str, groups_csv: str, names_csv: str) -> Municipalities:
    """The code list, the extra spellings (`stavning,kommunkod`), the groups of municipalities and their names, from their CSV texts.

    Raises `DefinitionsError` when a column is missing, a code is not four digits, a code or a spelling stands for two municipalities,
    or a name is of no grouping or of a group that has one.
    """
    problems: list[DefinitionProblem] = []
    by_code: dict[str, Municipality] = {}
    spellings: dict[str, str] = {}
    for place, row in _rows(list_csv, "code_lists/kommuner.csv", ("kommunkod", "kommun", "lanskod", "lan")):
        code = row["kommunkod"]
        if not re.fullmatch("[0-9]{4}", code):
            problems.append(DefinitionProblem(place, "municipality_not_four_digits", {"value": code}))
        if code in by_code:
            problems.append(DefinitionProblem(place, "definition_duplicate_code", {"code": code}))
        by_code[code] = Municipality(code, row["kommun"], row["lanskod"], row["lan"])
        if spellings.setdefault(fold(row["kommun"]), code) != code:
            problems.append(DefinitionProblem(place, "definition_duplicate_spelling", {"name": row["kommun"]}))
    for place, row in _rows_of_known(spellings_csv, "code_lists/kommuner_stavningar.csv", ("stavning",), by_code, problems):
        if spellings.setdefault(fold(row["stavning"]), row["kommunkod"]) != row["kommunkod"]:
            problems.append(DefinitionProblem(place, "definition_duplicate_spelling", {"name": row["stavning"]}))
    groupings: dict[str, dict[str, str]] = {"invanargrupp": {}, "kommungrupp": {}}
    columns = ("invanargrupp", "kommungrupp_2011")
    for _, row in _rows_of_known(groups_csv, "code_lists/kommungrupper.csv", columns, by_code, problems):
        groupings["invanargrupp"][row["kommunkod"]] = row["invanargrupp"]
        groupings["kommungrupp"][row["kommunkod"]] = row["kommungrupp_2011"]
    group_names = _group_names(names_csv, tuple(groupings), problems)
    if problems:
        raise DefinitionsError(tuple(problems))
    return Municipalities(by_code, spellings, groupings, group_names)


def _group_names(names_csv: str, groupings: tuple[str, ...], problems: list[DefinitionProblem]) -> dict[str, dict[str, Words]]:
    names: dict[str, dict[str, Words]] = {grouping: {} for grouping in groupings}
    for place, row in _rows(names_csv, "code_lists/kommungrupper_namn.csv", ("indelning", "grupp", "namn", "namn_en")):
        grouping, group = row["indelning"], row["grupp"]
        if grouping not in names:
            facts = {"field": "indelning", "value": grouping, "known": ", ".join(groupings)}
            problems.append(DefinitionProblem(place, "definition_unknown_choice", facts))
        elif group in names[grouping]:
            problems.append(DefinitionProblem(place, "definition_duplicate_code", {"code": group}))
        else:
            names[grouping][group] = Words(row["namn"], row["namn_en"])
    return names


_PlacedRow = tuple[Place, dict[str, str]]


def _rows_of_known(
    text: str, name: str, columns: tuple[str, ...], by_code: Mapping[str, Municipality], problems: list[DefinitionProblem]
) -> Iterator[_PlacedRow]:
    """The rows whose code is in the code list; a problem for each of the others."""
    for place, row in _rows(text, name, ("kommunkod", *columns)):
        if row["kommunkod"] in by_code:
            yield place, row
        else:
            problems.append(DefinitionProblem(place, "municipality_unknown_code", {"value": row["kommunkod"]}))


def _rows(text: str, name: str, columns: tuple[str, ...]) -> list[_PlacedRow]:
    """The rows with their places; a row that ends too early has empty cells. Raises `DefinitionsError` when a column is missing."""
    reader = csv.DictReader(io.StringIO(text), restval="")
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        place = Place(name, 1, 1)
        raise DefinitionsError(tuple(DefinitionProblem(place, "definition_field_missing", {"field": column}) for column in missing))
    return [(Place(name, reader.line_num, 1), row) for row in reader]
