"""Django's name for the app of pages, and what listens at the door."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "spegla.portal.web"
    label = "web"

    def ready(self) -> None:
        from spegla.portal.use_cases import door  # noqa: F401  listens from now on
