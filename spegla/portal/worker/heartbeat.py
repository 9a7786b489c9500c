"""That the worker lives: the time of a file in the folder of data, set anew every few seconds. Nothing stands in it."""

from datetime import UTC, datetime
from pathlib import Path

FILE = "worker.heartbeat"
EVERY = 5.0


def beat(data: Path) -> None:
    """It lives now."""
    file = data / FILE
    file.touch(mode=0o600)


def last_beat(data: Path) -> datetime | None:
    """When it last lived; None when it never has."""
    file = data / FILE
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.is_file() else None
