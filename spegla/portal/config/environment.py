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
class Mail:
    """The server that letters go through; `tls` is `from_start` (smtps), `upgraded` (smtp) or `none` (smtp+plain)."""

    host: str
    port: int
    user: str
    password: str
    tls: str


@dataclass(frozen=True)
class Environment:
    """`hosts` are the names that the portal answers to, `origins` the same as addresses; `database` is "" for SQLite in `data`.

    `proxies` is how many proxies of one's own stand between the portal and the world. Without `mail`, letters become files in `data`.
    """

    secret_key: str
    audit_key: str
    hosts: tuple[str, ...]
    data: Path
    database: str
    proxies: int
    mail: Mail | None
    mail_from: str
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
    """The environment of an installation; ImproperlyConfigured, with what to do, when something is missing or unsafe.

    SPEGLA_DEMO=1 is a demo, which has known secrets and so refuses to stand beside anything real.
    """
    if environ.get("SPEGLA_DEMO", "") == "1":
        return _demo(environ)
    data = environ.get("SPEGLA_DATA", "")
    if not data:
        raise ImproperlyConfigured("SPEGLA_DATA is missing. Set it to the folder where the portal keeps its data.")
    hosts = tuple(host.strip() for host in environ.get("SPEGLA_HOSTS", "").split(",") if host.strip())
    if not hosts:
        raise ImproperlyConfigured("SPEGLA_HOSTS is missing. Set it to the host names of the portal, with commas between.")
    database = environ.get("SPEGLA_DATABASE_URL", "")
    if database and urlsplit(database).scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("SPEGLA_DATABASE_URL must begin with postgresql://. Leave it out for SQLite.")
    proxies = environ.get("SPEGLA_PROXIES", "1")
    if not proxies.isdecimal():
        raise ImproperlyConfigured("SPEGLA_PROXIES must be how many proxies of yours stand before the portal: 0, 1, 2 …")
    return Environment(
        secret_key=_secret(environ, "SPEGLA_SECRET_KEY"),
        audit_key=_secret(environ, "SPEGLA_AUDIT_KEY"),
        hosts=hosts,
        data=Path(data),
        database=database,
        proxies=int(proxies),
        mail=_mail(environ.get("SPEGLA_MAIL_URL", "")),
        mail_from=environ.get("SPEGLA_MAIL_FROM", f"Spegla <spegla@{hosts[0]}>"),
        demo=False,
    )


_DEMO_SECRET = "demo, never for anything real " * 2
_REAL = (
    "SPEGLA_SECRET_KEY",
    "SPEGLA_AUDIT_KEY",
    "SPEGLA_DATA",
    "SPEGLA_HOSTS",
    "SPEGLA_DATABASE_URL",
    "SPEGLA_MAIL_URL",
    "SPEGLA_SSO_FILE",
)


def _demo(environ: Mapping[str, str]) -> Environment:
    """This machine alone, SQLite, known secrets."""
    real = [name for name in environ if {name, name.removesuffix("_FILE")} & set(_REAL)]
    if real:
        raise ImproperlyConfigured(f"A demo cannot run with real settings. Take away {', '.join(sorted(real))}, or SPEGLA_DEMO.")
    return Environment(
        secret_key=_DEMO_SECRET,
        audit_key=_DEMO_SECRET,
        hosts=("localhost", "127.0.0.1"),
        data=Path(environ.get("SPEGLA_DEMO_DATA", "demo/portal")),
        database="",
        proxies=0,
        mail=None,
        mail_from="Spegla <spegla@exempel.se>",
        demo=True,
    )


_TLS = {"smtps": ("from_start", 465), "smtp": ("upgraded", 587), "smtp+plain": ("none", 25)}


def _mail(url: str) -> Mail | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in _TLS or not parts.hostname:
        raise ImproperlyConfigured("SPEGLA_MAIL_URL must be smtps://user:password@host, smtp://… or smtp+plain://…, or left out.")
    tls, port = _TLS[parts.scheme]
    return Mail(parts.hostname, parts.port or port, unquote(parts.username or ""), unquote(parts.password or ""), tls)


def _secret(environ: Mapping[str, str], name: str) -> str:
    file = environ.get(f"{name}_FILE", "")
    value = Path(file).read_text(encoding="utf-8").strip() if file else environ.get(name, "")
    if len(value) < _SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"{name} is missing or shorter than {_SHORTEST_SECRET} characters. Set it, or {name}_FILE to a file with it."
        )
    return value
