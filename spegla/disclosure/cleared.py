"""`Cleared`: figures that may be shown to the audience named in it. Plain fields, and no way back to the rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum


class Suppressed(Enum):
    """Why a figure is not shown. Never zero: zero means none."""

    TOO_FEW = "too_few"
    PROTECTS_ANOTHER = "protects_another"


class Policy(Enum):
    """Under which rule figures were cleared. Open: the instrument is public. Own: all rows are the audience's own."""

    OPEN = "open"
    OWN = "own"


@dataclass(frozen=True)
class Audience:
    """Who will read: anyone, a region, the holder of the file, or one organisation's staff. Made with the methods below."""

    kind: str
    organisation: str = ""

    @staticmethod
    def anyone() -> "Audience":
        """The public."""
        return Audience("anyone")

    @staticmethod
    def file_holder() -> "Audience":
        """Whoever runs the command on a file in their hands: they could read it in any editor."""
        return Audience("file_holder")

    @staticmethod
    def region() -> "Audience":
        """Those who see several municipalities beside each other."""
        return Audience("region")

    @staticmethod
    def staff_of(organisation: str) -> "Audience":
        """Authorised staff of the organisation with this code."""
        return Audience("staff", organisation)


@dataclass(frozen=True)
class ClearedMove:
    """`count` answers with the code `answer` ("" for blank) counted as `to`: achieved, not_achieved or left_out."""

    answer: str
    to: str
    count: int


@dataclass(frozen=True)
class Way:
    """One way in which the printed figure would follow: the moves, and the share they give, `computed` in percent."""

    moves: tuple[ClearedMove, ...]
    numerator: int
    denominator: int
    computed: Decimal


@dataclass(frozen=True)
class Comparison:
    """A printed figure beside the recomputed one, which is rounded half up to as many decimals.

    `ways` is empty when they agree, or when nothing gives the printed one.

    `computed` and `agrees` are None when nobody is in the denominator, so that there is nothing to compare with.
    """

    printed: Decimal
    computed: Decimal | None
    agrees: bool | None
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Figure:
    """A share. Percent, interval and weighted percent are 0–100 and not rounded; None when nobody is in the denominator.

    `left_out` has the number of rows that left the denominator, by reason (`not_answered`, …).
    """

    numerator: int
    denominator: int
    left_out: Mapping[str, int]
    percent: float | None
    rounded: int | None
    interval: tuple[float, float] | None
    weighted_percent: float | None
    comparison: Comparison | None


@dataclass(frozen=True)
class ClearedShare:
    """One indicator in one group: the figure, or why it is not shown."""

    indicator: str
    group: str
    figure: Figure | Suppressed


@dataclass(frozen=True)
class ClearedAnswer:
    """One organisation's answer to one indicator. `role` is numerator, denominator, outside, or the reason for leaving.

    `answer` is the code that settles the matter, and `decided_by` its question; "" when the indicator has one question alone. `given`
    has the codes of every question that was asked, several with a bar between.
    """

    organisation: str
    indicator: str
    answer: str
    role: str
    row: int
    decided_by: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cleared:
    """Cleared for `audience` under `policy`. Made by `clear` alone; a test looks for any other place that makes one."""

    instrument: str
    audience: Audience
    policy: Policy
    shares: tuple[ClearedShare, ...]
    answers: tuple[ClearedAnswer, ...]
