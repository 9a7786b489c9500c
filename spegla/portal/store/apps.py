"""Django's name for the app of the store, and what it does before tables are made."""

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class StoreConfig(AppConfig):
    name = "spegla.portal.store"
    label = "store"

    def ready(self) -> None:
        from spegla.portal.store.schemas import make_schema

        pre_migrate.connect(make_schema, sender=self)
