"""The policy follows from where the rows come from and who will read; everything else is refused."""

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from spegla.catalogue import Confidentiality, Reason, Role
from spegla.columns import Holder, Origin
from spegla.disclosure import Audience, ClearingRefusedError, Figure, Policy, clear
from spegla.statistics import Counted, CountedAnswer, CountedShare, Explanation, Move, Place, Share

FALUN, BORLANGE = "2080", "2081"
ANYONE, HOLDER, ASTRID = Audience.anyone(), Audience.file_holder(), Audience.staff_of(FALUN)

PUBLIC = Origin("oj-sbu-2016", Confidentiality.PUBLIC, frozenset({FALUN, BORLANGE}), Holder.FILE)
SENSITIVE = Origin("uppfoljning-1", Confidentiality.SENSITIVE, frozenset({FALUN}), Holder.STORE)


def counted(origin: Origin) -> Counted:
    share = CountedShare("socialjour", "alla", Share(1, 2, {Reason.NOT_APPLICABLE: 3}))
    answers = (
        CountedAnswer(FALUN, "socialjour", "ja", Role.ACHIEVED, 2),
        CountedAnswer(BORLANGE, "socialjour", "ea", Reason.NOT_APPLICABLE, 3),
    )
    return Counted(origin, ('socialjour == "ja"',), (share,), answers)


@pytest.mark.parametrize("audience", [ANYONE, HOLDER, ASTRID, Audience.staff_of(BORLANGE)])
def test_a_public_instrument_is_open_to_all(audience: Audience) -> None:
    assert clear(counted(PUBLIC), audience).policy is Policy.OPEN


def test_staff_see_their_own_rows() -> None:
    assert clear(counted(SENSITIVE), ASTRID).policy is Policy.OWN


def test_the_one_with_the_file_in_hand_sees_it() -> None:
    assert clear(counted(replace(SENSITIVE, holder=Holder.FILE)), HOLDER).policy is Policy.OWN


@pytest.mark.parametrize(
    ("origin", "audience"),
    [
        (SENSITIVE, ANYONE),
        (SENSITIVE, Audience.staff_of(BORLANGE)),
        (SENSITIVE, HOLDER),
        (replace(SENSITIVE, organisations=frozenset({FALUN, BORLANGE})), ASTRID),
        (replace(SENSITIVE, organisations=frozenset()), ASTRID),
        (replace(SENSITIVE, holder=Holder.FILE), ANYONE),
        (replace(SENSITIVE, organisations=frozenset({""})), ANYONE),
    ],
)
def test_everything_else_is_refused(origin: Origin, audience: Audience) -> None:
    with pytest.raises(ClearingRefusedError):
        clear(counted(origin), audience)


def test_a_refusal_carries_no_figure() -> None:
    with pytest.raises(ClearingRefusedError) as refused:
        clear(counted(SENSITIVE), ANYONE)

    assert not any(character.isdigit() for character in str(refused.value).replace("uppfoljning-1", ""))


def test_a_cleared_share_holds_what_was_counted() -> None:
    figure = clear(counted(PUBLIC), ANYONE).shares[0].figure

    assert isinstance(figure, Figure)
    assert (figure.numerator, figure.denominator, figure.left_out) == (1, 2, {"not_applicable": 3})
    assert (figure.percent, figure.rounded, figure.comparison) == (100 * 1 / 2, 50, None)


def test_a_cleared_answer_says_where_it_counts() -> None:
    assert [(a.organisation, a.role, a.row) for a in clear(counted(PUBLIC), ANYONE).answers] == [
        (FALUN, "numerator", 2),
        (BORLANGE, "not_applicable", 3),
    ]


def compared(numerator: int, denominator: int, printed: str, *explanations: Explanation) -> Figure:
    share = CountedShare("socialjour", "alla", Share(numerator, denominator, {}), None, Decimal(printed), explanations)
    figure = clear(Counted(PUBLIC, (), (share,), ()), ANYONE).shares[0].figure
    assert isinstance(figure, Figure)
    return figure


def test_a_printed_figure_that_follows_agrees() -> None:
    comparison = compared(6, 13, "46").comparison

    assert comparison
    assert (comparison.agrees, comparison.computed) == (True, Decimal(46))


def test_a_printed_decimal_is_compared_at_its_own_precision() -> None:
    comparison = compared(6, 13, "46.1").comparison

    assert comparison
    assert (comparison.agrees, comparison.computed) == (False, Decimal("46.2"))


def test_a_printed_figure_without_anyone_to_count_neither_agrees_nor_not() -> None:
    comparison = compared(0, 0, "46").comparison

    assert comparison
    assert (comparison.agrees, comparison.computed) == (None, None)


def test_an_explanation_comes_through_with_the_figure_it_gives() -> None:
    comparison = compared(6, 15, "46", Explanation((Move("nej", Place.LEFT_OUT, 2),), 6, 13)).comparison

    assert comparison
    way = comparison.ways[0]
    assert [(move.answer, move.to, move.count) for move in way.moves] == [("nej", "left_out", 2)]
    assert (way.numerator, way.denominator, way.computed) == (6, 13, Decimal(46))


def test_a_cleared_value_cannot_be_changed() -> None:
    cleared = clear(counted(PUBLIC), ANYONE)

    with pytest.raises(FrozenInstanceError):
        cleared.policy = Policy.OWN  # type: ignore[misc]
