"""Why a printed percentage does not follow from its rows: the fewest answers that would have to be counted otherwise.

An answer can be counted in three places: achieved, not achieved, left out. An explanation moves some answers from the place they
have to another, so that the rounded percentage becomes the printed one. It is minimal when no explanation moves fewer answers.
All minimal ones are found, since naming one of several would be guessing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import product

from spegla.catalogue import Reason, Role
from spegla.statistics.shares import percent_rounded


class Place(Enum):
    """Where an answer is counted."""

    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    LEFT_OUT = "left_out"

    @staticmethod
    def of(role: Role | Reason) -> "Place":
        """The place of a row in the population."""
        if isinstance(role, Reason):
            return Place.LEFT_OUT
        return Place.ACHIEVED if role is Role.ACHIEVED else Place.NOT_ACHIEVED


@dataclass(frozen=True)
class Move:
    """`count` answers with the code `answer` counted as `to` instead of where they are. A blank answer has the code ""."""

    answer: str
    to: Place
    count: int


@dataclass(frozen=True)
class Explanation:
    """The moves, and the share they give."""

    moves: tuple[Move, ...]
    numerator: int
    denominator: int


def explanations(answers: Mapping[tuple[str, Place], int], printed: Decimal) -> tuple[Explanation, ...]:
    """Every minimal explanation of `printed` percent, for `answers`: how many gave each answer, and where it is counted.

    Empty when `printed` already follows, and when no way of counting these answers gives it. `printed` is compared at its own
    number of decimals, rounded half up.
    """
    decimals = max(0, -int(printed.as_tuple().exponent))
    units = int(printed.scaleb(decimals))
    now = Counter[Place]()
    for (_, place), count in answers.items():
        now[place] += count
    targets = [
        {Place.ACHIEVED: achieved, Place.NOT_ACHIEVED: counted - achieved, Place.LEFT_OUT: now.total() - counted}
        for counted in range(1, now.total() + 1)
        for achieved in range(counted + 1)
        if percent_rounded(achieved, counted, decimals) == units
    ]
    costs = [sum(max(0, target[place] - now[place]) for place in Place) for target in targets]
    fewest = min(costs, default=0)
    found = [
        Explanation(moves, target[Place.ACHIEVED], target[Place.ACHIEVED] + target[Place.NOT_ACHIEVED])
        for target, cost in zip(targets, costs, strict=True)
        if cost == fewest > 0
        for moves in _moves(answers, now, target)
    ]
    # The same answers taken from other places make the same sentence.
    return tuple(dict.fromkeys(found))


def _moves(answers: Mapping[tuple[str, Place], int], now: Mapping[Place, int], target: Mapping[Place, int]) -> Iterator[tuple[Move, ...]]:
    """Every way to get from `now` to `target` with the fewest moves: places that shrink give, places that grow take."""
    takers = [place for place in Place if target[place] > now[place]]
    givers = [place for place in Place if target[place] < now[place]]
    # With three places there is one giver or one taker, so how much flows between two places is settled by the totals.
    flows = [(giver, taker, min(now[giver] - target[giver], target[taker] - now[taker])) for giver in givers for taker in takers]
    for split in product(*(_choices(answers, giver, taker, amount) for giver, taker, amount in flows)):
        taken = Counter[tuple[str, Place]]()
        for (giver, _, _), part in zip(flows, split, strict=True):
            for move in part:
                taken[move.answer, giver] += move.count
        # Two takers may have been offered the same answers.
        if all(taken[kind] <= count for kind, count in answers.items()):
            moved = Counter[tuple[str, Place]]()
            for move in (move for part in split for move in part):
                moved[move.answer, move.to] += move.count
            yield tuple(Move(answer, to, count) for (answer, to), count in moved.items())


def _choices(answers: Mapping[tuple[str, Place], int], giver: Place, taker: Place, amount: int) -> list[tuple[Move, ...]]:
    """Every way to take `amount` answers from the kinds that `giver` holds."""
    kinds = [(answer, count) for (answer, place), count in answers.items() if place is giver and count]
    splits = (counts for counts in product(*(range(min(count, amount) + 1) for _, count in kinds)) if sum(counts) == amount)
    return [tuple(Move(answer, taker, n) for (answer, _), n in zip(kinds, counts, strict=True) if n) for counts in splits]
