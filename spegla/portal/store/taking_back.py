"""A file that was registered is taken back as a whole, and the tables are as they were before it.

What it made is deleted and not put aside: a file that should not have been read in is about children whose codes should not be here. That
it was there is in the log. What somebody has gone on from in the meantime is never taken away from under them: then nothing is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from spegla.catalogue import Instrument
from spegla.portal.store.bulk import change, parts
from spegla.portal.store.committing import touch
from spegla.portal.store.models import Intervention, Response, ResponseState
from spegla.portal.store.models.imports import Import
from spegla.portal.store.models.responses import OPEN, AnswerVersion, Sitting
from spegla.portal.store.settling import settle

_FACTS = ("closed", "due", "due_step")


def built_on(one: Import) -> Sequence[Response]:
    """What somebody has registered since that goes on from the file: corrections, later steps and drafts; a later file too."""
    came = Response._base_manager.exclude(imported=one).exclude(state=ResponseState.REMOVED)
    upon = came.filter(Q(intervention__imported=one) | Q(corrects__imported=one))
    found = {each.id: each for each in upon.select_related("intervention", "organisation", "saved_by", "imported")}
    found |= {each.id: each for each in _since(one, came)}
    return sorted(found.values(), key=lambda each: each.id)


def take_back(one: Import, instrument: Instrument) -> None:
    """Delete what the file made and hand in again what it replaced, in the transaction that is open. Only when nothing is built on it."""
    made = Response._base_manager.filter(imported=one)
    days = {day for day in made.filter(row__isnull=False).values_list("day", flat=True) if day is not None}
    replaced = [id for id in made.values_list("corrects", flat=True) if id is not None]
    touched = [before["id"] for before in one.before]
    _delete(made)
    for some in parts(replaced):
        Response._base_manager.filter(id__in=some, state=ResponseState.REPLACED).update(state=ResponseState.HANDED_IN)
    # An intervention on which something was begun and removed again stays, with nothing registered.
    Intervention._base_manager.filter(imported=one).update(closed=None)
    _delete_interventions(one)
    change(Intervention, _FACTS, _facts(one.before))
    touch(one, instrument, days | settle(touched, instrument))


def _since(one: Import, came: QuerySet[Response]) -> Iterator[Response]:
    """Responses to interventions that were there before, which were not there then or are handed in only now."""
    before = {each["id"]: each["steps"] for each in one.before}
    for some in parts(before):
        for each in came.filter(intervention__in=some).select_related("intervention", "organisation", "saved_by", "imported"):
            was = before[each.intervention_id].get(str(each.id))
            if was is None or (was in OPEN and not each.is_open):
                yield each


def _delete(made: QuerySet[Response]) -> None:
    """All of `made`, but for those that something removed goes on from: they are put aside like that."""
    corrected = Response._base_manager.filter(corrects__in=made).exclude(id__in=made.values("id")).values_list("corrects", flat=True)
    kept = {id for id in corrected if id is not None}
    for some in parts(id for id in made.values_list("id", flat=True) if id not in kept):
        Sitting._base_manager.filter(response__in=some).delete()
        AnswerVersion._base_manager.filter(response__in=some).delete()
        Response._base_manager.filter(id__in=some)._raw_delete(made.db)
    Response._base_manager.filter(id__in=kept).update(state=ResponseState.REMOVED, latest=False)


def _delete_interventions(one: Import) -> None:
    made = Intervention._base_manager.filter(imported=one)
    kept = set(Response._base_manager.filter(intervention__in=made).values_list("intervention", flat=True))
    for some in parts(id for id in made.values_list("id", flat=True) if id not in kept):
        Intervention._base_manager.filter(id__in=some)._raw_delete(made.db)


def _facts(before: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, tuple[date | None, date | None, str]]]:
    """How each intervention stood that the file told something of. A day that somebody has planned since is theirs."""
    for some in parts(one for one in before if one["stood"]):
        planned = dict(Intervention._base_manager.filter(id__in=[one["id"] for one in some], due__isnull=False).values_list("id", "due"))
        steps = dict(Intervention._base_manager.filter(id__in=planned).values_list("id", "due_step"))
        for one in some:
            id, stood = one["id"], one["stood"]
            due, step = (planned[id], steps[id]) if id in planned else (_day(stood["due"]), stood["due_step"])
            yield id, (_day(stood["closed"]), due, step)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
