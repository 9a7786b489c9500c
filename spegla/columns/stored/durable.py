"""Files that are whole under their name or not there, also after a power cut."""

import os
import tempfile
from pathlib import Path


def publish(path: Path, content: bytes) -> None:
    """Write beside `path` and rename; when this returns, the content and the name are on the disk. Raises OSError.

    A writer that is killed may leave a file whose name begins with a dot, which is the next writer's to remove.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    # A rename is written in the folder, which has a place on the disk of its own.
    _settle(path.parent)


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it that are missing; when this returns, they are on the disk. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        _settle(one.parent)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
