"""How registration goes in a round: how many of the closures are in, what waits, and what time it takes. Every number is cleared.

Who leads a unit sees the unit's figures, who has a role in the board the board's. How many closures there were is known for the whole
board and for no unit of it, so a unit alone has no response rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from spegla.analyses.standing import Budget, Held, Month, RateQuestion, ResponseFacts, State, burden, inbox, response_rate
from spegla.catalogue import Catalogue, Instrument, Reason
from spegla.disclosure import Audience
from spegla.disclosure.standing import ClearedStanding
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import organisations
from spegla.portal.store import standing as store
from spegla.portal.store.models import Round
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.store.rounds import closings_of, open_round, rounds_of
from spegla.portal.store.standing import ResponseFact
from spegla.portal.use_cases.access import Actor, require

_READ = Permission.ROUND_READ


@dataclass(frozen=True)
class Standing:
    """How it goes in `places`, all of `board` when `whole`. By step how many are drafts and handed in; the rate by month, and the times."""

    board: Organisation
    places: Sequence[Organisation]
    whole: bool
    instrument: Instrument
    steps: Mapping[str, ClearedStanding]
    rate: ClearedStanding
    times: ClearedStanding


def see_standing(*, actor: Actor, at: datetime) -> Standing | None:
    """The round that is open where the actor reads rounds; None when none is."""
    places = actor.places(_READ) or [actor.organisation]
    require(actor, _READ, places[0])
    board = authority_of(places[0])
    round = open_round(board)
    if round is None:
        return None
    today = localdate(at)
    own = [one for one in places if one.authority == board.path]
    whole = _covers(own, board, today)
    places = [board] if whole else own
    instrument = Catalogue.opened().instruments[round.instrument]
    code = entity_of(board).code
    facts, audience = store.facts_in(board, places, round), Audience.staff_of(code)
    held, last = held_of(instrument, code, facts), instrument.steps[-1]
    # The case system knows of no forms: what is closed in an earlier one is closed.
    closures = [held_of(instrument, code, [one for one in facts if one.step == last]), *_closures_before(board, places, round, last, code)]
    known = {Month.of(month): count for month, count in closings_of(board).items()} if whole else {}
    question = RateQuestion(last, _first_month(closures, known, today), Month.of(today), known)
    by_step = {step: held_of(instrument, code, [one for one in facts if one.step == step]) for step in instrument.steps}
    return Standing(
        board,
        places,
        whole,
        instrument,
        {step: inbox([one], today, audience) for step, one in by_step.items()},
        response_rate(closures, question, audience),
        burden(held, Budget(round.budget), audience),
    )


def own_time(*, actor: Actor, at: datetime) -> tuple[ClearedStanding, Instrument] | None:
    """How long the registrations that the actor has handed in took, and the instrument; None when there are none to tell of."""
    places = actor.places(Permission.CASES_REGISTER) or [actor.organisation]
    require(actor, Permission.CASES_REGISTER, places[0])
    board = authority_of(places[0])
    round = open_round(board)
    facts = store.facts_by(actor.person, board, round) if round is not None else []
    if round is None or not facts:
        return None
    instrument, code = Catalogue.opened().instruments[round.instrument], entity_of(board).code
    held = held_of(instrument, code, facts)
    return burden(held, Budget(round.budget), Audience.staff_of(code)), instrument


def held_of(instrument: Instrument, code: str, facts: Sequence[ResponseFact]) -> Held:
    """What the store knows, as it is counted: all of the organisation with `code`."""
    return Held(
        instrument,
        frozenset({code}),
        tuple(
            ResponseFacts(
                code,
                one.step,
                State.HANDED_IN if one.handed_in else State.DRAFT,
                one.day,
                one.due,
                Reason.NOT_KNOWN if one.seconds is None else one.seconds,
                one.by_question,
            )
            for one in facts
        ),
    )


def _covers(places: Sequence[Organisation], board: Organisation, today: date) -> bool:
    """Whether `places` are all there is of `board` today."""
    units = [one for one in organisations.below(board, today) if one.kind == OrganisationKind.UNIT.value and one.authority == board.path]
    return any(one.path == board.path for one in places) or (
        bool(units) and all(any(unit.within(place) for place in places) for unit in units)
    )


def _closures_before(board: Organisation, places: Sequence[Organisation], round: Round, last: str, code: str) -> Sequence[Held]:
    """The closures of the other rounds of `board`, in instruments that have the same `last` step."""
    instruments = Catalogue.opened().instruments
    rounds = [one for one in rounds_of(board) if one.id != round.id and one.instrument in instruments]
    others = [one for one in rounds if instruments[one.instrument].steps[-1:] == (last,)]
    found = [(one, store.days_in(board, places, one, last)) for one in others]
    return [held_of(instruments[one.instrument], code, facts) for one, facts in found if facts]


def _first_month(closures: Sequence[Held], known: Mapping[Month, int], today: date) -> Month:
    """The month of the earliest closure that is registered or known, but no more than a year back."""
    this = Month.of(today)
    closed = [Month.of(one.day) for held in closures for one in held.handed_in() if one.day is not None]
    return min(max(min([*closed, *known, this]), Month(this.year - 1, this.month)), this)
