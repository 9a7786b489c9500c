"""`spegla-portal clear-exports`: files of registrations whose time is out are taken away. For a timer that runs each night."""

from typing import Any

from django.utils import timezone

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.texts import texts
from spegla.portal.use_cases import exports


class Command(SpokenCommand):
    about = "command_clear_exports"

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(texts(self.language).say_count("exports_cleared", exports.clear(at=timezone.now())))
