"""A population file: inhabitants per municipality, for the weighted percentage.

Columns: `kommunkod` or `kommun`, and one that begins with `invanare`, `antal invånare`, `befolkning`, `folkmängd` or `population`.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from spegla.catalogue.municipalities import Municipalities
from spegla.importers.long_form import read_municipality
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import TableFile, fold_header, read_table

_NAMES = tuple(fold_header(name) for name in ("invånare", "antal invånare", "befolkning", "folkmängd", "population"))


def read_population(path: Path, municipalities: Municipalities) -> Read[Mapping[str, int]]:
    """Inhabitants by `kommunkod`. A municipality twice, and a number that is not whole and positive, are errors."""
    problems = Problems()
    try:
        table = read_table(path, ("kommunkod", "kommun", "invanare", "befolkning", "folkmängd", "population"), problems)
    except UnreadableFileError as unreadable:
        return Read(None, (*problems.found, unreadable.problem))
    return problems.read(_inhabitants(table, municipalities, problems))


def _inhabitants(table: TableFile, municipalities: Municipalities, problems: Problems) -> dict[str, int]:
    counts = [name for name in table.header if fold_header(name).startswith(_NAMES)]
    places = [name for name in ("kommunkod", "kommun") if name in table.header]
    if not counts:
        problems.error(table.header_row, "invanare", "column_missing", column="invanare", found=table.found)
    if len(counts) > 1:
        problems.error(table.header_row, "invanare", "population_several_columns", found=", ".join(counts))
    if not places:
        problems.error(table.header_row, "kommunkod", "column_missing", column="kommunkod", found=table.found)
    population: dict[str, int] = {}
    seen: set[str] = set()
    for row in table.rows if len(counts) == 1 and places else ():
        municipality = read_municipality(row, municipalities, problems)
        if municipality is None:
            continue
        if municipality.code in seen:
            problems.error(row.number, places[0], "municipality_twice", name=municipality.name)
            continue
        seen.add(municipality.code)
        text = row.cells[counts[0]]
        digits = re.sub(r"\s", "", text)
        if not digits:
            problems.error(row.number, counts[0], "population_blank", name=municipality.name)
        elif not re.fullmatch("[0-9]{1,9}", digits) or int(digits) == 0:
            problems.error(row.number, counts[0], "population_not_whole", value=text)
        else:
            population[municipality.code] = int(digits)
    return population
