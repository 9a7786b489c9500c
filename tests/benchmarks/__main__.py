"""`make bench`: how long the jobs take and how much memory they need; what the mirror's counting takes is written to docs/generated.

A second means little on its own: the machine may be busy. So everything that is compared is measured in turn in the same run, and the
first jobs are given as multiples of a yardstick, which is Python counting to ten million.

`make bench` measures to ten million rows and takes some ten minutes; `python -m tests.benchmarks 416 300000` only to the sizes given.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from spegla.analyses import IndicatorQuestion, indicators
from spegla.catalogue import Catalogue, load
from spegla.catalogue.load import BUILTIN
from spegla.disclosure import Audience
from spegla.importers import read_long
from spegla.messages import messages
from spegla.presentation import indicator_page, to_html
from tests.benchmarks.ingest import lines
from tests.benchmarks.mirror import memory, prefix_sums, table
from tests.benchmarks.stored import rebuilt

ROUNDS = 5
SIZES = (416, 300_000, 1_000_000, 10_000_000)


def median_seconds(job: Callable[[], object]) -> float:
    """The median of a few runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def whole_country(catalogue: Catalogue, folder: Path) -> Path:
    """290 municipalities that answer all 45 indicators: the largest file of this kind there can be."""
    labels = [indicator.label.sv.replace('"', '""') for indicator in catalogue.instruments["oj-sbu-2016"].indicators]
    answers = ["Ja", "Nej", "Nej", "Ea", "Delvis", ""]
    rows = [
        f'{code},"{label}",{answers[(first + second) % len(answers)]}'
        for first, code in enumerate(catalogue.municipalities.by_code)
        for second, label in enumerate(labels)
    ]
    path = folder / "landet.csv"
    path.write_text("\n".join(["kommunkod,indikator,svar", *rows]), encoding="utf-8")
    return path


def indicators_job() -> None:
    """The indicators of a whole country: measure and print."""
    catalogue = load()
    instrument = catalogue.instruments["oj-sbu-2016"]
    with tempfile.TemporaryDirectory() as folder:
        path = whole_country(catalogue, Path(folder))
        columns = read_long(path, instrument, catalogue.municipalities).value
        if columns is None:
            sys.exit("the made-up file must be right")
        answer = indicators(columns, IndicatorQuestion(), catalogue, Audience.anyone())
        yardstick = median_seconds(lambda: sum(range(10_000_000)))
        jobs: dict[str, Callable[[], object]] = {
            "spegla --help": lambda: subprocess.run([sys.executable, "-m", "spegla", "--help"], capture_output=True, check=True),
            "load all definitions": lambda: load.__wrapped__(BUILTIN),
            "read 290 x 45 answers": lambda: read_long(path, instrument, catalogue.municipalities),
            "count 45 indicators": lambda: indicators(columns, IndicatorQuestion(), catalogue, Audience.anyone()),
            "write the page": lambda: to_html(indicator_page(answer, messages("sv"))),
        }
        print(f"Python {platform.python_version()}, median of {ROUNDS}; yardstick {yardstick:.3f} s")
        for name, job in jobs.items():
            seconds = median_seconds(job)
            print(f"{name:<24}{seconds:8.3f} s{seconds / yardstick:8.2f} yardsticks")
    print(f"{'peak memory':<24}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


def mirror_job(sizes: tuple[int, ...]) -> None:
    """The mirror beside other engines: measure, print, and write the page."""
    text = [
        "# Prestanda",
        "",
        "<!-- Skrivs av `make bench`. Ändra inte här. -->",
        "",
        "Alla svarsalternativ i ett brett formulär (375), räknade för alla rader och för den egna kommunen, under tre filter. Regeln",
        "läses varje gång och inget sparas mellan gångerna. Motorerna svarar i tur och ordning i samma körning. Talen är medianer av",
        "fem, i millisekunder, och inom parentes hur många gånger Speglas tid. Varje svar är jämfört med Speglas, ruta för ruta.",
        "",
        f"Python {platform.python_version()}, numpy {np.__version__}, polars {pl.__version__}, {len(os.sched_getaffinity(0))} kärnor.",
        *table(sizes),
        *prefix_sums(sizes),
        *memory(max(sizes)),
        *lines(load(), min(1_000_000, max(sizes))),
        *rebuilt(min(1_000_000, max(sizes))),
    ]
    print("\n".join(text))
    if max(sizes) >= SIZES[-1]:
        (Path(__file__).parents[2] / "docs" / "generated" / "prestanda.md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    indicators_job()
    mirror_job(tuple(map(int, sys.argv[1:])) or SIZES)
