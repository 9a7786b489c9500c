"""How the work stands, in sentences and line by line: what waits, how many closures are registered, how long a registration takes."""

from spegla.presentation.standing.burden import burden_sentences
from spegla.presentation.standing.inbox import inbox_sentences
from spegla.presentation.standing.lines import RateLine, StepLine, TimeLine, question_lines, rate_lines, step_lines, time_lines
from spegla.presentation.standing.rates import rate_sentences, round_sentences
from spegla.presentation.standing.spoken import duration

__all__ = [
    "RateLine",
    "StepLine",
    "TimeLine",
    "burden_sentences",
    "duration",
    "inbox_sentences",
    "question_lines",
    "rate_lines",
    "rate_sentences",
    "round_sentences",
    "step_lines",
    "time_lines",
]
