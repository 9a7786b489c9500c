"""What may be shown to whom: `Counted` → `Cleared`, or a refusal. Nothing reaches a page, a file or a terminal without it."""

from spegla.disclosure.clear import clear
from spegla.disclosure.cleared import (
    Audience,
    Cleared,
    ClearedAnswer,
    ClearedMove,
    ClearedShare,
    Comparison,
    Figure,
    Policy,
    Suppressed,
    Way,
)
from spegla.disclosure.policy import ClearingRefusedError

__all__ = [
    "Audience",
    "Cleared",
    "ClearedAnswer",
    "ClearedMove",
    "ClearedShare",
    "ClearingRefusedError",
    "Comparison",
    "Figure",
    "Policy",
    "Suppressed",
    "Way",
    "clear",
]
