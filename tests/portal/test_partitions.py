"""Partitions follow the tables: written when they are behind, found when they cannot be used, and one that is wrong holds up no other."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from spegla.catalogue import Catalogue
from spegla.columns.stored import Saved, check_saved, saved_facts
from spegla.portal.accounts.models import Organisation
from spegla.portal.store import partitions as store
from spegla.portal.store.models import PartitionState, Response
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.use_cases import partitions
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.partitions import NotWrittenError, folder_of
from tests.portal.registrations import INSTRUMENT, handed_in, unit_of

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


@pytest.fixture
def falun(actor: Actors) -> Organisation:
    """A municipality with a closure of this year."""
    handed_in(actor("astrid"), "BU-1", "avslut")
    return authority_of(unit_of(actor("astrid")))


@pytest.fixture
def borlange(actor: Actors) -> Organisation:
    handed_in(actor("cecilia"), "BU-1", "avslut")
    return authority_of(unit_of(actor("cecilia")))


def facts(columns: Path, board: Organisation) -> list[Saved]:
    return list(saved_facts(folder_of(columns, board), Catalogue.opened().instruments[INSTRUMENT], entity_of(board).code))


def state_of(board: Organisation) -> PartitionState:
    return PartitionState._base_manager.get(organisation=board)


def test_what_is_handed_in_is_written_once(falun: Organisation, tmp_path: Path) -> None:
    assert partitions.refresh(tmp_path) == 1
    assert [(one.year, one.rows) for one in facts(tmp_path, falun)] == [(2026, 1)]
    assert partitions.refresh(tmp_path) == 0


def test_how_long_a_partition_has_been_behind_is_told_from_its_first_change(falun: Organisation, actor: Actors, tmp_path: Path) -> None:
    first = state_of(falun).behind_since
    handed_in(actor("astrid"), "BU-2", "avslut")

    assert first is not None
    assert state_of(falun).behind_since == first
    assert store.behind_since(timezone.now() + timedelta(seconds=5)) == 1
    assert store.behind_since(first - timedelta(seconds=5)) == 0
    partitions.refresh(tmp_path)
    assert state_of(falun).behind_since is None


def test_what_came_while_a_partition_was_written_makes_it_behind_anew(falun: Organisation) -> None:
    PartitionState._base_manager.update(behind_since=timezone.now() - timedelta(hours=1))
    read = state_of(falun)
    store.touch(falun, INSTRUMENT, 2026)

    store.was_written(read, read.changes)

    now = state_of(falun)
    assert now.written == now.changes - 1
    assert now.behind_since is not None
    assert now.behind_since > timezone.now() - timedelta(minutes=30)


def test_a_partition_that_cannot_be_written_holds_up_no_other(falun: Organisation, borlange: Organisation, tmp_path: Path) -> None:
    spoilt = Response._base_manager.get(row__isnull=False, organisation__entity=falun.path)
    spoilt.row = {**(spoilt.row or {}), "kon": "hemligheten om barnet"}
    spoilt.save(update_fields=["row"])

    with pytest.raises(NotWrittenError) as told:
        partitions.refresh(tmp_path)

    [failed] = told.value.failed
    assert (failed.state.organisation, failed.why) == (falun, "StoredAnswerError")
    assert "hemligheten" not in str(told.value)
    assert [one.rows for one in facts(tmp_path, borlange)] == [1]
    assert partitions.refresh(tmp_path, but={failed.state.id}) == 0


def spoil_bytes(place: Path) -> None:
    """The disk has turned one bit over."""
    [planes] = place.glob("*.bits")
    content = bytearray(planes.read_bytes())
    content[0] ^= 1
    planes.write_bytes(content)


def other_definition(place: Path) -> None:
    """It was made when a question had another alternative."""
    manifest = place / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"definition": "', '"definition": "x'))


def older_database(place: Path) -> None:
    """It holds a change that the database has forgotten, as when that was put back from a copy."""
    manifest = place / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"stamp": 1,', '"stamp": 2,'))


def gone(place: Path) -> None:
    for one in place.iterdir():
        one.unlink()


@pytest.mark.parametrize("spoil", [spoil_bytes, other_definition, older_database, gone], ids=lambda spoil: spoil.__name__)
def test_what_cannot_be_used_is_found_and_written_anew(
    falun: Organisation, borlange: Organisation, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    partitions.refresh(tmp_path)
    place = folder_of(tmp_path, falun) / INSTRUMENT / "2080" / "2026"
    content = {path.suffix: path.read_bytes() for path in place.glob("*.bits")}
    spoil(place)

    assert partitions.check(tmp_path) == 1
    assert partitions.refresh(tmp_path) == 1
    assert [(one.rows, one.stamp) for one in facts(tmp_path, falun)] == [(1, 1)]
    assert {path.suffix: path.read_bytes() for path in place.glob("*.bits")} == content
    assert partitions.check(tmp_path) == 0


def test_what_nobody_should_have_is_removed(falun: Organisation, borlange: Organisation, tmp_path: Path) -> None:
    """A year that the database has forgotten, and what a writer that was killed left behind."""
    partitions.refresh(tmp_path)
    left = folder_of(tmp_path, falun) / INSTRUMENT / "2080" / "2026" / ".planes-halv.bits-x"
    left.write_bytes(b"halv")
    PartitionState._base_manager.filter(organisation=borlange).delete()

    assert partitions.check(tmp_path) == 0

    assert not left.exists()
    assert not list(folder_of(tmp_path, borlange).iterdir())
    assert [one.rows for one in facts(tmp_path, falun)] == [1]


def test_an_instrument_that_is_gone_holds_up_no_other(falun: Organisation, borlange: Organisation, tmp_path: Path) -> None:
    PartitionState._base_manager.filter(organisation=falun).update(instrument="webbkollen-1999", written=1)

    assert partitions.check(tmp_path) == 1
    with pytest.raises(NotWrittenError):
        partitions.refresh(tmp_path)
    assert [one.rows for one in facts(tmp_path, borlange)] == [1]


def test_everything_can_be_written_anew(falun: Organisation, borlange: Organisation, tmp_path: Path) -> None:
    partitions.refresh(tmp_path)
    stamps = [facts(tmp_path, board) for board in (falun, borlange)]

    assert partitions.rebuild(tmp_path) == 2
    assert [facts(tmp_path, board) for board in (falun, borlange)] == stamps
    check_saved(tmp_path)
