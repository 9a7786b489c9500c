"""Figures are cleared for those who hold the rows, of both times, and for anyone only when the form is public."""

from decimal import Decimal
from fractions import Fraction

import pytest

from spegla.catalogue import Confidentiality
from spegla.columns import Holder, Origin
from spegla.disclosure import Audience, ClearingRefusedError, Policy
from spegla.disclosure.figures import ClearedFigure, FigureKind, clear_figures
from spegla.statistics import Share
from spegla.statistics.measures import Change, CountedFigure, CountedFigures, Mean, Sum, SumShare, TooFew

HALF = Share(5, 10, {})


def origin(holder: Holder = Holder.FILE, confidentiality: Confidentiality = Confidentiality.SENSITIVE) -> Origin:
    return Origin("enkat-1", confidentiality, frozenset({"2085"}), holder)


def cleared(figure: CountedFigure) -> ClearedFigure:
    counted = CountedFigures(origin(), None, (), (figure,))
    return clear_figures(counted, Audience.file_holder()).figures[0]


@pytest.mark.parametrize("audience", [Audience.anyone(), Audience.region(), Audience.staff_of("2080")])
def test_sensitive_figures_are_for_those_who_hold_the_rows(audience: Audience) -> None:
    with pytest.raises(ClearingRefusedError):
        clear_figures(CountedFigures(origin(), None, (), ()), audience)


def test_rows_of_last_time_must_be_held_too() -> None:
    elsewhere = CountedFigures(origin(), origin(Holder.STORE), (), (CountedFigure("a", "alla", HALF, earlier=HALF),))

    with pytest.raises(ClearingRefusedError):
        clear_figures(elsewhere, Audience.file_holder())


def test_a_public_form_is_open_to_anyone() -> None:
    public = CountedFigures(origin(Holder.STORE, Confidentiality.PUBLIC), None, (), ())

    assert clear_figures(public, Audience.anyone()).policy is Policy.OPEN


@pytest.mark.parametrize(
    ("value", "of_rows", "kind", "amount"),
    [
        (Share(1, 3, {}), False, FigureKind.SHARE, Fraction(100, 3)),
        (Mean(2, Fraction(20, 3), 1.0, {}), False, FigureKind.INDEX, Fraction(20, 3)),
        (Mean(2, Fraction(20, 3), 1.0, {}), True, FigureKind.AVERAGE, Fraction(20, 3)),
        (Sum(2, 87, {}), False, FigureKind.TOTAL, Fraction(87)),
        (SumShare(2, 87, 398, {}), False, FigureKind.SHARE_OF_TOTALS, Fraction(8700, 398)),
    ],
)
def test_each_kind_keeps_its_amount(value: Share | Mean | Sum | SumShare, of_rows: bool, kind: FigureKind, amount: Fraction) -> None:
    found = cleared(CountedFigure("a", "alla", value, of_rows)).value

    assert found.kind is kind
    assert found.amount is not None
    assert abs(Fraction(found.amount) - amount) < Fraction(1, 10**19)


def test_nothing_to_count_is_none_and_not_zero() -> None:
    assert cleared(CountedFigure("a", "alla", Share(0, 0, {}))).value.amount is None
    assert cleared(CountedFigure("a", "alla", Share(0, 0, {}), printed=Decimal(5))).printed is not None


@pytest.mark.parametrize(("n", "enough"), [(9, False), (10, True)])
def test_shares_and_indices_are_read_from_ten(n: int, enough: bool) -> None:
    assert cleared(CountedFigure("a", "alla", Share(1, n, {}))).value.enough is enough
    assert cleared(CountedFigure("a", "alla", Mean(n, Fraction(5), None, {}))).value.enough is enough
    assert cleared(CountedFigure("a", "alla", Mean(n, Fraction(5), None, {}), of_rows=True)).value.enough
    assert cleared(CountedFigure("a", "alla", Sum(n, 5, {}))).value.enough


@pytest.mark.parametrize(
    ("printed", "computed", "agrees"), [("63", "63", True), ("62", "63", False), ("62.5", "62.5", True), ("62.49", "62.50", False)]
)
def test_a_printed_figure_is_compared_at_its_own_decimals(printed: str, computed: str, agrees: bool) -> None:
    beside = cleared(CountedFigure("a", "alla", Share(10, 16, {}), printed=Decimal(printed))).printed

    assert beside is not None
    assert (beside.computed, beside.agrees) == (Decimal(computed), agrees)


def test_too_few_to_compare_has_no_points() -> None:
    few = cleared(CountedFigure("a", "alla", HALF, earlier=HALF, change=TooFew())).change
    moved = cleared(CountedFigure("a", "alla", HALF, earlier=HALF, change=Change(4.0, -1.0, 9.0))).change

    assert few is not None
    assert few.points is None
    assert moved is not None
    assert (moved.points, moved.low, moved.high) == (4.0, -1.0, 9.0)
