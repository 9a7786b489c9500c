"""The only door from a counted mirror to one that is shown."""

from dataclasses import replace
from math import isnan

from spegla.columns import Origin
from spegla.disclosure.cleared import Audience
from spegla.disclosure.mirrors.cleared import (
    ClearedAlternative,
    ClearedCrossTable,
    ClearedGroup,
    ClearedMirror,
    ClearedSummary,
    ClearedVariable,
)
from spegla.disclosure.policy import policy_for
from spegla.statistics.distributions import CountedCrossTable, CountedMirror, Distribution


def clear_mirror(counted: CountedMirror, audience: Audience) -> ClearedMirror:
    """Clear `counted` for `audience`, or raise `ClearingRefusedError`: exact figures are for those who hold the rows."""
    policy = policy_for(_whose(counted, audience), audience)
    groups = tuple(
        ClearedGroup(group.code, group.n, tuple(_variable(distribution) for distribution in group.distributions))
        for group in counted.groups
    )
    return ClearedMirror(counted.origin.instrument, audience, policy, groups)


def clear_cross_table(counted: CountedCrossTable, audience: Audience) -> ClearedCrossTable:
    """Clear `counted` for `audience`, or raise `ClearingRefusedError`."""
    policy, table = policy_for(counted.origin, audience), counted.table
    return ClearedCrossTable(
        instrument=counted.origin.instrument,
        audience=audience,
        policy=policy,
        row=counted.row,
        column=counted.column,
        row_codes=table.row_codes,
        column_codes=table.column_codes,
        counts=tuple(tuple(map(int, row)) for row in table.counts),
        row_percent=tuple(tuple(None if isnan(cell) else float(cell) for cell in row) for row in table.row_percent()),
    )


def _whose(counted: CountedMirror, audience: Audience) -> Origin:
    """Where the rows come from. Where there is not one, they are the asker's own: that a store is still empty tells of nobody."""
    origin = counted.origin
    if origin.organisations or any(group.n for group in counted.groups):
        return origin
    return replace(origin, organisations=frozenset({audience.organisation}))


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
