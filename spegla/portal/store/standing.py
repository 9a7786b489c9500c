"""What is counted of how registration goes: in which state responses are, from which day, and how long they took. No answer is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.store.models import Response, ResponseState, Round
from spegla.portal.store.models.responses import OPEN


@dataclass(frozen=True, slots=True)
class ResponseFact:
    """One response at `step`. `handed_in` or else begun; `due` is the day that it waits for, or that the next of its step is planned for.

    `seconds` is None where nobody measured.
    """

    step: str
    handed_in: bool
    day: date | None
    due: date | None
    seconds: int | None
    by_question: Mapping[str, int]


def facts_in(board: Organisation, places: Sequence[Organisation], round: Round) -> Sequence[ResponseFact]:
    """What has been begun or handed in of the `round` of `board` in `places` of it and in their units; one query."""
    return _facts(_of(board, round).filter(_within(places), state__in=(*OPEN, ResponseState.HANDED_IN)))


def days_in(board: Organisation, places: Sequence[Organisation], round: Round, step: str) -> Sequence[ResponseFact]:
    """The days of what has been handed in at `step` of the `round`, in the same places; nothing else of it is read."""
    rows = _of(board, round).filter(_within(places), state=ResponseState.HANDED_IN, step=step)
    return [ResponseFact(step, True, day, None, None, {}) for day in rows.values_list("day", flat=True)]


def _within(places: Sequence[Organisation]) -> Q:
    within = Q()
    for place in places:
        within |= Q(organisation__path=place.path) | Q(organisation__path__startswith=f"{place.path}/")
    return within


def facts_by(person: Person, board: Organisation, round: Round) -> Sequence[ResponseFact]:
    """What `person` has handed in of the `round` of `board`; one query."""
    return _facts(_of(board, round).filter(state=ResponseState.HANDED_IN, handed_in_by=person))


def _of(board: Organisation, round: Round) -> QuerySet[Response]:
    return Response.objects.of(board).filter(organisation__authority=board.path, round=round)


def _facts(rows: QuerySet[Response]) -> Sequence[ResponseFact]:
    # What corrects something is not what is planned.
    planned = Case(When(corrects=None, intervention__due_step=F("step"), then=F("intervention__due")))
    columns = ("step", "state", "day", Coalesce("waits_until", planned), "seconds", "by_question")
    return [
        ResponseFact(step, state == ResponseState.HANDED_IN, day, due, seconds, by_question)
        for step, state, day, due, seconds, by_question in rows.values_list(*columns)
    ]
