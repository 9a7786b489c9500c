"""What is one's own: what waits, the roles one holds, the language one reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from spegla.portal.accounts.models import Assignment, AssignmentState, Recovery
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import people as store
from spegla.portal.use_cases import recoveries
from spegla.portal.use_cases.access import Actor


@dataclass(frozen=True)
class Waiting:
    """What someone can do right now; roles that wait for them as the second person, and people who cannot get in without them.

    `own` are their own roles that wait for another, `later` those that begin another day.
    """

    to_approve: Sequence[Assignment]
    to_recover: Sequence[Recovery]
    own: Sequence[Assignment]
    later: Sequence[Assignment]


def waiting(*, actor: Actor, at: datetime) -> Waiting:
    """What waits for the actor."""
    organisation = actor.organisation
    today = localdate(at)
    held = store.assignments_of(organisation, today)
    open_ones = [one for one in held if one.state == AssignmentState.WAITING]
    may = actor.may(Permission.PEOPLE_APPROVE, organisation)
    others = [one for one in open_ones if may and actor.person not in (one.given_by, one.person)]
    own = [one for one in held if one.person_id == actor.person.id]
    return Waiting(
        others,
        recoveries.waiting(actor=actor, at=at),
        [one for one in own if one.state == AssignmentState.WAITING],
        [one for one in own if one.state == AssignmentState.ACTIVE and one.valid_from and one.valid_from > today],
    )


def own_roles(*, actor: Actor, at: datetime) -> Sequence[Assignment]:
    """The roles that the actor holds, will hold or waits for."""
    return [one for one in store.assignments_of(actor.organisation, localdate(at)) if one.person_id == actor.person.id]


def choose_language(*, actor: Actor, language: str) -> None:
    """Read in `language` from now on."""
    actor.person.language = language
    actor.person.save(update_fields=["language"])
