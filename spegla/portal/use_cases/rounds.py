"""Rounds: a board opens its continuous registration, says how many closings it knows of, and sees how registration goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from spegla.catalogue import Catalogue, Instrument
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import rounds as store
from spegla.portal.store.audit import Audit
from spegla.portal.store.models import Round
from spegla.portal.store.organisations import authority_of
from spegla.portal.use_cases import case_codes
from spegla.portal.use_cases.access import Actor, require
from spegla.portal.use_cases.people import NotPossibleError

_READ, _EDIT = Permission.ROUND_READ, Permission.ROUND_EDIT
# No more than an hour for a registration, and no less than half a minute.
BUDGET = (30, 3600)
MOST_CLOSINGS = 100_000


@dataclass(frozen=True)
class RoundPage:
    """The round of a board, None when none is open; the forms that can be opened instead, and whether there is a key for case codes."""

    board: Organisation
    round: Round | None
    instrument: Instrument | None
    choices: Sequence[Instrument]
    closings: Mapping[date, int]
    has_key: bool
    may_edit: bool


def see_round(*, actor: Actor, at: datetime) -> RoundPage:
    """How the round is set up."""
    board = _board(actor, _READ)
    round = store.open_round(board)
    instrument = Catalogue.opened().instruments[round.instrument] if round else None
    closings = store.closings_of(board) if round else {}
    others = [one for one in choices() if one != instrument]
    return RoundPage(board, round, instrument, others, closings, case_codes.has_key(board), actor.may(_EDIT, _place(actor, _READ)))


def see_round_to_edit(*, actor: Actor, at: datetime) -> RoundPage:
    """How the round is set up, for whoever may change it; others are told no before anything that they sent is looked at."""
    _board(actor, _EDIT)
    return see_round(actor=actor, at=at)


def choices() -> Sequence[Instrument]:
    """The instruments that interventions can be registered under."""
    found = [one for one in Catalogue.opened().instruments.values() if one.subject == "intervention"]
    return [one for one in found if len(one.steps) > 1 and one.occasion is not None]


def instruments_of(board: Organisation) -> Mapping[str, Instrument]:
    """What `board` registers under now and has registered under before, by reference: the one in use first."""
    catalogue = Catalogue.opened().instruments
    references = dict.fromkeys(round.instrument for round in store.rounds_of(board))
    return {reference: catalogue[reference] for reference in references if reference in catalogue}


@transaction.atomic
def open_round(*, actor: Actor, instrument: str, at: datetime) -> Round:
    """The board registers under `instrument` from now on. What was begun under another is finished in its own version.

    A form that the board has had before is its round again, with everything in it.
    """
    board = _board(actor, _EDIT)
    if instrument not in {one.reference for one in choices()}:
        raise NotPossibleError("round_instrument")
    now = store.open_round(board)
    if now is not None and now.instrument == instrument:
        return now
    return store.begin(board, instrument, Audit(actor.person, "round_begun", at, "", {"instrument": instrument}))


@transaction.atomic
def change(*, actor: Actor, budget: int, free_text: bool, shows_earlier: bool, at: datetime) -> Round:
    """What a registration may take, whether people may write words of their own, and whether earlier judgements are shown."""
    board, round = _opened(actor, _EDIT)
    if not BUDGET[0] <= budget <= BUDGET[1]:
        raise NotPossibleError("round_budget")
    facts = {"budget": budget, "free_text": free_text, "shows_earlier": shows_earlier}
    audit = Audit(actor.person, "round_changed", at, f"round:{round.id}", facts)
    store.change(board, round, budget=budget, free_text=free_text, shows_earlier=shows_earlier, audit=audit)
    return round


@transaction.atomic
def state_closings(*, actor: Actor, month: date, count: int | None, at: datetime) -> None:
    """How many interventions the case system says were closed in `month`; None takes it back. Not of a month to come."""
    board, round = _opened(actor, Permission.CLOSINGS_STATE)
    if month.replace(day=1) > localdate(at).replace(day=1):
        raise NotPossibleError("closings_later")
    today = localdate(at)
    if count is not None and month.replace(day=1) < today.replace(year=today.year - 1, day=1):
        raise NotPossibleError("closings_before")
    if count is not None and not 0 <= count <= MOST_CLOSINGS:
        raise NotPossibleError("closings_count")
    facts = {"month": f"{month:%Y-%m}", "count": count}
    audit = Audit(actor.person, "closings_stated", at, f"round:{round.id}", facts)
    store.state_closings(board, round, month.replace(day=1), count, audit)


def _opened(actor: Actor, permission: Permission) -> tuple[Organisation, Round]:
    board = _board(actor, permission)
    round = store.open_round(board)
    if round is None:
        raise NotPossibleError("round_none")
    return board, round


def _board(actor: Actor, permission: Permission) -> Organisation:
    place = _place(actor, permission)
    require(actor, permission, place)
    return authority_of(place)


def _place(actor: Actor, permission: Permission) -> Organisation:
    [place, *_] = actor.places(permission) or [actor.organisation]
    return place
