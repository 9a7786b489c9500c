"""The draw: by chance, the same for the same seal, and everyone's turn comes."""

from collections import Counter
from datetime import date
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegla.portal.use_cases.drawing import Candidate, draw

SEAL = "7" * 64


def of(counts: dict[int, int]) -> list[Candidate]:
    """So many records for each person."""
    who = [person for person, count in counts.items() for _ in range(count)]
    return [Candidate(number, person) for number, person in enumerate(who, start=1)]


def drawn(candidates: list[Candidate], size: int = 20, seed: str = SEAL) -> list[int]:
    return list(draw(candidates, seed=seed, size=size, last_drawn={}, with_cases=frozenset()))


def test_fewer_than_wanted_are_all_drawn() -> None:
    assert sorted(drawn(of({1: 3, 2: 4}))) == [1, 2, 3, 4, 5, 6, 7]
    assert drawn([]) == []


def test_the_same_seal_draws_the_same_whatever_order_the_log_is_read_in() -> None:
    candidates = of({1: 30, 2: 30})

    assert drawn(candidates) == drawn(candidates[::-1])


def test_another_seal_draws_others() -> None:
    candidates = of({1: 200})

    assert set(drawn(candidates)) != set(drawn(candidates, seed="8" * 64))


def test_who_has_done_little_is_drawn_beside_who_has_done_much() -> None:
    candidates = of({1: 5000, 2: 1, 3: 2})
    who = Counter(candidates[number - 1].person for number in drawn(candidates))

    assert who == {1: 20 - 1 - 2, 2: 1, 3: 2}


def test_each_record_of_a_person_is_drawn_about_as_often() -> None:
    """One of ten records, under a thousand seals: each 100 times, give or take four standard deviations."""
    times = Counter(drawn(of({1: 10}), size=1, seed=f"{seal:064x}")[0] for seal in range(1000))
    spread = (1000 * 0.1 * 0.9) ** 0.5

    assert sorted(times) == list(range(1, 11))
    assert all(abs(count - 100) <= 4 * spread for count in times.values())


def test_those_with_access_to_cases_come_first_of_those_who_were_never_drawn() -> None:
    numbers = draw(of({1: 1, 2: 1, 3: 1}), seed=SEAL, size=1, last_drawn={}, with_cases=frozenset({3}))

    assert list(numbers) == [3]


@pytest.mark.parametrize(("people", "size"), [(21, 20), (50, 20), (100, 20), (7, 3)])
def test_everyones_turn_comes(people: int, size: int) -> None:
    """Also that of who has no access to cases, and whatever the seals are."""
    candidates = of(dict.fromkeys(range(1, people + 1), 2))
    last: dict[int, date] = {}
    for month in range(1, ceil(people / size) + 1):
        numbers = draw(candidates, seed=f"{month:064x}", size=size, last_drawn=last, with_cases=frozenset(range(1, people, 2)))
        last |= {candidates[number - 1].person: date(2026, month, 1) for number in numbers}

    assert set(last) == set(range(1, people + 1))


@given(st.dictionaries(st.integers(1, 30), st.integers(1, 12)), st.integers(1, 40))
def test_nobody_is_drawn_twice_more_than_another_who_has_as_many_left(counts: dict[int, int], size: int) -> None:
    candidates = of(counts)
    numbers = drawn(candidates, size)
    who = Counter(candidates[number - 1].person for number in numbers)

    assert len(numbers) == len(set(numbers)) == min(size, len(candidates))
    for person, count in counts.items():
        assert all(who[person] >= min(count, others - 1) for others in who.values())
