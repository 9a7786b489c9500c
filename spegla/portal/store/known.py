"""What is registered of many cases at once, for a file that names them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from spegla.portal.accounts.models import Organisation
from spegla.portal.matching import KnownCase, KnownStep
from spegla.portal.store.bulk import parts
from spegla.portal.store.interventions import of_board
from spegla.portal.store.models import Response, ResponseState
from spegla.portal.store.models.responses import OPEN

_CASE = ("id", "case_hash", "organisation_id", "decided", "closed", "due", "due_step")
_STEP = ("id", "intervention_id", "step", "day", "state", "instrument", "corrects_id", "handed_in_at", "imported_id")
_THERE = (*OPEN, ResponseState.HANDED_IN)


def known_cases(board: Organisation, names: Mapping[str, str], instrument: str) -> Mapping[str, KnownCase]:
    """The cases of `board` among `names`, which has for each hash that a case may be stored under what the case is called."""
    return _known(board, names, instrument, (*_STEP, "answers"))


def known_without_answers(board: Organisation, names: Mapping[str, str], instrument: str) -> Mapping[str, KnownCase]:
    """The same, but for the answers: quick enough to be asked while others wait."""
    return _known(board, names, instrument, _STEP)


def _known(board: Organisation, names: Mapping[str, str], instrument: str, columns: tuple[str, ...]) -> Mapping[str, KnownCase]:
    rows = [row for some in parts(names) for row in of_board(board).filter(case_hash__in=some).values(*_CASE)]
    steps: dict[int, list[dict[str, Any]]] = {}
    for one in _steps((row["id"] for row in rows), columns):
        steps.setdefault(one["intervention_id"], []).append(one)
    found: dict[str, KnownCase] = {}
    # The first that was made, where a code is there twice.
    for row in sorted(rows, key=lambda row: row["id"]):
        found.setdefault(names[row["case_hash"]], _case(row, steps.get(row["id"], []), instrument))
    return found


def _steps(interventions: Iterable[int], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for some in parts(interventions):
        yield from Response._base_manager.filter(intervention__in=some, state__in=_THERE).values(*columns)


def _case(row: Mapping[str, Any], steps: list[dict[str, Any]], instrument: str) -> KnownCase:
    corrected = {one["corrects_id"] for one in steps if one["state"] in OPEN}
    handed_in = [one for one in steps if one["state"] == ResponseState.HANDED_IN]
    ours = [one for one in handed_in if one["instrument"] == instrument]
    return KnownCase(
        row["id"],
        row["organisation_id"],
        row["decided"],
        row["closed"],
        row["due"],
        row["due_step"],
        tuple(
            KnownStep(one["id"], one["step"], one["day"], one["id"] in corrected, one["imported_id"] is None, one.get("answers", {}))
            for one in sorted(ours, key=lambda one: (one["day"] or date.min, one["handed_in_at"], one["id"]))
        ),
        frozenset(one["step"] for one in steps if one["state"] in OPEN and one["corrects_id"] is None),
        len(handed_in) > len(ours),
    )
