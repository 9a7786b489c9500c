"""Jobs that are run in a process of their own, so that the peak is theirs alone. Each prints megabytes."""

import resource
import time
from pathlib import Path

from spegla.columns import Selection
from spegla.columns.stored import open_saved, read_parquet, save, write_parquet
from tests.benchmarks.wide import PLACES, instrument, rows


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def prepare(folder: str, size: int) -> None:
    """Write the rows as Parquet, and as saved planes."""
    made = instrument()
    batch = rows(size).batch(made)
    write_parquet(batch, Path(folder) / "rader.parquet")
    save(Path(folder) / "plan", batch)


def build(folder: str, _: int) -> None:
    """Planes from Parquet: their size, the peak above the start, and the seconds."""
    made = instrument()
    before, start = _peak(), time.perf_counter()
    packed = read_parquet(Path(folder) / "rader.parquet", made)
    seconds = time.perf_counter() - start
    (partition,) = packed.engine.partitions
    print(partition.planes.nbytes / 2**20, _peak() - before, seconds)


def answer(folder: str, _: int) -> None:
    """Planes mapped from disk, and every one of them counted: the peak above the start."""
    made = instrument()
    packed = open_saved(Path(folder) / "plan", made, PLACES)
    before = _peak()
    packed.tally(Selection())
    print(_peak() - before)
