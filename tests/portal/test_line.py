"""SQLite, where those who write stand in line: who comes waits for who came, and the line goes with whoever holds it."""

import fcntl
import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

from spegla.portal.store.sqlite3.base import DatabaseWrapper

_SETTINGS = {
    "ENGINE": "spegla.portal.store.sqlite3", "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "TIME_ZONE": None,
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 1, "init_command": "PRAGMA journal_mode=wal"},
}  # fmt: skip


def opened(path: Path | str) -> DatabaseWrapper:
    return DatabaseWrapper({**_SETTINGS, "NAME": str(path)}, "line")


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """A database of its own; the tests' is not touched."""
    path = tmp_path / "cases.sqlite3"
    with sqlite3.connect(path) as made:
        # As an installed one is. To change it takes a lock that is refused at once where several come first.
        made.execute("PRAGMA journal_mode=wal")
        made.execute("CREATE TABLE t (n int)")
    made.close()
    with django_db_blocker.unblock():
        yield path


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def write(path: Path, times: int) -> None:
    connection = opened(path)
    for number in range(times):
        begin(connection)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO t VALUES (%s)", [number])
        time.sleep(0.004)
        connection.commit()
        connection.set_autocommit(True)
    connection.close()


def count(path: Path) -> int:
    with sqlite3.connect(path) as read:
        return int(read.execute("SELECT count(*) FROM t").fetchone()[0])


def test_of_many_who_write_all_the_time_nothing_is_lost(database: Path) -> None:
    writers = [threading.Thread(target=write, args=(database, 20)) for _ in range(6)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    assert count(database) == 120


def test_who_comes_while_somebody_is_in_the_line_waits_for_them_and_not_for_the_database(database: Path) -> None:
    before = (database.parent / "cases.sqlite3-line").open("w")
    fcntl.flock(before, fcntl.LOCK_EX)
    writer = threading.Thread(target=write, args=(database, 1))
    writer.start()
    writer.join(0.3)
    waited, written = writer.is_alive(), count(database)
    before.close()
    writer.join()

    assert (waited, written) == (True, 0)
    assert count(database) == 1


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_line_goes_on_however_a_transaction_ends(database: Path, end: str) -> None:
    first, second = opened(database), opened(database)
    begin(first)
    getattr(first, end)()
    began = time.monotonic()
    begin(second)
    second.rollback()

    assert time.monotonic() - began < 10


def test_one_that_could_not_begin_is_in_nobody_s_way(database: Path) -> None:
    refused, other = opened(database), opened(database)
    for one in (refused, other):
        one.ensure_connection()
    holder = sqlite3.connect(database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception, match="locked"):
        begin(refused)
    holder.execute("ROLLBACK")
    began = time.monotonic()
    begin(other)
    other.rollback()

    assert time.monotonic() - began < 10


def test_who_has_waited_too_long_goes_on_and_is_told_no_by_the_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spegla.portal.store.sqlite3.base._LONGEST", 0.05)
    first, second = opened(database), opened(database)
    second.ensure_connection()
    begin(first)
    with pytest.raises(Exception, match="locked"):
        begin(second)
    first.rollback()


def _hold(path: str, held: Event) -> None:
    begin(opened(path))
    held.set()
    time.sleep(60)


def test_a_process_that_is_killed_in_the_line_holds_up_nobody(database: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    holder = context.Process(target=_hold, args=(str(database), held))
    holder.start()
    assert held.wait(120)
    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join()
    write(database, 1)

    assert count(database) == 1


def test_a_database_in_memory_has_no_line_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any) -> None:
    monkeypatch.chdir(tmp_path)
    connection = opened("file:memory?mode=memory&cache=shared")
    with django_db_blocker.unblock():
        begin(connection)
        connection.rollback()

    assert list(tmp_path.iterdir()) == []


def test_the_file_of_the_line_is_its_owner_s_alone(database: Path) -> None:
    write(database, 1)

    assert (database.parent / "cases.sqlite3-line").stat().st_mode & 0o777 == 0o600


def test_without_a_file_for_the_line_one_writes_all_the_same(database: Path) -> None:
    (database.parent / "cases.sqlite3-line").mkdir()
    write(database, 1)

    assert count(database) == 1
