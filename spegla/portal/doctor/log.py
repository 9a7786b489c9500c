"""The log: every seal holds, the database refuses to change it, and its head was exported lately."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connections
from django.utils import timezone

from spegla.portal.doctor.findings import Asked, Finding, well, wrong
from spegla.portal.store.audit import breaks, head
from spegla.portal.store.heads import FILE, DamagedError, last_export
from spegla.portal.store.heads import exported as exported_to
from spegla.portal.store.protection import missing_triggers

# Exported daily; an hour late is not late.
LONGEST = timedelta(hours=25)


def chain(_: Asked) -> Iterator[Finding]:
    """From the first record to the last, and every head that was exported."""
    try:
        kept = [one.head for one in exported_to(settings.HEADS)]
    except DamagedError as damaged:
        yield wrong("heads_damaged", file=str(settings.HEADS / FILE), line=damaged.line)
        return
    for broken in breaks(*kept):
        yield wrong(f"log_{broken.why}", number=broken.number)
        return
    yield well("log_holds", count=head().number)


def triggers(_: Asked) -> Iterator[Finding]:
    missing = missing_triggers(connections["default"])
    yield wrong("log_unprotected", names=", ".join(missing)) if missing else well("log_protected")


def exported(asked: Asked) -> Iterator[Finding]:
    try:
        last = last_export(settings.HEADS)
    except DamagedError:
        # What cannot be read has been told of with the chain.
        return
    if last is None:
        yield wrong("head_never")
        return
    when = f"{timezone.localtime(last):%Y-%m-%d %H:%M}"
    yield wrong("head_old", when=when) if asked.at - last > LONGEST else well("head_exported", when=when)
