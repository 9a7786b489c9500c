"""Reading and checking files of registrations: a million rows beside Polars' bare reading, and beside one row at a time."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

from spegla.catalogue import Catalogue
from spegla.columns import Batch
from spegla.importers import read_wide
from spegla.importers.wide.findings import Findings
from spegla.importers.wide.rows import find_in_rows
from spegla.responses import check_response
from spegla.synthesis import municipalities, synthesise
from tests.property.wide import read_plainly

ROUNDS = 5
# One at a time is measured on so many rows, and said of as many as the rest.
FEW = 5_000


def lines(catalogue: Catalogue, size: int) -> list[str]:
    """The lines of the report."""
    made = catalogue.instruments["webbkollen-2017"]
    with tempfile.TemporaryDirectory() as name:
        path, small = Path(name) / "rader.csv", Path(name) / "fa.csv"
        frame = synthesise(made, municipalities(), size, 1)
        frame.write_csv(path, separator=";")
        frame.head(FEW).write_csv(small, separator=";")
        del frame
        batch = read_wide(path, made, catalogue.municipalities).value
        if batch is None:
            raise ValueError("the invented file must be right")
        read: list[float] = []
        validated: list[float] = []
        for _ in range(ROUNDS):
            read.append(_seconds(lambda: pl.read_csv(path, separator=";", infer_schema=False)))
            validated.append(_seconds(lambda: read_wide(path, made, catalogue.municipalities)))
        text = small.read_text(encoding="utf-8")
        plainly = _seconds(lambda: read_plainly(text, made, catalogue.municipalities)) * size / FEW
        places = {variable.id: place for place, variable in enumerate(made.variables)}
        rows, dated = np.arange(2, size + 2), np.zeros(size, np.bool_)
        checked = median(_seconds(lambda: find_in_rows(batch, rows, places, dated, Findings())) for _ in range(ROUNDS))
        one_by_one = _one_by_one(batch) * size / FEW
    slower, more = plainly / median(validated), one_by_one / checked
    return [
        "",
        f"### Läsa och kontrollera, {size:,} rader av webbkollen-2017".replace(",", "\u00a0"),
        "",
        f"- Polars läser filen som text: {median(read):.2f} s. `validate` läser och kontrollerar den: {median(validated):.2f} s,",
        f"  {median(validated) / median(read):.2f} gånger så länge.",
        f"- Rad för rad, med samma fel (mätt på {FEW} rader): {plainly:.0f} s, {slower:.0f} gånger så länge.",
        f"- Kontrollerna på inlästa rader: {checked:.2f} s. En registrering i taget: {one_by_one:.0f} s, {more:.0f} gånger så länge.",
    ]


def _one_by_one(batch: Batch) -> float:
    responses = [batch.response(row) for row in range(FEW)]
    return _seconds(lambda: [check_response(response, batch.instrument) for response in responses])


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
