"""Django's name for the app of the set-up, whose checks it registers."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "spegla.portal.config"
    label = "config"

    def ready(self) -> None:
        from spegla.portal.config import checks  # noqa: F401  registers itself
