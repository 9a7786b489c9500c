"""The mirror cleared: `CountedMirror` → `ClearedMirror`, or a refusal; and the same for a cross table."""

from spegla.disclosure.mirrors.clear import clear_cross_table, clear_mirror
from spegla.disclosure.mirrors.cleared import (
    FEWEST_FOR_SHARES,
    ClearedAlternative,
    ClearedCrossTable,
    ClearedGroup,
    ClearedMirror,
    ClearedSummary,
    ClearedVariable,
)

__all__ = [
    "FEWEST_FOR_SHARES",
    "ClearedAlternative",
    "ClearedCrossTable",
    "ClearedGroup",
    "ClearedMirror",
    "ClearedSummary",
    "ClearedVariable",
    "clear_cross_table",
    "clear_mirror",
]
