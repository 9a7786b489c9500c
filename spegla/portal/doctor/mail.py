"""Letters: that a connection to the server can be opened and logged in to. None is sent."""

import smtplib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import get_connection

from spegla.portal.doctor.findings import Asked, Fact, Finding, look, well, wrong

_LOCAL = ("localhost", "127.0.0.1", "::1")


def letters(_: Asked) -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield look("mail_files", folder=settings.EMAIL_FILE_PATH)
        return
    yield from server(get_connection(), settings.EMAIL_HOST, settings.EMAIL_PORT)


def server(connection: Any, host: str, port: int) -> Iterator[Finding]:
    """EHLO, TLS and login as for a letter, then goodbye."""
    facts: dict[str, Fact] = {"host": host, "port": port}
    try:
        try:
            connection.open()
            connection.connection.ehlo_or_helo_if_needed()
        finally:
            connection.close()
    except smtplib.SMTPAuthenticationError:
        yield wrong("mail_refused", **facts)
        return
    except (OSError, smtplib.SMTPException) as failed:
        # Not what the server said: it may repeat the name that was given.
        yield wrong("mail_unreachable", **facts, why=type(failed).__name__)
        return
    yield well("mail_answers", **facts)
    if not (connection.use_ssl or connection.use_tls or host in _LOCAL):
        yield look("mail_in_the_clear", **facts)
