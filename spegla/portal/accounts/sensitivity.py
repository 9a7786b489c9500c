"""How sensitive each stored field is. A field that does not say stops the build."""

from enum import Enum


class Sensitivity(Enum):
    """From what anyone may read to what nobody but its owner may."""

    OPEN = "open"
    INTERNAL = "internal"
    PERSONAL = "personal"
    CASE = "case"
    SECRET = "secret"  # noqa: S105  a degree, not a secret
