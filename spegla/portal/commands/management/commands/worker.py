"""`spegla-portal worker`: the figures kept in step and the jobs done, until it is told to end. For a service beside the pages."""

import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.config.checks import refuse_what_is_not_safe
from spegla.portal.worker import AlreadyWorkingError, Ended, work

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_SAYS = {Ended.FINISHED: "worker_finished", Ended.CUT_OFF: "worker_cut_off", Ended.BROKEN: "worker_broken"}


class Command(SpokenCommand):
    about = "command_worker"

    def handle(self, *_: Any, **options: Any) -> None:
        refuse_what_is_not_safe()
        # Taken one by one by the loop that waits, instead of breaking in anywhere. The threads of its parts never see them.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            ended = work(data=settings.DATA, columns=settings.COLUMNS, asked_to_end=_asked_to_end, tell=self._tell)
        except AlreadyWorkingError:
            raise CommandError(self.say("worker_already")) from None
        if ended is Ended.BROKEN:
            raise CommandError(self.say(_SAYS[ended]))
        self._tell(_SAYS[ended])
        # An ordinary end waits for what is going on, and tidies up for longer than a service has. There is nothing left to tidy.
        os._exit(0)

    def _tell(self, code: str, /, **facts: object) -> None:
        self.stdout.write(self.say(code, **facts))
        self.stdout.flush()


def _asked_to_end(seconds: float) -> bool:
    return signal.sigtimedwait(_SIGNALS, seconds) is not None
