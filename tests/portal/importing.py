"""Files of registrations for tests, and the jobs that take them in. Every child in them is made up."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import pytest
from django_tasks_db.models import DBTaskResult

from spegla.catalogue import Instrument
from spegla.importers.apart import Examined, child, parcels
from spegla.importers.wide import ColumnMap, Limits
from spegla.portal.store.models.imports import Import
from spegla.portal.use_cases import imports, planning
from spegla.portal.use_cases.access import Actor
from tests.portal.conftest import AT
from tests.portal.registrations import open_round, unit_of

Cells = Mapping[str, str]
# A closure of an intervention, as a file has it: what was answered then, and at the decision.
ROW: Cells = {
    "kommunkod": "2080",
    "datum": "2026-10-15",
    "arende": "PX-1",
    "tillfalle": "avslut",
    "kon": "flicka",
    "alder": "14",
    "ursprung": "sverige",
    "utsatthet_hemmet": "omsorgsbrist",
    "insats_oppenvard": "strukturerat_program",
    "insats_heldygnsvard": "ingen",
    "lagrum": "sol",
    "risk_beslut": "hog",
    "samverkan": "nej",
    "sip": "nej",
    "samtal_avslut": "enskilt",
    "risk_avslut": "forhojd",
    "maluppfyllelse": "helt",
    "avslutsorsak": "mal_uppfyllt",
}
DECISION = ("utsatthet_hemmet", "insats_oppenvard", "insats_heldygnsvard", "lagrum", "risk_beslut")
CLOSURE = ("samtal_avslut", "risk_avslut", "avslutsorsak")


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read by the same code without a process of their own, which takes a second to start."""

    def examine(content: bytes, instrument: Instrument, limits: Limits, mapping: ColumnMap) -> Examined:
        request = {
            "instrument": instrument.reference,
            "limits": [limits.size, limits.rows, limits.columns],
            "mapping": mapping.as_data(),
        }
        return parcels.unpacked(child.examined(request, content), instrument)

    monkeypatch.setattr(planning, "examine_apart", examine)


def row(**cells: str) -> dict[str, str]:
    """A closure, but for `cells`."""
    return {**ROW, **cells}


def follow_up(**cells: str) -> dict[str, str]:
    """A follow-up of the same intervention some months before, but for `cells`."""
    other = {"tillfalle": "uppfoljning", "datum": "2026-06-10", "risk_uppfoljning": "hog", "maluppfyllelse": "delvis"}
    return {**{id: text for id, text in ROW.items() if id not in CLOSURE}, **other, **cells}


def without_decision(cells: Cells) -> dict[str, str]:
    """The same row with nothing of the decision in it."""
    return {id: "" if id in DECISION else text for id, text in cells.items()}


def file_of(*rows: Cells, columns: Sequence[str] = ()) -> bytes:
    """A file with `rows`; every column that one of them has, or `columns`."""
    names = columns or list(dict.fromkeys(name for one in rows for name in one))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerows([names, *([one.get(name, "") for name in names] for one in rows)])
    return stream.getvalue().encode()


def handed_in(actor: Actor, content: bytes, *, source: str = "Procapita", file_name: str = "uttag.csv") -> Import:
    """A file that has been checked."""
    unit = unit_of(actor)
    open_round(unit)
    made = imports.hand_in(actor=actor, unit=unit, source=source, file_name=file_name, content=content, at=AT)
    work()
    return now(made)


def read_in(actor: Actor, *rows: Cells) -> Import:
    """A file with `rows` that has been registered."""
    one = handed_in(actor, file_of(*rows))
    assert one.state == "checked", codes(one)
    imports.ask_to_commit(actor=actor, import_id=one.id, at=AT)
    work()
    done = now(one)
    assert done.state == "committed", done.state
    return done


def taken_back(actor: Actor, one: Import) -> Import:
    """The file, after somebody has asked for it to be taken back."""
    imports.ask_to_undo(actor=actor, import_id=one.id, at=AT)
    work()
    return now(one)


def work() -> None:
    """Do every job that waits, as the worker does."""
    while (job := DBTaskResult.objects.ready().first()) is not None:
        job.claim("prov")
        result = job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        job.set_successful(result)


def now(one: Import) -> Import:
    """The import as it is now."""
    return Import._base_manager.get(id=one.id)


def codes(one: Import) -> list[tuple[int, str, str]]:
    """The problems of a file: row, column and code."""
    return [(problem["row"], problem["column"], problem["code"]) for problem in one.problems]


def many(count: int, **cells: str) -> Iterable[dict[str, str]]:
    """So many closures of different interventions."""
    return (row(arende=f"PX-{number}", **cells) for number in range(count))
