"""A file of printed figures, one row each: `indikator`, `tryckt`, and `grupp` where the figure is of a part of the rows."""

import difflib
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import fold
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import Row, TableFile, read_table

_COLUMNS = ("indikator", "grupp", "tryckt")

Printed = Mapping[str, Mapping[str, Decimal]]


def read_printed(path: Path, instrument: Instrument) -> Read[Printed]:
    """Printed figures by the id of an indicator or measure and then by group, "" for all rows.

    The name is an id or a label. An unknown one, the same figure twice, and what is no number are errors; a blank `tryckt` is not there.
    """
    problems = Problems()
    try:
        table = read_table(path, _COLUMNS, problems)
    except UnreadableFileError as unreadable:
        return Read(None, (*problems.found, unreadable.problem))
    missing = [name for name in ("indikator", "tryckt") if name not in table.header]
    for name in missing:
        problems.error(table.header_row, name, "column_missing", column=name, found=table.found)
    return problems.read({} if missing else _printed(table, instrument, problems))


def _printed(table: TableFile, instrument: Instrument, problems: Problems) -> Printed:
    everything = (*instrument.indicators, *instrument.measures)
    names = {fold(one.label.sv): one.id for one in everything} | {fold(one.id): one.id for one in everything}
    found: dict[str, dict[str, Decimal]] = {}
    first: dict[tuple[str, str], int] = {}
    for row in table.rows:
        id = _named(row, names, instrument, problems)
        number = _number(row, problems)
        if id is None or number is None:
            continue
        group = row.cells.get("grupp", "")
        if (id, fold(group)) in first:
            problems.error(row.number, "indikator", "printed_twice", indicator=row.cells["indikator"], first=str(first[id, fold(group)]))
            continue
        first[id, fold(group)] = row.number
        found.setdefault(id, {})[group] = number
    return found


def _named(row: Row, names: Mapping[str, str], instrument: Instrument, problems: Problems) -> str | None:
    text = row.cells["indikator"]
    if not text:
        problems.error(row.number, "indikator", "indicator_blank")
        return None
    if fold(text) in names:
        return names[fold(text)]
    near = [names[name] for name in difflib.get_close_matches(fold(text), names, n=1)]
    labels = [one.label.sv for one in (*instrument.indicators, *instrument.measures) if one.id in near]
    code = "indicator_unknown_near" if near else "indicator_unknown"
    problems.error(row.number, "indikator", code, value=text, instrument=instrument.reference, near=labels[0] if labels else "")
    return None


def _number(row: Row, problems: Problems) -> Decimal | None:
    text = row.cells["tryckt"]
    plain = re.sub(r"[\s%]", "", text).replace(",", ".")
    if not plain:
        return None
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", plain):
        problems.error(row.number, "tryckt", "printed_not_number", value=text)
        return None
    return Decimal(plain)
