"""Jobs that are run in a process of their own, so that the peak is theirs alone. Each prints megabytes."""

import time
from pathlib import Path

from spegla.columns import Selection
from spegla.columns.stored import open_saved, read_parquet, save, write_parquet
from tests.benchmarks.wide import PLACES, instrument, rows


def peak() -> float:
    """The most that the process has held since `forget`, in MB. What `getrusage` says begins with the parent's own peak."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def forget() -> float:
    """Begin the peak anew from what is held now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


def prepare(folder: str, size: int) -> None:
    """Write the rows as Parquet, and as saved planes."""
    made = instrument()
    batch = rows(size).batch(made)
    write_parquet(batch, Path(folder) / "rader.parquet")
    save(Path(folder) / "plan", batch)


def build(folder: str, _: int) -> None:
    """Planes from Parquet: their size, the peak above the start, and the seconds."""
    made = instrument()
    before, start = forget(), time.perf_counter()
    packed = read_parquet(Path(folder) / "rader.parquet", made)
    seconds = time.perf_counter() - start
    (partition,) = packed.engine.partitions
    print(partition.planes.nbytes / 2**20, peak() - before, seconds)


def answer(folder: str, _: int) -> None:
    """Planes mapped from disk, and every one of them counted: the peak above the start."""
    made = instrument()
    packed = open_saved(Path(folder) / "plan", made, PLACES)
    before = forget()
    packed.tally(Selection())
    print(peak() - before)
