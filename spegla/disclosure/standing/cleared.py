"""`ClearedStanding`: how the work stands, as it may be shown to the audience named in it. Plain fields, and no way back to the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from spegla.disclosure.cleared import Audience, Policy, Suppressed


@dataclass(frozen=True)
class ClearedRate:
    """`registered` of the `known` closures in `month` (2026-11), or in all months ("").

    `percent` is 0–100 and not rounded, `rounded` whole, half up. Both are None when none are known, and when more are registered than
    known: then the two numbers are all there is to say. `left_out` has the number of months whose closures nobody knows, by reason, and
    `registered_left_out` those registered in them; `months_more_than_known` are the months where more are registered than known.
    """

    month: str
    registered: int
    known: int
    percent: float | Suppressed | None
    rounded: int | Suppressed | None
    more_than_known: bool
    left_out: Mapping[str, int]
    registered_left_out: int
    months_more_than_known: int


@dataclass(frozen=True)
class ClearedSeconds:
    """A quarter of the values lie at or below `low`, half at or below `median`, three quarters at or below `high`: exact seconds.

    `within` of the values, `within_rounded` percent, half up, are at most the budget; None where no budget is set.
    """

    low: Decimal
    median: Decimal
    high: Decimal
    within: int | None
    within_rounded: int | None


@dataclass(frozen=True)
class ClearedTime:
    """The time of `n` whole registrations at `step`, "" for every step; or of one `question` in them, by id.

    `budget` is in seconds, None where none is set. `left_out` registrations have no time, by reason.
    """

    step: str
    question: str
    n: int
    seconds: ClearedSeconds | Suppressed
    budget: int | None
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class ClearedStanding:
    """Cleared for `audience` under `policy`. Made by `clear_standing` alone; a test looks for any other place that makes one.

    `counts` has every name of the question that was asked, with 0 where there are none.
    """

    instruments: tuple[str, ...]
    audience: Audience
    policy: Policy
    counts: Mapping[str, int]
    rates: tuple[ClearedRate, ...]
    times: tuple[ClearedTime, ...]

    @property
    def slowest(self) -> tuple[ClearedTime, ...]:
        """The questions with the longest median: several when it is the same, none when each has too few to give one."""
        medians = [(one, one.seconds.median) for one in self.times if one.question and isinstance(one.seconds, ClearedSeconds)]
        longest = max((median for _, median in medians), default=None)
        return tuple(one for one, median in medians if median == longest)
