"""The figures, kept in step with the tables: what has been handed in is looked for once a second and written at once.

A partition that cannot be written waits a while longer each time and holds up none of the others. What is said of it is whose it is and
what kind of error it was; the words of the error may be of a case.
"""

import time
from pathlib import Path
from threading import Event

from django.db import close_old_connections

from spegla.portal.use_cases import partitions
from spegla.portal.worker.pauses import Pauses
from spegla.portal.worker.telling import Tell

EVERY = 1.0
# The whole of it, when not even the tables can be asked.
_ALL = "all"


def keep_written(columns: Path, stop: Event, tell: Tell) -> None:
    """Until `stop`. What cannot be used is found first, since nothing else tells that a definition has changed or a disk been lost."""
    keeper = Keeper(columns, tell)
    while not stop.is_set():
        # A database that went away may be back.
        close_old_connections()
        stop.wait(keeper.look())


class Keeper:
    """Looks for what is behind, and remembers what went wrong."""

    def __init__(self, columns: Path, tell: Tell) -> None:
        self.columns = columns
        self.tell = tell
        self.checked = False
        self.partitions = Pauses[int](time.monotonic)
        self.tables = Pauses[str](time.monotonic)

    def look(self) -> float:
        """Write what is behind; how many seconds to wait before the next time."""
        try:
            if not self.checked:
                lost = partitions.check(self.columns)
                self.checked = True
                if lost:
                    self.tell("worker_lost", count=lost)
            self._refresh()
        # A worker that stopped at what nobody foresaw would keep everybody's figures from them: it tells and goes on.
        except Exception as wrong:
            pause = self.tables.failed(_ALL)
            self.tell("worker_tables_unread", why=type(wrong).__name__, seconds=round(pause))
            return pause
        self.tables.went_well(frozenset())
        return EVERY

    def _refresh(self) -> None:
        waiting = self.partitions.waiting()
        failed: frozenset[int] = frozenset()
        try:
            partitions.refresh(self.columns, waiting)
        except partitions.NotWrittenError as some:
            failed = frozenset(one.state.id for one in some.failed)
            for one in some.failed:
                pause, state = self.partitions.failed(one.state.id), one.state
                place = {"organisation": state.organisation.name, "instrument": state.instrument, "year": state.year}
                self.tell("worker_not_written", **place, why=one.why, seconds=round(pause))
        self.partitions.went_well(waiting | failed)
