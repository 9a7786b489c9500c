"""The tables of the store of cases: the log and its review, rounds, interventions and their responses, and what is taken in and out.

The door has what most rooms need. What belongs to one of them alone is taken from the module of its subject: the history of an answer from
`responses`, what people miss in a question from `rounds`, what somebody takes with them from `exports`, and what
comes in as files from `imports`.
"""

# So that Django knows its tables.
import spegla.portal.store.models.exports
import spegla.portal.store.models.imports  # noqa: F401
from spegla.portal.store.models.interventions import Intervention
from spegla.portal.store.models.oversight import (
    AuditRecord,
    Emergency,
    EmergencyNote,
    EmergencyNotice,
    Review,
    ReviewAnswer,
    ReviewRow,
)
from spegla.portal.store.models.partitions import PartitionState
from spegla.portal.store.models.responses import Response, ResponseState
from spegla.portal.store.models.rounds import Round

__all__ = [
    "AuditRecord",
    "Emergency",
    "EmergencyNote",
    "EmergencyNotice",
    "Intervention",
    "PartitionState",
    "Response",
    "ResponseState",
    "Review",
    "ReviewAnswer",
    "ReviewRow",
    "Round",
]
