"""`ClearedMirror`: distributions that may be shown to the audience named in it. Plain fields, and no way back to the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from spegla.disclosure.cleared import Audience, Policy

# A share of fewer answers says more about who happened to be there than about anything else.
FEWEST_FOR_SHARES = 10


@dataclass(frozen=True)
class ClearedAlternative:
    """`n` rows chose `code`: `percent` of those who answered, 0–100 and not rounded, with its 95 % interval; None when nobody did."""

    code: str
    n: int
    percent: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class ClearedSummary:
    """Of the numbers answered. `sd` is None for a single number."""

    mean: float
    sd: float | None
    median: float
    least: int
    greatest: int


@dataclass(frozen=True)
class ClearedVariable:
    """One variable or derived variable, by id. `missing` has how many were asked and gave no real answer, by reason (`not_known`, …)."""

    id: str
    asked: int
    answered: int
    missing: Mapping[str, int]
    alternatives: tuple[ClearedAlternative, ...]
    summary: ClearedSummary | None

    @property
    def enough(self) -> bool:
        """True when so many answered that shares may be read."""
        return self.answered >= FEWEST_FOR_SHARES

    @cached_property
    def by_code(self) -> Mapping[str, ClearedAlternative]:
        """The alternatives by code."""
        return {one.code: one for one in self.alternatives}


@dataclass(frozen=True)
class ClearedGroup:
    """The rows called `code`: `alla`, `egen`, a category, a municipality, or `_saknas`. `n` counts registrations."""

    code: str
    n: int
    variables: tuple[ClearedVariable, ...]


@dataclass(frozen=True)
class ClearedCrossTable:
    """`counts` by the codes of `row` and then of `column`: rows with a real answer to both. `row_percent` is None in an empty row."""

    instrument: str
    audience: Audience
    policy: Policy
    row: str
    column: str
    row_codes: tuple[str, ...]
    column_codes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    row_percent: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class ClearedMirror:
    """Cleared for `audience` under `policy`. Made by `clear_mirror` alone; a test looks for any other place that makes one."""

    instrument: str
    audience: Audience
    policy: Policy
    groups: tuple[ClearedGroup, ...]
