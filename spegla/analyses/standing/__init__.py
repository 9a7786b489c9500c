"""How the work stands: what waits, how many of the closures are registered, and how long a registration takes. Every count is cleared."""

from spegla.analyses.standing.burden import Budget, burden
from spegla.analyses.standing.held import Held, Place, ResponseFacts, State, UnknownNameError
from spegla.analyses.standing.inbox import inbox
from spegla.analyses.standing.rates import RateQuestion, Registered, response_rate
from spegla.statistics.standing import Month

__all__ = [
    "Budget",
    "Held",
    "Month",
    "Place",
    "RateQuestion",
    "Registered",
    "ResponseFacts",
    "State",
    "UnknownNameError",
    "burden",
    "inbox",
    "response_rate",
]
