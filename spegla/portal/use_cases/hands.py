"""Whose hand it is when someone says yes: two people who agree must not be one person's doing."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from spegla.portal.accounts.models import Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.store import people

# How long a permission counts as the hand of whoever gave it.
NEW_RIGHT = timedelta(days=30)


def hands(person: Person, permission: Permission, at: datetime) -> set[int]:
    """Whose hand it can be when `person` uses `permission`: their own, and for a while that of whoever alone gave it to them.

    Else whoever gives roles could make a colleague to agree with. What the installation gave, and what a second person approved, is
    nobody else's hand.
    """
    given = [one for one in people.holding(person, localdate(at)) if permission in roles()[one.role].may]
    if any(one.given_by_id is None or one.decided_by_id or one.given_at <= at - NEW_RIGHT for one in given):
        return {person.id}
    return {person.id, *(one.given_by_id for one in given if one.given_by_id)}
