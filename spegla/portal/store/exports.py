"""Exports as tables hold them, and the rows that they are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Response, ResponseState
from spegla.portal.store.models.exports import Export, ExportState

# How many a person sees of their own, the newest first.
SHOWN = 20


@dataclass(frozen=True)
class Asked:
    """What is asked for: the rows of `instrument` from the day `first` to the day `last`, both with them, as a file of a `format`."""

    instrument: str
    first: date
    last: date
    format: str


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """A row as it is stored: of which unit and which intervention, on which day, whether it was made up, and its answers."""

    unit: str
    intervention: int
    day: date
    invented: bool
    data: dict[str, Any]


def count_of(place: Organisation, asked: Asked) -> int:
    """How many rows there are now."""
    return _rows(place, asked).count()


def rows_of(place: Organisation, asked: Asked) -> Iterator[ExportedRow]:
    """What counts in `place` and its units, by day; one query, so that all of it is from one moment. Never what is another board's."""
    columns = ("organisation__name", "intervention_id", "day", "invented", "row")
    for unit, intervention, day, invented, row in _rows(place, asked).order_by("day", "id").values_list(*columns).iterator(chunk_size=2000):
        yield ExportedRow(unit, intervention, day, invented, row)


def ask(place: Organisation, asked: Asked, reason: str, audit: Audit) -> Export:
    """Somebody wants a file, which is not there yet."""
    made = Export.objects.create_in(
        organisation=place, asked_by=audit.actor, asked_at=audit.at, reason=reason,
        instrument=asked.instrument, first=asked.first, last=asked.last, format=asked.format,
    )  # fmt: skip
    record(place, Audit(audit.actor, audit.action, audit.at, f"export:{made.id}", audit.facts))
    return made


def asked_of(export: Export) -> Asked:
    """What was asked for."""
    return Asked(export.instrument, export.first, export.last, export.format)


def exports_by(organisation: Organisation, person: Person) -> Sequence[Export]:
    """What `person` has asked for in `organisation` and below, the newest first, without the files."""
    rows = Export.objects.of(organisation).filter(asked_by=person).defer("content")
    return list(rows.select_related("organisation").order_by("-asked_at", "-id")[:SHOWN])


def export_by(organisation: Organisation, person: Person, id: int) -> Export | None:
    """The one with `id`, with its file, if `person` asked for it."""
    return Export.objects.of(organisation).filter(asked_by=person, id=id).select_related("organisation").first()


def export_to_make(id: int) -> Export | None:
    """The one with `id`, whosever it is, while its file is waited for."""
    rows = Export._base_manager.filter(id=id, state=ExportState.WAITING)
    return rows.select_related("organisation", "asked_by").first()


def locked_to_make(id: int) -> Export | None:
    """The same; until the transaction ends nobody else makes it."""
    rows = Export._base_manager.select_for_update(of=("self",)).filter(id=id, state=ExportState.WAITING)
    return rows.select_related("organisation").first()


def finish(export: Export, content: bytes, rows: int, expires_at: datetime, audit: Audit) -> None:
    """The file is there."""
    export.state, export.content, export.rows, export.expires_at = ExportState.DONE, content, rows, expires_at
    export.save(update_fields=["state", "content", "rows", "expires_at"])
    record(export.organisation, audit)


def fail(export: Export, audit: Audit) -> None:
    """There will be no file."""
    export.state = ExportState.FAILED
    export.save(update_fields=["state"])
    record(export.organisation, audit)


def give_out(export: Export, audit: Audit) -> bytes:
    """The file, to whom the log names."""
    record(export.organisation, audit)
    return bytes(export.content or b"")


def take_away(export: Export, audit: Audit) -> None:
    """The file is no more. That it was made stays."""
    export.state, export.content = ExportState.GONE, None
    export.save(update_fields=["state", "content"])
    record(export.organisation, audit)


def over(at: datetime, waited_since: datetime) -> Sequence[Export]:
    """Those whose time is out at `at`, whosever they are, and those that have been waited for since before `waited_since`."""
    done = Q(state=ExportState.DONE, expires_at__lte=at)
    rows = Export._base_manager.select_for_update(of=("self",)).filter(done | Q(state=ExportState.WAITING, asked_at__lte=waited_since))
    return list(rows.defer("content").select_related("organisation").order_by("id"))


def _rows(place: Organisation, asked: Asked) -> QuerySet[Response]:
    return Response.objects.of(place).filter(
        organisation__authority=place.authority, instrument=asked.instrument, state=ResponseState.HANDED_IN, row__isnull=False,
        day__gte=asked.first, day__lte=asked.last,
    )  # fmt: skip
