"""`python -m tests.unit.columns.killed_writer <folder>`: a writer that is killed before each of its lines in turn.

Each time the partition of `OLD` is there and that of `NEW` is written in its place, in `<folder>/<number of the line>`; the last writer
lives. The process forks, so it is one of its own, where nothing has begun a thread.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from spegla.catalogue import Instrument, load
from spegla.columns import Batch
from spegla.columns.stored import replace_saved
from tests.unit.columns.registrations import registrations

FALUN = "2080"
# The seeds of the two.
OLD, NEW = 1, 2
_WRITING = {"_write", "publish", "make_folder", "_settle"}


def falun(instrument: Instrument, seed: int) -> Batch:
    """Some rows of one municipality and year; how many follows from the seed."""
    batch = registrations(instrument, 100 * seed, seed)
    return batch.part((batch.organisation == batch.organisations.index(FALUN)).nonzero()[0])


def main(folder: Path) -> None:
    instrument = load().instruments["webbkollen-2017"]
    old, new = falun(instrument, OLD), falun(instrument, NEW)
    line = 0
    while True:
        place = folder / f"{line:03d}"
        replace_saved(place, old, FALUN, 2017, OLD)
        writer = os.fork()
        if not writer:
            _die_before(line)
            replace_saved(place, new, FALUN, 2017, NEW)
            os._exit(0)
        _, status = os.waitpid(writer, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))
        line += 1


def _die_before(line: int) -> None:
    left = line

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if event == "call":
            return trace if frame.f_code.co_name in _WRITING else None
        if event == "line":
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
        return trace

    sys.settrace(trace)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
