"""From draft to figure: what is looked at before handing in, handing in, waiting for something, and putting aside.

A follow-up or closure that is handed in makes a row: its own answers with a copy of those of the decision. Whatever changes a row says in
the same transaction that its partition is behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from spegla.catalogue import Catalogue, Instrument
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import interventions, organisations, partitions
from spegla.portal.store import responses as store
from spegla.portal.store.audit import Audit, Facts
from spegla.portal.store.models import Intervention, Response, ResponseState
from spegla.portal.store.responses import DAY, NEXT
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.registering import read, see_form
from spegla.portal.use_cases.response_form import LONGEST_AHEAD, Form, StepPlace, answers_of, beside, form_of, instrument_of, place_of
from spegla.responses import has_errors
from spegla.responses.forms import filled, first_step, is_row, questions_of, row_of
from spegla.responses.stored import answers_as_data
from spegla.statistics.standing import Save, active_seconds, active_seconds_by_question

# How far apart two responses may be that look like one registered twice.
_NEAR = timedelta(days=14)
# Answers that must be the same for that, at least so many.
_ALIKE = 3


@dataclass(frozen=True)
class Readiness:
    """What is read through before handing in. `hinders` are the questions with errors; `unanswered` those without an answer.

    `alike` are responses of other interventions that look like this one registered twice, and `same` those of the same intervention that
    are near it in time.
    """

    form: Form
    hinders: Sequence[str]
    unanswered: Sequence[str]
    alike: Sequence[Response]
    same: Sequence[Response]

    @property
    def ready(self) -> bool:
        """Whether it can be handed in."""
        return not self.hinders and not self.form.conflicts


def look_through(*, actor: Actor, response_id: int, at: datetime) -> Readiness:
    """The response before it is handed in."""
    response = store.response_of(actor.organisation, response_id)
    if response is None:
        raise NotFoundError
    require(actor, Permission.CASES_REGISTER, response.organisation)
    read(actor, response, at)
    return readiness(form_of(response, at))


def readiness(form: Form) -> Readiness:
    """What hinders a response, and what it looks like."""
    questions = [one.id for one in questions_of(form.instrument, form.response.step)]
    unanswered = [id for id in questions if id in form.filled.asked and id not in form.filled.answers]
    alike, same = _doubles(form)
    return Readiness(form, _hindering(form), unanswered, alike, same)


@transaction.atomic
def hand_in(*, actor: Actor, response_id: int, version: int, at: datetime) -> Response:
    """The response counts from now on. Handed in already, it stays as it is.

    NotPossibleError when something hinders it, or somebody has changed it since `version`.
    """
    response = _locked(actor, response_id)
    if response.state == ResponseState.HANDED_IN:
        return response
    if not response.is_open:
        raise NotPossibleError("response_closed")
    if response.version != version:
        raise NotPossibleError("response_changed")
    form = form_of(response, at)
    if form.conflicts:
        raise NotPossibleError("response_conflicts")
    if _hindering(form):
        raise NotPossibleError("response_hindered")
    instrument = form.instrument
    if form.decision is None and response.step != first_step(instrument):
        raise NotPossibleError("decision_missing")
    unit, about = response.organisation, f"response:{response.id}"
    # The days whose years are counted otherwise now. A decision is in no figure by itself.
    days = {response.day, response.corrects.day if response.corrects else None} if is_row(instrument, response.step) else set()
    if response.corrects is not None and response.corrects.state != ResponseState.HANDED_IN:
        raise NotPossibleError("response_not_handed_in")
    if response.corrects is not None:
        store.replace(unit, response.corrects, Audit(actor.person, "response_replaced", at, f"response:{response.corrects_id}"))
    elif place_of(response) is not StepPlace.BETWEEN and any(one.step == response.step for one in beside(response, form.steps)):
        raise NotPossibleError("step_there")
    # What is not asked any longer is not handed in.
    kept = answers_as_data({id: one for id, one in form.filled.answers.items() if id != DAY}, instrument)
    response.answers = {**kept, **{id: value for id, value in response.answers.items() if id in (DAY, NEXT)}}
    row = _row(instrument, response, form.decision) if is_row(instrument, response.step) else None
    saves = _saves(response)
    seconds = active_seconds([one.moment for one in saves])
    facts: Facts = {"step": response.step, "version": response.version}
    by_question = active_seconds_by_question(saves)
    audit = Audit(actor.person, "response_handed_in", at, about, facts)
    store.hand_in(unit, response, row, seconds=seconds, by_question=by_question, audit=audit)
    _settle_intervention(form)
    _settle_rows(unit, response.intervention, instrument, days)
    response.refresh_from_db(fields=["row", "latest"])
    return response


@transaction.atomic
def wait(*, actor: Actor, response_id: int, until: date | None, at: datetime) -> Response:
    """Something is to be added by `until`, or no longer when it is None."""
    response = _locked(actor, response_id)
    if not response.is_open:
        raise NotPossibleError("response_closed")
    if until is not None and until < localdate(at):
        raise NotPossibleError("wait_past")
    if until is not None and until > localdate(at) + LONGEST_AHEAD:
        raise NotPossibleError("wait_unlikely")
    action = "response_waits" if until else "response_waits_no_more"
    store.wait(response.organisation, response, until, Audit(actor.person, action, at, f"response:{response.id}"))
    return response


def before_removing(*, actor: Actor, response_id: int, at: datetime) -> Form:
    """What would be removed. Raises NotPossibleError for what cannot be."""
    form = see_form(actor=actor, response_id=response_id, at=at)
    _check_removal(form.response)
    return form


@transaction.atomic
def remove(*, actor: Actor, response_id: int, at: datetime) -> Response:
    """Put a draft aside, or take a registration that was made by mistake out of the figures.

    A decision that others rest on stays: it is corrected instead. What somebody has begun in order to correct a registration goes with it.
    """
    response = _locked(actor, response_id)
    _check_removal(response)
    instrument, counted = instrument_of(response), response.state == ResponseState.HANDED_IN
    correction = store.open_correction(response)
    for gone in (response, correction) if correction else (response,):
        store.remove(gone.organisation, gone, Audit(actor.person, "response_removed", at, f"response:{gone.id}"))
    if counted:
        if response.step == instrument.steps[-1]:
            interventions.reopen(response.intervention)
        if response.step == first_step(instrument):
            # What was planned was planned from it.
            one = response.intervention
            interventions.settle(one, decided=None, closed=one.closed, due=None, step="")
        days = {response.day} if is_row(instrument, response.step) else set()
        _settle_rows(response.organisation, response.intervention, instrument, days)
    return response


def _check_removal(response: Response) -> None:
    if response.state not in (ResponseState.DRAFT, ResponseState.WAITING, ResponseState.HANDED_IN):
        raise NotPossibleError("response_closed")
    if response.state != ResponseState.HANDED_IN or response.step != first_step(instrument_of(response)):
        return
    if any(one.instrument == response.instrument for one in store.rows_of(response.intervention)):
        raise NotPossibleError("decision_used")


def _row(instrument: Instrument, response: Response, decision: Response | None) -> Mapping[str, Any]:
    """What is counted of a response: without what a decision that has been corrected since no longer asks."""
    before = answers_of(decision) if decision else {}
    own = filled(instrument, response.step, answers_of(response), before).answers
    return answers_as_data({id: one for id, one in row_of(instrument, response.step, own, before).items() if id != DAY}, instrument)


def _settle_intervention(form: Form) -> None:
    """What the intervention is known to be after the response of `form`: decided, planned or closed."""
    response, instrument, one = form.response, form.instrument, form.response.intervention
    place = place_of(response)
    decided = response.day if place is StepPlace.FIRST else one.decided
    closed = response.day if place is StepPlace.LAST else one.closed
    due, step = one.due, one.due_step
    if closed is not None:
        due, step = None, ""
    elif not _superseded(form):
        due = _planned(form)
        step = instrument.steps[1] if due else ""
    interventions.settle(one, decided=decided, closed=closed, due=due, step=step)


def _superseded(form: Form) -> bool:
    """Whether a later step is handed in, which has said what comes next."""
    day = form.response.day
    return any(one.day is not None and day is not None and one.day > day for one in beside(form.response, form.steps))


def _planned(form: Form) -> date | None:
    """When the next step is to be done, after the response: what it says, unless it is a correction that says what it said before.

    What was planned for later stands until somebody plans otherwise or takes it back; what was planned for now is done.
    """
    response, due = form.response, form.response.intervention.due
    before = response.corrects.answers.get(NEXT) if response.corrects else None
    if response.answers.get(NEXT) != before:
        if form.next_day is not None:
            return form.next_day
        if due is not None and due.isoformat() == before:
            return None
    return due if due is not None and (response.day is None or due > response.day) else None


def _settle_rows(unit: Organisation, intervention: Intervention, instrument: Instrument, days: set[date | None]) -> None:
    """The rows of the intervention as they are now: the copy of the decision, and which is the last. Their partitions are behind."""
    decision = store.decision_of(intervention, first_step(instrument))
    rows = [one for one in store.rows_of(intervention) if one.instrument == instrument.reference]
    for one in rows:
        row, latest = _row(instrument, one, decision), one is rows[-1]
        if row != one.row or latest != one.latest:
            store.change_row(one, row, latest)
            days.add(one.day)
    board = organisations.authority_of(unit)
    for year in sorted({day.year for day in days if day is not None}):
        partitions.touch(board, instrument.reference, year)


def _saves(response: Response) -> Sequence[Save]:
    """When something was saved, from the moment that the form was begun; what was fetched then is nobody's work."""
    given = [Save(one.given_at, "" if one.variable in (DAY, NEXT) else one.variable) for one in store.history_of(response) if one.number]
    return [Save(response.begun_at), *given]


