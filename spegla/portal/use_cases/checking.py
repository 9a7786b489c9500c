"""A file that was handed in is checked, by a job that nobody waits for and that may be run twice."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from spegla.catalogue import Severity
from spegla.portal.matching import Changed, Plan
from spegla.portal.store import imports
from spegla.portal.store.models.imports import Import, ImportState
from spegla.portal.use_cases.planning import FileGoneError, Planned, planned
from spegla.responses import Problem

Clock = Callable[[], datetime]
# So many registrations that would change are shown.
SHOWN = 50
# What is told of a file that was looked through again, since something was registered after somebody had seen what it does.
ANEW = "import_anew"


def check(*, import_id: int, demo: bool, clock: Clock) -> None:
    """Find out what the file would do. It holds as long as nobody has said since what its columns mean, or put it aside."""
    one = imports.by_id(import_id)
    if one is None or one.state != ImportState.CHECKING:
        return

    def tell(step: str, progress: int) -> None:
        imports.moved(one, ImportState.CHECKING, step, progress, clock())

    try:
        found = planned(one, clock(), demo=demo, tell=tell)
    except FileGoneError:
        return
    with transaction.atomic():
        now = imports.locked(one.organisation, one.id)
        if now is None or now.state != ImportState.CHECKING or now.mapping != one.mapping:
            return
        hindered = any(problem.severity is Severity.ERROR for problem in found.problems)
        state = ImportState.REFUSED if hindered else ImportState.CHECKED
        imports.set_state_in_job(now, state, clock(), **_told(now, found))


def _told(one: Import, found: Planned) -> dict[str, Any]:
    problems = list(found.problems)
    if one.basis and found.basis and one.basis != found.basis:
        problems.insert(0, Problem(0, "", ANEW, Severity.WARNING))
    return {
        "step": "",
        "progress": 100,
        "columns": _columns(found),
        "problems": [problem.stored() for problem in problems],
        "left_out": [list(left_out) for left_out in found.left_out],
        "counts": dict(found.plan.counts) if found.plan else {},
        "changes": _changes(found.plan) if found.plan else [],
        "basis": found.basis,
    }


def _columns(found: Planned) -> dict[str, Any]:
    """What a person needs to say what the columns mean; empty when the file is no table."""
    examined = found.examined
    if examined is None or examined.headers.value is None:
        return {}
    headers, unknown = examined.headers.value, examined.unknown
    return {
        "rows": headers.rows,
        "columns": [
            {
                **{"letter": one.letter, "name": one.name, "id": one.id, "near": one.near, "samples": list(one.samples)},
                "identity": one.identity is not None,
            }
            for one in headers.columns
        ],
        "unknown": {id: list(texts) for id, texts in (unknown.value or {}).items()},
        "unknown_left_out": {column: count for (_, column), count in unknown.left_out.items()},
    }


def _changes(plan: Plan) -> list[dict[str, Any]]:
    """The first registrations that would change, each with its answers as they are and as they would be."""
    by_response: dict[tuple[int, int, str], list[Changed]] = {}
    for one in plan.changes:
        key = (one.number, one.intervention, one.step)
        if key not in by_response and len(by_response) == SHOWN:
            break
        by_response.setdefault(key, []).append(one)
    return [_change(number, intervention, step, answers) for (number, intervention, step), answers in by_response.items()]


def _change(number: int, intervention: int, step: str, answers: Sequence[Changed]) -> dict[str, Any]:
    day = answers[0].day
    return {
        **{"row": number, "intervention": intervention, "step": step, "day": day.isoformat() if day else None},
        "answers": [[one.variable, one.old, one.new] for one in answers],
    }
