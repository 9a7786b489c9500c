"""Filling in a response: begun, saved answer by answer, and put together again when two people have answered at once.

Nothing that was given is lost: each answer is saved as it is given, what is sent twice is saved once, and an answer that meets somebody
else's is kept beside it until a person has chosen.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from spegla.catalogue import Catalogue, Instrument
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import interventions, organisations, rounds
from spegla.portal.store import responses as store
from spegla.portal.store.audit import Audit
from spegla.portal.store.models import Intervention, Response, ResponseState, Round
from spegla.portal.store.models.responses import AnswerVersion, VersionState
from spegla.portal.store.responses import DAY, NEXT, Given
from spegla.portal.use_cases import case_codes
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.response_form import Form, form_of, instrument_of, stays
from spegla.responses.forms import (
    GivenError,
    answer_given,
    day_given,
    first_step,
    questions_of,
)
from spegla.responses.stored import answers_as_data

_REGISTER, _READ = Permission.CASES_REGISTER, Permission.CASES_READ


@dataclass(frozen=True)
class Saved:
    """What became of an answer: whether it holds, or waits beside somebody else's; and how the form stands now.

    `seen` is the version of the answer that the sender knows of now. Of somebody else's answer the page has shown nothing.
    """

    form: Form
    variable: str
    accepted: bool
    seen: int


@dataclass(frozen=True)
class Beginning:
    """What is there when somebody wants to begin: the units they may register in, and whether a round and a key are there."""

    units: Sequence[Organisation]
    ready: Mapping[int, bool]


def units(actor: Actor, permission: Permission, at: datetime) -> Sequence[Organisation]:
    """The units where the actor may do it; a municipality or district without units is one itself."""
    found: dict[int, Organisation] = {}
    for place in actor.places(permission):
        below = [one for one in actor.tree(place) if one.valid(localdate(at)) and actor.may(permission, one)]
        parts = [one for one in below if one.kind == OrganisationKind.UNIT.value]
        found |= {one.id: one for one in parts or [place]}
    return list(found.values())


def reach(actor: Actor, permission: Permission) -> Sequence[Organisation]:
    """Everywhere the actor may do it, also in what has closed: what was begun there is somebody's to finish."""
    every = {one.id: one for place in actor.places(permission) for one in actor.tree(place)}
    return [one for one in every.values() if actor.may(permission, one)]


def before_beginning(*, actor: Actor, at: datetime) -> Beginning:
    """Where the actor may register, and where it is possible now."""
    places = units(actor, _REGISTER, at)
    require(actor, _REGISTER, places[0] if places else actor.organisation)
    ready = {one.id: _round(one) is not None and case_codes.has_key(one) for one in places}
    return Beginning(places, ready)


@transaction.atomic
def begin(*, actor: Actor, unit: Organisation, step: str, code: str, at: datetime) -> Response:
    """The draft of `step` for the intervention with `code`: the one that somebody has begun, or a new one.

    Only a decision makes an intervention: a later step of a code that nobody knows is refused, since it may be a slip of the pen.
    Where the decision is not handed in, it comes first, whichever step was asked for. Called again it gives the same draft. What is handed
    in already, or closed, is refused, and the refusal says of which intervention.
    """
    require(actor, _REGISTER, unit)
    written = case_codes.checked(code)
    # Two who begin the same intervention at once make one; and a unit that closes, or moves to another board, does so before or after.
    organisations.lock(unit)
    unit.refresh_from_db()
    if unit.closed(localdate(at)):
        raise NotPossibleError("organisation_closed")
    round = _round(unit)
    if round is None:
        raise NotPossibleError("round_none")
    known = case_codes.found(unit, written)
    if known is None:
        if step != first_step(Catalogue.opened().instruments[round.instrument]):
            raise NotPossibleError("case_code_unknown", written=written)
        facts = {"step": step}
        known = interventions.make(unit, case_codes.sealed(unit, written), Audit(actor.person, "intervention_made", at, "", facts))
    if not actor.may(_REGISTER, known.organisation):
        raise NotPossibleError("case_code_elsewhere", unit=known.organisation.name)
    return _begin(actor, known, round, step, at)


