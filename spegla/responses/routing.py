"""Which questions were asked of one response."""

from spegla.catalogue import Answer, Answers, Instrument, Reason
from spegla.catalogue.rules import Truth, evaluate


def routed(answers: Answers, instrument: Instrument) -> Answers:
    """`answers` with every variable of `instrument`, where those that were not asked say so.

    A rule that is true asks, one that is false does not; an unknown one asks only where there is an answer. An answer to a question
    that was not asked is kept: it is an error, which is not for here to hide.
    """
    found: dict[str, Answer] = dict(answers)
    for variable in instrument.variables:
        answer = answers.get(variable.id, Reason.NOT_ANSWERED)
        if answer is Reason.NOT_ANSWERED and variable.asked_when is not None and evaluate(variable.asked_when, answers) is not Truth.TRUE:
            answer = Reason.NOT_ASKED
        found[variable.id] = answer
    return found
