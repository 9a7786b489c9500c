"""Numbers for an example that fit each other: every total that a check holds against a sum is what its parts make."""

import random
from collections.abc import Iterator, Mapping, Sequence

from spegla.catalogue import Instrument
from spegla.catalogue.rules import Rule

# So many that an invented row looks like a municipality: Ludvika had about ninety placed, and inventories count tens of foster homes.
LEAST, MOST = 20, 90
# How much of what is left each part takes, in percent: the first form is the common one, as in most statistics of this kind.
_TAKES = 45, 75


def fitting_numbers(instrument: Instrument, draw: random.Random) -> Mapping[str, int]:
    """A number for each variable that is a total or a part of one, by id; empty when no check adds numbers."""
    numbers: dict[str, int] = {}
    for total, parts in _totals_first(instrument):
        numbers.setdefault(total, draw.randint(LEAST, MOST))
        numbers |= zip(parts, _split(numbers[total], len(parts), draw), strict=True)
    return numbers


def _totals_first(instrument: Instrument) -> Iterator[tuple[str, Sequence[str]]]:
    """Each sum as its total and its parts; one whose total is a part of another comes after that one."""
    waiting = [(rule.total, _parts(rule)) for rule in (check.rule for check in instrument.checks) if rule.total]
    while waiting:
        inner = {part for _, parts in waiting for part in parts}
        # Totals that are parts of each other have no first; any order does, since the rows are checked before they are used.
        first = next((one for one in waiting if one[0] not in inner), waiting[0])
        waiting.remove(first)
        yield first


def _parts(rule: Rule) -> Sequence[str]:
    return [name for name in rule.names if name != rule.total]


def _split(number: int, parts: int, draw: random.Random) -> list[int]:
    left, found = number, []
    for _ in range(parts - 1):
        found.append(left * draw.randint(*_TAKES) // 100)
        left -= found[-1]
    return [*found, left]
