"""How long a registration takes: in all, at each step, and by question."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spegla.analyses.standing.held import Held, Place
from spegla.disclosure import Audience
from spegla.disclosure.standing import ClearedStanding, clear_standing
from spegla.statistics.standing import CountedStanding, CountedTime, time_spent


@dataclass(frozen=True)
class Budget:
    """How many seconds it may take: a registration, one at each step where that differs, and a question by id; None or absent: not set."""

    registration: int | None = None
    steps: Mapping[str, int] = field(default_factory=dict)
    questions: Mapping[str, int] = field(default_factory=dict)


def burden(held: Held, budget: Budget, audience: Audience) -> ClearedStanding:
    """The times of what is handed in, cleared for `audience`: of all registrations, of each step, then of each question.

    Steps and questions stand in the order of the instrument. A draft is not done and has no time yet. Raises `UnknownNameError` for a
    budget of what the instrument does not have, and what `clear_standing` does.
    """
    held.require(steps=budget.steps.keys(), questions=budget.questions.keys())
    handed_in = held.handed_in()
    times = [CountedTime("", "", time_spent((one.seconds for one in handed_in), budget.registration))]
    for step in held.instrument.steps:
        may_take = budget.steps.get(step, budget.registration)
        times.append(CountedTime(step, "", time_spent((one.seconds for one in handed_in if one.step == step), may_take)))
    for variable in held.instrument.variables:
        taken = (one.seconds_by_question[variable.id] for one in handed_in if variable.id in one.seconds_by_question)
        times.append(CountedTime("", variable.id, time_spent(taken, budget.questions.get(variable.id))))
    counts = {Place.HANDED_IN.value: len(handed_in)}
    return clear_standing(CountedStanding((held.origin,), counts, times=tuple(times)), audience)
