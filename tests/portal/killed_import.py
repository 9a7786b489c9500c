"""Kills the process that registers a file, again and again, each time at another statement, and says what was left.

Run with the settings of an installation that is set up, and how many times to kill. Prints JSON: for each point what was there afterwards,
`nothing`, `all` or `half`, and whether registering once more gave the same as if nothing had happened.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

Point = tuple[str, int]
_RESPONSE = "id, intervention_id, step, day, state, answers, row, latest, corrects_id, imported_id"


def main(times: int) -> list[dict[str, Any]]:
    django.setup()
    from django.conf import settings

    one = prepared()
    data = Path(settings.DATA)
    whole = tried(data, one, None)
    assert whole["left"] == "all", whole
    statements = whole["statements"]
    places = sorted({1 + statements * place // times for place in range(times)})
    points: list[Point] = [("before" if place % 2 else "after", place) for place in places]
    found = []
    for point in [*points, ("committed", 0)]:
        killed = tried(data, one, point)
        again = tried(data, one, None, base=killed["folder"])
        found.append(
            {
                "point": point,
                "left": killed["left"],
                "killed": killed["killed"],
                "whole": killed["whole"],
                "same": again["state"] == whole["state"],
            }
        )
    return found


def prepared() -> int:
    """An installation with some registrations, and a file that changes, adds and leaves; its number. Nothing of this process is open."""
    from django.db import connections, transaction
    from django.utils import timezone

    from spegla.portal.accounts.models import AssignmentState, Organisation, Person
    from spegla.portal.store.audit import Audit
    from spegla.portal.store.models.imports import Import
    from spegla.portal.store.people import ALWAYS, give
    from spegla.portal.use_cases import imports, planning
    from spegla.portal.use_cases.access import Actor
    from tests.portal.importing import file_of, follow_up, row, work
    from tests.portal.registrations import open_round

    person = Person.objects.get(email="ny@exempel.se")
    home = Organisation.objects.get(code="2080", kind="municipality")
    with transaction.atomic():
        give(home, person, "gruppledare", AssignmentState.ACTIVE, ALWAYS, Audit(None, "role_given", timezone.now()))
        open_round(home)
    actor = Actor.of(person, timezone.now())

    def hand_in(content: bytes) -> Import:
        one = imports.hand_in(actor=actor, unit=home, source="Procapita", file_name="", content=content, at=timezone.now())
        work()
        return one

    first = hand_in(file_of(*(row(arende=f"PX-{number}") for number in range(40))))
    imports.ask_to_commit(actor=actor, import_id=first.id, at=timezone.now())
    work()
    changed = [row(arende=f"PX-{number}", risk_avslut="lag") for number in range(10)]
    decided = [row(arende=f"PX-{number}", risk_beslut="lag") for number in range(10, 20)]
    new = [made for number in range(50, 90) for made in (follow_up(arende=f"PX-{number}"), row(arende=f"PX-{number}"))]
    second = hand_in(file_of(*changed, *decided, *new))
    imports.ask_to_commit(actor=actor, import_id=second.id, at=timezone.now())
    # What is in the file is read once, in a process of its own: threads of a library do not outlive a fork.
    examined = planning.planned(Import._base_manager.get(id=second.id), timezone.now(), demo=False, tell=lambda *_: None).examined
    assert examined is not None
    patch.object(planning, "examine_apart", lambda *_, **__: examined).start()
    connections.close_all()
    return second.id


def tried(data: Path, one: int, point: Point | None, base: Path | None = None) -> dict[str, Any]:
    """Register the file `one` in a copy of the data, in a process that is killed at `point`; None lets it finish."""
    folder = data.parent / f"forsok-{one}-{point}-{base.name if base else ''}"
    shutil.copytree(base or data, folder)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        counted = registered(folder, one, point)
        os.write(writing, json.dumps(counted).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        told = said.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    state, left, whole = after(folder / "cases.sqlite3", one)
    return {"folder": folder, "killed": killed, "statements": json.loads(told) if told else 0, "state": state, "left": left, "whole": whole}


def registered(folder: Path, one: int, point: Point | None) -> int:
    """Run the job as the worker does; how many statements it took."""
    from django.db import connections

    from spegla.portal.use_cases import committing, import_jobs

    for alias, name in (("default", "cases"), ("published", "published"), ("inbox", "inbox")):
        connections[alias].settings_dict["NAME"] = str(folder / f"{name}.sqlite3")
    count = 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        if point == ("before", count):
            os.kill(os.getpid(), signal.SIGKILL)
        found = execute(*arguments)
        if point == ("after", count):
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    if point and point[0] == "committed":
        write = committing._write

        def written(*arguments: Any) -> None:
            write(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)

        patch.object(committing, "_write", written).start()
    with connections["default"].execute_wrapper(counted):
        import_jobs.commit_file.call(one)
    return count


def after(store: Path, one: int) -> tuple[list[Any], str, bool]:
    """Everything that is registered, but for times and random texts; how much of the file is there; whether the store is whole."""
    with closing(sqlite3.connect(store)) as connection:

        def rows(asked: str) -> list[Any]:
            return connection.execute(asked).fetchall()

        state = [
            rows("SELECT id, case_hash, closed, due, imported_id FROM store_intervention ORDER BY id"),
            rows(f"SELECT {_RESPONSE} FROM store_response ORDER BY id"),  # noqa: S608
            rows("SELECT instrument, year, changes FROM store_partitionstate ORDER BY id"),
            rows("SELECT number, action, object, facts FROM store_auditrecord ORDER BY number"),
            rows("SELECT id, state, counts, before, content IS NULL FROM store_import ORDER BY id"),
        ]
        made = rows(f"SELECT count(*) FROM store_response WHERE imported_id = {one}")[0][0]  # noqa: S608
        replaced = rows("SELECT count(*) FROM store_response WHERE state = 'replaced'")[0][0]
        committed = rows(f"SELECT state FROM store_import WHERE id = {one}") == [("committed",)]  # noqa: S608
        whole = rows("PRAGMA integrity_check") == [("ok",)] and rows("PRAGMA foreign_key_check") == []
    # Ten are corrected, ten decisions too; forty cases are new, each with a decision and two rows.
    expected = {(0, 0, False): "nothing", (10 + 10 + 3 * 40, 20, True): "all"}
    return state, expected.get((made, replaced, committed), "half"), whole


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
