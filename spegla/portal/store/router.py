"""Which store a table lives in: cases, unless its app is named for another."""

from typing import Any

_STORES = {"published": "published", "inbox": "inbox"}


class StoreRouter:
    """One app, one store; nothing is joined across stores."""

    def db_for_read(self, model: Any, **_: Any) -> str:
        return _STORES.get(model._meta.app_label, "default")

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **_: Any) -> bool:
        return self.db_for_read(one) == self.db_for_read(other)

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return db == _STORES.get(app_label, "default")
