"""Files that are read in, and where they come from, as tables hold them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from spegla.portal.accounts.models import Organisation
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models.imports import HELD, Import, ImportState, Source

_RELATED = ("organisation", "unit", "source", "asked_by", "committed_by", "undone_by")
# What is not needed to list them, and may be large.
_LARGE = ("content", "columns", "problems", "changes", "before", "mapping")
# What is put in place of the file, and of all that was found in it.
FORGOTTEN: Mapping[str, Any] = {"content": None, "columns": {}, "changes": [], "mapping": {}}


def sources_of(board: Organisation) -> Sequence[Source]:
    """The systems that `board` reads files from, by name."""
    return list(Source.objects.of(board).filter(organisation=board).order_by("name"))


def source_named(board: Organisation, name: str, instrument: str, audit: Audit) -> Source:
    """The system of that name; a new one when the board has none. Case does not count."""
    there = Source.objects.of(board).filter(organisation=board, name__iexact=name).first()
    if there is not None:
        return there
    made = Source.objects.create_in(
        organisation=board,
        name=name,
        instrument=instrument,
        columns={"columns": {}, "codes": {}},
        changed_by=audit.actor,
        changed_at=audit.at,
    )
    record(board, Audit(audit.actor, audit.action, audit.at, f"source:{made.id}", audit.facts))
    return made


def keep_columns(board: Organisation, source: Source, instrument: str, columns: Mapping[str, Any], audit: Audit) -> None:
    """What the columns of its files mean from now on."""
    source.instrument, source.columns = instrument, dict(columns)
    source.changed_by, source.changed_at = audit.actor, audit.at
    source.save(update_fields=["instrument", "columns", "changed_by", "changed_at"])
    record(board, audit)


def add(place: Organisation, audit: Audit, **values: Any) -> Import:
    """A file that is to be checked."""
    made = Import.objects.create_in(organisation=place, asked_by=audit.actor, asked_at=audit.at, moved_at=audit.at, **values)
    record(place, Audit(audit.actor, audit.action, audit.at, f"import:{made.id}", audit.facts))
    return made


def import_of(organisation: Organisation, id: int) -> Import | None:
    """The import with `id`, in `organisation` or below it; its file is not fetched."""
    rows = Import.objects.of(organisation).filter(id=id)
    return rows.select_related(*_RELATED).defer("content").first()


def locked(organisation: Organisation, id: int) -> Import | None:
    """The same; until the transaction ends nobody else changes it."""
    rows = Import.objects.of(organisation).select_for_update(of=("self",)).filter(id=id)
    return rows.select_related(*_RELATED).defer("content").first()


def by_id(id: int) -> Import | None:
    """The import with `id`, for a job, which serves every organisation."""
    return Import._base_manager.filter(id=id).select_related(*_RELATED).defer("content").first()


def content_of(one: Import) -> bytes | None:
    """The file; None when it is not kept any longer."""
    [content] = Import._base_manager.filter(id=one.id).values_list("content", flat=True)
    return None if content is None else bytes(content)


def imports_of(places: Sequence[Organisation], limit: int) -> Sequence[Import]:
    """The last `limit` files that were handed in for `places`, the newest first."""
    if not places:
        return []
    within = Q()
    for place in places:
        within |= Q(organisation__path=place.path) | Q(organisation__path__startswith=f"{place.path}/")
    rows = Import._base_manager.filter(within, organisation__entity__in={place.entity for place in places})
    return list(rows.select_related(*_RELATED).defer(*_LARGE).order_by("-asked_at", "-id")[:limit])


def read_in_before(board: Organisation, sha256: str) -> Import | None:
    """The import of the same file that is committed in `board`, if there is one."""
    rows = Import.objects.of(board).filter(organisation__authority=board.path, sha256=sha256, state=ImportState.COMMITTED)
    return rows.select_related(*_RELATED).defer(*_LARGE).first()


def waiting(place: Organisation, sha256: str, unit: Organisation, source: Source) -> Import | None:
    """The same file for the same unit from the same system, as long as it waits to be registered."""
    rows = Import.objects.of(place).filter(organisation=place, sha256=sha256, unit=unit, source=source, state__in=HELD)
    return rows.select_related(*_RELATED).defer(*_LARGE).order_by("-id").first()


def moved(one: Import, state: ImportState, step: str, progress: int, at: datetime) -> None:
    """How far a job has come with it, as long as it is in `state`."""
    Import._base_manager.filter(id=one.id, state=state).update(step=step, progress=progress, moved_at=at)


def set_state(place: Organisation, one: Import, state: ImportState, audit: Audit, **values: Any) -> None:
    """It is in another state from now on."""
    _save(one, state, audit.at, values)
    record(place, audit)


def set_state_in_job(one: Import, state: ImportState, at: datetime, **values: Any) -> None:
    """The same when nobody did it: a job has come to an end. Nothing is registered by that, so that it is not in the log."""
    _save(one, state, at, values)


def held_since_before(moment: datetime) -> Sequence[Import]:
    """Those whose file has been kept since before `moment`."""
    rows = Import._base_manager.filter(state__in=HELD, asked_at__lt=moment)
    return list(rows.select_related(*_RELATED).defer(*_LARGE).order_by("id"))


def _save(one: Import, state: ImportState, at: datetime, values: Mapping[str, Any]) -> None:
    fields = {"state": state, "moved_at": at, **values}
    for name, value in fields.items():
        setattr(one, name, value)
    one.save(update_fields=list(fields))
