"""How many people each organisation has, for who runs the installation: numbers, and no names of people."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator

from spegla.portal.accounts.models import Assignment, Organisation, Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.store.people import holds

_TRUSTED = frozenset({Permission.PEOPLE_ASSIGN, Permission.PEOPLE_INVITE, Permission.PEOPLE_APPROVE})


@dataclass(frozen=True)
class Staff:
    """Of the organisation `name`: everyone who can log in, those who can give or approve a role, those who can approve one, and those
    who have no second step yet."""

    name: str
    people: int
    trusted: int
    approving: int
    without_factor: int


def staff(on: date) -> Sequence[Staff]:
    """Each organisation that has people, by name, with the roles that hold on that day."""
    at: dict[str, set[int]] = {}
    for id, entity in Person.objects.filter(left=None, is_active=True).values_list("id", "organisation__entity"):
        at.setdefault(entity, set()).add(id)
    held = _permissions(on)
    # Codes for the day when the step is lost are no step of their own.
    factors = set(Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user_id", flat=True))
    names = dict(Organisation.objects.filter(path__in=at).values_list("path", "name"))
    return [
        Staff(
            names[entity],
            len(ids),
            sum(bool(held.get(id, frozenset()) & _TRUSTED) for id in ids),
            sum(Permission.PEOPLE_APPROVE in held.get(id, frozenset()) for id in ids),
            len(ids - factors),
        )
        for entity, ids in sorted(at.items(), key=lambda one: names[one[0]])
    ]


def _permissions(on: date) -> Mapping[int, AbstractSet[Permission]]:
    """What each person may do somewhere."""
    found: dict[int, set[Permission]] = {}
    for person, role in Assignment._base_manager.filter(holds(on)).values_list("person_id", "role"):
        found.setdefault(person, set()).update(roles()[role].may)
    return found
