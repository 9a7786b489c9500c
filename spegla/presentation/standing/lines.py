"""How the work stands, line by line as a table has it: the share of each month, and the time of each step and question."""

from collections.abc import Mapping
from dataclasses import dataclass

from spegla.analyses.standing import Place
from spegla.catalogue import Instrument
from spegla.disclosure import Suppressed
from spegla.disclosure.standing import ClearedRate, ClearedStanding, ClearedTime
from spegla.messages import Messages
from spegla.presentation.numbers import count_of, number, percent
from spegla.presentation.standing.spoken import month_in_words, short_duration

# Where there is nothing to write.
_NOTHING = "–"


@dataclass(frozen=True)
class RateLine:
    """One month in words and figures. `part` is its share in whole percent for a bar, None where there is none to show."""

    month: str
    registered: str
    known: str
    share: str
    part: int | None


@dataclass(frozen=True)
class StepLine:
    """How many are begun and how many handed in at one `step`; `late` of those that are begun have waited longer than they were to."""

    step: str
    drafts: str
    late: str
    handed_in: str


@dataclass(frozen=True)
class TimeLine:
    """The time of registrations at `step`, or of one question by its `label`; both "" for all registrations.

    `middle` is between which times the half in the middle lies. `within` says how many took no longer than they may, `part` the same in
    whole percent for a bar, None where it is not known.
    """

    step: str
    label: str
    n: str
    median: str
    middle: str
    within: str
    part: int | None


def rate_lines(cleared: ClearedStanding, messages: Messages) -> tuple[RateLine, ...]:
    """Each month, the first one first."""
    return tuple(_rate(one, messages) for one in cleared.rates if one.month)


def step_lines(steps: Mapping[str, ClearedStanding], messages: Messages) -> tuple[StepLine, ...]:
    """What waits and what is done at each step; `steps` are inboxes, one for each."""
    return tuple(_step(step, cleared.counts, messages) for step, cleared in steps.items())


def time_lines(cleared: ClearedStanding, messages: Messages) -> tuple[TimeLine, ...]:
    """All registrations, then each step in its order."""
    return tuple(_time(one, "", messages) for one in cleared.times if not one.question)


def question_lines(cleared: ClearedStanding, instrument: Instrument, messages: Messages) -> tuple[TimeLine, ...]:
    """Each question that somebody's time is known of, the one that takes longest first; those with too few to say stand last."""
    asked = [one for one in cleared.times if one.question and one.n]
    timed = [(one.seconds.median, one) for one in asked if not isinstance(one.seconds, Suppressed)]
    few = [one for one in asked if isinstance(one.seconds, Suppressed)]
    ordered = [one for _, one in sorted(timed, key=lambda pair: -pair[0])] + few
    return tuple(_time(one, instrument.variable(one.question).label.in_language(messages.language), messages) for one in ordered)


def _rate(rate: ClearedRate, messages: Messages) -> RateLine:
    known = messages.say("standing_not_known") if rate.left_out else number(rate.known, messages)
    registered = number(rate.registered_left_out if rate.left_out else rate.registered, messages)
    match rate.rounded:
        case None:
            share, part = _NOTHING, None
        case Suppressed():
            share, part = messages.say("suppressed_too_few"), None
        case whole:
            share, part = percent(whole, messages), whole
    return RateLine(month_in_words(rate.month, messages), registered, known, share, part)


def _step(step: str, counts: Mapping[str, int], messages: Messages) -> StepLine:
    late = counts[Place.LATE_DRAFT]
    drafts, late_ones, done = (number(one, messages) for one in (counts[Place.DRAFT] + late, late, counts[Place.HANDED_IN]))
    return StepLine(step, drafts, late_ones, done)


def _time(time: ClearedTime, label: str, messages: Messages) -> TimeLine:
    n = number(time.n, messages)
    if isinstance(time.seconds, Suppressed):
        few = messages.say("suppressed_too_few") if time.n else _NOTHING
        return TimeLine(time.step, label, n, few, _NOTHING, _NOTHING, None)
    low, median, high = (short_duration(one, messages) for one in (time.seconds.low, time.seconds.median, time.seconds.high))
    within, part = _NOTHING, time.seconds.within_rounded
    if time.seconds.within is not None and part is not None:
        within = messages.say("standing_of_within", count=count_of(time.seconds.within, time.n, messages), percent=percent(part, messages))
    return TimeLine(time.step, label, n, median, messages.say("standing_between", low=low, high=high), within, part)
