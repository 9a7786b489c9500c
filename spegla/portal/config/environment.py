"""What an installation is told by its environment, read once and checked as it is read.

`SPEGLA_SECRET_KEY` and `SPEGLA_AUDIT_KEY` may instead be files: `SPEGLA_SECRET_KEY_FILE` names one. Nothing secret has a default.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Each store is a file of its own on SQLite and a schema of its own on PostgreSQL.
STORES = ("cases", "published", "inbox")
# No acknowledged registration is lost: every commit reaches the disk before it is answered.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;"
_SHORTEST_SECRET = 50


@dataclass(frozen=True)
class Environment:
    """`hosts` are the names that the portal answers to, `origins` the same as addresses; `database` is "" for SQLite in `data`."""

    secret_key: str
    audit_key: str
    hosts: tuple[str, ...]
    data: Path
    database: str
    mail: str
    demo: bool

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(f"https://{host}" for host in self.hosts)

    def databases(self) -> dict[str, dict[str, object]]:
        """Django's DATABASES: `default` is the store of cases."""
        make = self._postgres if self.database else self._sqlite
        return {"default" if store == "cases" else store: make(store) for store in STORES}

    def _sqlite(self, store: str) -> dict[str, object]:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(self.data / f"{store}.sqlite3"),
            "ATOMIC_REQUESTS": store == "cases",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS},
        }

    def _postgres(self, store: str) -> dict[str, object]:
        parts = urlsplit(self.database)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # A server that is reached by a socket is named in the query.
            "HOST": unquote(parts.hostname or "") or parse_qs(parts.query).get("host", [""])[0],
            "PORT": str(parts.port or ""),
            "ATOMIC_REQUESTS": store == "cases",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": f"-c search_path={store} -c synchronous_commit=on"},
        }


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """The environment of a real installation; ImproperlyConfigured, with what to do, when something is missing or unsafe."""
    data = environ.get("SPEGLA_DATA", "")
    if not data:
        raise ImproperlyConfigured("SPEGLA_DATA is missing. Set it to the folder where the portal keeps its data.")
    hosts = tuple(host.strip() for host in environ.get("SPEGLA_HOSTS", "").split(",") if host.strip())
    if not hosts:
        raise ImproperlyConfigured("SPEGLA_HOSTS is missing. Set it to the host names of the portal, with commas between.")
    database = environ.get("SPEGLA_DATABASE_URL", "")
    if database and urlsplit(database).scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("SPEGLA_DATABASE_URL must begin with postgresql://. Leave it out for SQLite.")
    return Environment(
        secret_key=_secret(environ, "SPEGLA_SECRET_KEY"),
        audit_key=_secret(environ, "SPEGLA_AUDIT_KEY"),
        hosts=hosts,
        data=Path(data),
        database=database,
        mail=environ.get("SPEGLA_MAIL_URL", ""),
        demo=False,
    )


def _secret(environ: Mapping[str, str], name: str) -> str:
    file = environ.get(f"{name}_FILE", "")
    value = Path(file).read_text(encoding="utf-8").strip() if file else environ.get(name, "")
    if len(value) < _SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"{name} is missing or shorter than {_SHORTEST_SECRET} characters. Set it, or {name}_FILE to a file with it."
        )
    return value
