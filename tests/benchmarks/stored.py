"""Stored registrations → partitions: a whole store rebuilt, and one year of one organisation, as after a change.

`python -m tests.benchmarks.stored 1000000` measures only this, and prints it.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np

from spegla.catalogue import Instrument, load
from spegla.columns.rows import StoredRow, batch_of_data, stored_rows
from spegla.columns.stored import open_saved, replace_saved, saved_facts
from spegla.importers import read_wide
from spegla.synthesis import municipalities, synthesise
from tests.benchmarks.memory import forget, peak

PLACES = tuple(f"{code:04d}" for code in range(1100, 1200))
YEARS = (2013, 2014, 2015, 2016, 2017)


def rebuilt(size: int) -> list[str]:
    """The lines of the report."""
    with tempfile.TemporaryDirectory() as name:
        found = {}
        for job in ("prepare", "rebuild"):
            script = f"from tests.benchmarks.stored import {job}; {job}({name!r}, {size})"
            run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
            found[job] = [float(part) for part in run.stdout.split()]
    decoded, made, written, seconds, memory, one = found["rebuild"]
    partitions = len(PLACES) * len(YEARS)
    return [
        "",
        f"### Bygga om ur förvaret, {_thousands(size)} registreringar av webbkollen-2017, {partitions} partitioner",
        "",
        f"- Processortid, en kärna: läsa JSON {decoded:.1f} s, rader av det {made:.1f} s, bitplan på disken {written:.1f} s.",
        f"- Från början till slut, med väntan på disken och på annat som datorn gör: {seconds:.1f} s.",
        f"- Minne: högst {memory:.0f} MB mer än vid start.",
        f"- En partition, {_thousands(size // partitions)} registreringar: {1000 * one:.0f} ms.",
    ]


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def prepare(folder: str, size: int) -> None:
    """Write the registrations as JSON, one file for each organisation and year."""
    catalogue = load()
    instrument = catalogue.instruments["webbkollen-2017"]
    path = Path(folder) / "rader.csv"
    synthesise(instrument, municipalities(), size, 1).write_csv(path, separator=";")
    batch = read_wide(path, instrument, catalogue.municipalities).value
    if batch is None:
        raise ValueError("the invented file must be right")
    path.unlink()
    files = [(place, year) for place in PLACES for year in YEARS]
    for at, (place, year) in enumerate(files):
        lines = []
        for row in stored_rows(batch.part(np.arange(at, size, len(files)))):
            # All of them are of 2017.
            day = "" if row.day is None else f"{year}{row.day.isoformat()[4:]}"
            lines.append(json.dumps([row.unit, day, row.latest, row.data]))
        (Path(folder) / f"{place}-{year}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def rebuild(folder: str, size: int) -> None:
    """Every partition from JSON: the processor's seconds in each step, those that passed, the peak above the start, and what one takes."""
    instrument = load().instruments["webbkollen-2017"]
    target = Path(folder) / "plan"
    before, start = forget(), time.perf_counter()
    steps: list[tuple[float, float, float]] = []
    each = []
    for place in PLACES:
        for year in YEARS:
            began, at = time.perf_counter(), [time.process_time()]
            rows = _rows(Path(folder) / f"{place}-{year}.jsonl")
            at.append(time.process_time())
            batch = batch_of_data(instrument, place, rows, invented=True)
            at.append(time.process_time())
            replace_saved(target, batch, place, year, 1)
            at.append(time.process_time())
            steps.append((at[1] - at[0], at[2] - at[1], at[3] - at[2]))
            each.append(time.perf_counter() - began)
    seconds, most = time.perf_counter() - start, peak() - before
    _guard_all_there(target, instrument, size)
    print(*map(sum, zip(*steps, strict=True)), seconds, most, median(each))


def _rows(path: Path) -> list[StoredRow]:
    with path.open(encoding="utf-8") as lines:
        return [
            StoredRow(unit, date.fromisoformat(day) if day else None, latest, data) for unit, day, latest, data in map(json.loads, lines)
        ]


def _guard_all_there(target: Path, instrument: Instrument, size: int) -> None:
    rows = sum(one.rows for place in PLACES for one in saved_facts(target, instrument, place))
    if rows != size or open_saved(target, instrument, PLACES).rows != size:
        sys.exit("some registrations are in no partition")


if __name__ == "__main__":
    print("\n".join(rebuilt(int(sys.argv[1]))))
