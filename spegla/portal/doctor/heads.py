"""The heads of the log that were exported: lines in the files of `heads` in the folder of data, the newest last."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from spegla.portal.store.audit import Head

# A time and a head on the same line, whatever stands between: `2026-11-22T04:00:00+00:00 812:9f…`.
_LINE = re.compile(r"(?P<at>\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*).*?\b(?P<number>\d+):(?P<seal>[0-9a-f]{64})\b")


@dataclass(frozen=True)
class Export:
    """When the head was exported, and what it was."""

    at: datetime
    head: Head


def last_export(data: Path) -> Export | None:
    """The newest line of `data`/heads/*.txt; None when nothing was exported."""
    found = [_read(line) for file in (data / "heads").glob("*.txt") for line in file.read_text(encoding="utf-8").splitlines()]
    return max((one for one in found if one), key=lambda one: one.at, default=None)


def _read(line: str) -> Export | None:
    read = _LINE.search(line)
    if read is None:
        return None
    at = datetime.fromisoformat(read["at"])
    return Export(at if timezone.is_aware(at) else timezone.make_aware(at), Head(int(read["number"]), read["seal"]))
