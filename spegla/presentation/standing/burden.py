"""How long a registration takes, in sentences."""

from collections.abc import Iterator

from spegla.catalogue import Instrument
from spegla.disclosure import Suppressed
from spegla.disclosure.standing import ClearedSeconds, ClearedStanding, ClearedTime
from spegla.messages import Messages
from spegla.presentation.numbers import number
from spegla.presentation.sentences import quoted, sentence
from spegla.presentation.standing.spoken import duration, spelled


def burden_sentences(cleared: ClearedStanding, instrument: Instrument, messages: Messages) -> tuple[str, ...]:
    """The time in the middle beside what it may take, which question takes longest, and what has no time; `instrument` is the one counted.

    The time in the middle is the median: half of the registrations take less, and half more.
    """
    (together,) = (one for one in cleared.times if not one.step and not one.question)
    said = (*_time(together, messages), *_slowest(cleared, instrument, messages), *_untimed(together, messages))
    return tuple(sentence(one) for one in said)


def _time(time: ClearedTime, messages: Messages) -> Iterator[str]:
    if isinstance(time.seconds, Suppressed):
        yield messages.say("standing_few")
        timed = messages.say_count("standing_timed", time.n, n=spelled(time.n, messages))
        yield timed if time.n else messages.say("standing_timed_by_none")
        return
    yield messages.say("standing_time", median=duration(time.seconds.median, messages))
    if time.budget is not None:
        yield messages.say("standing_budget", budget=duration(time.budget, messages))
        within, n = (number(count, messages) for count in (time.seconds.within or 0, time.n))
        yield messages.say("standing_within", within=within, n=n, percent=time.seconds.within_rounded)


def _slowest(cleared: ClearedStanding, instrument: Instrument, messages: Messages) -> Iterator[str]:
    slowest = cleared.slowest
    if not slowest or not isinstance(slowest[0].seconds, ClearedSeconds):
        return
    labels = [quoted(instrument.variable(one.question).label.in_language(messages.language), messages) for one in slowest]
    median = duration(slowest[0].seconds.median, messages)
    listed = messages.say("explain_and").join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)
    yield messages.say_count("standing_slowest", len(labels), questions=listed, median=median)


def _untimed(time: ClearedTime, messages: Messages) -> Iterator[str]:
    if untimed := sum(time.left_out.values()):
        yield messages.say_count("standing_untimed", untimed, n=spelled(untimed, messages))
