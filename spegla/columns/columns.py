"""`Columns`: the responses under one instrument version, and where they come from."""

from dataclasses import dataclass, field
from enum import Enum

from spegla.catalogue import Confidentiality, Indicator, Instrument, Reason, Role
from spegla.columns.engine import reference
from spegla.responses import Response


class Holder(Enum):
    """Who holds the rows: someone with the file in hand, or the store of an installation."""

    FILE = "file"
    STORE = "store"


@dataclass(frozen=True)
class Origin:
    """Where rows come from. What may be shown of them follows from this and from the audience."""

    instrument: str
    confidentiality: Confidentiality
    organisations: frozenset[str]
    holder: Holder

    @property
    def in_hand(self) -> bool:
        """True when the reader holds the file that the rows are in, and could open it in any editor."""
        return self.holder is Holder.FILE


@dataclass(frozen=True)
class Columns:
    """`responses` in the order of the source. Counting asks for roles, one per response, in that order.

    `invented` says that they are made up and must be called so; `not_collected` are the variables that the source has no place for.
    """

    instrument: Instrument
    responses: tuple[Response, ...]
    holder: Holder
    invented: bool = False
    not_collected: frozenset[str] = field(default=frozenset())

    @property
    def origin(self) -> Origin:
        """Where these rows come from."""
        organisations = frozenset(response.organisation for response in self.responses)
        return Origin(self.instrument.reference, self.instrument.confidentiality, organisations, self.holder)

    def roles(self, indicator: Indicator) -> tuple[Role | Reason, ...]:
        """Where each response stands in `indicator`."""
        return reference.roles(self.instrument, self.responses, indicator)
