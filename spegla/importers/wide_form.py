"""The wide form: one row a registration, one column a variable. The work is done in `wide`, which is loaded when it is needed."""

from pathlib import Path
from typing import TYPE_CHECKING

from spegla.catalogue import Instrument
from spegla.catalogue.municipalities import Municipalities
from spegla.columns import Batch
from spegla.importers.reading import Read

if TYPE_CHECKING:
    from spegla.importers.wide import ColumnMap


def read_wide(path: Path, instrument: Instrument, municipalities: Municipalities, mapping: "ColumnMap | Path | None" = None) -> Read[Batch]:
    """The registrations in `path` as typed rows, with routing, ranges and every check tried; row numbers are those of a spreadsheet.

    Columns are ids or labels of variables, and the context `kommunkod` (which must be there), `enhet`, `arende`, `datum` and `pahittad`;
    cells are codes or labels, several parted by `|`. `mapping` says what others call columns and codes; it may be a file. A CSV file of at
    most 2 GB or an XLSX file, and at most 5 000 000 rows. What could tell who a child is stops the file, and is never repeated in a
    problem; `arende` is used to find rows of the same case, and is not kept.
    """
    # Polars takes a third of a second to load, which no other command should wait for.
    from spegla.importers.wide.reading import read

    return read(path, instrument, municipalities, mapping)