@transaction.atomic
def go_on(*, actor: Actor, intervention_id: int, step: str, at: datetime) -> Response:
    """The draft of `step` for an intervention that is there."""
    known = interventions.locked(actor.organisation, intervention_id)
    if known is None:
        raise NotFoundError
    require(actor, _REGISTER, known.organisation)
    round = _round(known.organisation)
    if round is None:
        raise NotPossibleError("round_none")
    return _begin(actor, known, round, step, at)


@transaction.atomic
def correct(*, actor: Actor, response_id: int, at: datetime) -> Response:
    """A draft with the same answers, which replaces the response when it is handed in; the one that somebody has begun, if there is one."""
    wrong = _locked(actor, response_id)
    if wrong.state != ResponseState.HANDED_IN:
        raise NotPossibleError("response_not_handed_in")
    begun = store.open_correction(wrong)
    if begun is not None:
        return begun
    audit = Audit(actor.person, "response_begun", at, "", {"step": wrong.step, "corrects": wrong.id})
    return store.begin(wrong.organisation, wrong.intervention, wrong.round, wrong.step, answers=wrong.answers, corrects=wrong, audit=audit)


def see_response(*, actor: Actor, response_id: int, at: datetime) -> Form:
    """The response as it stands, for somebody who reads cases. That it was read is in the log, once a sitting."""
    response = store.response_of(actor.organisation, response_id)
    if response is None:
        raise NotFoundError
    require(actor, _READ, response.organisation)
    read(actor, response, at)
    return form_of(response, at)


def see_form(*, actor: Actor, response_id: int, at: datetime) -> Form:
    """The same, for somebody who fills it in."""
    response = store.response_of(actor.organisation, response_id)
    if response is None:
        raise NotFoundError
    require(actor, _REGISTER, response.organisation)
    read(actor, response, at)
    return form_of(response, at)


def read(actor: Actor, response: Response, at: datetime) -> None:
    """Write down that the actor reads `response`, unless that is written already."""
    if not store.has_sat(response, actor.person, "response_read", at):
        with transaction.atomic():
            store.sit(response.organisation, response, Audit(actor.person, "response_read", at, f"response:{response.id}"))


def save_answer(
    *, actor: Actor, response_id: int, variable: str, texts: Sequence[str], seen: int, key: str, page: str, at: datetime, turn: int = 0
) -> Saved:
    """Save one answer, as somebody gave it. Raises `GivenError` for what is no answer.

    The same answer with the same `key` changes nothing, and neither does one that arrives after what the same `page` has sent at a later
    `turn`. An answer that was changed by another page since `seen` is not written over.
    """
    with transaction.atomic():
        response = _open(actor, response_id)
        given = Given(variable, value_given(instrument_of(response), response.step, variable, texts), seen, key, page, turn)
        kept = _save(actor, response, given, at)
    # How the form stands now is read when nobody waits for it any longer.
    return Saved(form_of(response, at), variable, kept.accepted, kept.seen)


@dataclass(frozen=True)
class Whole:
    """What came of a whole form that was sent: the questions whose answers were none, and why; and those that met somebody else's."""

    form: Form
    wrong: Mapping[str, str]
    apart: frozenset[str]


@transaction.atomic
def save_all(
    *,
    actor: Actor,
    response_id: int,
    given: Mapping[str, Sequence[str]],
    seen: Mapping[str, int],
    key: str,
    page: str,
    at: datetime,
    turn: int = 0,
) -> Whole:
    """Save every answer of a form that was sent as a whole. What is no answer is told, and everything else is saved.

    Most of its questions nobody has touched: what holds already is no answer, nor what the page was shown and somebody else has changed
    since.
    """
    response = _open(actor, response_id)
    instrument = instrument_of(response)
    wrong, apart, met = {}, set(), {one.variable for one in store.conflicts_of(response)}
    for variable, texts in given.items():
        try:
            value = value_given(instrument, response.step, variable, texts)
        except GivenError as none:
            wrong[variable] = none.code
            continue
        one = Given(variable, value, seen.get(variable, 0), key, page, turn)
        holds = variable not in met and response.answers.get(variable) == value
        if holds or _untouched(actor, response, one):
            continue
        if not _save(actor, response, one, at).accepted:
            apart.add(variable)
    return Whole(form_of(response, at), wrong, frozenset(apart))


