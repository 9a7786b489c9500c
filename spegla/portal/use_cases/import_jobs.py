"""What is done with files while nobody waits. Each job may be run twice: it looks first whether its work is done already.

What is told of a job that goes wrong is the kind of error alone: the words of one may be of a case.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from spegla.portal.accounts.models import Person
from spegla.portal.store import imports
from spegla.portal.store.models.imports import Import, ImportState
from spegla.portal.use_cases import checking, committing, undoing
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError


class ImportFailedError(Exception):
    """The work came to no end, for a reason that is a fault of ours."""


@task()
def check_file(import_id: int) -> None:
    """Find out what a file would do."""
    with _told(import_id, ImportState.CHECKING):
        checking.check(import_id=import_id, demo=settings.DEMO, clock=timezone.now)


@task()
def commit_file(import_id: int) -> None:
    """Register a file; check it anew when something has changed since it was shown."""
    with _told(import_id, ImportState.COMMITTING):
        actor = _asked(import_id, lambda one: one.committed_by)
        try:
            committing.commit(actor=actor, import_id=import_id, demo=settings.DEMO, clock=timezone.now)
        except committing.ChangedSinceError:
            _check_anew(import_id)


@task()
def undo_file(import_id: int) -> None:
    """Take a file back."""
    with _told(import_id, ImportState.UNDOING):
        undoing.undo(actor=_asked(import_id, lambda one: one.undone_by), import_id=import_id, clock=timezone.now)


@transaction.atomic
def _check_anew(import_id: int) -> None:
    one = imports.by_id(import_id)
    if one is not None and one.state == ImportState.COMMITTING:
        imports.set_state_in_job(one, ImportState.CHECKING, timezone.now(), step="", progress=0, committed_by=None)
        check_file.enqueue(import_id)


def _asked(import_id: int, by: Callable[[Import], Person | None]) -> Actor:
    """Who asked for it, with the roles that they have now."""
    one = imports.by_id(import_id)
    person = by(one) if one is not None else None
    if person is None:
        raise NotFoundError
    return Actor.of(person, timezone.now())


@contextmanager
def _told(import_id: int, state: ImportState) -> Iterator[None]:
    """Whatever goes wrong, the page of the file says so and somebody can try again."""
    try:
        yield
    except (RefusedError, NotFoundError):
        _ended(import_id, state)
    except Exception as wrong:
        _ended(import_id, state)
        raise ImportFailedError(type(wrong).__name__) from None


def _ended(import_id: int, state: ImportState) -> None:
    """A file that could not be checked, or registered, can be tried again; one that could not be taken back is still there."""
    with transaction.atomic():
        one = imports.by_id(import_id)
        if one is not None and one.state == state:
            end = ImportState.COMMITTED if state == ImportState.UNDOING else ImportState.FAILED
            imports.set_state_in_job(one, end, timezone.now(), step="", progress=0)
