"""`Batch`: typed rows, as an importer has read them and before they are counted.

One numpy array per variable, all of the same length. How an answer is held follows from the variable's type:

| type | array | blank |
|---|---|---|
| single, ordered | uint8, the place of the code among the categories, counted from 1 | 0 |
| multiple | an unsigned integer of any width, bit k is category k | 0 |
| integer | int32 | `BLANK` |
| date | int32, days since 1970-01-01 | `BLANK` |
| text | int32, the place in `texts[id]` | `BLANK` |

A variable without an array was not collected. Blank says nothing of why; routing decides whether the question was asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Answer, Answers, Instrument, Reason
from spegla.catalogue.rules import VariableType
from spegla.responses import Response, routed

BLANK = np.iinfo(np.int32).min
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Batch:
    """`length` rows of one instrument, in any order.

    `organisation` holds places in `organisations`; `unit` places in `texts["enhet"]`, or None; `day` days since 1970, or None;
    `latest` marks the last row of each subject, or is None when subjects are not told apart. `invented` says that the rows are made
    up and must be called so.
    """

    instrument: Instrument
    length: int
    organisations: tuple[str, ...]
    organisation: NDArray[np.int32]
    answers: Mapping[str, NDArray[Any]]
    day: NDArray[np.int32] | None = None
    unit: NDArray[np.int32] | None = None
    latest: NDArray[np.bool_] | None = None
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    invented: bool = False

    @property
    def not_collected(self) -> frozenset[str]:
        """The variables without a column."""
        return frozenset(variable.id for variable in self.instrument.variables) - self.answers.keys()

    @property
    def absent(self) -> frozenset[str]:
        """The variables and facts that these rows say nothing of."""
        facts = {"datum", "ar"} if self.day is None else set()
        return self.not_collected | facts | ({"enhet"} if self.unit is None else set())

    def part(self, rows: NDArray[np.intp]) -> "Batch":
        """Some of the rows, in that order, as a batch of their own."""
        return Batch(
            self.instrument,
            len(rows),
            self.organisations,
            self.organisation[rows],
            {id: values[rows] for id, values in self.answers.items()},
            None if self.day is None else self.day[rows],
            None if self.unit is None else self.unit[rows],
            None if self.latest is None else self.latest[rows],
            self.texts,
            self.invented,
        )

    def response(self, row: int) -> Response:
        """One row as a response, with routing applied: what the plain evaluator works on."""
        answers: dict[str, Answer] = {"kommunkod": self.organisations[self.organisation[row]]}
        if self.unit is not None and self.unit[row] != BLANK:
            answers["enhet"] = self.texts["enhet"][self.unit[row]]
        if self.day is not None and self.day[row] != BLANK:
            day = EPOCH + timedelta(days=int(self.day[row]))
            answers |= {"datum": day, "ar": day.year}
        for variable in self.instrument.variables:
            answers[variable.id] = self._answer(variable.id, row)
        routed_answers: Answers = routed(answers, self.instrument)
        organisation = self.organisations[self.organisation[row]]
        return Response(organisation, "", routed_answers)

    def _answer(self, id: str, row: int) -> Answer:
        if id not in self.answers:
            return Reason.NOT_ASKED
        variable = self.instrument.variable(id)
        value = self.answers[id][row]
        codes = [category.code for category in variable.categories]
        match variable.type:
            case VariableType.SINGLE | VariableType.ORDERED:
                return codes[int(value) - 1] if value else Reason.NOT_ANSWERED
            case VariableType.MULTIPLE:
                chosen = frozenset(code for place, code in enumerate(codes) if int(value) >> place & 1)
                return chosen or Reason.NOT_ANSWERED
            case _ if value == BLANK:
                return Reason.NOT_ANSWERED
            case VariableType.INTEGER:
                return int(value)
            case VariableType.DATE:
                return EPOCH + timedelta(days=int(value))
            case VariableType.TEXT:
                return self.texts[id][int(value)]
