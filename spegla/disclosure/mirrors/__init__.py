"""The mirror cleared: `CountedMirror` → `ClearedMirror`, or a refusal."""

from spegla.disclosure.mirrors.clear import clear_mirror
from spegla.disclosure.mirrors.cleared import ClearedAlternative, ClearedGroup, ClearedMirror, ClearedSummary, ClearedVariable

__all__ = ["ClearedAlternative", "ClearedGroup", "ClearedMirror", "ClearedSummary", "ClearedVariable", "clear_mirror"]
