"""`Counted`: what was counted, with where it comes from. It is not for showing; `disclosure` turns it into what is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from spegla.catalogue import Reason, Role
from spegla.columns import Origin
from spegla.statistics.explanations import Explanation
from spegla.statistics.shares import Share


@dataclass(frozen=True)
class CountedShare:
    """One indicator in one group of rows. `printed` is the published figure it is compared with, if any."""

    indicator: str
    group: str
    share: Share
    weighted_percent: float | None = None
    printed: Decimal | None = None
    explanations: tuple[Explanation, ...] = ()


@dataclass(frozen=True)
class CountedAnswer:
    """How one organisation answered one indicator, where it counts, and in which row of the file it stands (0: nowhere).

    `answer` is the code that settles the matter ("" when it is missing) and `decided_by` its question; `given` has the codes of every
    question that was asked, several with a bar between.
    """

    organisation: str
    indicator: str
    answer: str
    role: Role | Reason
    row: int
    decided_by: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """Figures from the rows of `origin`, under `rules`: the texts of every rule that chose or counted rows."""

    origin: Origin
    rules: tuple[str, ...]
    shares: tuple[CountedShare, ...]
    answers: tuple[CountedAnswer, ...]
