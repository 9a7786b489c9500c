"""How many of the closures that the case system knows of are registered in a round."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from spegla.analyses.standing.held import Held, ResponseFacts, UnknownNameError
from spegla.catalogue import Reason
from spegla.disclosure import Audience
from spegla.disclosure.standing import ClearedStanding, clear_standing
from spegla.statistics.standing import CountedRate, CountedStanding, Month, added, rate_of


@dataclass(frozen=True)
class RateQuestion:
    """Of which `step`, in which months (`first` and `last` too), and how many the case system has in each month, where that is known."""

    step: str
    first: Month
    last: Month
    known: Mapping[Month, int]


class Registered(StrEnum):
    """Where a response that is handed in at the step stands: in one of the months, outside them, or without a day."""

    IN_ROUND = "in_round"
    OUTSIDE = "outside"
    UNDATED = "undated"


def response_rate(held: Sequence[Held], question: RateQuestion, audience: Audience) -> ClearedStanding:
    """The rate of all months together, then of each, cleared for `audience`; `counts` says where every response at the step stands.

    A month whose number is not known leaves the rate with that reason, and so do those registered in it. Raises `UnknownNameError` for a
    step that none of the instruments has, ValueError when the last month is before the first, and what `clear_standing` does.
    """
    if not any(question.step in part.instrument.steps for part in held):
        raise UnknownNameError(", ".join(part.instrument.reference for part in held), question.step)
    closures = [one for part in held for one in part.handed_in() if one.step == question.step]
    months = question.first.through(question.last)
    registered = Counter(Month.of(one.day) for one in closures if one.day is not None)
    by_month = {month: rate_of(registered[month], question.known.get(month, Reason.NOT_KNOWN)) for month in months}
    rates = [CountedRate("", added(by_month.values())), *(CountedRate(str(month), rate) for month, rate in by_month.items())]
    stands = Counter(_where(one, question) for one in closures)
    counts = {where.value: stands[where] for where in Registered}
    return clear_standing(CountedStanding(tuple(part.origin for part in held), counts, tuple(rates)), audience)


def _where(closure: ResponseFacts, question: RateQuestion) -> Registered:
    if closure.day is None:
        return Registered.UNDATED
    return Registered.IN_ROUND if question.first <= Month.of(closure.day) <= question.last else Registered.OUTSIDE
