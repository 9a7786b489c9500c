"""One worker at a time: whoever holds the lock of a file in the folder of data."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "worker.lock"


class AlreadyWorkingError(Exception):
    """Another process is the worker."""


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Be the only worker; `AlreadyWorkingError` when another is. The lock goes with the process, however it ends."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyWorkingError from None
        yield
