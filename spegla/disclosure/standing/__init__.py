"""How the work stands, cleared: `CountedStanding` → `ClearedStanding`, or a refusal."""

from spegla.disclosure.standing.clear import clear_standing
from spegla.disclosure.standing.cleared import ClearedRate, ClearedSeconds, ClearedStanding, ClearedTime

__all__ = ["ClearedRate", "ClearedSeconds", "ClearedStanding", "ClearedTime", "clear_standing"]
