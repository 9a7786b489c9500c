"""A file that somebody hands in, read in a process of its own: what it does to its reader it does to nobody else.

The guards of the importer refuse a hostile file before it is parsed. This is the second line, for what they do not know of: the process
has a limit for its memory, its time and what it writes, none of our secrets in its environment, and what it says is not believed.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from spegla.catalogue import Instrument
from spegla.importers.apart.parcels import Examined, ParcelError, unpacked
from spegla.importers.wide import ColumnMap, Limits

# Polars asks for address space that it never uses.
_MEMORY = 2 * 2**30
_SECONDS = 180
_PARCEL = 400_000_000
# What a process needs to find its libraries and its words.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")


class ApartError(Exception):
    """The process ended without an answer: the file takes too much memory or time, or something in it is a fault of ours."""


@dataclass(frozen=True)
class Share:
    """What a reading process may take: bytes of address space, and seconds."""

    memory: int = _MEMORY
    seconds: int = _SECONDS


_ALLOWED = Share()


def examine_apart(
    content: bytes, instrument: Instrument, limits: Limits, mapping: ColumnMap | None = None, share: Share = _ALLOWED
) -> Examined:  # fmt: skip
    """What is in the file, as `headers_of`, `unknown_texts` and `read_registrations` say. Raises `ApartError`."""
    request = {
        "instrument": instrument.reference,
        "limits": [limits.size, limits.rows, limits.columns],
        "mapping": (mapping or ColumnMap()).as_data(),
        "share": [share.memory, share.seconds, _PARCEL],
    }
    with tempfile.TemporaryFile() as parcel:
        try:
            subprocess.run(
                [sys.executable, "-P", "-m", "spegla.importers.apart.child"],
                input=json.dumps(request).encode() + b"\n" + content[: limits.size + 1],
                stdout=parcel,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                timeout=share.seconds,
                check=True,
            )
            parcel.seek(0)
            return unpacked(parcel.read(_PARCEL + 1), instrument)
        except (subprocess.SubprocessError, ParcelError) as ended:
            raise ApartError from ended


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    here = str(Path(__file__).parents[3])
    return {**kept, "PYTHONPATH": os.pathsep.join([here, *filter(None, sys.path)]), "POLARS_MAX_THREADS": "1"}
