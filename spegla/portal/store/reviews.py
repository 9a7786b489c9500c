"""Monthly samples of the log, as tables hold them. The organisation comes first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet

from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.store.audit import Audit, Head, record
from spegla.portal.store.models import AuditRecord, Review, ReviewRow
from spegla.portal.store.organisations import entity_of


@dataclass(frozen=True)
class Drawable:
    """What can be drawn: records from `since` up to `until` whose action is none of `without`, and that are not what `but` did."""

    since: datetime
    until: datetime
    without: Collection[str]
    but: Person | None

    def rows(self, organisation: Organisation) -> QuerySet[AuditRecord]:
        rows = AuditRecord.objects.of(organisation).filter(at__gte=self.since, at__lt=self.until, actor__isnull=False)
        rows = rows.exclude(action__in=self.without)
        return rows if self.but is None else rows.exclude(actor=self.but)


def drawable(organisation: Organisation, wanted: Drawable) -> Sequence[tuple[int, int]]:
    """Number and person of each record that can be drawn, in the order of the log."""
    return list(wanted.rows(organisation).order_by("number").values_list("number", "actor"))


def is_anything_drawable(organisation: Organisation, wanted: Drawable) -> bool:
    return wanted.rows(organisation).exists()


def last_drawn(organisation: Organisation) -> Mapping[int, date]:
    """The latest month in which each person was drawn in exactly `organisation`."""
    rows = ReviewRow.objects.of(organisation).filter(organisation=organisation).order_by()
    return dict(rows.values_list("record__actor").annotate(month=Max("review__month")))


def with_permission(organisation: Organisation, wanted: Permission) -> frozenset[int]:
    """Who holds a role with it in exactly `organisation`."""
    ids = [role.id for role in roles().values() if wanted in role.may]
    rows = Assignment.objects.of(organisation).filter(organisation=organisation, role__in=ids, state=AssignmentState.ACTIVE)
    return frozenset(rows.values_list("person", flat=True))


def with_cases(organisation: Organisation) -> frozenset[int]:
    """Who sees cases in `organisation` or below it."""
    ids = [role.id for role in roles().values() if role.sees_cases]
    rows = Assignment.objects.of(organisation).filter(role__in=ids, state=AssignmentState.ACTIVE)
    return frozenset(rows.values_list("person", flat=True))


def lock(organisation: Organisation) -> None:
    """Let nobody else draw for `organisation` until the transaction ends.

    Not its key, which every audit record refers to: whoever writes one holds the chain, and the two would wait for each other.
    """
    Organisation.objects.select_for_update(no_key=True).get(id=organisation.id)


def make(
    organisation: Organisation, month: date, *, seed: Head, candidates: int, numbers: Sequence[int], drawn_by: Person, audit: Audit
) -> Review:
    """The sample of `month`. One without records is finished as it is made."""
    made = Review.objects.create_in(
        organisation=organisation,
        month=month,
        drawn_by=drawn_by,
        drawn_at=audit.at,
        head_number=seed.number,
        head_seal=seed.seal,
        candidates=candidates,
        finished_at=None if numbers else audit.at,
    )
    for number in numbers:
        ReviewRow.objects.create_in(organisation=organisation, review=made, record_id=number)
    record(organisation, Audit(audit.actor, audit.action, audit.at, f"review:{made.id}", audit.facts))
    return made


def review_for(organisation: Organisation, month: date) -> Review | None:
    """The sample of `month` in exactly `organisation`."""
    return Review.objects.of(organisation).filter(organisation=organisation, month=month).first()


def review_of(organisation: Organisation, id: int) -> Review | None:
    """The review with `id` in the entity of `organisation`, locked until the transaction ends."""
    rows = Review.objects.of(entity_of(organisation)).select_for_update(of=("self",))
    return rows.filter(id=id).select_related("organisation", "drawn_by").first()


def reviews_of(organisation: Organisation) -> Sequence[tuple[Review, Mapping[str, int]]]:
    """Those in `organisation` and below it, the newest first, each with how many rows have each answer; "" is none yet."""
    found = list(Review.objects.of(organisation).select_related("organisation").order_by("-month", "organisation__path"))
    counts: dict[int, dict[str, int]] = {one.id: {} for one in found}
    rows = ReviewRow.objects.of(organisation).order_by().values_list("review", "answer").annotate(times=Count("id"))
    for review, answer, times in rows:
        counts[review][answer] = times
    return [(one, counts[one.id]) for one in found]


def rows_of(organisation: Organisation, review: Review) -> Sequence[ReviewRow]:
    """The rows of `review`, by person and time."""
    rows = ReviewRow.objects.of(organisation).filter(review=review)
    return list(rows.select_related("record__actor", "record__organisation", "answered_by").order_by("record__actor__name", "record"))


def open_rows(organisation: Organisation, person: Person) -> Mapping[Review, int]:
    """The reviews in exactly `organisation` that have rows for `person` to answer, and how many; nobody answers for themselves."""
    rows = ReviewRow.objects.of(organisation).filter(organisation=organisation, answer="").exclude(record__actor=person)
    left = dict(rows.order_by().values_list("review").annotate(times=Count("id")))
    return {one: left[one.id] for one in Review.objects.of(organisation).filter(id__in=left).order_by("month")}


def answer(organisation: Organisation, row: ReviewRow, said: str, audit: Audit) -> None:
    """What the reviewer says of a record."""
    row.answer, row.answered_by, row.answered_at = said, audit.actor, audit.at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    record(organisation, audit)


def finish(organisation: Organisation, review: Review, audit: Audit) -> None:
    """Every row has an answer."""
    review.finished_at = audit.at
    review.save(update_fields=["finished_at"])
    record(organisation, audit)
