"""The worker: that it lives, that no figures wait for it, and that no job has gone wrong."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from spegla.portal.doctor.findings import Asked, Finding, look, well, wrong
from spegla.portal.store import partitions
from spegla.portal.worker import failed_jobs, last_beat

# It beats every few seconds, and writes figures within as many.
LONGEST = timedelta(minutes=1)


def lives(asked: Asked) -> Iterator[Finding]:
    last = last_beat(settings.DATA)
    if last is None:
        yield wrong("worker_never")
    elif asked.at - last > LONGEST:
        yield wrong("worker_still", when=f"{timezone.localtime(last):%Y-%m-%d %H:%M}")
    else:
        yield well("worker_lives")


def figures(asked: Asked) -> Iterator[Finding]:
    behind = partitions.behind_since(asked.at - LONGEST)
    yield wrong("figures_behind", count=behind) if behind else well("figures_written")


def jobs(_: Asked) -> Iterator[Finding]:
    """Which they are; what went wrong in them may be of a case and stays in the database."""
    failed = failed_jobs()
    names = ", ".join(sorted(set(failed)))
    yield look("jobs_failed", count=len(failed), names=names) if failed else well("jobs_done")
