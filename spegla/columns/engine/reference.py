"""The reference engine: one response at a time, through the catalogue's own evaluator. Slow, and obviously right."""

from spegla.catalogue import Indicator, Instrument, Reason, Role
from spegla.responses import Response


def roles(instrument: Instrument, responses: tuple[Response, ...], indicator: Indicator) -> tuple[Role | Reason, ...]:
    """Where each response stands in `indicator`, in the order of `responses`."""
    return tuple(indicator.role_of(instrument.with_derived(response.answers)) for response in responses)
