"""Where a definition comes from, and whether a source states it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """Whether a source states this (seed), or it is our reading (rekonstruerad) and shown as such."""

    SEED = "seed"
    RECONSTRUCTED = "rekonstruerad"


@dataclass(frozen=True)
class Provenance:
    """Where a definition comes from, who answers for it, and when it is to be looked at again."""

    status: Status
    source: str
    owner: str
    reviewed: date
    review_by: date
