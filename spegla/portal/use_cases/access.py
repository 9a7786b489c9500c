"""Who may do what: an actor, and the two answers to someone who may not.

What belongs to another organisation does not exist (`NotFoundError`); what is one's own but not allowed is refused (`RefusedError`).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.store import people


class RefusedError(PermissionError):
    """The actor may not do this in an organisation of their own."""


class NotFoundError(LookupError):
    """It does not exist, or is another organisation's: the answer is the same."""


@dataclass(frozen=True)
class Actor:
    """A person who does something, and where each of their permissions holds."""

    person: Person
    organisation: Organisation
    holds: tuple[tuple[Organisation, str], ...]

    @classmethod
    def of(cls, person: Person, at: datetime) -> "Actor":
        """`person` with the roles that hold at `at`."""
        organisation = person.organisation
        held = people.active_roles(person)
        return cls(person, organisation, tuple(held))

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything that they may do somewhere."""
        return frozenset(permission for _, role in self.holds for permission in roles()[role].may)

    def may(self, permission: Permission, organisation: Organisation) -> bool:
        """Whether a role in `organisation`, or in what it is a unit of, allows it."""
        return any(organisation.within(given) for given in self.places(permission))

    def places(self, permission: Permission) -> list[Organisation]:
        """Where a role allows it, without what lies below another of them."""
        given = [place for place, role in self.holds if permission in roles()[role].may]
        return [one for one in dict.fromkeys(given) if not any(one != other and one.within(other) for other in given)]


def require(actor: Actor, permission: Permission, organisation: Organisation) -> None:
    """Go on only when `actor` has `permission` in `organisation`."""
    if actor.may(permission, organisation):
        return
    if organisation.entity == actor.organisation.entity:
        raise RefusedError(permission.value)
    raise NotFoundError
