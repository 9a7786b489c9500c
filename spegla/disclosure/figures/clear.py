"""The only door from counted figures to figures that are shown."""

from decimal import Decimal
from fractions import Fraction

from spegla.disclosure.cleared import Audience
from spegla.disclosure.figures.cleared import (
    ClearedChange,
    ClearedFigure,
    ClearedFigures,
    ClearedValue,
    FigureKind,
    PrintedBeside,
)
from spegla.disclosure.policy import policy_for
from spegla.statistics import Share
from spegla.statistics.measures import Change, CountedFigure, CountedFigures, Mean, Sum, SumShare, TooFew, rounded

# A repeating decimal is cut far beyond what anyone prints, and never at a half: 1/3 stays below 0.5 at every place.
_DECIMALS = 20


def clear_figures(counted: CountedFigures, audience: Audience) -> ClearedFigures:
    """Clear `counted` for `audience`, or raise `ClearingRefusedError`: exact figures are for those who hold the rows, of both files."""
    policy = policy_for(counted.origin, audience)
    if counted.earlier is not None:
        policy_for(counted.earlier, audience)
    return ClearedFigures(counted.origin.instrument, audience, policy, tuple(_figure(one) for one in counted.figures))


def _figure(counted: CountedFigure) -> ClearedFigure:
    mean = FigureKind.AVERAGE if counted.of_rows else FigureKind.INDEX
    value = _value(counted.value, mean)
    return ClearedFigure(
        id=counted.id,
        group=counted.group,
        value=value,
        earlier=None if counted.earlier is None else _value(counted.earlier, mean),
        change=_change(counted.change),
        printed=None if counted.printed is None else _beside(counted.printed, _exact(counted.value)),
    )


def _value(counted: Share | Mean | Sum | SumShare, mean: FigureKind) -> ClearedValue:
    exact = _exact(counted)
    amount = None if exact is None else _decimal(exact)
    left_out = {reason.value: count for reason, count in counted.left_out.items()}
    match counted:
        case Share():
            n = counted.denominator
            return ClearedValue(FigureKind.SHARE, n, amount, counted.numerator, n, left_out, counted.interval, None)
        case Mean():
            interval = counted.interval if mean is FigureKind.INDEX else None
            return ClearedValue(mean, counted.n, amount, None, None, left_out, interval, counted.sd)
        case Sum():
            return ClearedValue(FigureKind.TOTAL, counted.n, amount, None, None, left_out, None, None)
        case SumShare():
            return ClearedValue(FigureKind.SHARE_OF_TOTALS, counted.n, amount, counted.part, counted.whole, left_out, None, None)


def _exact(counted: Share | Mean | Sum | SumShare) -> Fraction | None:
    match counted:
        case Share():
            return Fraction(100 * counted.numerator, counted.denominator) if counted.denominator else None
        case Mean():
            return counted.value
        case Sum():
            return Fraction(counted.total)
        case SumShare():
            return counted.percent


def _beside(printed: Decimal, exact: Fraction | None) -> PrintedBeside:
    decimals = max(0, -int(printed.as_tuple().exponent))
    return PrintedBeside(printed, None if exact is None else rounded(exact, decimals))


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(int(exact * 10**_DECIMALS)).scaleb(-_DECIMALS)


def _change(found: Change | TooFew | None) -> ClearedChange | None:
    match found:
        case None:
            return None
        case TooFew():
            return ClearedChange(None, None, None)
        case Change():
            return ClearedChange(found.points, found.low, found.high)
