"""Many rows of a table, made ready before the transaction that writes them.

On SQLite a transaction that writes holds the only lock, and everybody who registers waits for it. What takes time in Django's own
`bulk_create` is to turn values into what the database takes; that is done here before, so that the lock is held for the writing alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from django.db import connections, models, router

_T = TypeVar("_T")
_M = TypeVar("_M", bound=models.Model)


class Prepared(Generic[_M]):
    """`rows` that are new, ready to be written. Their ids are given by the database."""

    def __init__(self, model: type[_M], rows: Iterable[_M]) -> None:
        self._connection = connections[router.db_for_write(model) or "default"]
        fields = [one for one in model._meta.concrete_fields if not one.primary_key]
        self._columns = [str(one.column) for one in fields]
        self._values = [[one.get_db_prep_save(one.pre_save(row, add=True), self._connection) for one in fields] for row in rows]
        self._table = model._meta.db_table

    def __len__(self) -> int:
        return len(self._values)

    def put(self, column: str, values: Sequence[Any]) -> None:
        """What each row has in `column`, where that is known first within the transaction: the id of a row that it belongs to."""
        place = self._columns.index(column)
        for row, value in zip(self._values, values, strict=True):
            row[place] = value

    def write(self) -> None:
        """Write them all, in the transaction that is open."""
        if not self._values:
            return
        name = self._connection.ops.quote_name
        columns, marks = ", ".join(map(name, self._columns)), ", ".join(["%s"] * len(self._columns))
        with self._connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {name(self._table)} ({columns}) VALUES ({marks})", self._values)  # noqa: S608  our own names


def change(model: type[models.Model], fields: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
    """Give each of `rows`, known by its id, its own values of `fields`; in the transaction that is open."""
    connection = connections[router.db_for_write(model) or "default"]
    named = [model._meta.get_field(name) for name in fields]
    values = [
        [*(field.get_db_prep_save(value, connection) for field, value in zip(named, given, strict=True)), id]  # type: ignore[union-attr]
        for id, given in rows
    ]
    if not values:
        return
    name = connection.ops.quote_name
    set_to = ", ".join(f"{name(str(field.column))} = %s" for field in named)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {name(model._meta.db_table)} SET {set_to} WHERE id = %s", values)  # noqa: S608  our own names


def parts(ids: Iterable[_T], size: int = 500) -> Iterator[list[_T]]:
    """`ids` in parts that a database takes in one question."""
    found = list(ids)
    for start in range(0, len(found), size):
        yield found[start : start + size]
