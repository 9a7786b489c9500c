"""The three stores: reached, durable, with all their tables, whole; and a clock that the database agrees with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from spegla.portal.config.checks import durability
from spegla.portal.config.environment import STORES
from spegla.portal.doctor.findings import Asked, Fact, Finding, look, well, wrong
from spegla.portal.store.audit import latest

# With one of these nothing more can be asked of what is inside.
UNUSABLE = frozenset({"store_missing", "store_shut", "store_unreachable", "tables_missing", "store_broken"})
# The oldest that Django 5.2 speaks to, and the oldest that gets corrections until 2028.
_OLDEST, _AGEING = 14, 15
# A code of the second step is right for half a minute before and after.
_OFF, _FAR_OFF = 5, 30


def all_stores(_: Asked) -> Iterator[Finding]:
    for store in STORES:
        yield from one_store(store, connections["default" if store == "cases" else store])


def one_store(store: str, connection: Any) -> Iterator[Finding]:
    """What can be said of a store through its connection."""
    if connection.vendor == "sqlite" and not connection.is_in_memory_db() and not Path(connection.settings_dict["NAME"]).is_file():
        # To ask SQLite for it would make it.
        yield wrong("store_missing", store=store, file=str(connection.settings_dict["NAME"]))
        return
    try:
        connection.ensure_connection()
        held = durability(connection)
    except DatabaseError as failed:
        yield _unopened(store, connection, failed)
        return
    facts = {"store": store, "said": held.said}
    yield well("store_durable", **facts) if held.holds else wrong("store_forgets", **facts)
    if connection.vendor == "sqlite":
        said = _quick_check(connection)
        if said != "ok":
            yield wrong("store_broken", store=store, why=said)
            return
        yield well("store_whole", store=store)
        yield from _write_ahead(store, connection)
    elif store == "cases":
        # One server has all three.
        yield from examine_server(server_of(connection))
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes())) + (store == "cases" and _forgets_tries(connection))
    yield wrong("tables_missing", store=store, count=missing) if missing else well("tables_there", store=store)


def _forgets_tries(connection: Any) -> bool:
    """Whether the table is lacking in which used codes and failed tries are remembered, so that nobody can log in."""
    remembered = settings.CACHES["default"]
    return "DatabaseCache" in remembered["BACKEND"] and remembered["LOCATION"] not in connection.introspection.table_names()


def _unopened(store: str, connection: Any, failed: DatabaseError) -> Finding:
    """Why a store cannot be asked anything: its file is damaged or shut, or its server does not answer."""
    facts: dict[str, Fact] = {"store": store, "why": _first_line(failed)}
    if connection.vendor != "sqlite":
        return wrong("store_unreachable", **facts)
    damaged = getattr(failed.__cause__, "sqlite_errorname", "") in ("SQLITE_CORRUPT", "SQLITE_NOTADB")
    return wrong("store_broken", **facts) if damaged else wrong("store_shut", **facts)


def _quick_check(connection: Any) -> str:
    """What SQLite says of the whole file; `ok` when nothing is wrong with it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            [said] = cursor.fetchone()
    except DatabaseError as failed:
        return _first_line(failed)
    return " ".join(str(said).split())


def _write_ahead(store: str, connection: Any) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        [mode] = cursor.fetchone()
    if mode not in ("wal", "memory"):
        yield look("store_not_wal", store=store, mode=mode)


def _first_line(failed: DatabaseError) -> str:
    return str(failed).strip().partition("\n")[0]


@dataclass(frozen=True)
class Server:
    """What PostgreSQL says of itself and of whom we are to it. `settings` are its own words, by name."""

    version: int
    settings: Mapping[str, str]
    role: str
    is_superuser: bool


_ASKED = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")


def server_of(connection: Any) -> Server:
    """Asked of the server itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(_ASKED)])
        settings = dict(cursor.fetchall())
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_user, rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        version, role, is_superuser = cursor.fetchone()
    return Server(version // 10000, settings, role, is_superuser)


def examine_server(server: Server) -> Iterator[Finding]:
    if server.version < _OLDEST:
        yield wrong("server_too_old", version=server.version, oldest=_OLDEST)
    elif server.version < _AGEING:
        yield look("server_ageing", version=server.version)
    else:
        yield well("server_version", version=server.version)
    for name in ("fsync", "full_page_writes"):
        if server.settings[name] != "on":
            yield wrong("server_forgets", name=name, value=server.settings[name])
    if server.settings["synchronous_commit"] in ("off", "local"):
        yield wrong("server_forgets", name="synchronous_commit", value=server.settings["synchronous_commit"])
    yield well("server_checksums") if server.settings["data_checksums"] == "on" else look("server_without_checksums")
    yield wrong("server_superuser", role=server.role) if server.is_superuser else well("server_role", role=server.role)
    yield look("server_room")


def clock(asked: Asked) -> Iterator[Finding]:
    """The clock of this machine beside the database server's, and not before what the log has seen."""
    connection = connections["default"]
    last = latest()
    if last is not None and (last - asked.at).total_seconds() > _OFF:
        yield wrong("clock_behind_log", last=f"{timezone.localtime(last):%Y-%m-%d %H:%M}")
        return
    if connection.vendor != "postgresql":
        yield well("clock_follows_log")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [there] = cursor.fetchone()
    yield compare_clocks(datetime.now(UTC), there)


def compare_clocks(here: datetime, there: datetime) -> Finding:
    """How far from each other the clocks of this machine and of the database server are."""
    off = abs(round((here - there).total_seconds()))
    if off >= _FAR_OFF:
        return wrong("clock_far_off", seconds=off)
    return look("clock_off", seconds=off) if off >= _OFF else well("clock_agrees")
