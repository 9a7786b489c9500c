"""What is done beside the pages, by one process: the figures kept in step, and the jobs that pages have asked for."""

from spegla.portal.worker.alone import AlreadyWorkingError
from spegla.portal.worker.heartbeat import last_beat
from spegla.portal.worker.jobs import failed_jobs
from spegla.portal.worker.process import Ended, work

__all__ = ["AlreadyWorkingError", "Ended", "failed_jobs", "last_beat", "work"]
