"""The audit records of an organisation, searched."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from spegla.portal.accounts.models import Organisation
from spegla.portal.store.models import AuditRecord


def records_of(
    organisation: Organisation,
    *,
    person: int | None,
    action: str,
    since: date | None,
    until: date | None,
    before: int | None,
    limit: int,
) -> Sequence[AuditRecord]:
    """At most `limit` records, the newest first; `until` is the last day that is included, `before` a number to go on from."""
    rows = AuditRecord.objects.of(organisation).select_related("actor", "organisation").order_by("-number")
    if person is not None:
        rows = rows.filter(actor_id=person)
    if action:
        rows = rows.filter(action=action)
    if since is not None:
        rows = rows.filter(at__gte=make_aware(datetime.combine(since, time())))
    if until is not None:
        rows = rows.filter(at__lt=make_aware(datetime.combine(until + timedelta(days=1), time())))
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows[:limit])


def actions_of(organisation: Organisation) -> Sequence[str]:
    """Every action that is in the log."""
    return sorted(AuditRecord.objects.of(organisation).order_by().values_list("action", flat=True).distinct())
