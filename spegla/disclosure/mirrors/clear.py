"""The only door from a counted mirror to one that is shown."""

from spegla.disclosure.cleared import Audience
from spegla.disclosure.mirrors.cleared import ClearedAlternative, ClearedGroup, ClearedMirror, ClearedSummary, ClearedVariable
from spegla.disclosure.policy import policy_for
from spegla.statistics.distributions import CountedMirror, Distribution


def clear_mirror(counted: CountedMirror, audience: Audience) -> ClearedMirror:
    """Clear `counted` for `audience`, or raise `ClearingRefusedError`: exact figures are for those who hold the rows."""
    policy = policy_for(counted.origin, audience)
    groups = tuple(
        ClearedGroup(group.code, group.n, tuple(_variable(distribution) for distribution in group.distributions))
        for group in counted.groups
    )
    return ClearedMirror(counted.origin.instrument, audience, policy, groups)


def _variable(counted: Distribution) -> ClearedVariable:
    found = counted.summary
    return ClearedVariable(
        id=counted.id,
        asked=counted.asked,
        answered=counted.answered,
        missing={reason.value: count for reason, count in counted.missing.items()},
        alternatives=tuple(ClearedAlternative(one.code, one.n, one.percent, one.interval) for one in counted.alternatives),
        summary=None if found is None else ClearedSummary(found.mean, found.sd, found.median, found.least, found.greatest),
    )
