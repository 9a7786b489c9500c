"""Who saw and did what: the organisation's own log, searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from spegla.portal.accounts.models import Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import log as store
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import AuditRecord
from spegla.portal.store.people import ever_of
from spegla.portal.use_cases.access import Actor, require

ON_A_PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What to look for in the log: a person, an action, days. Nothing given means everything."""

    person: int | None = None
    action: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Log:
    """One page of the log, the newest first; `older` is the number to go on from, None at the end."""

    records: Sequence[AuditRecord]
    older: int | None


@dataclass(frozen=True)
class Choices:
    """What can be looked for."""

    people: Sequence[Person]
    actions: Sequence[str]


def choices(*, actor: Actor) -> Choices:
    """The people, who have left too, and the actions that the log can be searched for."""
    require(actor, Permission.AUDIT_READ, actor.organisation)
    return Choices(ever_of(actor.organisation), store.actions_of(actor.organisation))


@transaction.atomic
def see_log(*, actor: Actor, wanted: Wanted, at: datetime) -> Log:
    """The log of the actor's organisation. That it was read is in it."""
    organisation = actor.organisation
    require(actor, Permission.AUDIT_READ, organisation)
    rows = store.records_of(
        organisation,
        person=wanted.person,
        action=wanted.action,
        since=wanted.since,
        until=wanted.until,
        before=wanted.before,
        limit=ON_A_PAGE + 1,
    )
    found = rows[:ON_A_PAGE]
    facts = {
        "person": wanted.person,
        "action": wanted.action,
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
    }
    record(organisation, Audit(actor.person, "log_read", at, "", {name: value for name, value in facts.items() if value}))
    return Log(found, found[-1].number if len(rows) > ON_A_PAGE else None)
