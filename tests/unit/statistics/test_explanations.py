"""Explanations of a printed figure: checked against trying every way of counting every answer."""

from collections import Counter
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from spegla.statistics import Explanation, Move, Place, explanations, percent_rounded

YES, NO, PARTLY, NA = ("ja", Place.ACHIEVED), ("nej", Place.NOT_ACHIEVED), ("delvis", Place.NOT_ACHIEVED), ("ea", Place.LEFT_OUT)


def test_46_from_6_yes_and_9_no_has_one_explanation() -> None:
    found = explanations({YES: 6, NO: 9}, Decimal(46))

    assert found == (Explanation((Move("nej", Place.LEFT_OUT, 2),), 6, 15 - 2),)


def test_a_figure_that_follows_needs_no_explanation() -> None:
    assert explanations({YES: 6, NO: 9}, Decimal(40)) == ()


def test_a_figure_that_no_counting_gives_has_none() -> None:
    assert explanations({YES: 1, NO: 1}, Decimal(46)) == ()


def test_one_no_that_was_a_yes_is_found() -> None:
    found = explanations({YES: 6, NO: 9}, Decimal(47))

    assert found == (Explanation((Move("nej", Place.ACHIEVED, 1),), 6 + 1, 15),)


def test_answers_that_could_each_be_the_one_are_all_listed() -> None:
    # 1 of 13 is 8 percent; 1 of 12 is 8 too, so ask for 9: 1 of 11, with two taken from Nej or one of them Delvis.
    found = explanations({YES: 1, NO: 11, PARTLY: 1}, Decimal(9))

    assert {explanation.moves for explanation in found} == {
        (Move("nej", Place.LEFT_OUT, 2),),
        (Move("nej", Place.LEFT_OUT, 1), Move("delvis", Place.LEFT_OUT, 1)),
    }


def test_an_answer_that_was_left_out_can_be_the_one() -> None:
    found = explanations({YES: 1, NO: 1, NA: 1}, Decimal(33))

    assert found == (Explanation((Move("ea", Place.NOT_ACHIEVED, 1),), 1, 3),)


def test_a_printed_decimal_is_compared_at_its_own_precision() -> None:
    assert explanations({YES: 6, NO: 7}, Decimal("46.2")) == ()
    assert explanations({YES: 6, NO: 7}, Decimal("46.3")) == ()  # no share of at most 13 gives 46.3
    assert explanations({YES: 5, NO: 8}, Decimal("46.2")) == (Explanation((Move("nej", Place.ACHIEVED, 1),), 6, 13),)


def by_trying_everything(answers: dict[tuple[str, Place], int], printed: int) -> set[tuple[tuple[str, Place, int], ...]]:
    """The minimal explanations by brute force: every answer, one by one, counted in every place."""
    kinds = [kind for kind, count in answers.items() for _ in range(count)]
    best: dict[int, set[tuple[tuple[str, Place, int], ...]]] = {}
    for places in product(Place, repeat=len(kinds)):
        achieved, counted = places.count(Place.ACHIEVED), len(places) - places.count(Place.LEFT_OUT)
        if counted and percent_rounded(achieved, counted) == printed:
            moved = Counter((kind[0], place) for kind, place in zip(kinds, places, strict=True) if kind[1] is not place)
            moves = tuple(sorted(((code, place, n) for (code, place), n in moved.items()), key=str))
            best.setdefault(moved.total(), set()).add(moves)
    fewest = min(best, default=0)
    return best[fewest] if fewest else set()


def test_an_answer_that_stands_in_two_places_can_be_the_one() -> None:
    found = explanations({YES: 6, NO: 9, ("nej", Place.LEFT_OUT): 1}, Decimal(46))

    assert found == (Explanation((Move("nej", Place.LEFT_OUT, 2),), 6, 13),)


# A rule over several variables may count the same main answer in two places.
AGAIN = ("nej", Place.LEFT_OUT)
small = st.fixed_dictionaries(
    {YES: st.integers(0, 3), NO: st.integers(0, 3), PARTLY: st.integers(0, 1), NA: st.integers(0, 1), AGAIN: st.integers(0, 1)}
)


@given(small, st.integers(0, 100))
def test_the_explanations_are_those_found_by_trying_everything(answers: dict[tuple[str, Place], int], printed: int) -> None:
    found = explanations(answers, Decimal(printed))

    listed = [tuple(sorted(((m.answer, m.to, m.count) for m in explanation.moves), key=str)) for explanation in found]
    assert len(listed) == len(set(listed))
    assert set(listed) == by_trying_everything(answers, printed)


def test_trying_everything_finds_something_to_compare_with() -> None:
    assert by_trying_everything({YES: 1, NO: 2, PARTLY: 1, NA: 1}, 33) == {
        (("delvis", Place.LEFT_OUT, 1),),
        (("nej", Place.LEFT_OUT, 1),),
    }
