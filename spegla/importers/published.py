"""A file of printed percentages: `indikator`, and columns `<name>_procent` for the groups they were printed for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import fold
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import read_table

_SUFFIX = "_procent"


@dataclass(frozen=True)
class Published:
    """Printed percent by column name (`dalarna`), then by indicator id. An empty cell is not there."""

    columns: Mapping[str, Mapping[str, Decimal]]


def read_published(path: Path, instrument: Instrument) -> Read[Published]:
    """The printed figures in `path`; an unknown indicator, one twice, and what is not 0–100 are errors."""
    problems = Problems()
    try:
        table = read_table(path, ("kvalitetsomrade", "indikatorgrupp", "indikator", "dalarna_procent", "riket_procent"), problems)
    except UnreadableFileError as unreadable:
        return Read(None, (*problems.found, unreadable.problem))
    by_label = {fold(indicator.label.sv): indicator for indicator in instrument.indicators}
    names = [name for name in table.header if name.casefold().endswith(_SUFFIX)]
    found = ", ".join(filter(None, table.header))
    for name, there in (("indikator", "indikator" in table.header), (f"…{_SUFFIX}", bool(names))):
        if not there:
            problems.error(1, name, "column_missing", column=name, found=found)
    columns: dict[str, dict[str, Decimal]] = {name: {} for name in names}
    rows: dict[str, int] = {}
    for row in [] if problems.found else table.rows:
        indicator = by_label.get(fold(row.cells["indikator"]))
        if indicator is None:
            facts = {"value": row.cells["indikator"], "instrument": instrument.title.sv}
            problems.error(row.number, "indikator", "indicator_unknown", **facts)
        elif indicator.id in rows:
            problems.error(row.number, "indikator", "printed_twice", indicator=indicator.label.sv, first=str(rows[indicator.id]))
        else:
            rows[indicator.id] = row.number
            for name in names:
                _take(row.cells[name], row.number, name, columns[name], indicator.id, problems)
    return problems.read(Published({name[: -len(_SUFFIX)].casefold(): printed for name, printed in columns.items()}))


def _take(text: str, row: int, column: str, printed: dict[str, Decimal], indicator: str, problems: Problems) -> None:
    plain = text.replace("%", "").replace("\u00a0", "").replace(",", ".").strip()
    if not plain:
        return
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", plain) or Decimal(plain) > 100:
        problems.error(row, column, "printed_not_percent", value=text)
    else:
        printed[indicator] = Decimal(plain)
