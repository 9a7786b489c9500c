"""Where one is logged in: one's own business, and in the log."""

from datetime import datetime

from django.db import transaction

from spegla.portal.store import sessions as store
from spegla.portal.store.audit import Audit
from spegla.portal.use_cases.access import Actor, NotFoundError


@transaction.atomic
def end_session(*, actor: Actor, session_id: int, at: datetime) -> None:
    """Log out of one place; NotFoundError when it is not the actor's, or has ended."""
    session = store.session_of(actor.person, session_id)
    if session is None:
        raise NotFoundError
    store.end_session(actor.organisation, session, Audit(actor.person, "session_ended", at, f"person:{actor.person.pk}"))
