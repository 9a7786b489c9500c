"""How the work stands: responses by state, how many of those that should be there are, and the time they take. Pure functions."""

from spegla.statistics.standing.active import Save, active_seconds, active_seconds_by_question
from spegla.statistics.standing.counted import CountedRate, CountedStanding, CountedTime
from spegla.statistics.standing.rates import Month, Rate, added, rate_of
from spegla.statistics.standing.times import TimeSpent, time_spent

__all__ = [
    "CountedRate",
    "CountedStanding",
    "CountedTime",
    "Month",
    "Rate",
    "Save",
    "TimeSpent",
    "active_seconds",
    "active_seconds_by_question",
    "added",
    "rate_of",
    "time_spent",
]
