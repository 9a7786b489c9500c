"""What a file would do to what is registered, case by case.

A row of a file is one follow-up or closure, with the answers of the decision in it. It is known again by its case, its step and its day:
is that there with the same answers, nothing happens; with others, it is corrected; is it not there, it is new. Columns that the file does
not have say nothing, and neither does a row in which every answer of the decision is blank: what is registered stays.

Everything is decided here, and nothing is done.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spegla.analyses.incoming import Change
from spegla.catalogue import Instrument, Severity
from spegla.portal.matching.known import KnownCase, KnownStep
from spegla.portal.matching.questions import Questions
from spegla.portal.matching.rows import FileRow, Place
from spegla.responses import Problem, Response, check_response
from spegla.responses.forms import DAY
from spegla.responses.stored import answers_from_data

Stored = Mapping[str, Any]


@dataclass(frozen=True)
class Given:
    """A response that a commit hands in, with its stored `answers` and the `row` that is counted, None for a decision.

    `replaces` is the response that it corrects, None for one that was not there. It stood in row `number` of the file.
    """

    number: int
    step: str
    day: date | None
    answers: Stored
    row: Stored | None
    replaces: KnownStep | None


@dataclass(frozen=True)
class Settled:
    """A row that is there and stays, and is counted otherwise: it rests on another decision, or is the last no longer or again."""

    step: KnownStep
    row: Stored
    latest: bool


@dataclass(frozen=True)
class CasePlan:
    """What becomes of one case: `known` is its intervention, or None for a new one in `unit`. `rows` are in the order of their days.

    `latest` is the one of them that is the last of the intervention, if one is.
    """

    case: str
    known: KnownCase | None
    unit: int
    decision: Given | None
    rows: tuple[Given, ...]
    latest: Given | None
    settled: tuple[Settled, ...]
    unchanged: int

    @property
    def touched(self) -> bool:
        """Whether anything would happen."""
        return self.decision is not None or bool(self.rows)


@dataclass(frozen=True)
class Changed:
    """An answer that would become another, in a response that is there. `number` is the row of the file that says so."""

    number: int
    intervention: int
    step: str
    day: date | None
    variable: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Plan:
    """What becomes of every case, and what hinders it. With an error nothing is committed."""

    cases: tuple[CasePlan, ...]
    problems: tuple[Problem, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each `Change`, by its name."""
        found = Counter[Change]()
        for one in self.cases:
            found[Change.INTERVENTIONS] += one.known is None
            found[Change.DECISIONS] += one.decision is not None and one.decision.replaces is not None
            found[Change.NEW] += sum(each.replaces is None for each in one.rows)
            found[Change.CHANGED] += sum(each.replaces is not None for each in one.rows)
            found[Change.UNCHANGED] += one.unchanged
        return {change.value: found[change] for change in Change}

    @property
    def changes(self) -> Iterable[Changed]:
        """Each answer that would become another."""
        for one in self.cases:
            for given in (one.decision, *one.rows):
                if given is not None and given.replaces is not None and one.known is not None:
                    yield from _changes(one.known.id, given, given.replaces)


def plan(
    rows: Sequence[FileRow], known: Mapping[str, KnownCase], instrument: Instrument, collected: frozenset[str], place: Place
) -> Plan:  # fmt: skip
    """What `rows` would do to the cases that are `known`. `collected` are the questions that the file has columns for."""
    questions = Questions(instrument)
    by_case: dict[str, list[FileRow]] = {}
    for row in rows:
        by_case.setdefault(row.case, []).append(row)
    planned, problems = [], []
    for case, of_case in by_case.items():
        one = _Case(case, of_case, known.get(case), questions, collected, place)
        planned.append(one.planned())
        problems += one.problems
    return Plan(tuple(planned), tuple(sorted(problems, key=lambda problem: problem.row)))


