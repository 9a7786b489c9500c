"""One's own registrations as a file: asked for with a reason, made by a job, fetched by whoever asked, and gone after a day.

What is in the file is what was answered, under the numbers of the interventions and never the municipality's own codes. Who asked, who
fetched, when and why is in the log each time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks import task

from spegla.catalogue import Catalogue, Instrument
from spegla.exporters import Colophon, UnwritableError, WideRow, wide_csv, wide_xlsx
from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import exports as store
from spegla.portal.store import organisations, rounds
from spegla.portal.store.audit import Audit, Facts
from spegla.portal.store.exports import Asked
from spegla.portal.store.models.exports import Export, ExportState
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.texts import moment, texts
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError
from spegla.responses.stored import StoredAnswerError

_EXPORT = Permission.CASES_EXPORT
# Why somebody may take registrations with them. No words of one's own: they would tell of a child, and nobody would read them.
EXPORT_REASONS = ("follow_up", "report", "correction", "question")
LASTS = timedelta(hours=24)
# What a job makes without taking the memory of the machine; more is refused, never cut short.
IN_A_FILE = 20_000
# So long after it was asked for somebody should look at why nothing makes it.
SLOW = timedelta(minutes=10)
_Write = Callable[[Instrument, Sequence[WideRow], Colophon], bytes]
_WRITERS: Mapping[str, tuple[_Write, str]] = {
    "xlsx": (wide_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (wide_csv, "text/csv; charset=utf-8"),
}
FORMATS = tuple(_WRITERS)


@dataclass(frozen=True)
class Made:
    """An export as its owner sees it. `ready` is whether the file can be fetched now, `slow` whether it has been waited for too long."""

    export: Export
    ready: bool
    slow: bool


@dataclass(frozen=True)
class ExportsPage:
    """Where the actor may take registrations from, under which instruments, and what they have asked for."""

    places: Sequence[Organisation]
    instruments: Sequence[Instrument]
    made: Sequence[Made]


@dataclass(frozen=True)
class Fetched:
    """A file that somebody has asked for."""

    name: str
    type: str
    content: bytes


def see_exports(*, actor: Actor, at: datetime) -> ExportsPage:
    """What can be asked for, and one's own exports."""
    places = _places(actor, at)
    require(actor, _EXPORT, places[0] if places else actor.organisation)
    boards = {place.authority: authority_of(place) for place in places}
    used = dict.fromkeys(one.instrument for board in boards.values() for one in rounds.rounds_of(board))
    instruments = Catalogue.opened().instruments
    made = [_seen(one, at) for one in store.exports_by(actor.organisation, actor.person)]
    return ExportsPage(places, [instruments[one] for one in used], made)


@transaction.atomic
def ask(*, actor: Actor, place: Organisation, asked: Asked, reason: str, at: datetime) -> Export:
    """The rows of `place` will be a file, which a job makes as soon as this is stored."""
    require(actor, _EXPORT, place)
    if reason not in EXPORT_REASONS:
        raise NotPossibleError("export_reason")
    if asked.format not in FORMATS:
        raise NotPossibleError("export_format")
    if asked.instrument not in {one.instrument for one in rounds.rounds_of(authority_of(place))}:
        raise NotPossibleError("export_instrument")
    if asked.first > asked.last:
        raise NotPossibleError("export_days")
    count = store.count_of(place, asked)
    if not count:
        raise NotPossibleError("export_none")
    if count > IN_A_FILE:
        raise NotPossibleError("export_too_much", most=f"{IN_A_FILE:,}".replace(",", "\u00a0"))
    facts = {**_period(asked), "reason": reason, "format": asked.format, "instrument": asked.instrument, "count": count}
    made = store.ask(place, asked, reason, Audit(actor.person, "export_asked", at, "", facts))
    # The queue is a table of the same database: it is there when this is, and not before.
    write_export.enqueue(made.id)
    return made


@transaction.atomic
def fetch(*, actor: Actor, export_id: int, at: datetime) -> Fetched:
    """The file, for whoever asked for it and nobody else, as long as they may take registrations from there."""
    export = store.export_by(actor.organisation, actor.person, export_id)
    if export is None:
        raise NotFoundError
    require(actor, _EXPORT, export.organisation)
    if not _seen(export, at).ready:
        raise NotPossibleError("export_not_there")
    facts = {"reason": export.reason, "count": export.rows}
    content = store.give_out(export, Audit(actor.person, "export_fetched", at, f"export:{export.id}", facts))
    name = f"registreringar-{export.first}-{export.last}.{export.format}"
    return Fetched(name, _WRITERS[export.format][1], content)


