"""`python -m tests.portal.killed_worker <times>` in the environment of a demo: workers are killed while they write, one after the other.

Each time every partition has been lost and the worker is killed (SIGKILL) a little later than the last one; and once more from the
beginning where the machine was so fast or slow meanwhile that some moments were never met. After each, all that can be
read is whole and has the rows that the tables have. The last worker lives. Prints as JSON how many partitions each had written when it was
killed, how many had left a half on the disk, and how the last one left it. Workers are forked from here, which begins no thread.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  the apps are there now
from django.db import connections  # noqa: E402
from django.db.models import F  # noqa: E402

from spegla.catalogue import Catalogue  # noqa: E402
from spegla.columns.stored import Saved, check_saved, saved_facts  # noqa: E402
from spegla.portal.store import partitions as store  # noqa: E402
from spegla.portal.store.models import PartitionState  # noqa: E402
from spegla.portal.store.organisations import entity_of  # noqa: E402
from spegla.portal.use_cases.partitions import folder_of  # noqa: E402
from spegla.portal.worker import work  # noqa: E402

PATIENCE = 60


def main(times: int) -> dict[str, Any]:
    # The catalogue is read before the clock begins.
    wanted = {one.id: sum(1 for _ in store.rows_of(one)) for one in store.every()}
    if not Catalogue.opened().instruments or not all(wanted.values()):
        raise ValueError("there is nothing to write")
    killed: list[int] = []
    halves = number = 0
    while number < times or (number < 5 * times and not (len(set(killed)) > 3 and halves)):
        if number % times == 0:
            whole = finished_in()
        lose()
        with worker() as pid:
            time.sleep(whole * (number % times) / times)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        killed.append(len(wanted) - len(store.behind()))
        halves += bool(leavings())
        # What is there is the old one or the new one, both of which have all the rows; and it is the new one if the tables say so.
        check_saved(settings.COLUMNS)
        found = there()
        if {id: one.rows for id, one in found.items()} != wanted:
            raise ValueError("a partition has not the rows of the tables")
        if any(found[one.id].stamp < one.written for one in store.every()):
            raise ValueError("a partition is older than the tables believe")
        connections.close_all()
        number += 1
    finished_in()
    return {"killed": killed, "partitions": len(wanted), "halves": halves, "behind": len(store.behind()), "left": leavings()}


def lose() -> None:
    """Every partition is to be written again. Another stamp, so that a new one is told from an old."""
    PartitionState._base_manager.update(changes=F("changes") + 1)
    connections.close_all()


def finished_in() -> float:
    """Let a worker write everything; how many seconds it took."""
    lose()
    begun = time.monotonic()
    with worker() as pid:
        while store.behind() and time.monotonic() - begun < PATIENCE:
            time.sleep(0.01)
        taken = time.monotonic() - begun
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    connections.close_all()
    return taken


@contextmanager
def worker() -> Iterator[int]:
    pid = os.fork()
    if not pid:
        work(data=settings.DATA, columns=settings.COLUMNS, asked_to_end=_never, tell=_silently)
        os._exit(0)
    yield pid


def _never(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def _silently(code: str, /, **facts: object) -> None:
    pass


def there() -> dict[int, Saved]:
    """By partition, what is on the disk."""
    found = {}
    for one in store.every():
        instrument = Catalogue.opened().instruments[one.instrument]
        facts = saved_facts(folder_of(settings.COLUMNS, one.organisation), instrument, entity_of(one.organisation).code)
        [found[one.id]] = [each for each in facts if each.year == one.year]
    return found


def leavings() -> list[str]:
    """What is neither planes that a manifest names nor a manifest."""
    found = []
    for manifest in Path(settings.COLUMNS).rglob("manifest.json"):
        named = {"manifest.json", json.loads(manifest.read_text())["planes"]}
        found += [path.name for path in manifest.parent.iterdir() if path.name not in named]
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
