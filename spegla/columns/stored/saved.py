"""Planes on disk: one partition per organisation and year, mapped into memory when it is read.

    <folder>/<instrument>/<organisation>/<year>/manifest.json
                                               planes-<checksum>-<chance>.bits

A reader takes the newest manifest and the planes that it names, so it never meets a half. A writer writes the planes beside the old ones,
then renames the new manifest into place, then removes what no manifest names; a reader that has the old planes mapped keeps them, and one
that comes too late for them begins again with the new manifest. Each write has a name of its own, so that a reader can tell planes that
have been replaced from planes that are lost. Partitions are replaced one at a time: a reader of several may meet some old and some new.
There is one writer at a time: that is for the caller to see to. No case code is ever here.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.columns.batch import BLANK, Batch
from spegla.columns.columns import Holder
from spegla.columns.engine.bitplanes import BitPlanes
from spegla.columns.engine.building import build, extents_of, years_of
from spegla.columns.engine.layout import lay_out
from spegla.columns.engine.partition import Partition, words_of
from spegla.columns.packed import Packed
from spegla.columns.stored.durable import make_folder, publish

_FORMAT = 2
_MANIFEST, _NO_YEAR = "manifest.json", "utan-datum"

Facts = Mapping[str, Any]
T = TypeVar("T")


class SavedPartitionError(Exception):
    """The partition at `place` cannot be used; `reason` is damaged, other_format or other_definition."""

    def __init__(self, place: Path, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


@dataclass(frozen=True)
class Saved:
    """A partition: whose rows, of which year (None without a day), how many, and the number that its writer stamped it with."""

    organisation: str
    year: int | None
    rows: int
    stamp: int


def save(folder: Path, batch: Batch, stamp: int = 0) -> tuple[Saved, ...]:
    """Write the rows of `batch` as one partition per organisation and year that has rows, each in place of what was there.

    Raises OSError, and ValueError for an organisation that cannot be the name of a folder.
    """
    years = _years(batch)
    written = []
    for place, organisation in enumerate(batch.organisations):
        own = batch.organisation == place
        for year in np.unique(years[own]).tolist():
            rows = np.flatnonzero(own & (years == year))
            written.append(_write(folder, batch.part(rows), organisation, year or None, stamp))
    return tuple(written)


def replace_saved(folder: Path, batch: Batch, organisation: str, year: int | None, stamp: int) -> Saved:
    """Write `batch` as the partition of `organisation` and `year` (None for rows without a day), whatever was there.

    A batch without rows makes a partition without rows, which says with `stamp` that it is up to date. Raises OSError, and ValueError
    when a row is of another organisation or year, or for an organisation that cannot be the name of a folder.
    """
    used = {batch.organisations[place] for place in np.unique(batch.organisation).tolist()}
    if not used <= {organisation} or not set(_years(batch).tolist()) <= {year or 0}:
        raise ValueError("a row belongs to another partition")
    return _write(folder, batch, organisation, year, stamp)


def open_saved(folder: Path, instrument: Instrument, organisations: Iterable[str]) -> Packed:
    """The partitions of `organisations`, mapped into memory, as one thing to count.

    Each is whole, old or new, also while a writer replaces it. Raises `SavedPartitionError` when one is damaged, or was made under
    another definition of the instrument.
    """
    partitions, absent, invented = [], [], False
    for organisation in sorted(set(organisations)):
        for manifest in _manifests(folder, instrument, organisation):
            facts, partition = _with_planes(manifest, partial(_mapped, manifest, instrument))
            partitions.append(partition)
            absent.append(frozenset(facts["not_collected"]) & {variable.id for variable in instrument.variables})
            invented |= facts["invented"]
    # What no partition has a column for was not collected.
    not_collected = frozenset.intersection(*absent) if absent else frozenset()
    return Packed(instrument, Holder.STORE, not_collected, invented, BitPlanes(instrument, partitions))


def saved_facts(folder: Path, instrument: Instrument, organisation: str) -> tuple[Saved, ...]:
    """What there is of `organisation`, by year, rows without a day first. Raises `SavedPartitionError` as opening does.

    Only the manifests are read: what a page asks that wants to know whether a registration is among the figures.
    """
    found = []
    for manifest in _manifests(folder, instrument, organisation):
        facts = _facts(manifest)
        _guard_definition(manifest, facts, instrument)
        year = None if manifest.parent.name == _NO_YEAR else int(manifest.parent.name)
        found.append(Saved(organisation, year, facts["rows"], facts["stamp"]))
    return tuple(sorted(found, key=lambda one: one.year or 0))


def keep_only(folder: Path, kept: Collection[tuple[str, str, int | None]]) -> int:
    """Remove every partition below `folder` but those `kept` (instrument, organisation and year), and what killed writers have left there.

    How many partitions were removed. For the one writer, and for partitions that nobody has reason to read.
    """
    wanted = {folder / instrument / organisation / (str(year) if year else _NO_YEAR) for instrument, organisation, year in kept}
    unwanted = [place for place in folder.glob("*/*/*") if place not in wanted]
    for place in unwanted:
        shutil.rmtree(place)
    for above in (*folder.glob("*/*"), *folder.glob("*")):
        if not any(above.iterdir()):
            above.rmdir()
    for place in wanted:
        if (place / _MANIFEST).is_file():
            with suppress(SavedPartitionError):
                _tidy(place, _facts(place / _MANIFEST)["planes"])
    return len(unwanted)


def check_saved(folder: Path) -> None:
    """Read every partition below `folder` whole; raises `SavedPartitionError` at the first whose bytes are not those that were written."""
    for manifest in sorted(folder.rglob(_MANIFEST)):
        facts, content = _with_planes(manifest, lambda _, planes: planes.read())
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


def _years(batch: Batch) -> NDArray[np.int64]:
    """The year of each row, 0 without a day."""
    return np.zeros(batch.length, np.int64) if batch.day is None else np.where(batch.day == BLANK, 0, years_of(batch.day))


def _folder(folder: Path, instrument: Instrument, organisation: str) -> Path:
    # A name that leads elsewhere would mix the rows of two organisations.
    if not organisation or organisation.startswith(".") or Path(organisation).name != organisation:
        raise ValueError("an organisation must be the name of a folder")
    return folder / instrument.reference / organisation


def _write(folder: Path, batch: Batch, organisation: str, year: int | None, stamp: int) -> Saved:
    target = _folder(folder, batch.instrument, organisation) / (str(year) if year else _NO_YEAR)
    partition = build(batch)
    content = partition.planes.astype("<u8", copy=False).tobytes()
    checksum = hashlib.sha256(content).hexdigest()
    numbers, days = extents_of(batch)
    planes = f"planes-{checksum[:16]}-{secrets.token_hex(4)}.bits"
    facts = {
        "format": _FORMAT,
        "instrument": batch.instrument.reference,
        "definition": definition_checksum(batch.instrument),
        "stamp": stamp,
        "rows": batch.length,
        "ranges": partition.ranges,
        "years": partition.years,
        "numbers": numbers,
        "days": days,
        "texts": batch.texts,
        "not_collected": sorted(batch.absent),
        "invented": batch.invented,
        "planes": planes,
        "checksum": checksum,
    }
    make_folder(target)
    publish(target / planes, content)
    publish(target / _MANIFEST, json.dumps(facts, ensure_ascii=False, indent=1).encode())
    _tidy(target, planes)
    return Saved(organisation, year, batch.length, stamp)


def _tidy(target: Path, planes: str) -> None:
    """Remove what was replaced by `planes`, and what a writer that was killed has left."""
    for old in target.iterdir():
        if old.name not in (planes, _MANIFEST):
            old.unlink()


def _manifests(folder: Path, instrument: Instrument, organisation: str) -> list[Path]:
    return sorted(_folder(folder, instrument, organisation).glob(f"*/{_MANIFEST}"))


def _facts(manifest: Path) -> Facts:
    try:
        facts: Facts = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SavedPartitionError(manifest.parent, "damaged") from None
    if facts.get("format") != _FORMAT:
        raise SavedPartitionError(manifest.parent, "other_format")
    return facts


def _with_planes(manifest: Path, use: Callable[[Facts, BinaryIO], T]) -> tuple[Facts, T]:
    """The newest facts of `manifest`, and what `use` makes of them and of their planes. Raises `SavedPartitionError`."""
    facts = _facts(manifest)
    while True:
        try:
            with (manifest.parent / facts["planes"]).open("rb") as planes:
                return facts, use(facts, planes)
        except FileNotFoundError:
            # A writer removes planes only when another manifest is in place. Where the same one still is, they are lost.
            newer = _facts(manifest)
            if newer["planes"] == facts["planes"]:
                raise SavedPartitionError(manifest.parent, "damaged") from None
            facts = newer


def _guard_definition(manifest: Path, facts: Facts, instrument: Instrument) -> None:
    if facts["definition"] != definition_checksum(instrument):
        raise SavedPartitionError(manifest.parent, "other_definition")


def _mapped(manifest: Path, instrument: Instrument, facts: Facts, planes: BinaryIO) -> Partition:
    _guard_definition(manifest, facts, instrument)
    layout = lay_out(
        instrument,
        not_collected=facts["not_collected"],
        numbers=_pairs(facts["numbers"]),
        days=_pairs(facts["days"]),
        texts={id: tuple(values) for id, values in facts["texts"].items()},
    )
    shape = (layout.planes, words_of(facts["rows"]))
    if os.fstat(planes.fileno()).st_size != shape[0] * shape[1] * 8:
        raise SavedPartitionError(manifest.parent, "damaged")
    # Nothing can be mapped of an empty file. As a plain array, since each part of a mapped one is made several times slower.
    words = np.asarray(np.memmap(planes, np.dtype("<u8"), "r", shape=shape)) if all(shape) else np.zeros(shape, np.uint64)
    return Partition(layout, facts["rows"], _pairs(facts["ranges"]), tuple(facts["years"]), words)


def _pairs(found: Mapping[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {id: (int(first), int(last)) for id, (first, last) in found.items()}
