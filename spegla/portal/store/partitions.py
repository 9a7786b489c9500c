"""Which partitions of the columns are behind the tables, and what is to be in them.

A change says so in its own transaction. The writer reads the count of changes before it reads the rows: what is handed in meanwhile may be
in the partition already, and makes it be written once more, but never the other way round.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Now

from spegla.columns.rows import StoredRow
from spegla.portal.accounts.models import Organisation
from spegla.portal.store.models import PartitionState, Response, ResponseState


def touch(board: Organisation, instrument: str, year: int) -> None:
    """Something that is counted has changed; in the transaction that changed it."""
    rows = PartitionState.objects.of(board)
    rows.get_or_create(organisation=board, instrument=instrument, year=year)
    here = rows.filter(organisation=board, instrument=instrument, year=year)
    here.update(changes=F("changes") + 1, behind_since=Coalesce(F("behind_since"), Now()))


def touch_all(board: Organisation) -> None:
    """What its units are called, or which they are, has changed: so have its rows, of every instrument and year."""
    rows = Response.objects.of(board).filter(organisation__authority=board.path, state=ResponseState.HANDED_IN, row__isnull=False)
    found = {(instrument, day.year) for instrument, day in rows.values_list("instrument", "day").distinct() if day is not None}
    # A partition whose last row went away with a unit is behind too.
    found |= {(one.instrument, one.year) for one in PartitionState.objects.of(board).filter(organisation=board)}
    for instrument, year in sorted(found):
        touch(board, instrument, year)


def touch_tree(entity: Organisation) -> None:
    """The same for every board of `entity`, and for what was one before it became a part of it."""
    were = PartitionState.objects.of(entity).values_list("organisation", flat=True)
    for board in Organisation.objects.filter(Q(path=F("authority")) | Q(id__in=were), entity=entity.entity).order_by("id"):
        touch_all(board)


def behind(but: Collection[int] = ()) -> Sequence[PartitionState]:
    """Every partition that is older than the tables, in whichever organisation; without those with an id among `but`."""
    rows = PartitionState._base_manager.filter(written__lt=F("changes")).exclude(id__in=but)
    return list(rows.select_related("organisation").order_by("id"))


def behind_since(before: datetime) -> int:
    """How many have lacked something since `before` or longer."""
    return PartitionState._base_manager.filter(behind_since__lte=before).count()


def every() -> Sequence[PartitionState]:
    """Every partition that there is or should be."""
    return list(PartitionState._base_manager.select_related("organisation").order_by("id"))


def states_of(board: Organisation, instrument: str) -> Sequence[PartitionState]:
    """Those of `board`, by year."""
    return list(PartitionState.objects.of(board).filter(organisation=board, instrument=instrument).order_by("year"))


def rows_of(state: PartitionState) -> Iterator[tuple[StoredRow, bool]]:
    """What the partition is to hold, as it is stored, and whether it was made up; one query, so that all of it is from one moment.

    Its organisations are asked for inside it: joined, the database would look through everybody's rows for those of one board.
    """
    first, last = date(state.year, 1, 1), date(state.year, 12, 31)
    rows = Response._base_manager.filter(
        organisation__in=Organisation.objects.filter(authority=state.organisation.path).values("id"), instrument=state.instrument,
        state=ResponseState.HANDED_IN, row__isnull=False, day__gte=first, day__lte=last,
    )  # fmt: skip
    chosen = rows.order_by("day", "id").values_list("organisation__name", "day", "latest", "row", "invented")
    for unit, day, latest, row, invented in chosen.iterator(chunk_size=5000):
        yield StoredRow(unit, day, latest, row or {}), invented


def was_written(state: PartitionState, changes: int) -> None:
    """The partition on disk holds what the tables held when they had changed so many times."""
    rows = PartitionState._base_manager.filter(id=state.id, written__lt=changes)
    # What came while it was written came just now.
    rows.update(written=changes, behind_since=Case(When(changes=changes, then=Value(None)), default=Now()))


def lost(state: PartitionState) -> None:
    """There is nothing on disk that can be used: it is behind from the start."""
    PartitionState._base_manager.filter(id=state.id).update(written=0, behind_since=Coalesce(F("behind_since"), Now()))
