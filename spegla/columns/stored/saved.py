"""Planes on disk: one partition per organisation and year, mapped into memory when it is read.

    <folder>/<instrument>/<organisation>/<year>/manifest.json
                                               planes-<checksum>.bits

A reader takes the newest manifest and the planes that it names, so it never meets a half. A writer writes the planes beside the old ones,
then renames the new manifest into place, then removes what no manifest names; a reader that has the old planes mapped keeps them.
There is one writer at a time: that is for the caller to see to. No case code is ever here.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spegla.catalogue import Instrument
from spegla.columns.batch import BLANK, Batch
from spegla.columns.columns import Holder
from spegla.columns.engine.bitplanes import BitPlanes
from spegla.columns.engine.building import build, extents_of, years_of
from spegla.columns.engine.layout import lay_out
from spegla.columns.engine.partition import Partition, words_of
from spegla.columns.packed import Packed

_FORMAT = 1
_NO_YEAR = "utan-datum"


class SavedPartitionError(Exception):
    """The partition at `place` cannot be used; `reason` is damaged, other_format or other_definition."""

    def __init__(self, place: Path, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


@dataclass(frozen=True)
class Saved:
    """What was written: whose rows, of which year (None without a day), and how many."""

    organisation: str
    year: int | None
    rows: int


def save(folder: Path, batch: Batch) -> tuple[Saved, ...]:
    """Write the rows of `batch` as one partition per organisation and year, each in place of what was there. Raises OSError."""
    years = np.zeros(batch.length, np.int64) if batch.day is None else np.where(batch.day == BLANK, 0, years_of(batch.day))
    written = []
    for place, organisation in enumerate(batch.organisations):
        own = batch.organisation == place
        for year in np.unique(years[own]):
            rows = np.flatnonzero(own & (years == year))
            part = batch.part(rows)
            target = folder / batch.instrument.reference / organisation / (str(year) if year else _NO_YEAR)
            _write(target, part)
            written.append(Saved(organisation, int(year) or None, len(rows)))
    return tuple(written)


def open_saved(folder: Path, instrument: Instrument, organisations: Iterable[str]) -> Packed:
    """The partitions of `organisations`, mapped into memory, as one thing to count.

    Raises `SavedPartitionError` when one is damaged, or was made under another definition of the instrument.
    """
    partitions, absent, invented = [], [], False
    for organisation in sorted(set(organisations)):
        for manifest in sorted((folder / instrument.reference / organisation).glob("*/manifest.json")):
            facts = _facts(manifest)
            partitions.append(_mapped(manifest, facts, instrument))
            absent.append(frozenset(facts["not_collected"]) & {variable.id for variable in instrument.variables})
            invented |= facts["invented"]
    # What no partition has a column for was not collected.
    not_collected = frozenset.intersection(*absent) if absent else frozenset()
    return Packed(instrument, Holder.STORE, not_collected, invented, BitPlanes(instrument, partitions))


def check_saved(folder: Path) -> None:
    """Read every partition below `folder` whole; raises `SavedPartitionError` at the first whose bytes are not those that were written."""
    for manifest in sorted(folder.rglob("manifest.json")):
        facts = _facts(manifest)
        try:
            content = (manifest.parent / facts["planes"]).read_bytes()
        except OSError:
            raise SavedPartitionError(manifest.parent, "damaged") from None
        if hashlib.sha256(content).hexdigest() != facts["checksum"]:
            raise SavedPartitionError(manifest.parent, "damaged")


def definition_checksum(instrument: Instrument) -> str:
    """A checksum of all that decides what a plane means: variables, codes, routing and derivation, not their words."""
    parts: list[Any] = []
    for variable in instrument.variables:
        codes = [(category.code, category.missing and category.missing.value, category.exclusive) for category in variable.categories]
        parts.append((variable.id, variable.type.value, codes, variable.asked_when and variable.asked_when.text))
    for derived in instrument.derived:
        codes = [(category.code, category.missing and category.missing.value, False) for category in derived.categories]
        cases = [(case.code, case.rule.text) for case in derived.cases]
        counted = [variable.id for variable in derived.counts]
        parts.append((derived.id, derived.type.value, codes, cases, counted, derived.asked_when and derived.asked_when.text))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _write(target: Path, batch: Batch) -> None:
    partition = build(batch)
    content = partition.planes.astype("<u8", copy=False).tobytes()
    checksum = hashlib.sha256(content).hexdigest()
    numbers, days = extents_of(batch)
    facts = {
        "format": _FORMAT,
        "instrument": batch.instrument.reference,
        "definition": definition_checksum(batch.instrument),
        "rows": batch.length,
        "ranges": partition.ranges,
        "years": partition.years,
        "numbers": numbers,
        "days": days,
        "texts": batch.texts,
        "not_collected": sorted(batch.absent),
        "invented": batch.invented,
        "planes": f"planes-{checksum[:16]}.bits",
        "checksum": checksum,
    }
    target.mkdir(parents=True, exist_ok=True)
    _publish(target / str(facts["planes"]), content)
    _publish(target / "manifest.json", json.dumps(facts, ensure_ascii=False, indent=1).encode())
    for old in target.glob("planes-*.bits"):
        if old.name != facts["planes"]:
            old.unlink()


def _publish(path: Path, content: bytes) -> None:
    """Write beside and rename, so that the name holds all or nothing, also after a power cut."""
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


def _facts(manifest: Path) -> Mapping[str, Any]:
    try:
        facts: Mapping[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SavedPartitionError(manifest.parent, "damaged") from None
    if facts.get("format") != _FORMAT:
        raise SavedPartitionError(manifest.parent, "other_format")
    return facts


def _mapped(manifest: Path, facts: Mapping[str, Any], instrument: Instrument) -> Partition:
    if facts["definition"] != definition_checksum(instrument):
        raise SavedPartitionError(manifest.parent, "other_definition")
    layout = lay_out(
        instrument,
        not_collected=facts["not_collected"],
        numbers=_pairs(facts["numbers"]),
        days=_pairs(facts["days"]),
        texts={id: tuple(values) for id, values in facts["texts"].items()},
    )
    shape = (layout.planes, words_of(facts["rows"]))
    path = manifest.parent / facts["planes"]
    if not path.is_file() or path.stat().st_size != shape[0] * shape[1] * 8:
        raise SavedPartitionError(manifest.parent, "damaged")
    # Nothing can be mapped of an empty file.
    planes = np.memmap(path, np.dtype("<u8"), "r", shape=shape) if all(shape) else np.zeros(shape, np.uint64)
    return Partition(layout, facts["rows"], _pairs(facts["ranges"]), tuple(facts["years"]), planes)


def _pairs(found: Mapping[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {id: (int(first), int(last)) for id, (first, last) in found.items()}
