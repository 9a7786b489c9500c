"""What waits for somebody who registers: follow-ups that are due, and drafts that nobody has handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from spegla.analyses.standing import Held, ResponseFacts, State, inbox
from spegla.catalogue import Catalogue
from spegla.disclosure import Audience
from spegla.disclosure.standing import ClearedStanding
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import interventions
from spegla.portal.store import responses as store
from spegla.portal.store.models import Intervention, Response
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.store.rounds import open_round
from spegla.portal.use_cases.access import Actor, require
from spegla.portal.use_cases.registering import reach
from spegla.portal.use_cases.response_form import answers_of, instrument_of
from spegla.responses.forms import filled, first_step


@dataclass(frozen=True)
class Shown:
    """How many are shown of each; the rest are counted."""

    due: int = 30
    drafts: int = 30
    lately: int = 5


ALL = Shown()
_LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """An intervention whose next step is planned for `intervention.due`; `days` until then, below zero when it is late."""

    intervention: Intervention
    days: int

    @property
    def late(self) -> bool:
        return self.days < 0


@dataclass(frozen=True)
class Draft:
    """A response that somebody has begun, and how many of the questions that it asks have an answer.

    `due` is the day that its step is planned for, when it is, and `days` until then, below zero when it is late.
    """

    response: Response
    answered: int
    asked: int
    due: date | None = None
    days: int = 0

    @property
    def late(self) -> bool:
        return self.days < 0


@dataclass(frozen=True)
class Inbox:
    """What waits in the units where the actor registers. `counts` is None when there is nothing to count for.

    `lately` is what the actor has handed in the last days, to look at once more or to correct.
    """

    due: Sequence[Due]
    drafts: Sequence[Draft]
    counts: ClearedStanding | None
    lately: Sequence[Response]


def see_inbox(*, actor: Actor, at: datetime, shown: Shown = ALL) -> Inbox:
    """What waits. Nothing of what was answered is shown, so it is not in the log."""
    places = reach(actor, Permission.CASES_REGISTER)
    require(actor, Permission.CASES_REGISTER, places[0] if places else actor.organisation)
    today = localdate(at)
    planned, begun = interventions.due_in(places), store.open_in(places)
    # What is planned and begun is a draft, and stands once.
    drafted = {(one.intervention, one.step): one.id for one in begun if one.corrects is None}
    due = {drafted[one.id, one.due_step]: one.due for one in planned if (one.id, one.due_step) in drafted}
    waiting = [one for one in planned if (one.id, one.due_step) not in drafted]
    code = entity_of(actor.organisation).code
    counts = inbox(_held(code, waiting, begun, due), today, Audience.staff_of(code)) if waiting or begun else None
    begun = sorted(begun, key=lambda one: one.waits_until or due.get(one.id) or date.max)
    drafts = progress_of(store.with_ids([one.id for one in begun[: shown.drafts]]), due, today)
    lately = store.handed_in_by(actor.person, places, at - _LATELY, shown.lately)
    return Inbox([_due(one, today) for one in waiting[: shown.due]], drafts, counts, lately)


def progress_of(drafts: Sequence[Response], due: Mapping[int, date | None], today: date) -> Sequence[Draft]:
    """How far each has come; `due` has by id the day that it is planned for."""
    decisions = store.decisions_of([one.intervention_id for one in drafts])
    found = []
    for one in drafts:
        instrument = instrument_of(one)
        decision = decisions.get(one.intervention_id) if one.step != first_step(instrument) else None
        before = answers_of(decision) if decision is not None and decision.instrument == one.instrument else {}
        done = filled(instrument, one.step, answers_of(one), before).completeness
        planned = due.get(one.id)
        found.append(Draft(one, done.filled, done.asked, planned, (planned - today).days if planned else 0))
    return found


def _held(code: str, planned: Sequence[Intervention], begun: Sequence[store.OpenDay], due: Mapping[int, date | None]) -> Sequence[Held]:
    """What waits, by the version that it is or will be answered in; `due` has by draft the day that it is planned for."""
    found: dict[str, list[ResponseFacts]] = {}
    for one in begun:
        found.setdefault(one.instrument, []).append(ResponseFacts(code, one.step, State.DRAFT, one.day, one.waits_until or due.get(one.id)))
    rounds = {
        board: open_round(authority_of(unit)) for board, unit in {one.organisation.authority: one.organisation for one in planned}.items()
    }
    for each in planned:
        round = rounds[each.organisation.authority]
        if round is not None:
            found.setdefault(round.instrument, []).append(ResponseFacts(code, each.due_step, State.WAITING, None, each.due))
    instruments = Catalogue.opened().instruments
    return [Held(instruments[reference], frozenset({code}), tuple(facts)) for reference, facts in found.items()]


def _due(one: Intervention, today: date) -> Due:
    return Due(one, (one.due - today).days if one.due else 0)
