"""The monthly sample: some of last month's records, drawn by chance, and what a reviewer says of each. All of it is in the log.

Who leads a unit reviews the unit, whoever looks after data protection the whole organisation. Nobody reviews what they did themselves:
where somebody is the only reviewer, what they did is not drawn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import reviews as store
from spegla.portal.store.audit import Audit, Facts, head, record
from spegla.portal.store.models import Review, ReviewAnswer, ReviewRow
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError, require
from spegla.portal.use_cases.audits import Line, lines_of
from spegla.portal.use_cases.drawing import Candidate, draw
from spegla.portal.use_cases.people import NotPossibleError

SIZE = 20
# What shows nothing of other people or of cases: one's own way in, and the reviewing itself. Everything else can be drawn, also what
# is added later.
NOT_DRAWN = (
    *("logged_in", "logged_out", "login_failed", "password_changed", "factor_added", "factor_removed"),
    *("review_drawn", "review_read", "review_answered", "review_finished"),
)


@dataclass(frozen=True)
class Summary:
    """A month's sample and how far it has come; `counts` are how many rows have each answer."""

    review: Review
    counts: Mapping[str, int]

    @property
    def drawn(self) -> int:
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        return self.drawn - self.counts.get("", 0)


@dataclass(frozen=True)
class Waits:
    """Something to review: so many rows are left, or None when the sample has not been drawn."""

    organisation: Organisation
    month: date
    left: int | None


@dataclass(frozen=True)
class Row:
    """A drawn record as people read it. One's `own` is for somebody else."""

    row: ReviewRow
    line: Line
    own: bool


@dataclass(frozen=True)
class Sample:
    """One month's sample with its rows."""

    summary: Summary
    rows: Sequence[Row]

    @property
    def mine(self) -> int:
        """How many rows the reader can still answer."""
        return sum(not one.row.answer and not one.own for one in self.rows)


def waiting(*, actor: Actor, at: datetime) -> Sequence[Waits]:
    """What the actor has to review, the oldest month first; nothing for who reviews nothing."""
    found = []
    for place in actor.places(Permission.AUDIT_REVIEW):
        found += [Waits(place, review.month, left) for review, left in store.open_rows(place, actor.person).items()]
        month = _last_month(at)
        if store.review_for(place, month) is None and store.is_anything_drawable(place, _drawable(actor, place, month)):
            found.append(Waits(place, month, None))
    return found


@transaction.atomic
def see_reviews(*, actor: Actor, at: datetime) -> Sequence[Summary]:
    """Every sample where the actor reviews, and in the units below; the first to look in a month draws that of the month before."""
    places = actor.places(Permission.AUDIT_REVIEW)
    for place in places or [actor.organisation]:
        require(actor, Permission.AUDIT_REVIEW, place)
        _draw(actor, place, at)
    return [Summary(review, counts) for place in places for review, counts in store.reviews_of(place)]


@transaction.atomic
def see_review(*, actor: Actor, review_id: int, at: datetime) -> Sample:
    """The rows of one sample. That they were read is in the log."""
    review = _review(actor, review_id)
    rows = store.rows_of(review.organisation, review)
    lines = lines_of(review.organisation, [one.record for one in rows])
    record(review.organisation, Audit(actor.person, "review_read", at, f"review:{review.id}"))
    shown = [Row(row, line, row.record.actor_id == actor.person.id) for row, line in zip(rows, lines, strict=True)]
    return Sample(Summary(review, Counter(one.answer for one in rows)), shown)


@transaction.atomic
def answer(*, actor: Actor, review_id: int, answers: Mapping[int, str], at: datetime) -> int:
    """Say something of some rows, by their ids; how many then have no answer. With the last one the review is finished.

    An answer can be changed until then. RefusedError for a record of one's own, NotFoundError for a row of another review.
    """
    review = _review(actor, review_id)
    if review.finished_at is not None:
        raise NotPossibleError("review_over")
    place, about = review.organisation, f"review:{review.id}"
    rows = {one.id: one for one in store.rows_of(place, review)}
    if not set(answers) <= set(rows):
        raise NotFoundError
    if not set(answers.values()) <= set(ReviewAnswer.values):
        raise NotPossibleError("review_answer")
    for id, said in answers.items():
        row = rows[id]
        if row.record.actor_id == actor.person.id:
            raise RefusedError("own_record")
        if row.answer != said:
            facts: Facts = {"number": row.record_id, "answer": said}
            store.answer(place, row, said, Audit(actor.person, "review_answered", at, about, facts))
    counts = Counter(one.answer for one in rows.values())
    if not counts[""]:
        store.finish(place, review, Audit(actor.person, "review_finished", at, about, dict(counts)))
    return counts[""]


def _draw(actor: Actor, place: Organisation, at: datetime) -> None:
    """Draw last month's sample for `place`, unless it has been drawn."""
    store.lock(place)
    month = _last_month(at)
    if store.review_for(place, month) is not None:
        return
    candidates = [Candidate(*one) for one in store.drawable(place, _drawable(actor, place, month))]
    seed = head()
    numbers = draw(candidates, seed=seed.seal, size=SIZE, last_drawn=store.last_drawn(place), with_cases=store.with_cases(place))
    facts: Facts = {"month": f"{month:%Y-%m}", "head": seed.number, "candidates": len(candidates), "count": len(numbers)}
    audit = Audit(actor.person, "review_drawn", at, "", facts)
    store.make(place, month, seed=seed, candidates=len(candidates), numbers=numbers, drawn_by=actor.person, audit=audit)


def _drawable(actor: Actor, place: Organisation, month: date) -> store.Drawable:
    """What can be drawn of `month`; without what the actor did, when nobody else could review it."""
    following = (month + timedelta(days=31)).replace(day=1)
    since, until = (make_aware(datetime.combine(one, time())) for one in (month, following))
    alone = store.with_permission(place, Permission.AUDIT_REVIEW) <= {actor.person.id}
    return store.Drawable(since, until, NOT_DRAWN, actor.person if alone else None)


def _last_month(at: datetime) -> date:
    """The first day of the month before that of `at`, where people are."""
    return (localtime(at).date().replace(day=1) - timedelta(days=1)).replace(day=1)


def _review(actor: Actor, id: int) -> Review:
    found = store.review_of(actor.organisation, id)
    if found is None:
        raise NotFoundError
    require(actor, Permission.AUDIT_REVIEW, found.organisation)
    return found
