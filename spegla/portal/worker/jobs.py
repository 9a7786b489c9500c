"""The jobs that pages have asked for, one at a time, by the worker of django-tasks-db.

**A job must be safe to run twice.** The worker may be killed after a job has done its work and before that is written down; the next
worker then runs it again. So a job does what it does in one transaction that looks first whether it is done already. A job that has
taken the worker with it several times is given up.

On SQLite that worker takes the database's only lock to ask for a job. It is asked only when a plain reading has found that there is one, so
that nobody who writes waits for a worker that has nothing to do.
"""

import time
import uuid
from collections.abc import Sequence
from threading import Event
from typing import Any

from django.db import close_old_connections, transaction
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from spegla.portal.worker.pauses import Pauses
from spegla.portal.worker.telling import Tell

EVERY = 0.5
# How many times a job is begun before it is given up.
TRIES = 5
_QUEUES = "*"


class GivenUpError(Exception):
    """The worker has ended in the middle of this job too many times."""


@transaction.atomic
def take_back() -> int:
    """Make the jobs that a worker was in the middle of ready again; how many. Only for the one worker, before it begins."""
    begun = list(DBTaskResult.objects.running())
    for job in begun:
        if len(job.worker_ids) >= TRIES:
            job.set_failed(GivenUpError())
        else:
            job.status, job.started_at = TaskResultStatus.READY, None
            job.save(update_fields=["status", "started_at"])
    return sum(job.status == TaskResultStatus.READY for job in begun)


def failed_jobs() -> Sequence[str]:
    """The names of those that went wrong and are kept, the newest first."""
    rows = DBTaskResult.objects.failed().order_by("-finished_at")
    return [name_of(one) for one in rows]


def name_of(job: DBTaskResult[Any, Any]) -> str:
    """What a job is called where it is told of."""
    return str(job.task_path).rpartition(".")[2]


def keep_working(stop: Event, tell: Tell) -> None:
    """Do one job after the other until `stop`; the one that is going on then is finished."""
    pauses = Pauses[str](time.monotonic)
    while not stop.is_set():
        close_old_connections()
        try:
            did = _one_job(tell)
        # As for the figures: whatever hinders it may pass.
        except Exception as wrong:
            pause = pauses.failed(_QUEUES)
            tell("worker_jobs_unread", why=type(wrong).__name__, seconds=round(pause))
            stop.wait(pause)
            continue
        pauses.went_well(frozenset())
        if not did:
            stop.wait(EVERY)


def _one_job(tell: Tell) -> bool:
    """Do a job that is ready; whether there was one."""
    if not DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS).exists():
        return False
    _Worker(tell).run()
    return True


class _Worker(Worker):
    """The library's, for one job."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(
            queue_names=[_QUEUES], excluded_queue_names=[], interval=0, batch=True, max_tasks=1, startup_delay=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS, worker_id=uuid.uuid4().hex,
        )  # fmt: skip
        self.tell = tell

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            why = db_task_result.exception_class_path.rpartition(".")[2]
            self.tell("worker_job_failed", job=name_of(db_task_result), why=why)
