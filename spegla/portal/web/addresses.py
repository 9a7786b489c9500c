"""Who may use each address and how, as `access.yaml` says it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def addresses() -> Mapping[str, Mapping[str, Any]]:
    """By the name of the address: `who` may use it, and with which `methods`; `back` is where it is come back to that takes no GET."""
    data = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text(encoding="utf-8"))
    found: Mapping[str, Mapping[str, Any]] = data["addresses"]
    return found
