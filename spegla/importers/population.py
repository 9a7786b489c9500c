"""A population file: inhabitants per municipality, for the weighted percentage.

Columns: `kommunkod` or `kommun`, and one that begins with `invanare`, `invånare`, `befolkning`, `folkmängd` or `population`.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from spegla.catalogue.municipalities import Municipalities, fold
from spegla.importers.long_form import read_municipality
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import read_table

_NAMES = tuple(fold(name) for name in ("invanare", "invånare", "befolkning", "folkmängd", "folkmangd", "population"))


def read_population(path: Path, municipalities: Municipalities) -> Read[Mapping[str, int]]:
    """Inhabitants by `kommunkod`. A municipality twice, and a number that is not whole and positive, are errors."""
    problems = Problems()
    try:
        table = read_table(path, ("kommunkod", "kommun", "invanare", "befolkning", "population"), problems)
    except UnreadableFileError as unreadable:
        return Read(None, (*problems.found, unreadable.problem))
    counts = [name for name in table.header if fold(name).startswith(_NAMES)]
    population: dict[str, int] = {}
    found = ", ".join(filter(None, table.header))
    if len(counts) != 1:
        code = "population_several_columns" if counts else "column_missing"
        problems.error(1, "invanare", code, column="invanare", found=", ".join(counts) if counts else found)
    if not {"kommunkod", "kommun"} & set(table.header):
        problems.error(1, "kommunkod", "column_missing", column="kommunkod", found=found)
    for row in [] if problems.found else table.rows:
        municipality = read_municipality(row, municipalities, problems)
        if municipality is None:
            continue
        digits = re.sub(r"\s", "", row.cells[counts[0]])
        if not re.fullmatch("[0-9]{1,9}", digits) or int(digits) == 0:
            problems.error(row.number, counts[0], "population_not_whole", value=row.cells[counts[0]])
        elif municipality.code in population:
            problems.error(row.number, "kommunkod", "municipality_twice", name=municipality.name)
        else:
            population[municipality.code] = int(digits)
    return problems.read(population)
