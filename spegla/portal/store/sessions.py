"""Where people are logged in, ended when what they may do has changed."""

from allauth.usersessions.models import UserSession

from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.store.audit import Audit, record


def end_sessions(person: Person, *, but: str | None = None) -> None:
    """Log `person` out everywhere, except in the session `but`."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but):
        session.end()


def session_of(person: Person, id: int) -> UserSession | None:
    """One of the places where `person` is logged in; None when it is another's, or is no more."""
    return UserSession.objects.filter(user=person, id=id).first()


def end_session(organisation: Organisation, session: UserSession, audit: Audit) -> None:
    """Log out of one place."""
    session.end()
    record(organisation, audit)
