"""The steps of an intervention: which questions each asks, which of them is the same question at another step, and the row they make."""

from collections.abc import Mapping

from spegla.catalogue import Answer, Answers, Instrument, Reason, Variable

# What every step has beside its questions: the day of it.
DAY = "datum"


def questions_of(instrument: Instrument, step: str) -> tuple[Variable, ...]:
    """What is asked at `step`, in the order of the instrument. ValueError for a step that the instrument lacks."""
    if step not in instrument.steps:
        raise ValueError(step)
    return tuple(one for one in instrument.variables if step in one.steps and one is not instrument.occasion)


def first_step(instrument: Instrument) -> str:
    """The decision: what the others rest on, and what is in no figure by itself."""
    return instrument.steps[0]


def is_row(instrument: Instrument, step: str) -> bool:
    """Whether a response at `step` is a row that is counted."""
    occasion = instrument.occasion
    return occasion is not None and step in {category.code for category in occasion.categories}


def same_question(instrument: Instrument, variable: Variable) -> Mapping[str, Variable]:
    """By step, the questions that ask at other steps what `variable` asks: those of its id but for the step (`risk_beslut`, `risk_avslut`)
    with the same alternatives, or `variable` itself where it is asked again.
    """
    if len(variable.steps) > 1:
        return dict.fromkeys(variable.steps, variable)
    [step] = variable.steps
    stem = variable.id.removesuffix(step)
    found = {}
    for other in instrument.variables:
        alike = other.type is variable.type and [one.code for one in other.categories] == [one.code for one in variable.categories]
        if alike and len(other.steps) == 1 and stem != variable.id and other.id == f"{stem}{other.steps[0]}":
            found[other.steps[0]] = other
    return found or {step: variable}


def row_of(instrument: Instrument, step: str, own: Answers, decision: Answers) -> Answers:
    """What is counted of a response at `step`: its own answers, with a copy of those of the decision that `step` does not ask itself.

    The answers of the decision stay what they were when the row was made; facts (`datum`) are the response's own.
    """
    asked = {one.id for one in questions_of(instrument, step)}
    known = {one.id for one in instrument.variables}
    row: dict[str, Answer] = {id: answer for id, answer in decision.items() if id in known - asked}
    row |= {id: answer for id, answer in own.items() if id in asked or id not in known}
    occasion = instrument.occasion
    if occasion is not None:
        row.pop(occasion.id, None)
        if is_row(instrument, step):
            row[occasion.id] = step
    return {id: answer for id, answer in row.items() if answer is not Reason.NOT_ANSWERED}