@transaction.atomic
def choose(
    *, actor: Actor, response_id: int, chosen: Mapping[str, int], shown: frozenset[int], version: int, at: datetime
) -> Sequence[AnswerVersion]:
    """Settle answers that met: by question, the id of the one that is to hold, 0 for the one that holds already. Gives those left.

    `shown` are the ids of those that the chooser saw beside what held at `version`: nothing else is settled. A choice that somebody was
    quicker than is kept beside what holds now, and waits. Chosen already, it stays so.
    """
    response = _open(actor, response_id)
    every = store.history_of(response)
    for variable, id in chosen.items():
        seen = [one for one in every if one.variable == variable and one.id in shown]
        picked = [one for one in seen if one.id == id]
        if id and not picked:
            raise NotFoundError
        value = picked[0].value if picked else store.value_at(response, variable, version)
        given = Given(variable, value, version, f"choice:{id}:{version}:{actor.person.id}", "")
        if not seen or store.sent_before(response, given.key, variable) is not None:
            continue
        here = [one for one in seen if one.state == VersionState.CONFLICT]
        changed = response.changed.get(variable, 0) > version
        audit = Audit(actor.person, "response_filled_in", at, f"response:{response.id}")
        if not here or changed or any(one not in here for one in picked):
            _choose_late(response, given, audit)
            continue
        (store.accept if picked else store.agree)(response.organisation, response, given, audit)
        facts = {"count": len(here)}
        store.settle(response.organisation, here, Audit(actor.person, "response_settled", at, f"response:{response.id}", facts))
    return store.conflicts_of(response)


def history(form: Form) -> Sequence[AnswerVersion]:
    """Every answer that was given to the response, in order; what was fetched at its beginning too."""
    return store.history_of(form.response)


def successor(form: Form) -> Response | None:
    """The correction that replaced the response."""
    return store.successor_of(form.response)


def value_given(instrument: Instrument, step: str, variable: str, texts: Sequence[str]) -> Any:
    """The stored form of what a form sends; None for no answer.

    Raises `GivenError` for what is none, NotFoundError for another step's question.
    """
    if variable in (DAY, NEXT):
        given = "".join(texts).strip()
        return day_given(given).isoformat() if given else None
    asked = {one.id: one for one in questions_of(instrument, step)}
    if variable not in asked:
        raise NotFoundError
    return answers_as_data({variable: answer_given(asked[variable], texts)}, instrument).get(variable)


def next_round(steps: Sequence[Response], round: Round) -> Round:
    """The round that the next of `steps` belongs to: that of the decision, where it was handed in under another version than `round` has.

    What has been begun is finished in its own version, whatever the board has changed to since: otherwise it could never be closed.
    """
    handed_in = [one for one in steps if one.state == ResponseState.HANDED_IN]
    decided = [one for one in handed_in if one.step == first_step(instrument_of(one)) and one.instrument != round.instrument]
    return decided[-1].round if decided else round


def _begin(actor: Actor, intervention: Intervention, round: Round, step: str, at: datetime) -> Response:
    handed_in = [one for one in store.responses_to(intervention.id) if one.state == ResponseState.HANDED_IN]
    round = next_round(handed_in, round)
    instrument = Catalogue.opened().instruments[round.instrument]
    if step not in instrument.steps:
        raise NotFoundError
    first = first_step(instrument)
    if step != first and not any(one.step == first for one in handed_in):
        step = first
    begun = store.open_draft(intervention, step)
    if begun is not None:
        return begun
    if any(one.step == first for one in handed_in) and step == first:
        raise NotPossibleError("decision_there", intervention=str(intervention.id))
    if intervention.closed is not None:
        raise NotPossibleError("intervention_closed", intervention=str(intervention.id))
    return store.begin(
        intervention.organisation, intervention, round, step,
        answers=_known(instrument, step, handed_in), corrects=None,
        audit=Audit(actor.person, "response_begun", at, "", {"step": step}),
    )  # fmt: skip


