"""Rounds, how many closings are known, and what people miss in the questions, as tables hold them."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import F

from spegla.portal.accounts.models import Organisation
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Round
from spegla.portal.store.models.rounds import Comment, CommentKind, KnownClosings


def open_round(board: Organisation) -> Round | None:
    """The round in which `board` registers now."""
    return Round.objects.of(board).filter(organisation=board, closed_at=None).first()


def rounds_of(board: Organisation) -> Sequence[Round]:
    """Every round of `board`: the open one first, then those that were closed last."""
    rounds = Round.objects.of(board).filter(organisation=board)
    return list(rounds.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-id"))


def registering() -> Sequence[Organisation]:
    """Every board that registers now, in whichever municipality."""
    return [one.organisation for one in Round._base_manager.filter(closed_at=None).select_related("organisation").order_by("id")]


def begin(board: Organisation, instrument: str, audit: Audit) -> Round:
    """`board` registers under `instrument` from now on; the round before, if there was one, is closed at the same time.

    One of the same instrument is opened again: a round is without end. What held in the round before holds in it too.
    """
    open_now = open_round(board)
    held = {} if open_now is None else {name: getattr(open_now, name) for name in ("budget", "free_text", "shows_earlier")}
    Round.objects.of(board).filter(organisation=board, closed_at=None).update(closed_at=audit.at)
    before = Round.objects.of(board).filter(organisation=board, instrument=instrument).order_by("-opened_at").first()
    if before is not None:
        before.closed_at = None
        for name, value in held.items():
            setattr(before, name, value)
        before.save(update_fields=["closed_at", *held])
        record(board, audit)
        return before
    made = Round.objects.create_in(organisation=board, instrument=instrument, opened_at=audit.at, opened_by=audit.actor, **held)
    record(board, audit)
    return made


def change(board: Organisation, round: Round, *, budget: int, free_text: bool, shows_earlier: bool, audit: Audit) -> None:
    """What holds in the round from now on."""
    round.budget, round.free_text, round.shows_earlier = budget, free_text, shows_earlier
    round.save(update_fields=["budget", "free_text", "shows_earlier"])
    record(board, audit)


def state_closings(board: Organisation, round: Round, month: date, count: int | None, audit: Audit) -> None:
    """How many interventions were closed in `month` (its first day); None takes back what was said, in whichever round."""
    rows = KnownClosings.objects.of(board)
    if count is None:
        rows.filter(organisation=board, month=month).delete()
    else:
        values = {"count": count, "stated_by": audit.actor, "stated_at": audit.at}
        rows.update_or_create(round=round, month=month, defaults=values, create_defaults={**values, "organisation": board})
    record(board, audit)


def closings_of(board: Organisation) -> Mapping[date, int]:
    """What is known, by the first day of the month: what was said last, in whichever round. The case system knows of no forms."""
    rows = KnownClosings.objects.of(board).filter(organisation=board)
    return dict(sorted(dict(rows.order_by("stated_at", "id").values_list("month", "count")).items()))


def comment(
    unit: Organisation, *, instrument: str, variable: str, kind: CommentKind, words: str, audit: Audit
) -> Comment:  # fmt: skip
    """Something is missing in a question."""
    made = Comment.objects.create_in(
        organisation=unit, instrument=instrument, variable=variable, kind=kind, words=words, made_by=audit.actor, made_at=audit.at
    )
    record(unit, audit)
    return made


def comments_of(organisation: Organisation, instrument: str) -> Sequence[Comment]:
    """Those on the questions of `instrument` in `organisation` and below, the newest first."""
    rows = Comment.objects.of(organisation).filter(instrument=instrument)
    return list(rows.select_related("made_by", "organisation").order_by("-made_at", "-id"))
