"""What an installation is told by its environment, read once and checked as it is read.

`SPEGLA_SECRET_KEY` and `SPEGLA_AUDIT_KEY` may instead be files: `SPEGLA_SECRET_KEY_FILE` names one. Nothing secret has a default.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from spegla.portal.config.variables import WrongSettingError

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

    `heads` is where the ends of the log are kept: best on another machine's disk, where the portal can add and not take away.
    `proxies` is how many proxies of one's own stand between the portal and the world. Without `mail`, letters become files in `data`.
    `demo_files` is where a demo finds the reports that were made with it. `case_keys` is the folder of the municipalities' own keys to
    their case codes, outside `data` and its backups; without it nothing can be registered.
    """

    secret_key: str
    audit_key: str
    hosts: tuple[str, ...]
    data: Path
    heads: Path
    database: str
    proxies: int
    mail: Mail | None
    mail_from: str
    demo: bool
    demo_files: Path | None = None
    case_keys: Path | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(f"https://{host}" for host in self.hosts)

    def databases(self) -> dict[str, dict[str, object]]:
        """Django's DATABASES: `default` is the store of cases."""
        make = self._postgres if self.database else self._sqlite
        return {"default" if store == "cases" else store: make(store) for store in STORES}

    def _sqlite(self, store: str) -> dict[str, object]:
        return {
            "ENGINE": "spegla.portal.store.sqlite3",
            "NAME": str(self.data / f"{store}.sqlite3"),
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
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": f"-c search_path={store} -c synchronous_commit=on"},
        }


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """The environment of an installation; WrongSettingError, which says what to do, when something is missing or unsafe.

    SPEGLA_DEMO=1 is a demo, which has known secrets and so refuses to stand beside anything real.
    """
    if environ.get("SPEGLA_DEMO", "") == "1":
        return _demo(environ)
    data = environ.get("SPEGLA_DATA", "")
    if not data:
        raise WrongSettingError("SPEGLA_DATA", "setting_data")
    hosts = tuple(host.strip() for host in environ.get("SPEGLA_HOSTS", "").split(",") if host.strip())
    if not hosts:
        raise WrongSettingError("SPEGLA_HOSTS", "setting_hosts")
    database = environ.get("SPEGLA_DATABASE_URL", "")
    if database and urlsplit(database).scheme not in ("postgres", "postgresql"):
        raise WrongSettingError("SPEGLA_DATABASE_URL", "setting_database")
    proxies = environ.get("SPEGLA_PROXIES", "1")
    if not proxies.isdecimal():
        raise WrongSettingError("SPEGLA_PROXIES", "setting_proxies")
    return Environment(
        secret_key=_secret(environ, "SPEGLA_SECRET_KEY"),
        audit_key=_secret(environ, "SPEGLA_AUDIT_KEY"),
        hosts=hosts,
        data=Path(data),
        heads=Path(environ.get("SPEGLA_HEADS", "") or Path(data) / "heads"),
        database=database,
        proxies=int(proxies),
        mail=_mail(environ.get("SPEGLA_MAIL_URL", "")),
        mail_from=environ.get("SPEGLA_MAIL_FROM", f"Spegla <spegla@{hosts[0]}>"),
        demo=False,
        case_keys=_folder(environ.get("SPEGLA_CASE_KEYS", ""), Path(data)),
    )


def _folder(named: str, data: Path) -> Path | None:
    """The folder of keys; what lies within the data would be backed up with it."""
    if not named:
        return None
    folder = Path(named)
    if folder.absolute().is_relative_to(data.absolute()):
        raise WrongSettingError("SPEGLA_CASE_KEYS", "setting_case_keys", folder=named)
    return folder


_DEMO_SECRET = "demo, never for anything real " * 2
_REAL = (
    "SPEGLA_SECRET_KEY",
    "SPEGLA_AUDIT_KEY",
    "SPEGLA_DATA",
    "SPEGLA_HEADS",
    "SPEGLA_HOSTS",
    "SPEGLA_DATABASE_URL",
    "SPEGLA_MAIL_URL",
    "SPEGLA_SSO_FILE",
    "SPEGLA_CASE_KEYS",
)


def _demo(environ: Mapping[str, str]) -> Environment:
    """This machine alone, SQLite, known secrets."""
    real = [name for name in environ if {name, name.removesuffix("_FILE")} & set(_REAL)]
    if real:
        raise WrongSettingError("SPEGLA_DEMO", "setting_demo", names=", ".join(sorted(real)))
    data = Path(environ.get("SPEGLA_DEMO_DATA", "demo/portal"))
    return Environment(
        secret_key=_DEMO_SECRET,
        audit_key=_DEMO_SECRET,
        hosts=("localhost", "127.0.0.1"),
        data=data,
        heads=data / "heads",
        database="",
        proxies=0,
        mail=None,
        mail_from="Spegla <spegla@exempel.se>",
        demo=True,
        demo_files=Path(environ.get("SPEGLA_DEMO_FILES", "demo")),
        case_keys=data / "keys",
    )


_TLS = {"smtps": ("from_start", 465), "smtp": ("upgraded", 587), "smtp+plain": ("none", 25)}


def _mail(url: str) -> Mail | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in _TLS or not parts.hostname:
        raise WrongSettingError("SPEGLA_MAIL_URL", "setting_mail")
    tls, port = _TLS[parts.scheme]
    return Mail(parts.hostname, parts.port or port, unquote(parts.username or ""), unquote(parts.password or ""), tls)


def _secret(environ: Mapping[str, str], name: str) -> str:
    file = environ.get(f"{name}_FILE", "")
    try:
        value = Path(file).read_text(encoding="utf-8").strip() if file else environ.get(name, "")
    except OSError as unread:
        raise WrongSettingError(f"{name}_FILE", "setting_secret_file", file=file) from unread
    if len(value) < _SHORTEST_SECRET:
        raise WrongSettingError(name, "setting_secret", length=_SHORTEST_SECRET)
    return value
