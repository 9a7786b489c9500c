"""Where the log has ended, day by day, in a text file beside the database: one line for each export, added and never changed.

A line is `2026-11-23T05:00:00+00:00 18402:<seal>`. Whoever can write in the database can also write in this file, so each line is
sent to people as well (`use_cases.heads`); the file is what is checked without asking them.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from spegla.portal.store.audit import Head

FILE = "audit-heads.txt"
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00) (\d{1,18}):([0-9a-f]{64})")


class DamagedError(ValueError):
    """A line of the file is not one that was exported; `line` is its number."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Exported:
    """A head, and when it was exported."""

    at: datetime
    head: Head


def exported(folder: Path) -> Sequence[Exported]:
    """Every head in `folder`, the oldest first; none when nothing has been exported. DamagedError when a line cannot be read."""
    file = folder / FILE
    if not file.exists():
        return []
    found = []
    for number, line in enumerate(file.read_text(encoding="ascii", errors="replace").splitlines(), start=1):
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise DamagedError(number)
        found.append(Exported(datetime.fromisoformat(parts[1]), Head(int(parts[2]), parts[3])))
    return found


def last_export(folder: Path) -> datetime | None:
    """When a head was last exported to `folder`; None when none ever was."""
    heads = exported(folder)
    return heads[-1].at if heads else None


def add(folder: Path, one: Exported) -> None:
    """Add `one` to the file, on disk before it returns."""
    folder.mkdir(parents=True, exist_ok=True)
    line = f"{one.at.astimezone(UTC).isoformat(timespec='seconds')} {one.head.number}:{one.head.seal}\n"
    file = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, line.encode("ascii"))
        os.fsync(file)
    finally:
        os.close(file)
