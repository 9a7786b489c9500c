"""How long to wait before what went wrong is tried again: twice as long each time, up to a limit, and not at all once it has gone well."""

from collections.abc import Callable
from typing import Generic, TypeVar

SHORTEST, LONGEST = 1.0, 300.0

T = TypeVar("T")


class Pauses(Generic[T]):
    """The pauses of several things, each with its own. `clock` gives seconds from some moment."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lengths: dict[T, float] = {}
        self._ends: dict[T, float] = {}

    def failed(self, thing: T) -> float:
        """It went wrong again: how many seconds it now waits."""
        length = min(2 * self._lengths.get(thing, SHORTEST / 2), LONGEST)
        self._lengths[thing], self._ends[thing] = length, self._clock() + length
        return length

    def waiting(self) -> frozenset[T]:
        """What is not to be tried now."""
        now = self._clock()
        return frozenset(thing for thing, end in self._ends.items() if end > now)

    def went_well(self, but: frozenset[T]) -> None:
        """Everything has gone well except what is among `but`."""
        for thing in self._ends.keys() - but:
            del self._lengths[thing], self._ends[thing]
