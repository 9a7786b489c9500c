"""Which municipality answers for what another was, and what it has come from."""

from collections.abc import Sequence
from datetime import date

from spegla.portal.accounts.models import Organisation, Succession


def succeed(predecessor: Organisation, successor: Organisation, on: date) -> None:
    """From `on`, `successor` answers for what was `predecessor`, or for a part of it."""
    Succession.objects.create(predecessor=predecessor, successor=successor, at=on)


def successors(organisation: Organisation, on: date) -> Sequence[Organisation]:
    """Those that on the day answer for what `organisation` has been: itself while it is there, and what has come from it."""
    found: dict[int, Organisation] = {}
    waits = [organisation]
    while waits:
        one = waits.pop(0)
        if one.id not in found:
            found[one.id] = one
            rows = Succession.objects.filter(predecessor=one, at__lte=on).select_related("successor").order_by("at", "id")
            waits += [row.successor for row in rows]
    return [one for one in found.values() if one.valid(on)]


def predecessors(organisation: Organisation, on: date) -> Sequence[Succession]:
    """Everything that `organisation` had come from by the day, at first, second or later hand, the latest first."""
    found: dict[int, Succession] = {}
    waits = [organisation.id]
    while waits:
        for row in Succession.objects.filter(successor_id=waits.pop(), at__lte=on).select_related("predecessor", "successor"):
            if row.id not in found:
                found[row.id] = row
                waits.append(row.predecessor_id)
    return sorted(found.values(), key=lambda row: (row.at, row.id), reverse=True)
