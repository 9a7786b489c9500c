"""The reference engine: one response at a time, through the catalogue's own evaluator. Slow, and obviously right."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Answers, Indicator, Instrument, Reason, Role
from spegla.catalogue.rules import Rule, Truth, evaluate, reason_for
from spegla.columns.tally import Moments, Selection, Tally, VariableTally
from spegla.responses import Response


def roles(instrument: Instrument, responses: tuple[Response, ...], indicator: Indicator) -> tuple[Role | Reason, ...]:
    """Where each response stands in `indicator`, in the order of `responses`."""
    return tuple(indicator.role_of(instrument.with_derived(response.answers)) for response in responses)


class Reference:
    """Counts over responses, in their order."""

    def __init__(self, instrument: Instrument, responses: Iterable[Response]) -> None:
        self.instrument = instrument
        self.answers = tuple(instrument.with_derived(response.answers) for response in responses)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.answers)

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that have rows, in order."""
        return tuple(sorted({str(answers["kommunkod"]) for answers in self.answers}))

    def tally(self, selection: Selection) -> Tally:
        """Every variable over the rows of `selection`."""
        rows = self._chosen(selection)
        variables = []
        for variable in self.instrument.asked_and_derived:
            reasons = [reason_for(variable, answers) for answers in rows]
            missing = Counter(reason for reason in reasons if reason is not None)
            not_asked = missing.pop(Reason.NOT_ASKED, 0)
            given = [answers[variable.id] for answers, reason in zip(rows, reasons, strict=True) if reason is None]
            chosen = Counter(code for answer in given for code in (answer if isinstance(answer, frozenset) else (answer,)))
            counts = {code: chosen[code] for code in variable.substantive}
            variables.append(VariableTally(variable.id, len(rows) - not_asked, len(given), dict(missing), counts))
        return Tally(len(rows), tuple(variables))

    def moments(self, id: str, selection: Selection) -> Moments | None:
        """Sums and ordered values of the integer `id` over the rows of `selection`; None when none of them has one."""
        values = sorted(value for answers in self._chosen(selection) if isinstance(value := answers.get(id), int))
        if not values:
            return None
        n = len(values)
        middle = (values[(n - 1) // 2], values[n // 2])
        return Moments(n, sum(values), sum(value * value for value in values), values[0], values[-1], middle)

    def matrix(self, row: str, column: str, selection: Selection) -> NDArray[np.int64]:
        """How many of the rows have each pair of answers; [category of row, category of column], missing codes left out."""
        by_id = {one.id: one for one in self.instrument.asked_and_derived}
        one, other = by_id[row], by_id[column]
        total = np.zeros((len(one.substantive), len(other.substantive)), np.int64)
        for answers in self._chosen(selection):
            for place, code in enumerate(one.substantive):
                for other_place, other_code in enumerate(other.substantive):
                    total[place, other_place] += _has(answers, one.id, code) and _has(answers, other.id, other_code)
        return total

    def holds(self, rule: Rule) -> NDArray[np.bool_]:
        """For each row whether `rule` is true."""
        return np.array([evaluate(rule, answers) is Truth.TRUE for answers in self.answers], np.bool_)

    def _chosen(self, selection: Selection) -> list[Answers]:
        return [
            answers
            for answers in self.answers
            if selection.organisation in (None, answers["kommunkod"])
            and all(evaluate(rule, answers) is Truth.TRUE for rule in selection.rules)
        ]


def _has(answers: Answers, id: str, code: str) -> bool:
    answer = answers.get(id)
    return code in answer if isinstance(answer, frozenset) else answer == code
