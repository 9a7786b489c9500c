"""What is one's own: what waits, the roles one holds, the language one reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from spegla.portal.accounts.models import Assignment, AssignmentState
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import people as store
from spegla.portal.use_cases.access import Actor


@dataclass(frozen=True)
class Waiting:
    """What someone can do right now; roles that wait for them as the second person, and their own that wait for another."""

    to_approve: Sequence[Assignment]
    own: Sequence[Assignment]


def waiting(*, actor: Actor) -> Waiting:
    """What waits for the actor."""
    organisation = actor.organisation
    held = store.assignments_of(organisation)
    open_ones = [one for one in held if one.state == AssignmentState.WAITING]
    may = actor.may(Permission.PEOPLE_APPROVE, organisation)
    others = [one for one in open_ones if may and actor.person not in (one.given_by, one.person)]
    return Waiting(others, [one for one in open_ones if one.person_id == actor.person.id])


def own_roles(*, actor: Actor) -> Sequence[Assignment]:
    """The roles that the actor holds or waits for."""
    return [one for one in store.assignments_of(actor.organisation) if one.person_id == actor.person.id]


def choose_language(*, actor: Actor, language: str) -> None:
    """Read in `language` from now on."""
    actor.person.language = language
    actor.person.save(update_fields=["language"])
