"""`spegla-portal clear-imports`: files that nobody has read in for a week are taken away. For a timer that runs each night."""

from typing import Any

from django.utils import timezone

from spegla.portal.commands.spoken import SpokenCommand
from spegla.portal.texts import texts
from spegla.portal.use_cases import imports


class Command(SpokenCommand):
    about = "command_clear_imports"

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(texts(self.language).say_count("imports_cleared", imports.discard_old(at=timezone.now())))