def make(*, export_id: int, at: datetime) -> None:
    """Make the file that is waited for. Called again, or by two at once, it is made once.

    The rows are read and written before anything is locked, since it takes seconds. It asks for no permission: that was asked when
    somebody asked for the file, and is asked again when they fetch it.
    """
    export = store.export_to_make(export_id)
    if export is None:
        return
    board = authority_of(export.organisation)
    code, asked = entity_of(board).code, store.asked_of(export)
    rows = [WideRow(code, one.unit, one.intervention, one.day, one.invented, one.data) for one in store.rows_of(export.organisation, asked)]
    instrument = Catalogue.opened().instruments[export.instrument]
    try:
        if len(rows) > IN_A_FILE:
            raise UnwritableError
        content = _WRITERS[export.format][0](instrument, rows, _colophon(export, instrument, len(rows), at))
    except (UnwritableError, StoredAnswerError):
        _fail(export_id, at)
        return
    expires = at + LASTS
    with transaction.atomic():
        waiting = store.locked_to_make(export_id)
        if waiting is not None:
            facts: Facts = {"reason": waiting.reason, "count": len(rows)}
            store.finish(waiting, content, len(rows), expires, Audit(None, "export_made", at, f"export:{export_id}", facts))
            clear_exports.using(run_after=expires).enqueue()


@transaction.atomic
def clear(*, at: datetime) -> int:
    """Take away the files whose time is out, and give up what nobody has made for a day; how many there were."""
    over = store.over(at, at - LASTS)
    for one in over:
        if one.state == ExportState.DONE:
            store.take_away(one, Audit(None, "export_gone", at, f"export:{one.id}"))
        else:
            store.fail(one, Audit(None, "export_failed", at, f"export:{one.id}"))
    return len(over)


@task
def write_export(export_id: int) -> None:
    """The job of one export."""
    make(export_id=export_id, at=timezone.now())


@task
def clear_exports() -> None:
    """The job that takes files away. Late is fine: nobody gets a file whose time is out."""
    clear(at=timezone.now())


@transaction.atomic
def _fail(export_id: int, at: datetime) -> None:
    waiting = store.locked_to_make(export_id)
    if waiting is not None:
        store.fail(waiting, Audit(None, "export_failed", at, f"export:{export_id}"))


def _places(actor: Actor, at: datetime) -> Sequence[Organisation]:
    """Each board and unit that the actor may take registrations of, a board before its units."""
    today = localdate(at)
    found = [one for place in actor.places(_EXPORT) for one in organisations.below(place, today) if actor.may(_EXPORT, one)]
    return list({one.id: one for one in found}.values())


def _seen(export: Export, at: datetime) -> Made:
    ready = export.state == ExportState.DONE and export.expires_at is not None and at < export.expires_at
    return Made(export, ready, export.state == ExportState.WAITING and at - export.asked_at > SLOW)


def _period(asked: Asked) -> Facts:
    return {"since": asked.first.isoformat(), "until": asked.last.isoformat()}


def _colophon(export: Export, instrument: Instrument, count: int, at: datetime) -> Colophon:
    """Who asked, when and why, in their language."""
    person: Person = export.asked_by
    say, language = texts(person.language).say, person.language
    place, since, until = export.organisation.name, export.first.isoformat(), export.last.isoformat()
    asked_at, reason = moment(export.asked_at, language), say(f"reason_{export.reason}")
    title = instrument.title.in_language(language)
    facts = (
        (say("export_by"), person.name),
        (say("export_when"), asked_at),
        (say("export_why"), reason),
        (say("export_what"), title),
        (say("export_where"), place),
        (say("export_period"), say("export_days_between", since=since, until=until)),
        (say("export_count"), str(count)),
        (say("export_care_title"), say("export_care")),
    )
    sentence = say("export_colophon", name=person.name, at=asked_at, reason=reason, place=place, since=since, until=until)
    return Colophon(sentence, facts, (say("export_sheet_rows"), say("export_sheet_about")), at)
