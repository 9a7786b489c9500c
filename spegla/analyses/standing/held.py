"""What a store knows of its responses, without an answer in it: in which state they are, from which day, and how long they took."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from spegla.catalogue import Instrument, Reason
from spegla.columns import Holder, Origin


class State(StrEnum):
    """How far a response has come. Waiting: it should be made, and nothing is written yet."""

    WAITING = "waiting"
    DRAFT = "draft"
    HANDED_IN = "handed_in"


class Place(StrEnum):
    """Where a response stands in an inbox. Late, due, later and undated wait and are not begun; due is what is left of this week.

    What has been begun is a draft, and a late draft from the day after it was due.
    """

    LATE = "late"
    DUE = "due"
    LATER = "later"
    UNDATED = "undated"
    DRAFT = "draft"
    LATE_DRAFT = "late_draft"
    HANDED_IN = "handed_in"


@dataclass(frozen=True)
class ResponseFacts:
    """One response of the organisation with this code, at `step`.

    `day` is the day that it is about, for a closure when the intervention ended; None as long as nobody has said. It should be handed in
    on the day `due`, None when on no particular one. `seconds` is how long it took, or why that is not known: an imported response has
    no time. `seconds_by_question` has those of its questions whose time is known, by id.
    """

    organisation: str
    step: str
    state: State
    day: date | None = None
    due: date | None = None
    seconds: int | Reason = Reason.NOT_KNOWN
    seconds_by_question: Mapping[str, int] = field(default_factory=dict)

    def place(self, today: date) -> Place:
        """Where the response stands on the day `today`. A week ends on Sunday, as a reader's week does."""
        if self.state is State.HANDED_IN:
            return Place.HANDED_IN
        late = self.due is not None and self.due < today
        if self.state is State.DRAFT:
            return Place.LATE_DRAFT if late else Place.DRAFT
        if self.due is None:
            return Place.UNDATED
        if late:
            return Place.LATE
        sunday = today + timedelta(days=6 - today.weekday())
        return Place.DUE if self.due <= sunday else Place.LATER


class UnknownNameError(Exception):
    """`name` is no step, or no question, of the instrument."""

    def __init__(self, instrument: str, name: str) -> None:
        super().__init__(f"{instrument} has no {name}")
        self.instrument = instrument
        self.name = name


@dataclass(frozen=True)
class Held:
    """The responses that a store holds of one instrument: `facts` of all that it was asked for, and the `organisations` it was asked of.

    Raises `UnknownNameError` for a step or a question that the instrument does not have: else it would be counted nowhere.
    """

    instrument: Instrument
    organisations: frozenset[str]
    facts: tuple[ResponseFacts, ...]

    def __post_init__(self) -> None:
        self.require(steps={one.step for one in self.facts}, questions={id for one in self.facts for id in one.seconds_by_question})

    def require(self, steps: AbstractSet[str] = frozenset(), questions: AbstractSet[str] = frozenset()) -> None:
        """Raise `UnknownNameError` for what the instrument does not have of these."""
        known = {variable.id for variable in self.instrument.variables}
        for name in sorted((steps - set(self.instrument.steps)) | (questions - known)):
            raise UnknownNameError(self.instrument.reference, name)

    @property
    def origin(self) -> Origin:
        """Where the rows come from: those that were asked for, and whoever the rows say that they belong to.

        The two are the same, or the store has given somebody else's rows: then no staff own them all, and they are cleared for nobody.
        """
        organisations = self.organisations | {one.organisation for one in self.facts}
        return Origin(self.instrument.reference, self.instrument.confidentiality, organisations, Holder.STORE)

    def handed_in(self) -> tuple[ResponseFacts, ...]:
        """The responses that count."""
        return tuple(one for one in self.facts if one.state is State.HANDED_IN)
