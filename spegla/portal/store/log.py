"""The audit records of an organisation, searched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import make_aware

from spegla.portal.accounts.models import Assignment, Invitation, Organisation, Person, Recovery
from spegla.portal.store.models import AuditRecord, Emergency, Response

# What a record can be about that is somebody's own.
BEHIND = ("assignment", "recovery", "emergency")


@dataclass(frozen=True)
class Wanted:
    """What to look for: a person, an action, days, and what it is about, as `kind:id`. Nothing given means everything.

    `until` is the last day that is included. `before` and `after` are numbers to go on from, towards the older and the newer.
    """

    person: int | None = None
    action: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""
    before: int | None = None
    after: int | None = None


def records_of(organisation: Organisation, wanted: Wanted, *, limit: int) -> Sequence[AuditRecord]:
    """At most `limit` records, the newest first; after a number those that come next after it."""
    rows = _found(organisation, wanted)
    if wanted.after is not None:
        nearest = rows.filter(number__gt=wanted.after).order_by("number")
    elif wanted.before is not None:
        nearest = rows.filter(number__lt=wanted.before).order_by("-number")
    else:
        nearest = rows.order_by("-number")
    # Numbers are sorted many times faster than whole records.
    page = AuditRecord.objects.of(organisation).filter(number__in=nearest.values("number")[:limit])
    return list(page.select_related("actor", "organisation").order_by("-number"))


def records_between(organisation: Organisation, person: Person, since: datetime, until: datetime) -> Sequence[AuditRecord]:
    """All that `person` did from `since` until `until`, the oldest first."""
    rows = AuditRecord.objects.of(organisation).filter(actor=person, at__gte=since, at__lte=until)
    return list(rows.select_related("actor", "organisation").order_by("number"))


def count_of(organisation: Organisation, wanted: Wanted) -> int:
    """How many there are in all, on whichever page."""
    return _found(organisation, wanted).count()


def is_newer_than(organisation: Organisation, wanted: Wanted, number: int) -> bool:
    """Whether something that is looked for comes after `number`."""
    return _found(organisation, wanted).filter(number__gt=number).exists()


def counts_of(organisation: Organisation, actions: Collection[str], since: datetime) -> Mapping[str, int]:
    """How often each of `actions` has been done from `since` on."""
    rows = AuditRecord.objects.of(organisation).filter(action__in=actions, at__gte=since).order_by()
    return dict(rows.values_list("action").annotate(times=Count("number")))


def actions_of(organisation: Organisation) -> Sequence[str]:
    """Every action that is in the log."""
    return sorted(AuditRecord.objects.of(organisation).order_by().values_list("action", flat=True).distinct())


def actors_of(organisation: Organisation) -> Sequence[Person]:
    """Everyone who has done something that is in the log, by name; those who have left too."""
    ids = AuditRecord.objects.of(organisation).order_by().values_list("actor", flat=True).distinct()
    return list(Person.objects.filter(id__in=list(ids)).order_by("name"))


def named(organisation: Organisation, ids: Collection[int]) -> Mapping[int, Person]:
    """Those of `ids` who work, or have worked, in the same entity."""
    return {one.id: one for one in Person.objects.filter(id__in=ids, organisation__entity=organisation.entity)}


def invited(organisation: Organisation, ids: Collection[int]) -> Mapping[int, str]:
    """The names of those whom the invitations `ids` were for."""
    return dict(Invitation.objects.of(organisation).filter(id__in=ids).values_list("id", "name"))


def people_behind(organisation: Organisation, kind: str, ids: Collection[int]) -> Mapping[int, int]:
    """Whose the roles, recoveries or emergencies `ids` are, by number; `kind` is one of BEHIND."""
    rows = {"assignment": Assignment.objects.of, "recovery": Recovery.objects.of, "emergency": Emergency.objects.of}
    return dict(rows[kind](organisation).filter(id__in=ids).values_list("id", "person"))


def interventions_of(organisation: Organisation, ids: Collection[int]) -> Mapping[int, int]:
    """Which interventions the responses `ids` are about, by number."""
    return dict(Response.objects.of(organisation).filter(id__in=ids).values_list("id", "intervention"))


def ever_held(organisation: Organisation, people: Collection[int]) -> Sequence[Assignment]:
    """Every role that `people` hold or have held, whichever its state."""
    return list(Assignment.objects.of(organisation).filter(person__in=people).order_by("id"))


def _found(organisation: Organisation, wanted: Wanted) -> QuerySet[AuditRecord]:
    rows = AuditRecord.objects.of(organisation)
    if wanted.person is not None:
        rows = rows.filter(actor_id=wanted.person)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.about:
        kind, _, number = wanted.about.partition(":")
        concerned = Q(object=wanted.about)
        if kind == "person":
            # What was done to a person's role is about the person too.
            concerned |= Q(facts__person=int(number))
        if kind == "intervention":
            # And what was done to a response is about its intervention.
            responses = Response.objects.of(organisation).filter(intervention=int(number)).values_list("id", flat=True)
            concerned |= Q(object__in=[f"response:{id}" for id in responses])
        rows = rows.filter(concerned)
    if wanted.since is not None:
        rows = rows.filter(at__gte=make_aware(datetime.combine(wanted.since, time())))
    if wanted.until is not None:
        rows = rows.filter(at__lt=make_aware(datetime.combine(wanted.until + timedelta(days=1), time())))
    return rows
