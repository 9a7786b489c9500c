"""A response: one step of one subject under one instrument version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from spegla.catalogue import Answers, Instrument, Severity
from spegla.responses.problems import Problem


@dataclass(frozen=True)
class Response:
    """`organisation` and `subject` are codes; for a municipality's own answers they are the same `kommunkod`.

    `rows` says in which row of its file each answer stood, by variable id.
    """

    organisation: str
    subject: str
    answers: Answers
    rows: Mapping[str, int] = field(default_factory=dict)


def firing(response: Response, instrument: Instrument) -> Iterator[tuple[int, int]]:
    """The checks that fire, by place, each with the row of the first answer that it asks for; 0 when that is not known."""
    answers = instrument.with_derived(response.answers)
    for place, one in enumerate(instrument.checks):
        if one.fires(answers):
            yield place, min((response.rows[name] for name in one.rule.names if name in response.rows), default=0)


def has_errors(problems: tuple[Problem, ...]) -> bool:
    """True when any of `problems` must be mended before the data can be used."""
    return any(problem.severity is Severity.ERROR for problem in problems)
