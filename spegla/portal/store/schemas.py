"""On PostgreSQL each store is a schema: it is there before its first table."""

from typing import Any

from django.db import connections


def make_schema(sender: Any, using: str, **_: Any) -> None:
    """Before tables are made: the schema that the store's search path names."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        [path] = cursor.fetchone()
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{path}"')