def _hindering(form: Form) -> Sequence[str]:
    wrong = [id for id, problems in form.filled.problems.items() if has_errors(problems)]
    days = [*([DAY] if form.day_wrong or form.response.day is None else []), *([NEXT] if form.next_wrong else [])]
    return [*days, *wrong]


def _doubles(form: Form) -> tuple[Sequence[Response], Sequence[Response]]:
    response = form.response
    if response.day is None:
        return [], []
    others = [one for one in beside(response, form.steps) if one.step == response.step]
    same = [one for one in others if one.day is not None and abs(one.day - response.day) <= _NEAR]
    if response.corrects_id is not None:
        return [], same
    board = organisations.authority_of(response.organisation)
    told = _telling(form.instrument)
    mine = _told(told, {**(form.decision.answers if form.decision else {}), **response.answers})
    instruments = [reference for reference, one in Catalogue.opened().instruments.items() if response.step in one.steps]
    alike = []
    for id, answers in store.near(board, response, instruments, _NEAR):
        other = _told(told, answers)
        both = mine.keys() & other.keys()
        if len(both) >= _ALIKE and all(mine[one] == other[one] for one in both):
            alike.append(id)
    return store.with_ids(alike[:5]), same


def _telling(instrument: Instrument) -> frozenset[str]:
    """The questions whose answers seldom agree by chance: background and what the intervention is."""
    return frozenset(one.id for one in instrument.variables if one.kind == "bakgrund" or one.group == "insats")


def _told(questions: frozenset[str], answers: Mapping[str, Any]) -> dict[str, Any]:
    return {id: value for id, value in answers.items() if id in questions}


def _locked(actor: Actor, response_id: int) -> Response:
    found = store.response_of(actor.organisation, response_id)
    if found is None:
        raise NotFoundError
    require(actor, Permission.CASES_REGISTER, found.organisation)
    # Nobody moves the unit to another board meanwhile: the figures of one of them would never be told.
    organisations.lock(found.organisation)
    # The intervention first, then the response: the same order everywhere, so that nobody waits for each other.
    interventions.locked(actor.organisation, found.intervention_id)
    locked = store.locked(actor.organisation, response_id)
    if locked is None:
        raise NotFoundError
    return locked
