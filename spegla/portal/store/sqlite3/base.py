"""SQLite's own backend, with a line before its only lock.

Each of our transactions takes SQLite's lock when it begins. Who finds it taken sleeps there for longer and longer, up to a tenth of a
second at a time, also when it has long been given back: with some who write all the time, whoever had bad luck waits for seconds, and
holds up everybody whose page waits for the same thread. So a file beside the database is locked first, and asked for again within
milliseconds. SQLite's lock is still what guards the database: whoever has waited too long in the line goes on and is told no by it.
"""

import fcntl
import os
import time
from typing import Any

from django.db.backends.sqlite3 import base

# How long one waits between two tries, and in all, in seconds.
_PAUSE, _LONGEST = 0.001, 20.0


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._stand_in_line()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_line()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._leave_line()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_line()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave_line()

    def _stand_in_line(self) -> None:
        if self.is_in_memory_db():
            return
        # Its own opening of the file each time: a lock belongs to that, and goes with the process however it ends.
        try:
            line = os.open(f"{self.settings_dict['NAME']}-line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            # Another account's, or no disk left: without a line one waits longer, and that is all.
            return
        until = time.monotonic() + _LONGEST
        while time.monotonic() < until:
            try:
                fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_PAUSE)
            else:
                break
        self._line = line

    def _leave_line(self) -> None:
        if self._line is not None:
            os.close(self._line)
            self._line = None