def _known(instrument: Instrument, step: str, handed_in: Sequence[Response]) -> Mapping[str, Any]:
    """What an earlier step has told already and that does not change by itself: background with alternatives."""
    found: dict[str, Any] = {}
    asked = [one for one in questions_of(instrument, step) if stays(one)]
    for one in sorted(handed_in, key=lambda response: (response.day or date.min, response.id)):
        if one.instrument == instrument.reference:
            found |= {question.id: one.answers[question.id] for question in asked if question.id in one.answers}
    return found


@dataclass(frozen=True)
class _Kept:
    """Whether an answer holds, or waits; and the version of the answer that its sender knows of."""

    accepted: bool
    seen: int


def _save(actor: Actor, response: Response, given: Given, at: datetime) -> _Kept:
    """Nothing changes when the answer is what holds already, was sent before, or comes later than what was sent after it."""
    holds, changed = response.answers.get(given.variable), response.changed.get(given.variable, 0)
    before = store.sent_before(response, given.key, given.variable)
    if before is not None and before.value == given.value:
        return _Kept(before.state != VersionState.CONFLICT, changed if holds == given.value else before.number)
    if before is not None:
        # Sent as a whole, gone back to, changed and sent again: another answer, whatever its key says.
        given = Given(given.variable, given.value, given.seen, str(uuid.uuid4()), given.page, given.turn)
    if store.overtaken(response, given):
        return _Kept(True, given.seen)
    unit, audit = response.organisation, Audit(actor.person, "response_filled_in", at, f"response:{response.id}")
    waiting = [one for one in store.conflicts_of(response) if one.variable == given.variable]
    own, alike = [one for one in waiting if _from_same(one, given, actor)], [one for one in waiting if one.value == given.value]
    if holds == given.value:
        # Sent once more when somebody has changed it, it must be known to be no new answer.
        store.agree(unit, response, given, audit)
        store.think_again(unit, response, own, audit)
        return _Kept(True, changed)
    if own or _by_another(actor, response, given):
        store.keep_apart(unit, response, given, audit)
        store.think_again(unit, response, own, audit)
        return _Kept(False, given.seen)
    store.accept(unit, response, given, audit)
    store.think_again(unit, response, alike, audit)
    return _Kept(True, response.version)


def _choose_late(response: Response, given: Given, audit: Audit) -> None:
    """A choice between answers that are no longer those that were shown waits, unless it is what holds or what waits already."""
    there = [response.answers.get(given.variable), *(one.value for one in store.conflicts_of(response) if one.variable == given.variable)]
    keep = store.agree if given.value in there else store.keep_apart
    keep(response.organisation, response, given, audit)


def _from_same(version: AnswerVersion, given: Given, actor: Actor) -> bool:
    """Whether an answer was given by the same person on the same open page: they know of it."""
    return version.page == given.page != "" and version.given_by_id == actor.person.id


def _by_another(actor: Actor, response: Response, given: Given) -> bool:
    """Whether somebody else, or another page, has answered since what the sender saw."""
    if response.changed.get(given.variable, 0) <= given.seen:
        return False
    last = store.last_given(response, given.variable)
    return last is not None and not _from_same(last, given, actor)


def _untouched(actor: Actor, response: Response, given: Given) -> bool:
    """Whether the page was made with this answer, and somebody else has changed it since."""
    return _by_another(actor, response, given) and store.value_at(response, given.variable, given.seen) == given.value


def _round(unit: Organisation) -> Round | None:
    return rounds.open_round(organisations.authority_of(unit))


def _open(actor: Actor, response_id: int) -> Response:
    response = _locked(actor, response_id)
    if not response.is_open:
        raise NotPossibleError("response_closed")
    return response


def _locked(actor: Actor, response_id: int) -> Response:
    found = store.locked(actor.organisation, response_id)
    if found is None:
        raise NotFoundError
    require(actor, _REGISTER, found.organisation)
    return found
