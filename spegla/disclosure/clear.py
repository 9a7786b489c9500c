"""The only door from counted to shown."""

from decimal import Decimal

from spegla.disclosure.cleared import (
    Audience,
    Cleared,
    ClearedAnswer,
    ClearedMove,
    ClearedShare,
    Comparison,
    Figure,
    Way,
)
from spegla.disclosure.policy import policy_for
from spegla.statistics import Counted, CountedShare, Explanation, percent_rounded


def clear(counted: Counted, audience: Audience) -> Cleared:
    """Clear `counted` for `audience`, or raise `ClearingRefusedError`.

    The policy follows from where the rows come from, never from the caller: a caller in a hurry would pick the one that shows more.
    """
    policy = policy_for(counted.origin, audience)
    return Cleared(
        instrument=counted.origin.instrument,
        audience=audience,
        policy=policy,
        shares=tuple(ClearedShare(share.indicator, share.group, _figure(share)) for share in counted.shares),
        answers=tuple(
            ClearedAnswer(one.organisation, one.indicator, one.answer, one.role.value, one.row, one.decided_by, dict(one.given))
            for one in counted.answers
        ),
    )


def _figure(counted: CountedShare) -> Figure:
    share = counted.share
    return Figure(
        numerator=share.numerator,
        denominator=share.denominator,
        left_out={reason.value: count for reason, count in share.left_out.items()},
        percent=share.percent,
        rounded=share.rounded,
        interval=share.interval,
        weighted_percent=counted.weighted_percent,
        comparison=_comparison(counted),
    )


def _comparison(counted: CountedShare) -> Comparison | None:
    if counted.printed is None:
        return None
    share, printed = counted.share, counted.printed
    computed = _like(printed, share.numerator, share.denominator) if share.denominator else None
    agrees = None if computed is None else computed == printed
    return Comparison(printed, computed, agrees, tuple(_way(explanation, printed) for explanation in counted.explanations))


def _way(explanation: Explanation, printed: Decimal) -> Way:
    moves = tuple(ClearedMove(move.answer, move.to.value, move.count) for move in explanation.moves)
    computed = _like(printed, explanation.numerator, explanation.denominator)
    return Way(moves, explanation.numerator, explanation.denominator, computed)


def _like(printed: Decimal, numerator: int, denominator: int) -> Decimal:
    """The percentage with as many decimals as `printed`, rounded half up."""
    decimals = max(0, -int(printed.as_tuple().exponent))
    return Decimal(percent_rounded(numerator, denominator, decimals)).scaleb(-decimals)
