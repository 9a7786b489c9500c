"""One intervention: its steps, what may come next, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from spegla.catalogue import Catalogue
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import interventions as store
from spegla.portal.store import responses, rounds
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Intervention, Response, ResponseState
from spegla.portal.store.organisations import authority_of
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.registering import next_round
from spegla.portal.use_cases.response_form import planned_wrong
from spegla.responses.forms import first_step


@dataclass(frozen=True)
class InterventionPage:
    """`next_steps` are those that can be begun now."""

    intervention: Intervention
    responses: Sequence[Response]
    next_steps: Sequence[str]
    may_register: bool


def see_intervention(*, actor: Actor, intervention_id: int, at: datetime) -> InterventionPage:
    """Its steps, in the order of their days; what was answered is on a page of each."""
    found = _found(actor, intervention_id, Permission.CASES_READ)
    with transaction.atomic():
        record(found.organisation, Audit(actor.person, "intervention_read", at, f"intervention:{found.id}"))
    people = ("saved_by", "handed_in_by")
    steps, gone = responses.responses_to(found.id, *people), responses.taken_away(found.id, *people)
    # What counted once is still to be read.
    every = sorted([*steps, *gone], key=lambda one: (one.day or date.max, one.id))
    return InterventionPage(found, every, _next(found, steps), actor.may(Permission.CASES_REGISTER, found.organisation))


@transaction.atomic
def plan(*, actor: Actor, intervention_id: int, due: date | None, at: datetime) -> Intervention:
    """When the next step is to be done; None for not at all."""
    found = _found(actor, intervention_id, Permission.CASES_REGISTER)
    if found.closed is not None:
        raise NotPossibleError("intervention_closed")
    if due is not None:
        done = [one.day for one in responses.responses_to(found.id) if one.state == ResponseState.HANDED_IN and one.day is not None]
        if wrong := planned_wrong(due, max(done, default=None), localdate(at)):
            raise NotPossibleError(wrong.code, day=wrong.day.isoformat() if wrong.day else "")
    step = found.due_step or _planned_step(found)
    store.plan(found.organisation, found, due, step, Audit(actor.person, "intervention_planned", at, f"intervention:{found.id}"))
    return found


def _planned_step(intervention: Intervention) -> str:
    round = rounds.open_round(authority_of(intervention.organisation))
    if round is None:
        raise NotPossibleError("round_none")
    return Catalogue.opened().instruments[round.instrument].steps[1]


def _next(intervention: Intervention, steps: Sequence[Response]) -> Sequence[str]:
    """The decision when it is not there, otherwise what comes after it; nothing that somebody has begun already."""
    round = rounds.open_round(authority_of(intervention.organisation))
    if round is None or intervention.closed is not None:
        return []
    instrument = Catalogue.opened().instruments[next_round(steps, round).instrument]
    first = first_step(instrument)
    done = {one.step for one in steps if one.state == ResponseState.HANDED_IN}
    begun = {one.step for one in steps if one.is_open and one.corrects_id is None}
    wanted = instrument.steps[1:] if first in done else (first,)
    return [step for step in wanted if step not in begun]


def _found(actor: Actor, intervention_id: int, permission: Permission) -> Intervention:
    found = store.intervention_of(actor.organisation, intervention_id)
    if found is None:
        raise NotFoundError
    require(actor, permission, found.organisation)
    return found
