"""Who saw and did what: the organisation's own log, searched and copied. Both are in the log themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from spegla.portal.accounts.models import Assignment, Organisation, Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import log as store
from spegla.portal.store.audit import Audit, Facts, record
from spegla.portal.store.log import Wanted
from spegla.portal.store.models import AuditRecord
from spegla.portal.store.people import ever_of
from spegla.portal.use_cases.access import Actor, require
from spegla.portal.use_cases.people import NotPossibleError

ON_A_PAGE = 50
# What fits in one copy: as much as a spreadsheet opens at once, and no more of the log than somebody can have a reason for.
IN_A_COPY = 10_000
# Why someone may take a copy with them.
COPY_REASONS = ("review", "question", "incident", "supervision")
# What is seldom done, and so worth a look; most serious first.
UNUSUAL = ("emergency_taken", "log_copied", "export_fetched", "factor_removed", "login_failed")
LATELY = timedelta(days=7)
# What a record can be about, as people may look for it.
KINDS = ("person", "assignment", "invitation", "emergency", "review", "intervention", "response", "round", "export", "import", "source")


@dataclass(frozen=True)
class Line:
    """A record as people read it: `roles` are those that the actor held then, `concerns` the person that it is about, if it is one.

    `invited` is the name of whoever an invitation was for, "" when it is about none; `intervention` the number of the one that a response
    is about. `place` is the unit, district or other part that a
    role is in; None when the role is the whole organisation's, or the record is about no role.
    """

    record: AuditRecord
    roles: tuple[str, ...]
    concerns: Person | None
    invited: str = ""
    intervention: int | None = None
    place: Organisation | None = None

    @property
    def day(self) -> date:
        """The day where the reader is."""
        return localtime(self.record.at).date()

    @property
    def unusual(self) -> bool:
        return self.record.action in UNUSUAL


@dataclass(frozen=True)
class Log:
    """One page of the log, the newest first, and how many there are in all; `older` and `newer` are numbers to go on from."""

    lines: Sequence[Line]
    total: int
    older: int | None
    newer: int | None


@dataclass(frozen=True)
class Choices:
    """What can be looked for, and what has lately been unusual."""

    people: Sequence[Person]
    actions: Sequence[str]
    unusual: Sequence[tuple[str, int]]


def choices(*, actor: Actor, at: datetime) -> Choices:
    """The people and the actions that the log can be searched for: who works here, and who has left but did something."""
    organisation = actor.organisation
    require(actor, Permission.AUDIT_READ, organisation)
    people = sorted({*ever_of(organisation), *store.actors_of(organisation)}, key=lambda one: (one.name, one.id))
    counts = store.counts_of(organisation, UNUSUAL, at - LATELY)
    return Choices(people, store.actions_of(organisation), [(action, counts[action]) for action in UNUSUAL if action in counts])


@transaction.atomic
def see_log(*, actor: Actor, wanted: Wanted, at: datetime) -> Log:
    """The log of the actor's organisation. That it was read is in it."""
    organisation = actor.organisation
    require(actor, Permission.AUDIT_READ, organisation)
    rows = store.records_of(organisation, wanted, limit=ON_A_PAGE + 1)
    # The one too many is the farthest from where the reader came.
    found = rows[-ON_A_PAGE:] if wanted.after is not None else rows[:ON_A_PAGE]
    more_older = wanted.after is not None or len(rows) > ON_A_PAGE
    newer = found[0].number if found and store.is_newer_than(organisation, wanted, found[0].number) else None
    page = Log(
        lines_of(organisation, found),
        store.count_of(organisation, wanted),
        found[-1].number if found and more_older else None,
        newer,
    )
    record(organisation, Audit(actor.person, "log_read", at, "", _asked(wanted)))
    return page


@transaction.atomic
def copy_log(*, actor: Actor, wanted: Wanted, reason: str, at: datetime) -> Sequence[Line]:
    """Everything that is looked for, to take along. Who took it and why is in the log; more than fits is refused, never cut short."""
    organisation = actor.organisation
    require(actor, Permission.AUDIT_READ, organisation)
    if reason not in COPY_REASONS:
        raise NotPossibleError("copy_reason")
    rows = store.records_of(organisation, wanted, limit=IN_A_COPY + 1)
    if len(rows) > IN_A_COPY:
        raise NotPossibleError("copy_too_much")
    record(organisation, Audit(actor.person, "log_copied", at, "", {**_asked(wanted), "reason": reason, "count": len(rows)}))
    return lines_of(organisation, rows)


def lines_of(organisation: Organisation, records: Sequence[AuditRecord]) -> Sequence[Line]:
    """`records` with the names and the roles that their numbers stand for."""
    invited = store.invited(organisation, _numbers(records, "invitation"))
    of = store.interventions_of(organisation, _numbers(records, "response"))
    behind = {kind: store.people_behind(organisation, kind, _numbers(records, kind)) for kind in store.BEHIND}
    about = {one.number: _person_in(one, behind) for one in records}
    people = store.named(organisation, {id for id in about.values() if id is not None})
    actors = {one.actor_id for one in records if one.actor_id is not None}
    held: dict[int, list[Assignment]] = {id: [] for id in actors}
    for one in store.ever_held(organisation, actors):
        held[one.person_id].append(one)
    return [
        Line(
            one,
            _roles_at(held.get(one.actor_id or 0, []), one.at),
            people.get(about[one.number] or 0),
            invited.get(_numbered(one)[1] or 0, "") if _numbered(one)[0] == "invitation" else "",
            of.get(_numbered(one)[1] or 0) if _numbered(one)[0] == "response" else None,
            _place_of(one),
        )
        for one in records
    ]


def _person_in(one: AuditRecord, behind: Mapping[str, Mapping[int, int]]) -> int | None:
    """Whom a record is about, by number: itself, as it says, or as the thing that it is about says."""
    kind, number = _numbered(one)
    if kind == "person":
        return number
    said = one.facts.get("person")
    return said if isinstance(said, int) else behind.get(kind, {}).get(number or 0)


def _place_of(one: AuditRecord) -> Organisation | None:
    """The part of the organisation that the role is in which a record is about."""
    place = one.organisation
    return place if place is not None and one.facts.get("role") and place.path != place.entity else None


def _numbered(one: AuditRecord) -> tuple[str, int | None]:
    """What kind of thing a record is about, and its number."""
    kind, _, number = one.object.partition(":")
    return kind, int(number) if number.isdecimal() else None


def _numbers(records: Sequence[AuditRecord], kind: str) -> set[int]:
    return {number for found, number in map(_numbered, records) if found == kind and number is not None}


def _roles_at(held: Sequence[Assignment], at: datetime) -> tuple[str, ...]:
    """The roles that held at `at`: given or approved by then, and not yet ended."""
    there = [one for one in held if one.state in ("active", "ended") and (one.decided_at or one.given_at) <= at]
    return tuple(dict.fromkeys(one.role for one in there if one.ended_at is None or one.ended_at > at))


def _asked(wanted: Wanted) -> Facts:
    facts: Mapping[str, str | int | None] = {
        "person": wanted.person,
        "action": wanted.action,
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
        "about": wanted.about,
    }
    return {name: value for name, value in facts.items() if value}
