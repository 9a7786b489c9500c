"""The environment variables of an installation, by name, and the error of one that is wrong.

The list is printed in docs/generated and held against `environment` and the guide by tests.
"""

from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import ImproperlyConfigured


class WrongSettingError(ImproperlyConfigured):
    """A setting that is missing or unsafe. `code` is the sentence that says what to do, `facts` what goes into it."""

    def __init__(self, name: str, code: str, **facts: str | int) -> None:
        super().__init__(" ".join([name, code, *map(str, facts.values())]))
        self.code = code
        self.facts = {"name": name, **facts}


class Need(Enum):
    """Who has to set a variable."""

    ALWAYS = "always"
    OTHERWISE = "otherwise"
    DEMO = "demo"


@dataclass(frozen=True)
class Variable:
    """`says` is the code of its sentence; `usual` what holds without it. One with `file` may be a file: NAME_FILE names it."""

    name: str
    need: Need
    says: str
    usual: str = ""
    file: bool = False


VARIABLES = (
    Variable("SPEGLA_HOSTS", Need.ALWAYS, "variable_hosts"),
    Variable("SPEGLA_DATA", Need.ALWAYS, "variable_data"),
    Variable("SPEGLA_SECRET_KEY", Need.ALWAYS, "variable_secret_key", file=True),
    Variable("SPEGLA_AUDIT_KEY", Need.ALWAYS, "variable_audit_key", file=True),
    Variable("SPEGLA_DATABASE_URL", Need.OTHERWISE, "variable_database", "SQLite"),
    Variable("SPEGLA_HEADS", Need.OTHERWISE, "variable_heads", "SPEGLA_DATA/heads"),
    Variable("SPEGLA_CASE_KEYS", Need.OTHERWISE, "variable_case_keys", "ingenting kan registreras"),
    Variable("SPEGLA_PROXIES", Need.OTHERWISE, "variable_proxies", "1"),
    Variable("SPEGLA_MAIL_URL", Need.OTHERWISE, "variable_mail", "filer i SPEGLA_DATA/mail"),
    Variable("SPEGLA_MAIL_FROM", Need.OTHERWISE, "variable_mail_from", "Spegla <spegla@första värdnamnet>"),
    Variable("SPEGLA_SSO_FILE", Need.OTHERWISE, "variable_sso", "ingen enkel inloggning"),
    Variable("SPEGLA_DEMO", Need.DEMO, "variable_demo"),
    Variable("SPEGLA_DEMO_DATA", Need.DEMO, "variable_demo_data", "demo/portal"),
    Variable("SPEGLA_DEMO_FILES", Need.DEMO, "variable_demo_files", "demo"),
)
