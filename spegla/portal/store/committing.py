"""A file is registered as a whole: everything of it in one transaction, or nothing.

All that can be made ready before is: while the transaction lasts, others wait.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from spegla.catalogue import Instrument
from spegla.portal.accounts.models import Person
from spegla.portal.matching import CasePlan, Given, Plan
from spegla.portal.store import partitions
from spegla.portal.store.bulk import Prepared, change, parts
from spegla.portal.store.interventions import SealedCode
from spegla.portal.store.models import Intervention, Response, ResponseState, Round
from spegla.portal.store.models.imports import Import
from spegla.portal.store.organisations import authority_of


class PlanGoneError(Exception):
    """Something that was to be replaced is not there any longer. Nothing of the transaction may hold."""


@dataclass(frozen=True)
class By:
    """Who registers a file, when, in which round, and whether its children are made up."""

    person: Person
    at: datetime
    round: Round
    invented: bool


class Ready:
    """What `plan` makes of the file `one`, ready to be written. `sealed` has the codes of new cases, by what the plan calls them."""

    def __init__(self, one: Import, instrument: Instrument, plan: Plan, sealed: Mapping[str, SealedCode], by: By) -> None:
        self.one = one
        self.instrument = instrument
        self.by = by
        touched = [case for case in plan.cases if case.touched]
        new = [case for case in touched if case.known is None]
        self._known = {case.known.id: (case.known, case) for case in touched if case.known is not None}
        self._hashes = {case.case: sealed[case.case].hash for case in new}
        self._made = [(case, given) for case in touched for given in (case.decision, *case.rows) if given is not None]
        self._interventions = Prepared(Intervention, (self._intervention(case, sealed[case.case]) for case in new))
        self._responses = Prepared(Response, (self._response(case, given) for case, given in self._made))

    def write(self) -> list[dict[str, Any]]:
        """Write it, in the transaction that is open; how the known interventions stood before. Raises `PlanGoneError`."""
        told = dict(self._told())
        before = list(_standing(self._known, told.keys()))
        self._interventions.write()
        made = dict(Intervention._base_manager.filter(imported=self.one).values_list("case_hash", "id"))
        self._responses.put(
            "intervention_id", [made[self._hashes[case.case]] if case.known is None else case.known.id for case, _ in self._made]
        )
        self._responses.write()
        self._put_aside()
        change(Intervention, ("closed", "due", "due_step"), told.items())
        settled = [one for _, case in self._known.values() for one in case.settled]
        change(Response, ("row", "latest"), [(one.step.id, (one.row, one.latest)) for one in settled])
        days = [given.day for _, given in self._made if given.row is not None] + [one.step.day for one in settled]
        touch(self.one, self.instrument, {day for day in days if day is not None})
        return before

    def _put_aside(self) -> None:
        for some in parts(given.replaces.id for _, given in self._made if given.replaces is not None):
            there = Response._base_manager.filter(id__in=some, state=ResponseState.HANDED_IN)
            if there.update(state=ResponseState.REPLACED, latest=False) != len(some):
                raise PlanGoneError

    def _told(self) -> Iterator[tuple[int, tuple[date | None, date | None, str]]]:
        """What the file tells of known interventions: that they are closed, and that what was planned for then has been done.

        What is planned for later than a new follow-up stands, as when somebody registers it by hand.
        """
        for known, case in self._known.values():
            closed = self._closed(case) or known.closed
            new = [given.day for given in case.rows if given.replaces is None and given.day is not None]
            done = known.due is not None and any(day >= known.due for day in new)
            due, step = (None, "") if closed is not None or done else (known.due, known.due_step)
            if (closed, due, step) != (known.closed, known.due, known.due_step):
                yield known.id, (closed, due, step)

    def _closed(self, case: CasePlan) -> date | None:
        return next((given.day for given in case.rows if given.step == self.instrument.steps[-1]), None)

    def _intervention(self, case: CasePlan, code: SealedCode) -> Intervention:
        return Intervention(
            organisation_id=case.unit, case_hash=code.hash, case_cipher=code.cipher, case_key=code.key, closed=self._closed(case),
            made_by=self.by.person, made_at=self.by.at, imported=self.one,
        )  # fmt: skip

    def _response(self, case: CasePlan, given: Given) -> Response:
        person, at = self.by.person, self.by.at
        return Response(
            organisation_id=case.unit,
            round=self.by.round,
            intervention_id=0 if case.known is None else case.known.id,
            instrument=self.instrument.reference,
            step=given.step,
            day=given.day,
            state=ResponseState.HANDED_IN,
            answers=given.answers,
            row=given.row,
            latest=given is case.latest,
            invented=self.by.invented,
            corrects_id=None if given.replaces is None else given.replaces.id,
            imported=self.one,
            begun_by=person,
            begun_at=at,
            saved_by=person,
            saved_at=at,
            handed_in_by=person,
            handed_in_at=at,
        )


def touch(one: Import, instrument: Instrument, days: Collection[date]) -> None:
    """The partitions that have rows from `days` are behind."""
    board = authority_of(one.organisation)
    for year in sorted({day.year for day in days}):
        partitions.touch(board, instrument.reference, year)


def _standing(interventions: Collection[int], told: Collection[int]) -> Iterator[dict[str, Any]]:
    """What it takes to put each of `interventions` back, and to see that somebody has gone on: every response to it and its state.

    Those in `told` get other facts: for them it is how they stood.
    """
    for some in parts(interventions):
        rows = Intervention._base_manager.filter(id__in=some).order_by("id").select_for_update()
        steps: dict[int, dict[str, str]] = {}
        for intervention, id, state in Response._base_manager.filter(intervention__in=some).values_list("intervention_id", "id", "state"):
            steps.setdefault(intervention, {})[str(id)] = state
        for id, closed, due, step in rows.values_list("id", "closed", "due", "due_step"):
            stood = {"closed": closed and closed.isoformat(), "due": due and due.isoformat(), "due_step": step}
            yield {"id": id, "steps": steps.get(id, {}), "stood": stood if id in told else None}
