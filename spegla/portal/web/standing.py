"""How registration goes in a round, as its page shows it: sentences first, then the lines of each table."""

from collections.abc import Sequence
from dataclasses import dataclass

from spegla.disclosure.mirrors import FEWEST_FOR_SHARES
from spegla.portal.texts import language, said, texts
from spegla.portal.use_cases.standing import Standing
from spegla.presentation.standing import (
    RateLine,
    StepLine,
    TimeLine,
    burden_sentences,
    question_lines,
    rate_lines,
    round_sentences,
    step_lines,
    time_lines,
)


@dataclass(frozen=True)
class ShownStanding:
    """`names` are the units that it is about, none when it is about the whole board. A unit alone has no rates."""

    names: Sequence[str]
    whole: bool
    rate_says: str
    months: Sequence[RateLine]
    steps: Sequence[StepLine]
    time_says: str
    times: Sequence[TimeLine]
    questions: Sequence[TimeLine]
    few_says: str


def shown(standing: Standing) -> ShownStanding:
    """`standing` in the language of who reads."""
    words, instrument = texts(language()), standing.instrument
    rates = " ".join(round_sentences(standing.rate, words))
    return ShownStanding(
        names=[] if standing.whole else [one.name for one in standing.places],
        whole=standing.whole,
        rate_says=rates if standing.whole else said("standing_unit_alone", board=standing.board.name),
        months=rate_lines(standing.rate, words),
        steps=step_lines(standing.steps, words),
        time_says=" ".join(burden_sentences(standing.times, instrument, words)),
        times=time_lines(standing.times, words),
        questions=question_lines(standing.times, instrument, words),
        few_says=said("standing_time_says", fewest=words.in_words(FEWEST_FOR_SHARES)),
    )
