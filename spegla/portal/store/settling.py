"""The rows of many interventions at once, as they are to be after something has come or gone: the copy of the decision, and the last."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from spegla.catalogue import Instrument
from spegla.portal.matching import Questions
from spegla.portal.store.bulk import change, parts
from spegla.portal.store.models import Response, ResponseState

_COLUMNS = ("id", "intervention_id", "step", "day", "row", "latest", "answers", "handed_in_at", "begun_at")


def settle(interventions: Iterable[int], instrument: Instrument) -> set[date]:
    """Put right every row of `interventions` under `instrument`; the days of those that were otherwise before."""
    questions, days = Questions(instrument), set()
    for some in parts(interventions):
        rows = Response._base_manager.filter(intervention__in=some, instrument=instrument.reference, state=ResponseState.HANDED_IN)
        by_case: dict[int, list[dict[str, Any]]] = {}
        for one in rows.values(*_COLUMNS):
            by_case.setdefault(one["intervention_id"], []).append(one)
        wrong = [found for steps in by_case.values() for found in _wrong(steps, questions)]
        change(Response, ("row", "latest"), [(one["id"], (row, latest)) for one, row, latest in wrong])
        days |= {one["day"] for one, _, _ in wrong if one["day"] is not None}
    return days


def _wrong(steps: list[dict[str, Any]], questions: Questions) -> list[tuple[dict[str, Any], dict[str, Any], bool]]:
    """The rows of an intervention that are not as they should be, each with what is to be counted and whether it is the last."""
    decisions = sorted((one for one in steps if one["step"] == questions.first), key=lambda one: (one["handed_in_at"], one["id"]))
    decision = decisions[-1]["answers"] if decisions else {}
    rows = sorted(
        (one for one in steps if one["row"] is not None),
        key=lambda one: (one["day"] or date.min, one["handed_in_at"] or one["begun_at"], one["id"]),
    )
    told = [(one, questions.counted(one["step"], one["answers"], decision), one is rows[-1]) for one in rows]
    return [(one, row, latest) for one, row, latest in told if (row, latest) != (one["row"], one["latest"])]
