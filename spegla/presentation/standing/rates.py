"""How many of the closures are registered, in sentences."""

from collections.abc import Iterator

from spegla.analyses.standing import Registered
from spegla.disclosure import Suppressed
from spegla.disclosure.standing import ClearedRate, ClearedStanding
from spegla.messages import Messages
from spegla.presentation.numbers import number
from spegla.presentation.sentences import sentence
from spegla.presentation.standing.spoken import spelled


def round_sentences(cleared: ClearedStanding, messages: Messages) -> tuple[str, ...]:
    """What is to be said of all months together, and of closures that are in no month."""
    (together,) = (rate for rate in cleared.rates if not rate.month)
    said = list(rate_sentences(together, messages))
    if undated := cleared.counts[Registered.UNDATED]:
        said.append(sentence(messages.say_count("standing_no_day", undated, n=spelled(undated, messages))))
    return tuple(said)


def rate_sentences(rate: ClearedRate, messages: Messages) -> tuple[str, ...]:
    """What is to be said of one rate: the share, or why there is none, and which months are not in it or need to be looked at."""
    return tuple(sentence(said) for said in (_share(rate, messages), *_months(rate, messages)))


def _share(rate: ClearedRate, messages: Messages) -> str:
    facts = {"registered": number(rate.registered, messages), "known": number(rate.known, messages)}
    if rate.more_than_known:
        return messages.say("standing_rate_more", **facts)
    if not rate.known and rate.months_more_than_known:
        return messages.say("standing_rate_wrong")
    if not rate.known:
        unknown = messages.say_count("standing_rate_unknown", rate.registered_left_out, n=spelled(rate.registered_left_out, messages))
        return unknown if rate.left_out else messages.say("standing_rate_nothing")
    if isinstance(rate.rounded, Suppressed):
        return messages.say("standing_rate_few", **facts)
    return messages.say_count("standing_rate", rate.registered, **facts, percent=rate.rounded)


def _months(rate: ClearedRate, messages: Messages) -> Iterator[str]:
    months, closures = sum(rate.left_out.values()), rate.registered_left_out
    if months and (rate.known or rate.months_more_than_known):
        yield messages.say_count("standing_months_left_out", months, n=spelled(months, messages))
        if closures:
            yield messages.say_count("standing_closures_left_out", closures, n=spelled(closures, messages))
    if rate.months_more_than_known and not rate.more_than_known:
        more = rate.months_more_than_known
        yield messages.say_count("standing_months_more", more, n=spelled(more, messages))
