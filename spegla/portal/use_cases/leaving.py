"""Someone stops working here: what will happen is said first, and then everything at once. A new invitation is the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from spegla.portal.accounts.models import Assignment, Invitation, Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import organisations
from spegla.portal.store import people as store
from spegla.portal.store.audit import Audit, Facts
from spegla.portal.store.factors import remove_factors
from spegla.portal.store.sessions import end_sessions
from spegla.portal.use_cases import recoveries
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError, last_who_assigns, named, withdraw_all


@dataclass(frozen=True)
class Departure:
    """Who leaves, and what ends with it. `stops` names what must be done first, "" when nothing must."""

    person: Person
    roles: Sequence[Assignment]
    invitations: Sequence[Invitation]
    stops: str


def see_departure(*, actor: Actor, person_id: int, at: datetime) -> Departure:
    """What happens when the person leaves. NotFoundError when they work elsewhere, or have left."""
    person = store.person_of(actor.organisation, person_id)
    if person is None:
        raise NotFoundError
    require(actor, Permission.PEOPLE_ASSIGN, person.organisation)
    held = [one for one in store.assignments_of(person.organisation, localdate(at)) if one.person_id == person.id]
    return Departure(person, held, store.invitations_from(person.organisation, person, at), _stops(actor, person, held, at))


@transaction.atomic
def end_work(*, actor: Actor, person_id: int, last_day: date, at: datetime) -> Person:
    """`last_day` was, or is, the person's last here. Their roles, those that wait too, and their sessions end now, whichever day it was.

    Their password and second steps are taken away. Invitations that they sent and nobody has accepted are withdrawn: nobody here
    stands for them any longer. What they have done stays in the log.
    """
    # Two who end each other's work at once must not both succeed.
    organisations.lock(actor.organisation)
    departure = see_departure(actor=actor, person_id=person_id, at=at)
    if departure.stops:
        raise NotPossibleError(departure.stops)
    if last_day > localdate(at):
        raise NotPossibleError("leave_later")
    person, home = departure.person, departure.person.organisation
    # Whoever began on a day to come, by a clock that has gone backwards since, can still leave today.
    if person.joined and last_day < localdate(person.joined) <= localdate(at):
        raise NotPossibleError("leave_before_joined")
    for role in departure.roles:
        store.end(role.organisation, role, Audit(actor.person, "role_ended", at, *named(role)))
    for one in departure.invitations:
        store.withdraw(one.organisation, one, Audit(actor.person, "invitation_withdrawn", at, f"invitation:{one.id}"))
    withdraw_all(home, person.email, actor.person, at)
    recoveries.no_longer_needed(person=person, by=actor.person, at=at)
    facts: Facts = {"last_day": last_day.isoformat(), "factors": remove_factors(person)}
    store.leave(home, person, last_day, Audit(actor.person, "person_left", at, f"person:{person.id}", facts))
    end_sessions(person)
    return person


def _stops(actor: Actor, person: Person, held: Sequence[Assignment], at: datetime) -> str:
    if person == actor.person:
        return "leave_oneself"
    return "leave_last" if any(last_who_assigns(one, at) for one in held) else ""
