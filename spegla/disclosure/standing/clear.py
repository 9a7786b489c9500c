"""The only door from a counted standing to one that is shown."""

from decimal import Decimal
from fractions import Fraction

from spegla.disclosure.cleared import Audience, Policy, Suppressed
from spegla.disclosure.mirrors.cleared import FEWEST_FOR_SHARES
from spegla.disclosure.policy import ClearingRefusedError, policy_for
from spegla.disclosure.standing.cleared import ClearedRate, ClearedSeconds, ClearedStanding, ClearedTime
from spegla.statistics import percent_rounded
from spegla.statistics.standing import CountedRate, CountedStanding, CountedTime


def clear_standing(counted: CountedStanding, audience: Audience) -> ClearedStanding:
    """Clear `counted` for `audience`, or raise `ClearingRefusedError`: it is for those whose rows they are, of every instrument.

    They see every count as it is. A share or a median of fewer than ten says more about who happened to be there than about the work, so
    it is kept back from them too.
    """
    return ClearedStanding(
        instruments=tuple(origin.instrument for origin in counted.origins),
        audience=audience,
        policy=_policy(counted, audience),
        counts=dict(counted.counts),
        rates=tuple(_rate(one) for one in counted.rates),
        times=tuple(_time(one) for one in counted.times),
    )


def _policy(counted: CountedStanding, audience: Audience) -> Policy:
    """The strictest of those that the origins have; what comes from nowhere is nobody's to see."""
    policies = {policy_for(origin, audience) for origin in counted.origins}
    if not policies:
        raise ClearingRefusedError("", audience)
    return Policy.OWN if Policy.OWN in policies else Policy.OPEN


def _rate(counted: CountedRate) -> ClearedRate:
    rate = counted.rate
    percent: float | Suppressed | None = None
    rounded: int | Suppressed | None = None
    if rate.percent is not None:
        few = rate.known < FEWEST_FOR_SHARES
        percent = Suppressed.TOO_FEW if few else float(rate.percent)
        rounded = Suppressed.TOO_FEW if few else percent_rounded(rate.registered, rate.known)
    return ClearedRate(
        month=counted.month,
        registered=rate.registered,
        known=rate.known,
        percent=percent,
        rounded=rounded,
        more_than_known=rate.more_than_known,
        left_out={reason.value: months for reason, months in rate.left_out.items()},
        registered_left_out=rate.registered_left_out,
        months_more_than_known=rate.months_more_than_known,
    )


def _time(counted: CountedTime) -> ClearedTime:
    time = counted.time
    seconds: ClearedSeconds | Suppressed = Suppressed.TOO_FEW
    if time.quartiles is not None and time.n >= FEWEST_FOR_SHARES:
        seconds = ClearedSeconds(
            low=_exact(time.quartiles.low),
            median=_exact(time.quartiles.median),
            high=_exact(time.quartiles.high),
            within=time.within,
            within_rounded=None if time.within is None else percent_rounded(time.within, time.n),
        )
    left_out = {reason.value: count for reason, count in time.left_out.items()}
    return ClearedTime(counted.step, counted.question, time.n, seconds, time.budget, left_out)


def _exact(seconds: Fraction) -> Decimal:
    """Quartiles of whole seconds are at most quarters, which decimals hold exactly."""
    return Decimal(seconds.numerator) / Decimal(seconds.denominator)
