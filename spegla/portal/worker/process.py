"""The worker: its parts in a thread each, so that a long job does not hold up the figures, and a heart that beats while all live."""

import time
from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path
from threading import Event, Thread

from django.db import connections

from spegla.portal.worker import figures, heartbeat, jobs
from spegla.portal.worker.alone import alone
from spegla.portal.worker.telling import Tell

# How long a part has to finish what it is doing when the worker is to end.
GRACE = 0.7
_LOOK = 1.0


class Ended(Enum):
    """How it ended: all was finished; something was cut off, which the next worker does again; or a part stopped by itself."""

    FINISHED = "finished"
    CUT_OFF = "cut_off"
    BROKEN = "broken"


def work(*, data: Path, columns: Path, asked_to_end: Callable[[float], bool], tell: Tell) -> Ended:
    """Work until `asked_to_end`, which waits for at most so many seconds and says whether it is time. `AlreadyWorkingError` beside another.

    What is cut off may go on for as long as the process does: after `CUT_OFF` it should end at once. Nothing is half done by that: a
    transaction is undone, and a partition is the old one or the new one.
    """
    with alone(data):
        tell("worker_begun")
        taken = jobs.take_back()
        connections.close_all()
        if taken:
            tell("worker_taken_back", count=taken)
        stop = Event()
        parts = [_begun(figures.keep_written, columns, stop, tell), _begun(jobs.keep_working, stop, tell)]
        whole = _watch(data, parts, asked_to_end)
        stop.set()
        until = time.monotonic() + GRACE
        for part in parts:
            part.join(max(0, until - time.monotonic()))
        if not whole:
            return Ended.BROKEN
        return Ended.CUT_OFF if any(part.is_alive() for part in parts) else Ended.FINISHED


def _watch(data: Path, parts: list[Thread], asked_to_end: Callable[[float], bool]) -> bool:
    """Beat until it is time to end, or a part is no more; whether all were alive."""
    beaten = float("-inf")
    while all(part.is_alive() for part in parts):
        if time.monotonic() - beaten >= heartbeat.EVERY:
            heartbeat.beat(data)
            beaten = time.monotonic()
        if asked_to_end(_LOOK):
            return True
    return False


def _begun(part: Callable[..., None], *arguments: object) -> Thread:
    thread = Thread(target=partial(_alone_with_connections, part, *arguments), name=part.__name__, daemon=True)
    thread.start()
    return thread


def _alone_with_connections(part: Callable[..., None], *arguments: object) -> None:
    """Each thread has connections of its own, which go with it."""
    try:
        part(*arguments)
    finally:
        connections.close_all()
