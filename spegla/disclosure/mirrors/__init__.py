"""The mirror cleared: `CountedMirror` → `ClearedMirror`, or a refusal; and the same for a cross table."""

from spegla.disclosure.mirrors.clear import clear_cross_table, clear_mirror
from spegla.disclosure.mirrors.cleared import (
    ClearedAlternative,
    ClearedCrossTable,
    ClearedGroup,
    ClearedMirror,
    ClearedSummary,
    ClearedVariable,
)

__all__ = [
    "ClearedAlternative",
    "ClearedCrossTable",
    "ClearedGroup",
    "ClearedMirror",
    "ClearedSummary",
    "ClearedVariable",
    "clear_cross_table",
    "clear_mirror",
]
