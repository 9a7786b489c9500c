"""The municipalities' keys to their case codes: there, nobody else's to read, and not where a copy of the database takes them along."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from spegla.portal.accounts.models import Organisation
from spegla.portal.doctor.files import others_may
from spegla.portal.doctor.findings import Asked, Finding, look, well, wrong
from spegla.portal.store import interventions, rounds
from spegla.portal.store.case_keys import CaseKeyMissingError, is_key, keys_of
from spegla.portal.store.organisations import entity_of


def folder(_: Asked) -> Iterator[Finding]:
    """The folder and its files, as they lie on the disk."""
    keys: Path | None = settings.CASE_KEYS
    if keys is None:
        yield look("keys_none")
        return
    files = sorted(keys.glob("*.key"))
    bad = [*_open(keys, files), *_copied(keys, files), *_unreadable(files)]
    yield from bad
    if not bad:
        yield well("keys_closed", folder=str(keys), count=len(files))


def _open(keys: Path, files: list[Path]) -> Iterator[Finding]:
    for path in (keys, *files):
        if others_may(path):
            yield wrong("keys_open", file=str(path), mode="700" if path.is_dir() else "600")


def _copied(keys: Path, files: list[Path]) -> Iterator[Finding]:
    """By another name too: a link leads a copy as well as the portal."""
    for place in (settings.DATA, settings.HEADS):
        real = Path(place).resolve()
        for path in (keys, *files):
            if path.resolve().is_relative_to(real) or real.is_relative_to(path.resolve()):
                yield wrong("keys_copied", file=str(path), folder=str(place))
                return


def _unreadable(files: list[Path]) -> Iterator[Finding]:
    for path in files:
        if not is_key(path):
            yield wrong("keys_unreadable", file=str(path))


def used(_: Asked) -> Iterator[Finding]:
    """Whoever registers has a key, and every code that is stored can be read."""
    bad = [*_registering_without(), *_codes_without()]
    yield from bad
    if not bad:
        yield well("keys_there")


def _registering_without() -> Iterator[Finding]:
    for board in rounds.registering():
        if not _ids(entity_of(board)):
            yield wrong("keys_missing", organisation=board.name, code=entity_of(board).code)


def _codes_without() -> Iterator[Finding]:
    found: Mapping[Organisation, set[str]] = interventions.keys_used()
    for owner, used_ids in found.items():
        lost = used_ids - _ids(owner)
        if lost:
            yield wrong("keys_lost", organisation=owner.name, keys=", ".join(sorted(lost)))


def _ids(owner: Organisation) -> set[str]:
    try:
        return {one.id for one in keys_of(owner.code)}
    except CaseKeyMissingError:
        # That a file cannot be read is told with the folder.
        return set()
