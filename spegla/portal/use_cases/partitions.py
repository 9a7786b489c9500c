"""The partitions of the columns, kept in step with the tables: rewritten whole from them, one after the other, by one writer at a time.

It asks for no permission: it shows nothing, and whoever may see what is counted is asked where it is shown.
"""

import fcntl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from spegla.catalogue import Catalogue
from spegla.columns.rows import batch_of_data
from spegla.columns.stored import Saved, SavedPartitionError, check_saved, keep_only, replace_saved, saved_facts
from spegla.portal.accounts.models import Organisation
from spegla.portal.store import partitions as store
from spegla.portal.store.models import PartitionState
from spegla.portal.store.organisations import entity_of


@dataclass(frozen=True)
class NotWritten:
    """A partition that could not be written, and what kind of error it was; never what stood in it."""

    state: PartitionState
    why: str


class NotWrittenError(Exception):
    """Some partitions could not be written; all the others were."""

    def __init__(self, failed: Sequence[NotWritten]) -> None:
        super().__init__(", ".join(f"{one.state.id}: {one.why}" for one in failed))
        self.failed = failed


def folder_of(columns: Path, board: Organisation) -> Path:
    """Where the partitions of a board are: a folder of its own, so that nobody opens another's by mistake."""
    return columns / str(board.id)


def refresh(columns: Path, but: Collection[int] = ()) -> int:
    """Write every partition that is behind, without those with an id among `but`; how many there were.

    0 when another writer is at work: it will see them. `NotWrittenError` when some could not be written, after all the others were.
    """
    with _lock_file(columns) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        return _write_all(columns, store.behind(but))


def rebuild(columns: Path) -> int:
    """Write every partition anew, behind or not; how many there were. Waits for another writer, and raises as `refresh` does."""
    with _lock_file(columns) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _write_all(columns, store.every())


def check(columns: Path) -> int:
    """Find the partitions that cannot be used, and remove those that nobody should have; how many are behind from now on.

    A partition cannot be used when a byte of it is wrong or gone, when the instrument is defined otherwise now, or when it holds other
    changes than the tables know of, as when the database is older than the disk. What is on no list was made for a board that has another
    code now, or is of days that the database has forgotten. Waits for another writer.
    """
    with _lock_file(columns) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        states = store.every()
        _remove_others(columns, states)
        unusable = [one for one in states if one.written and not _usable(columns, one)]
        for one in unusable:
            store.lost(one)
        return len(unusable)


def _remove_others(columns: Path, states: Sequence[PartitionState]) -> None:
    kept: dict[Path, list[tuple[str, str, int | None]]] = {}
    for one in states:
        kept.setdefault(folder_of(columns, one.organisation), []).append((one.instrument, _code(one), one.year))
    for folder in columns.iterdir():
        if folder.is_dir():
            keep_only(folder, kept.get(folder, []))


def _usable(columns: Path, state: PartitionState) -> bool:
    instrument, code = Catalogue.opened().instruments.get(state.instrument), _code(state)
    folder = folder_of(columns, state.organisation)
    if instrument is None:
        return False
    try:
        there = saved_facts(folder, instrument, code)
        check_saved(folder / state.instrument / code / str(state.year))
    except SavedPartitionError:
        return False
    return any((one.year, one.stamp) == (state.year, state.written) for one in there)


def _write_all(columns: Path, states: Sequence[PartitionState]) -> int:
    failed = []
    for state in states:
        try:
            _write(columns, state)
        # Whatever it is, the figures of the others must not wait for it. What it says may be of a case, so only its kind is kept.
        except Exception as wrong:
            failed.append(NotWritten(state, type(wrong).__name__))
    if failed:
        raise NotWrittenError(failed)
    return len(states)


def _write(columns: Path, state: PartitionState) -> Saved:
    # The count before the rows: never the other way round.
    changes, code = state.changes, _code(state)
    instrument = Catalogue.opened().instruments[state.instrument]
    found = list(store.rows_of(state))
    batch = batch_of_data(instrument, code, [row for row, _ in found], invented=bool(found) and all(invented for _, invented in found))
    written = replace_saved(folder_of(columns, state.organisation), batch, code, state.year, changes)
    store.was_written(state, changes)
    return written


def _code(state: PartitionState) -> str:
    return entity_of(state.organisation).code


@contextmanager
def _lock_file(columns: Path) -> Iterator[TextIO]:
    """What the one who writes holds a lock on. The lock goes with the process, however it ends."""
    columns.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (columns / "writer.lock").open("w") as lock:
        yield lock