class _Case:
    def __init__(
        self, case: str, rows: Sequence[FileRow], known: KnownCase | None, questions: Questions, collected: frozenset[str], place: Place
    ) -> None:
        self.case = case
        self.rows = rows
        self.known = known
        self.questions = questions
        self.collected = collected
        self.place = place
        self.problems: list[Problem] = []

    def planned(self) -> CasePlan:
        unit = self._unit()
        before = next((one for one in self._steps if one.step == self.questions.first), None)
        answers = _merged({} if before is None else before.answers, self._said_of_decision())
        decision = self._decision(before, answers)
        rows = self._once()
        found = [(row, self._given(row, answers)) for row in rows]
        self._check_days(rows, before)
        for row, given in found:
            # What is there already rests on another decision now.
            if given is not None or decision is not None:
                self._check(row, answers, given)
        made = tuple(sorted((given for _, given in found if given is not None), key=self._order))
        self._tell_of_hands([*made, *([] if decision is None else [decision])])
        latest, settled = self._settled(made, {} if before is None else before.answers, answers)
        return CasePlan(self.case, self.known, unit, decision, made, latest, settled, len(self.rows) - len(made))

    def _tell_of_hands(self, made: Sequence[Given]) -> None:
        """Somebody may have corrected here what the file still says."""
        for row in sorted({one.number for one in made if one.replaces is not None and one.replaces.by_hand}):
            self.problems.append(Problem(row, "", "import_by_hand", Severity.WARNING, {}))

    def _settled(self, made: Sequence[Given], before: Stored, after: Stored) -> tuple[Given | None, tuple[Settled, ...]]:
        """Which of `made` is the last row of the intervention, and the rows there that change with another decision or another last one."""
        there = [one for one in self._steps if one.step != self.questions.first]
        replaced = {given.replaces.id for given in made if given.replaces is not None}
        stay = [one for one in there if one.id not in replaced]
        # Of two on the same day what is handed in later is the last.
        in_order: list[KnownStep | Given] = sorted([*stay, *made], key=lambda one: one.day or date.min)
        last = in_order[-1] if in_order else None
        settled = []
        for one in stay:
            row = self.questions.counted(one.step, one.answers, after)
            if row != self.questions.counted(one.step, one.answers, before) or (one is last) != (one is there[-1]):
                settled.append(Settled(one, row, one is last))
        return last if isinstance(last, Given) else None, tuple(settled)

    @property
    def _steps(self) -> tuple[KnownStep, ...]:
        return () if self.known is None else self.known.steps

    def _order(self, given: Given) -> tuple[date, int]:
        """The order in which things happened; of two on one day the step that comes later is the last."""
        return given.day or date.min, self.questions.instrument.steps.index(given.step)

    @property
    def _number(self) -> str:
        """What pages call the intervention."""
        return "" if self.known is None else str(self.known.id)

    def _error(self, row: int, column: str, code: str, **facts: str) -> None:
        self.problems.append(Problem(row, column, code, Severity.ERROR, facts))

    def _unit(self) -> int:
        said = [row for row in self.rows if row.unit is not None]
        if self.known is None:
            for row in said:
                if row.unit != said[0].unit:
                    self._error(row.number, "enhet", "import_units_differ", first=str(said[0].number))
            return next((row.unit for row in said if row.unit is not None), self.place.unit)
        if self.known.unit not in self.place.units:
            there = self.place.elsewhere.get(self.known.unit)
            code, facts = ("import_case_other_unit", {"unit": there}) if there else ("import_case_elsewhere", {})
            self._error(self.rows[0].number, "arende", code, **facts)
        elif self.known.others:
            self._error(self.rows[0].number, "arende", "import_other_version", number=self._number)
        else:
            for row in said[:1]:
                if row.unit != self.known.unit:
                    self.problems.append(Problem(row.number, "enhet", "import_unit_stays", Severity.WARNING, {"number": self._number}))
        return self.known.unit

    def _said_of_decision(self) -> Stored:
        """What the rows say of the decision; None for an answer that they say is none. Nothing when every row leaves it blank."""
        said: dict[str, Any] = {}
        by: dict[str, int] = {}
        for row in self.rows:
            answers = {id: row.answers.get(id) for id in sorted(self.questions.of_decision(row.step) & self.collected)}
            if all(answer is None for answer in answers.values()):
                continue
            for id, answer in answers.items():
                if said.setdefault(id, answer) != answer:
                    self._error(row.number, id, "import_decision_differs", first=str(by[id]))
                by.setdefault(id, row.number)
        return said

    def _decision(self, before: KnownStep | None, answers: Stored) -> Given | None:
        number = self.rows[0].number
        if before is None:
            if self.known is not None and self.questions.first in self.known.begun:
                self._error(number, "arende", "import_draft_begun", number=self._number)
            return Given(number, self.questions.first, None, answers, None, None)
        if answers == before.answers:
            return None
        if before.corrected:
            self._error(number, "arende", "import_correction_begun", number=self._number)
        return Given(number, self.questions.first, before.day, answers, None, before)

    def _once(self) -> list[FileRow]:
        """The rows without those that say what an earlier one says; two that say different things of one occasion are an error."""
        kept: dict[tuple[str, date], FileRow] = {}
        for row in self.rows:
            there = kept.setdefault((row.step, row.day), row)
            if there.answers != row.answers:
                self._error(row.number, "", "import_twice", first=str(there.number))
        return list(kept.values())

    def _given(self, row: FileRow, decision: Stored) -> Given | None:
        """The response that `row` becomes, or None when it is there already."""
        own = {id: row.answers.get(id) for id in self.questions.own(row.step) & self.collected}
        there = [one for one in self._steps if (one.step, one.day) == (row.step, row.day)]
        if any(_merged(one.answers, own) == one.answers for one in there):
            return None
        if len(there) > 1:
            self._error(row.number, "", "import_two_there", number=self._number)
        replaces = there[0] if there else None
        if replaces is not None and replaces.corrected:
            self._error(row.number, "", "import_correction_begun", number=self._number)
        if replaces is None and self.known is not None and row.step in self.known.begun:
            self._error(row.number, "", "import_draft_begun", number=self._number)
        answers = _merged(replaces.answers if replaces else {DAY: row.day.isoformat()}, own)
        return Given(row.number, row.step, row.day, answers, self.questions.counted(row.step, answers, decision), replaces)

    def _check(self, row: FileRow, decision: Stored, given: Given | None) -> None:
        """Where more is counted than the row says itself, it has not been checked as a whole."""
        counted = given.row if given is not None else self.questions.counted(row.step, row.answers, decision)
        if counted is None or counted == row.answers:
            return
        instrument = self.questions.instrument
        answers = {**answers_from_data(counted, instrument), DAY: row.day, "ar": row.day.year}
        wrong = check_response(Response("", "", answers), instrument)
        errors = [one.at(row.number) for one in wrong if one.severity is Severity.ERROR]
        if errors:
            self._error(row.number, "", "import_beside" if self.known else "import_beside_rows", number=self._number)
        self.problems += errors

    def _check_days(self, rows: Sequence[FileRow], decision: KnownStep | None) -> None:
        """What is wrong with the days of the rows beside the decision and the closure."""
        if decision is not None and decision.day is not None:
            for row in rows:
                if row.day < decision.day:
                    self._error(row.number, "datum", "import_before_decision", day=decision.day.isoformat())
        last = self.questions.last
        there = [one.day for one in self._steps if one.step == last and one.day is not None]
        closed = min(there or [row.day for row in rows if row.step == last], default=None)
        if closed is None:
            return
        known = {(one.step, one.day) for one in self._steps}
        between = [one.day for one in self._steps if one.step not in (self.questions.first, last) and one.day is not None]
        later = max((day for day in between if day > closed), default=None)
        for row in rows:
            if row.step == last and row.day == closed and later is not None and not there:
                self._error(row.number, "datum", "import_closure_early", day=later.isoformat())
            if row.step == last and row.day != closed:
                if there:
                    self._error(row.number, "datum", "import_closure_there", number=self._number, day=closed.isoformat())
                else:
                    self._error(row.number, "datum", "import_second_closure", day=closed.isoformat())
            elif row.step != last and row.day > closed and (row.step, row.day) not in known:
                self._error(row.number, "datum", "import_after_closure", day=closed.isoformat())


def _merged(answers: Stored, said: Stored) -> dict[str, Any]:
    """`answers` with what is `said` instead: None takes an answer away."""
    found = {**answers, **{id: answer for id, answer in said.items() if answer is not None}}
    return {id: answer for id, answer in found.items() if not (id in said and said[id] is None)}


def _changes(intervention: int, given: Given, old: KnownStep) -> Iterable[Changed]:
    for id in dict.fromkeys((*old.answers, *given.answers)):
        before, after = old.answers.get(id), given.answers.get(id)
        if before != after:
            yield Changed(given.number, intervention, given.step, given.day, id, before, after)
