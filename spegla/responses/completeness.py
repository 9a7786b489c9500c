"""How much of one step of a response is filled in."""

from dataclasses import dataclass

from spegla.catalogue import Instrument, Reason
from spegla.catalogue.rules import Truth, evaluate
from spegla.responses.response import Response


@dataclass(frozen=True)
class Completeness:
    """Of the `asked` questions of a step, how many are `filled` in. Not known, not applicable and declined are filled in."""

    filled: int
    asked: int


def completeness(response: Response, instrument: Instrument, step: str) -> Completeness:
    """The questions of `step` that were asked of `response`, and those filled in. ValueError for a step that the instrument lacks.

    A question whose routing is unknown is asked where it is filled in, as everywhere.
    """
    if step not in instrument.steps:
        raise ValueError(step)
    filled = asked = 0
    for variable in instrument.variables:
        answer = response.answers.get(variable.id, Reason.NOT_ANSWERED)
        if step not in variable.steps or answer is Reason.NOT_ASKED:
            continue
        is_filled = answer is not Reason.NOT_ANSWERED
        truth = Truth.TRUE if variable.asked_when is None else evaluate(variable.asked_when, response.answers)
        if truth is Truth.TRUE or (truth is Truth.UNKNOWN and is_filled):
            asked += 1
            filled += is_filled
    return Completeness(filled, asked)
