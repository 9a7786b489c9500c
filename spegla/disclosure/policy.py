"""Under which policy an audience may see what was counted over some rows, if under any."""

from spegla.catalogue import Confidentiality
from spegla.columns import Origin
from spegla.disclosure.cleared import Audience, Policy


class ClearingRefusedError(Exception):
    """No policy lets this audience see these figures. Carries the instrument and the audience, never a figure."""

    def __init__(self, instrument: str, audience: Audience) -> None:
        super().__init__(f"{instrument} for {audience.kind}")
        self.instrument = instrument
        self.audience = audience


def policy_for(origin: Origin, audience: Audience) -> Policy:
    """The policy for figures over the rows of `origin`; raises `ClearingRefusedError` when none lets `audience` see them.

    It follows from where the rows come from, never from the caller: a caller in a hurry would pick the one that shows more.
    """
    if origin.confidentiality is Confidentiality.PUBLIC:
        return Policy.OPEN
    if audience.kind == "file_holder" and origin.in_hand:
        return Policy.OWN
    if audience.kind == "staff" and origin.organisations == {audience.organisation}:
        return Policy.OWN
    raise ClearingRefusedError(origin.instrument, audience)
