"""Partitions for tests: Falun's invented registrations on disk, with a round, as if they had been handed in."""

from pathlib import Path

from spegla.columns.stored import save
from spegla.portal.accounts.models import Organisation
from spegla.portal.store.models import PartitionState
from spegla.portal.use_cases.partitions import folder_of
from tests.portal.registrations import open_round
from tests.unit.presentation.mirrored import stored_batch


def falun() -> Organisation:
    return Organisation.objects.get(code="2080", kind="municipality")


def unit(name: str = "Barn och unga") -> Organisation:
    return Organisation.objects.get(entity=falun().entity, kind="unit", name=name)


def counted(columns: Path, rows: int = 416, stamp: int = 1) -> None:
    """`rows` closings of Falun, of which some are the unit's; what was there is no more."""
    board = falun()
    round = open_round(board)
    for one in save(folder_of(columns, board), stored_batch(rows), stamp):
        PartitionState.objects.of(board).update_or_create(
            organisation=board, instrument=round.instrument, year=one.year or 0, defaults={"changes": stamp, "written": stamp}
        )
