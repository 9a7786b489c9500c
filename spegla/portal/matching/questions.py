"""Which questions each step of an instrument asks, asked once and looked up for every row."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from spegla.catalogue import Instrument
from spegla.responses.forms import first_step, is_row, questions_of


class Questions:
    """The questions of `instrument`. A row of the figures has the `own` answers of its step, and those of the decision that it rests on."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument

    @cached_property
    def first(self) -> str:
        """The decision."""
        return first_step(self.instrument)

    @property
    def last(self) -> str:
        """The closure: there is one of it."""
        return self.instrument.steps[-1]

    @cached_property
    def every(self) -> frozenset[str]:
        """All of them; what else a response holds is no answer to any."""
        return frozenset(one.id for one in self.instrument.variables)

    def own(self, step: str) -> frozenset[str]:
        """What is asked at `step`."""
        return self._own[step]

    def of_decision(self, step: str) -> frozenset[str]:
        """What a row at `step` has from the decision."""
        return self._own[self.first] - self._own[step]

    def counted(self, step: str, answers: Mapping[str, Any], decision: Mapping[str, Any]) -> dict[str, Any]:
        """What is counted of a response at `step`: its own stored answers with a copy of those of its decision.

        It is what `row_of` says, which looks everything up anew for each response.
        """
        own, occasion = self._own[step], self._occasion
        row = {id: answer for id, answer in decision.items() if id in self.every and id not in own and id != occasion}
        row |= {id: answer for id, answer in answers.items() if id in own}
        return {**row, occasion: step} if step in self._rows else row

    @cached_property
    def _occasion(self) -> str:
        """The question whose answer is the step."""
        occasion = self.instrument.occasion
        return "" if occasion is None else occasion.id

    @cached_property
    def _rows(self) -> frozenset[str]:
        """The steps that are counted."""
        return frozenset(step for step in self.instrument.steps if is_row(self.instrument, step))

    @cached_property
    def _own(self) -> dict[str, frozenset[str]]:
        return {step: frozenset(one.id for one in questions_of(self.instrument, step)) for step in self.instrument.steps}
