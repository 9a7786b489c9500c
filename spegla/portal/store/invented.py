"""Registrations that were made up, put in place many at a time. Each says of itself that it is invented."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from spegla.portal.accounts.models import Organisation
from spegla.portal.store import partitions
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.interventions import of_board
from spegla.portal.store.models import Intervention, Response, ResponseState, Round
from spegla.portal.store.models.responses import OPEN

# So many rows are written by one statement: a statement holds only so many values.
_AT_A_TIME = 400


@dataclass(frozen=True)
class Course:
    """An intervention with its responses, in order, none of them stored yet."""

    intervention: Intervention
    responses: Sequence[Response]


def is_empty(board: Organisation) -> bool:
    """Whether nothing at all is registered in `board`."""
    return not of_board(board).exists()


def add(board: Organisation, round: Round, courses: Sequence[Course], since: datetime, audit: Audit) -> None:
    """Store `courses` in `board`, whose `round` has been open `since`. Their partitions are behind. One record for all of them."""
    Intervention._base_manager.bulk_create([one.intervention for one in courses], batch_size=_AT_A_TIME)
    responses = []
    for one in courses:
        for response in one.responses:
            response.intervention, response.round, response.invented = one.intervention, round, True
            responses.append(response)
    Response._base_manager.bulk_create(responses, batch_size=_AT_A_TIME)
    Round.objects.of(board).filter(id=round.id).update(opened_at=since)
    for year in sorted({one.day.year for one in responses if one.row is not None and one.day is not None}):
        partitions.touch(board, round.instrument, year)
    record(board, audit)


def mark(board: Organisation) -> None:
    """Everything in `board` is invented, also what somebody of the cast has begun."""
    Response.objects.of(board).filter(organisation__authority=board.path).update(invented=True)


def closures(board: Organisation, step: str, since: date) -> Mapping[date, int]:
    """How many responses at `step` were handed in, by the first day of their month, from `since` on."""
    rows = Response.objects.of(board).filter(organisation__authority=board.path, step=step, state=ResponseState.HANDED_IN, day__gte=since)
    return Counter(day.replace(day=1) for day in rows.values_list("day", flat=True) if day is not None)


def going_on(unit: Organisation, step: str) -> Sequence[Response]:
    """The last response of each intervention of `unit` that is not closed, when it was at `step` and none is begun; newest first."""
    here = Response.objects.of(unit).filter(organisation=unit)
    begun = here.filter(state__in=OPEN).values("intervention")
    rows = here.filter(step=step, latest=True, intervention__closed=None).exclude(intervention__in=begun)
    return list(rows.select_related("intervention").order_by("-day", "id"))


def decided_in(unit: Organisation, year: int) -> int:
    """How many interventions of `unit` were decided in `year`."""
    return Intervention.objects.of(unit).filter(organisation=unit, decided__year=year).count()
