"""What a file of registrations would make of what is there: how many of each kind, cleared like every other count of responses."""

from collections.abc import Mapping
from enum import StrEnum

from spegla.catalogue import Instrument
from spegla.columns import Holder, Origin
from spegla.disclosure import Audience
from spegla.disclosure.standing import ClearedStanding, clear_standing
from spegla.statistics.standing import CountedStanding


class Change(StrEnum):
    """What would become of something in the file: of interventions those that are new, of decisions those that change, and of
    registrations each in one of three ways.
    """

    INTERVENTIONS = "interventions"
    DECISIONS = "decisions"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def incoming(instrument: Instrument, organisation: str, counts: Mapping[str, int], audience: Audience) -> ClearedStanding:
    """How many there are of each `Change` in a file of `organisation`, cleared for `audience`; `counts` has every one.

    Raises what `clear_standing` does.
    """
    origin = Origin(instrument.reference, instrument.confidentiality, frozenset({organisation}), Holder.STORE)
    return clear_standing(CountedStanding((origin,), {change.value: counts.get(change.value, 0) for change in Change}), audience)
