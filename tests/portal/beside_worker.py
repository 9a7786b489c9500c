"""`python -m tests.portal.beside_worker <what> …` in the environment of a demo: what is done and asked beside its worker, answered as JSON.

A process of its own, since a worker sees only what is in the database, and what a test does never gets there.
"""

import json
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  the apps are there now
from django.utils import timezone  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from spegla.catalogue import Catalogue  # noqa: E402
from spegla.columns.stored import saved_facts  # noqa: E402
from spegla.portal.store import people  # noqa: E402
from spegla.portal.store.models import PartitionState, Response  # noqa: E402
from spegla.portal.store.organisations import authority_of, entity_of  # noqa: E402
from spegla.portal.use_cases import handing_in, registering  # noqa: E402
from spegla.portal.use_cases.access import Actor  # noqa: E402
from spegla.portal.use_cases.partitions import folder_of  # noqa: E402

LEFT = {"boende_avslut": ["bada"], "sysselsattning_avslut": ["grundskola"]}
# The figures should have it within seconds; a machine that does much else may take longer.
PATIENCE = 60


def hand_in() -> dict[str, Any]:
    """Astrid finishes the draft that is nearly done and hands it in; how many rows there were and are, and after how many seconds."""
    person = people.person_with("astrid@exempel.se")
    draft = Response._base_manager.select_related("organisation").get(begun_by=person, step="avslut", handed_in_at=None)
    actor, at = Actor.of(person, timezone.now()), timezone.now() - timedelta(minutes=1)  # type: ignore[arg-type]
    for place, (variable, texts) in enumerate(LEFT.items()):
        registering.save_answer(
            actor=actor, response_id=draft.id, variable=variable, texts=texts, seen=0, key=f"prov-0000{place}", page="prov-0000", at=at
        )
    before = rows_of(draft)
    draft.refresh_from_db()
    handing_in.hand_in(actor=actor, response_id=draft.id, version=draft.version, at=timezone.now())
    begun = time.monotonic()
    while rows_of(draft) == before and time.monotonic() - begun < PATIENCE:
        time.sleep(0.02)
    return {"before": before, "after": rows_of(draft), "seconds": round(time.monotonic() - begun, 2)}


def rows_of(response: Response) -> int:
    """How many rows the partition has that the response belongs to."""
    board = authority_of(response.organisation)
    instrument = Catalogue.opened().instruments[response.instrument]
    facts = saved_facts(folder_of(settings.COLUMNS, board), instrument, entity_of(board).code)
    return sum(one.rows for one in facts if response.day and one.year == response.day.year)


def ask(job: str, *arguments: str) -> dict[str, Any]:
    """Ask for a job of `jobs_of_tests`."""
    import_string(f"tests.portal.jobs_of_tests.{job}").enqueue(*arguments)
    return {}


def jobs() -> dict[str, Any]:
    """How many times each has been begun, and its state."""
    return {one.task_path.rpartition(".")[2]: [len(one.worker_ids), one.status] for one in DBTaskResult.objects.all()}


def spoil() -> dict[str, Any]:
    """A row of the newest year holds what cannot be read, and its partition is behind; so is another that is as it should be."""
    state = PartitionState._base_manager.filter(organisation__name="Falun").order_by("-year")[0]
    wrong = Response._base_manager.filter(instrument=state.instrument, row__isnull=False, day__year=state.year).order_by("id")[0]
    wrong.row = {**(wrong.row or {}), "kon": "hemligheten om barnet"}
    wrong.save(update_fields=["row"])
    PartitionState._base_manager.filter(year__gte=state.year - 1).update(written=0, behind_since=timezone.now())
    return {"year": state.year}


def behind() -> dict[str, Any]:
    """Which partitions lack something."""
    rows = PartitionState._base_manager.exclude(behind_since=None)
    return {"behind": [f"{one.organisation.name} {one.year}" for one in rows.select_related("organisation")]}


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    print(json.dumps({one.__name__: one for one in (hand_in, ask, jobs, spoil, behind)}[what](*arguments)))
