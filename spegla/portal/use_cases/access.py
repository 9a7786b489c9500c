"""Who may do what: an actor, and the two answers to someone who may not.

What belongs to another organisation does not exist (`NotFoundError`); what is one's own but not allowed is refused (`RefusedError`).
A role reaches the units below where it is given. What sees cases stops where another board begins: a district's cases are its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.accounts.roles import IN_EMERGENCY, OF_CASES, Permission, roles
from spegla.portal.store import emergencies, organisations, people
from spegla.portal.store.models import Emergency
from spegla.portal.store.organisations import day_of


class RefusedError(PermissionError):
    """The actor may not do this in an organisation of their own."""


class NotFoundError(LookupError):
    """It does not exist, or is another organisation's: the answer is the same."""


@dataclass(frozen=True)
class Actor:
    """A person who does something, and where each of their permissions holds. `emergency` is access taken in one, while it lasts."""

    person: Person
    organisation: Organisation
    holds: tuple[tuple[Organisation, str], ...]
    emergency: Emergency | None = None
    _trees: dict[int, Sequence[Organisation]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, person: Person, at: datetime) -> "Actor":
        """`person` with the roles that hold on the day of `at`: asked for at each request, so that nobody needs to end them.

        Those in what has closed do not hold. Access taken in an emergency, while it lasts, leans on a role that allows it: who loses
        the role loses that access too.
        """
        organisation, day = person.organisation, day_of(at)
        held = [(place, role) for place, role in people.active_roles(person, day) if not place.closed(day)]
        actor = cls(person, organisation, tuple(held))
        taken = emergencies.holding(organisation, person, at) if Permission.BREAK_GLASS in actor.permissions else None
        return cls(person, organisation, actor.holds, taken) if taken else actor

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything that they may do somewhere."""
        of_roles = frozenset(permission for _, role in self.holds for permission in roles()[role].may)
        return of_roles | IN_EMERGENCY if self.emergency else of_roles

    def may(self, permission: Permission, organisation: Organisation) -> bool:
        """Whether a role in `organisation`, or in what it is a unit of, allows it."""
        return any(_reaches(given, permission, organisation) for given in self.places(permission))

    def places(self, permission: Permission) -> list[Organisation]:
        """Where a role allows it, without what lies below another of them."""
        given = [place for place, role in self.holds if permission in roles()[role].may]
        if self.emergency and permission in IN_EMERGENCY:
            given.append(self.emergency.organisation)
        return [one for one in dict.fromkeys(given) if not any(one != other and _reaches(other, permission, one) for other in given)]

    def tree(self, place: Organisation) -> Sequence[Organisation]:
        """`place` and its units, with what has closed and what is still to come, as they are when it is first asked: once a request."""
        if place.id not in self._trees:
            self._trees[place.id] = organisations.ever_below(place)
        return self._trees[place.id]


def require(actor: Actor, permission: Permission, organisation: Organisation) -> None:
    """Go on only when `actor` has `permission` in `organisation`."""
    if actor.may(permission, organisation):
        return
    if organisation.entity == actor.organisation.entity:
        raise RefusedError(permission.value)
    raise NotFoundError


def _reaches(given: Organisation, permission: Permission, organisation: Organisation) -> bool:
    """Whether what is given in `given` holds in `organisation`."""
    return organisation.within(given) and (permission not in OF_CASES or organisation.authority == given.authority)
