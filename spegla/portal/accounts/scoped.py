"""Rows that belong to an organisation. A query that does not say whose is an error, not everyone's."""

from typing import Any, Generic, Protocol, TypeVar

from django.db import models


class Place(Protocol):
    """What says whose rows: where an organisation stands, and the entity that answers for it."""

    path: str
    entity: str


_M = TypeVar("_M", bound=models.Model)


class UnscopedError(RuntimeError):
    """Somebody asked for rows without saying whose."""


class Scoped(models.Manager[_M], Generic[_M]):
    """The manager of such a table: `of(organisation)` is the only way in.

    It gives the organisation's rows and those of its units. A county does not reach into its municipalities: each of them answers for
    its own.
    """

    def get_queryset(self) -> models.QuerySet[_M]:
        raise UnscopedError(f"{self.model.__name__}: say whose rows, with of(organisation).")

    def of(self, organisation: Place) -> models.QuerySet[_M]:
        """The rows of `organisation` and of its units."""
        rows: models.QuerySet[_M] = models.QuerySet(self.model, using=self._db).filter(organisation__entity=organisation.entity)
        path = organisation.path
        return rows.filter(models.Q(organisation__path=path) | models.Q(organisation__path__startswith=f"{path}/"))

    def create_in(self, **values: Any) -> _M:
        """A new row, which says itself whose it is."""
        row = self.model(**values)
        row.save(force_insert=True, using=self._db)
        return row
