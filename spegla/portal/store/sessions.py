"""Where people are logged in, ended when what they may do has changed."""

from allauth.usersessions.models import UserSession

from spegla.portal.accounts.models import Person


def end_sessions(person: Person, *, but: str | None = None) -> None:
    """Log `person` out everywhere, except in the session `but`."""
    for session in UserSession.objects.filter(user=person).exclude(session_key=but):
        session.end()
