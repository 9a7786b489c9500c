"""The end of the log leaves the installation: to a file, and to those who look after the log where people work.

The seals have a key, but whoever runs the machine can read it. What they cannot do is change the letters that have been sent: a log
that has been altered no longer has the end that was in one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.timezone import localtime

from spegla.portal.accounts.models import Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.store.audit import Audit, Break, Head, breaks, head, record
from spegla.portal.store.heads import Exported, add, exported, last_export
from spegla.portal.store.people import everyone_with
from spegla.portal.texts import texts


class BrokenChainError(RuntimeError):
    """The log does not hold, so its end is not exported as if it did; `broken` is the first place."""

    def __init__(self, broken: Break) -> None:
        super().__init__(broken.number, broken.why)
        self.broken = broken


@dataclass(frozen=True)
class Sent:
    """The head that was exported, how many letters went with it, and how many could not be sent."""

    head: Head
    letters: int
    failed: int


def export_daily(*, folder: Path, at: datetime) -> Sent | None:
    """Export the head unless it has been exported today already; None then. A timer may call it as often as it likes."""
    last = last_export(folder)
    if last is not None and localtime(last).date() == localtime(at).date():
        return None
    return export(folder=folder, at=at)


def export(*, folder: Path, at: datetime) -> Sent:
    """Check the whole log, add where it ends to the file in `folder`, and send it to everyone who may read a log.

    BrokenChainError when the log does not hold.
    """
    for broken in breaks(*(one.head for one in exported(folder))):
        raise BrokenChainError(broken)
    with transaction.atomic():
        # The export is the last thing that the head holds: a day without acts has a new one too.
        record(None, Audit(None, "head_exported", at))
        now = head()
    add(folder, Exported(at, now))
    return Sent(now, *_send(everyone_with(Permission.AUDIT_READ), now, at))


def _send(people: Sequence[Person], now: Head, at: datetime) -> tuple[int, int]:
    """One letter each, so that nobody sees the others' addresses; how many went, and how many did not."""
    connection = get_connection()
    failed = 0
    for one in people:
        try:
            connection.send_messages([_letter(one, now, at)])
        except OSError:
            # An address that is refused does not keep the letter from the others. smtplib's errors are OSErrors.
            failed += 1
    return len(people) - failed, failed


def _letter(person: Person, now: Head, at: datetime) -> EmailMessage:
    say = texts(person.language).say
    local = localtime(at)
    facts = {"name": person.name, "number": now.number, "head": f"{now.number}:{now.seal}", "day": f"{local:%Y-%m-%d}"}
    return EmailMessage(say("head_subject", **facts), say("head_letter", **facts), None, [person.email])
