"""`CountedStanding`: how the work stands, with where the responses come from. For `disclosure`, not for showing."""

from collections.abc import Mapping
from dataclasses import dataclass

from spegla.columns import Origin
from spegla.statistics.standing.rates import Rate
from spegla.statistics.standing.times import TimeSpent


@dataclass(frozen=True)
class CountedRate:
    """The rate of one month, as it is written; "" for all of them together."""

    month: str
    rate: Rate


@dataclass(frozen=True)
class CountedTime:
    """The time of whole registrations at `step`, "" for every step; or of one `question` in them."""

    step: str
    question: str
    time: TimeSpent


@dataclass(frozen=True)
class CountedStanding:
    """Responses of each of `origins`, one for each instrument: `counts` by name, every name there also when it is 0, rates and times."""

    origins: tuple[Origin, ...]
    counts: Mapping[str, int]
    rates: tuple[CountedRate, ...] = ()
    times: tuple[CountedTime, ...] = ()
