"""A file of printed percentages: `indikator`, and columns `<name>_procent` for the groups they were printed for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path

from spegla.catalogue import Indicator, Instrument
from spegla.catalogue.municipalities import fold
from spegla.importers.long_form import read_labelled
from spegla.importers.reading import Problems, Read, UnreadableFileError
from spegla.importers.table import Row, TableFile, read_table

_COLUMNS = ("kvalitetsomrade", "indikatorgrupp", "indikator", "dalarna_procent", "riket_procent")
_SUFFIX = re.compile(r"[\s_-]*procent$")
# As many digits as a spreadsheet keeps: what stands after them in a file is how computers divide, not what was printed.
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Published:
    """Printed percent by column name (`dalarna`), then by indicator id. An empty cell is not there."""

    columns: Mapping[str, Mapping[str, Decimal]]


def read_published(path: Path, instrument: Instrument) -> Read[Published]:
    """The printed figures in `path`.

    An unknown indicator, one twice, what is not 0–100, and a column of shares (0.27 for 27 %) are errors.
    """
    problems = Problems()
    try:
        table = read_table(path, _COLUMNS, problems)
    except UnreadableFileError as unreadable:
        return Read(None, (*problems.found, unreadable.problem))
    names = {name: short for name in table.header if (short := _SUFFIX.sub("", name.casefold())) not in ("", name.casefold())}
    if "indikator" not in table.header:
        problems.error(table.header_row, "indikator", "column_missing", column="indikator", found=table.found)
    if not names:
        problems.error(table.header_row, "", "printed_columns_missing", found=table.found)
    if "indikator" not in table.header:
        return problems.read(Published({}))
    rows = _rows_by_indicator(table, instrument, problems)
    return problems.read(Published({short: _printed(table, name, rows, problems) for name, short in names.items()}))


def _rows_by_indicator(table: TableFile, instrument: Instrument, problems: Problems) -> dict[str, Row]:
    by_label = {fold(indicator.label.sv): indicator for indicator in instrument.indicators}
    rows: dict[str, Row] = {}
    for row in table.rows:
        indicator: Indicator | None = read_labelled(row, by_label, instrument, problems)
        if indicator is None:
            continue
        if indicator.id in rows:
            first = str(rows[indicator.id].number)
            problems.error(row.number, "indikator", "printed_twice", indicator=indicator.label.sv, first=first)
        else:
            rows[indicator.id] = row
    return rows


def _printed(table: TableFile, column: str, rows: Mapping[str, Row], problems: Problems) -> dict[str, Decimal]:
    printed: dict[str, Decimal] = {}
    for indicator, row in rows.items():
        text = row.cells[column]
        plain = re.sub(r"[\s%]", "", text).replace(",", ".")
        if not plain:
            continue
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,20})?", plain) or Decimal(plain) > 100:
            problems.error(row.number, column, "printed_not_percent", value=text)
        else:
            printed[indicator] = _DIGITS.create_decimal(plain)
    # A program that keeps blanks writes 27.0 for 27 throughout; a column printed with decimals has some that are not whole.
    if all(value == value.to_integral_value() for value in printed.values()):
        printed = {indicator: value.quantize(Decimal(1)) for indicator, value in printed.items()}
    # A spreadsheet stores 27 % as 0.27 and shows the percent sign by formatting, which does not come along.
    if printed and max(printed.values()) <= 1 and any(value % 1 for value in printed.values()):
        problems.error(table.header_row, column, "printed_as_share", column=column)
    return printed
