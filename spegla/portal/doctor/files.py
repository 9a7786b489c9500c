"""The folder of data: whose it is, who may read it, what disk it is on, how much room there is; and the gathered files of the pages."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from spegla.portal.doctor.findings import Asked, Finding, look, well, wrong

MEGABYTE = 1_000_000
_TOO_LITTLE, _LITTLE = 200 * MEGABYTE, 2_000 * MEGABYTE
# Kinds of disk that are another machine's. SQLite's log of writes is shared memory, which they do not have.
_NETWORKED = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "lustre", "afs", "fuse.sshfs", "fuse.glusterfs")
_MOUNTS = Path("/proc/self/mounts")
# Files that hold what people entrusted to the portal; the gathered files of the pages are for everyone.
_PRIVATE = ("*.sqlite3*", "mail", "mail/*", "heads", "heads/*", "columns", "columns/*", "worker.*")


def folder(_: Asked) -> Iterator[Finding]:
    data = Path(settings.DATA)
    if not data.is_dir():
        yield wrong("folder_missing", folder=str(data))
        return
    yield from owner(data)
    yield from modes(data)
    yield from room(data, shutil.disk_usage(data).free)
    if any("sqlite3" in str(one["ENGINE"]) for one in settings.DATABASES.values()):
        yield from local(data, _MOUNTS.read_text(encoding="utf-8") if _MOUNTS.is_file() else "")


def owner(data: Path) -> Iterator[Finding]:
    """Files that another account leaves behind, the portal cannot write."""
    if data.stat().st_uid != os.geteuid():
        yield wrong("folder_anothers", folder=str(data))


def modes(data: Path) -> Iterator[Finding]:
    """Others than the portal's own account may neither read nor write."""
    private = [data, *sorted(path for pattern in _PRIVATE for path in data.glob(pattern))]
    open_ones = [path for path in private if others_may(path)]
    for path in open_ones:
        yield wrong("file_open", file=str(path), mode="700" if path.is_dir() else "600")
    if not open_ones:
        yield well("files_closed", folder=str(data))


def others_may(path: Path) -> bool:
    """Whether the group or everyone may do anything with it."""
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def room(data: Path, free: int) -> Iterator[Finding]:
    """`free` bytes on the disk of `data`, weighed against what lies there: a copy of it must have room."""
    held = sum(path.stat().st_size for path in data.glob("*.sqlite3*"))
    facts = {"folder": str(data), "free": f"{free // MEGABYTE}"}
    if free < _TOO_LITTLE:
        yield wrong("room_none", **facts)
    elif free < max(_LITTLE, 2 * held):
        yield look("room_little", **facts)
    else:
        yield well("room_enough", **facts)


def local(data: Path, mounts: str) -> Iterator[Finding]:
    """The disk is this machine's own. `mounts` is the kernel's list."""
    kind = kind_of_disk(data, mounts)
    if not kind:
        yield look("disk_unknown", folder=str(data))
    elif kind in _NETWORKED:
        yield wrong("disk_networked", folder=str(data), kind=kind)
    else:
        yield well("disk_local", folder=str(data), kind=kind)


def kind_of_disk(path: Path, mounts: str) -> str:
    """The kind of the nearest mount above `path`; "" when there is no list. What is mounted last lies on top."""
    found: tuple[int, str] = (-1, "")
    for line in mounts.splitlines():
        _device, point, kind, *_ = line.split()
        place = Path(point.replace("\\040", " "))
        if path.resolve().is_relative_to(place) and len(place.parts) >= found[0]:
            found = (len(place.parts), kind)
    return found[1]


def pages(_: Asked) -> Iterator[Finding]:
    """Each file of the pages is gathered, and the same as the one that was installed: else an upgrade was left half done."""
    if settings.DEMO:
        return
    root = Path(settings.STATIC_ROOT)
    if not (root / "staticfiles.json").is_file():
        yield wrong("static_missing", folder=str(root))
        return
    wanted = [(name, store) for finder in finders.get_finders() for name, store in finder.list([])]
    stale = 0
    for name, store in wanted:
        prefix = getattr(store, "prefix", None)
        gathered = root / (f"{prefix}/{name}" if prefix else name)
        stale += not gathered.is_file() or gathered.read_bytes() != Path(store.path(name)).read_bytes()
    yield wrong("static_stale", count=stale) if stale else well("static_gathered", count=len(wanted))
