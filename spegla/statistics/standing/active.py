"""How long somebody was active in a form, from the moments at which it was saved.

Nobody is watched while they write: what is known is when something was saved. Between two saves one was at work, or away, and a gap is
therefore counted up to a limit, so that a lunch is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

# Two minutes are enough to read the guidance of a question and think; after that somebody has come in at the door.
LONGEST_GAP = 120


@dataclass(frozen=True)
class Save:
    """Something was saved at `moment`. `question` is what was answered, "" when it was none, as when the form was opened."""

    moment: datetime
    question: str = ""


def active_seconds(moments: Sequence[datetime], longest_gap: int = LONGEST_GAP) -> int:
    """The gaps between `moments`, in their order in time, each counted as at most `longest_gap` seconds; whole seconds, half up.

    0 for a single moment, or none: nothing is known of what came before it. ValueError for a moment without a time zone.
    """
    ordered = sorted(map(_in_utc, moments))
    return _whole(sum((_cut(earlier, later, longest_gap) for earlier, later in pairwise(ordered)), Fraction()))


def active_seconds_by_question(saves: Sequence[Save], longest_gap: int = LONGEST_GAP) -> Mapping[str, int]:
    """The same by question: the gap before a save belongs to the question that was saved.

    Questions saved at the same moment, as when a page of them is sent, share the gap before it equally. A question that was only saved
    at the very first moment is not there, since its time is not known. Each is rounded by itself, half up.
    """
    questions: dict[datetime, set[str]] = {}
    for save in saves:
        questions.setdefault(_in_utc(save.moment), set()).update({save.question} - {""})
    found: dict[str, Fraction] = {}
    for earlier, later in pairwise(sorted(questions)):
        for question in sorted(questions[later]):
            share = _cut(earlier, later, longest_gap) / len(questions[later])
            found[question] = found.get(question, Fraction()) + share
    return {question: _whole(seconds) for question, seconds in found.items()}


def _in_utc(moment: datetime) -> datetime:
    """Clocks that are changed for the summer would else make an hour of nothing."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC)


def _cut(earlier: datetime, later: datetime, longest_gap: int) -> Fraction:
    return min(Fraction((later - earlier) // timedelta(microseconds=1), 10**6), Fraction(longest_gap))


def _whole(seconds: Fraction) -> int:
    return int(seconds + Fraction(1, 2))
