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
from datetime import date

from spegla.catalogue.source import DefinitionProblem, DefinitionsError, Place
from spegla.messages import Words

# Hyphens, dashes, minus and the soft hyphen: printed tables break words with all of them.
_HYPHENS = re.compile("[-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212]")
# The column that says which group a municipality belongs to, by grouping; what is after the last _ is the version that the groups are of.
_GROUP_COLUMNS = {"invanargrupp": "invanargrupp", "kommungrupp": "kommungrupp_2011"}
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


@dataclass(frozen=True)
class GroupingVersion:
    """A version of a grouping: the first day that it held, and the first that it no longer did (None while it holds)."""

    version: str
    since: date
    before: date | None


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
    by grouping and group. `versions` are those that each grouping has had, the oldest first, as far as it is known when they held;
    `version_known` is the one that `groupings` is of.
    """

    by_code: Mapping[str, Municipality]
    spellings: Mapping[str, str]
    groupings: Mapping[str, Mapping[str, str]]
    group_names: Mapping[str, Mapping[str, Words]]
    versions: Mapping[str, tuple[GroupingVersion, ...]]

    def version_known(self, grouping: str) -> GroupingVersion | None:
        """The version of `grouping` whose groups are known; None when nobody knows when it held."""
        named = _GROUP_COLUMNS[grouping].rpartition("_")[2]
        return next((one for one in self.versions.get(grouping, ()) if one.version == named), None)

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


def read_municipalities(list_csv: str, spellings_csv: str, groups_csv: str, names_csv: str, versions_csv: str) -> Municipalities:
    """The code list, the extra spellings (`stavning,kommunkod`), the groups of municipalities, their names, and when each version of
    the groups held, from their CSV texts.

    Raises `DefinitionsError` when a column is missing, a code is not four digits, a code or a spelling stands for two municipalities,
    a name is of no grouping or of a group that has one, or a day is none.
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
    groupings: dict[str, dict[str, str]] = {grouping: {} for grouping in _GROUP_COLUMNS}
    for _, row in _rows_of_known(groups_csv, "code_lists/kommungrupper.csv", tuple(_GROUP_COLUMNS.values()), by_code, problems):
        for grouping, column in _GROUP_COLUMNS.items():
            groupings[grouping][row["kommunkod"]] = row[column]
    group_names = _group_names(names_csv, tuple(groupings), problems)
    versions = _versions(versions_csv, tuple(groupings), problems)
    if problems:
        raise DefinitionsError(tuple(problems))
    return Municipalities(by_code, spellings, groupings, group_names, versions)


def _group_names(names_csv: str, groupings: tuple[str, ...], problems: list[DefinitionProblem]) -> dict[str, dict[str, Words]]:
    names: dict[str, dict[str, Words]] = {grouping: {} for grouping in groupings}
    for place, row in _rows(names_csv, "code_lists/kommungrupper_namn.csv", ("indelning", "grupp", "namn", "namn_en")):
        grouping, group = row["indelning"], row["grupp"]
        if grouping not in names:
            problems.append(_no_grouping(place, grouping, groupings))
        elif group in names[grouping]:
            problems.append(DefinitionProblem(place, "definition_duplicate_code", {"code": group}))
        else:
            names[grouping][group] = Words(row["namn"], row["namn_en"])
    return names


def _versions(versions_csv: str, groupings: tuple[str, ...], problems: list[DefinitionProblem]) -> dict[str, tuple[GroupingVersion, ...]]:
    found: dict[str, list[GroupingVersion]] = {}
    for place, row in _rows(versions_csv, "code_lists/kommungrupper_giltighet.csv", ("indelning", "version", "fran", "fore")):
        grouping = row["indelning"]
        if grouping not in groupings:
            problems.append(_no_grouping(place, grouping, groupings))
            continue
        since, before = (_day(place, row, field, problems) for field in ("fran", "fore"))
        if since is not None:
            found.setdefault(grouping, []).append(GroupingVersion(row["version"], since, before))
    return {grouping: tuple(sorted(versions, key=lambda one: one.since)) for grouping, versions in found.items()}


def _day(place: Place, row: Mapping[str, str], field: str, problems: list[DefinitionProblem]) -> date | None:
    """The day in `field`; only the last day of a version may be left out, while it holds."""
    try:
        return date.fromisoformat(row[field]) if row[field] or field == "fran" else None
    except ValueError:
        problems.append(DefinitionProblem(place, "definition_bad_date", {"field": field, "value": row[field]}))
        return None


def _no_grouping(place: Place, grouping: str, groupings: tuple[str, ...]) -> DefinitionProblem:
    return DefinitionProblem(place, "definition_unknown_choice", {"field": "indelning", "value": grouping, "known": ", ".join(groupings)})


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
