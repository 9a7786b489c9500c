"""Which records of a month are drawn for review: by chance that nobody can choose, and spread so that everyone's turn comes.

The chance is the seal of the log's last record when the draw is made. A seal cannot be foreseen without the key, and with the log in
hand anyone can make the same draw again: what comes first has the smallest SHA-256 of `<seal>:<what>`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

# Before any month in which someone can have been drawn.
_NEVER = date.min


@dataclass(frozen=True)
class Candidate:
    """A record that can be drawn, and who did it."""

    number: int
    person: int


def draw(
    candidates: Sequence[Candidate], *, seed: str, size: int, last_drawn: Mapping[int, date], with_cases: frozenset[int]
) -> Sequence[int]:
    """The numbers of `size` records, or of all when there are fewer, in the order in which they are drawn.

    One record of each person at a time, until there are enough. First comes who was drawn longest ago, among them those with access to
    cases, and otherwise chance decides: with P people and N records, everyone who did something each month is drawn at least once in
    P / N months, rounded up.
    """
    by_person: dict[int, list[int]] = {}
    for one in sorted(candidates, key=lambda one: _chance(seed, f"record:{one.number}")):
        by_person.setdefault(one.person, []).append(one.number)
    people = sorted(by_person, key=lambda one: (last_drawn.get(one, _NEVER), one not in with_cases, _chance(seed, f"person:{one}")))
    rounds = max((len(numbers) for numbers in by_person.values()), default=0)
    in_turn = [by_person[person][turn] for turn in range(rounds) for person in people if turn < len(by_person[person])]
    return in_turn[:size]


def _chance(seed: str, what: str) -> str:
    return sha256(f"{seed}:{what}".encode()).hexdigest()
