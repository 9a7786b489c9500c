"""One partition is replaced: readers meet the old one or the new one whole, whatever happens to the writer."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spegla.catalogue import Catalogue, Instrument
from spegla.columns import Batch, Holder, Packed, Selection, Tally
from spegla.columns.rows import batch_of_data
from spegla.columns.stored import Saved, SavedPartitionError, check_saved, open_saved, replace_saved, save, saved_facts
from tests.unit.columns.killed_writer import FALUN, NEW, OLD, falun
from tests.unit.columns.registrations import registrations

ROOT = Path(__file__).parents[3]
PARTITION = f"webbkollen-2017/{FALUN}/2017"


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


@pytest.fixture(scope="module")
def old(webbkollen: Instrument) -> Batch:
    return falun(webbkollen, OLD)


@pytest.fixture(scope="module")
def new(webbkollen: Instrument) -> Batch:
    return falun(webbkollen, NEW)


def counted(batch: Batch) -> Tally:
    return Packed.of(batch, Holder.FILE).tally(Selection())


def figures(folder: Path, instrument: Instrument) -> Tally:
    return open_saved(folder, instrument, [FALUN]).tally(Selection())


def of_year(batch: Batch, year: int) -> Batch:
    """The same rows, moved to another year."""
    assert batch.day is not None
    days = (np.datetime64(str(year)) - np.datetime64("2017")).astype("timedelta64[D]").astype(np.int32)
    return replace(batch, day=(batch.day + days).astype(np.int32))


def nothing(instrument: Instrument) -> Batch:
    return batch_of_data(instrument, FALUN, [], invented=True)


def test_one_year_is_replaced_and_the_others_are_left(tmp_path: Path, old: Batch, new: Batch, webbkollen: Instrument) -> None:
    replace_saved(tmp_path, of_year(old, 2016), FALUN, 2016, 1)
    replace_saved(tmp_path, old, FALUN, 2017, 2)

    written = replace_saved(tmp_path, new, FALUN, 2017, 3)

    assert written == Saved(FALUN, 2017, new.length, 3)
    assert saved_facts(tmp_path, webbkollen, FALUN) == (Saved(FALUN, 2016, old.length, 1), written)
    assert open_saved(tmp_path, webbkollen, [FALUN]).rows == old.length + new.length


def test_a_year_whose_rows_are_gone_counts_none_and_says_that_it_is_up_to_date(tmp_path: Path, old: Batch, webbkollen: Instrument) -> None:
    replace_saved(tmp_path, of_year(old, 2016), FALUN, 2016, 1)
    replace_saved(tmp_path, old, FALUN, 2017, 2)

    replace_saved(tmp_path, nothing(webbkollen), FALUN, 2017, 3)

    check_saved(tmp_path)
    assert saved_facts(tmp_path, webbkollen, FALUN)[1] == Saved(FALUN, 2017, 0, 3)
    assert figures(tmp_path, webbkollen) == counted(of_year(old, 2016))


def test_a_partition_without_rows_can_be_all_there_is(tmp_path: Path, webbkollen: Instrument) -> None:
    replace_saved(tmp_path, nothing(webbkollen), FALUN, 2017, 1)

    opened = open_saved(tmp_path, webbkollen, [FALUN])

    assert (opened.rows, opened.organisations, opened.tally(Selection()).n) == (0, (), 0)
    assert opened.alternatives((Selection(),)).sum() == 0
    assert opened.tally_of_years(2016, 2018).n == 0
    assert opened.moments("alder", Selection()) is None


def test_rows_without_a_day_have_a_partition_of_their_own(tmp_path: Path, old: Batch, webbkollen: Instrument) -> None:
    replace_saved(tmp_path, old, FALUN, 2017, 1)

    replace_saved(tmp_path, replace(old, day=None), FALUN, None, 2)

    assert saved_facts(tmp_path, webbkollen, FALUN) == (Saved(FALUN, None, old.length, 2), Saved(FALUN, 2017, old.length, 1))


def test_of_an_organisation_without_partitions_there_is_nothing_to_say(tmp_path: Path, webbkollen: Instrument) -> None:
    assert saved_facts(tmp_path, webbkollen, FALUN) == ()


@pytest.mark.parametrize(("organisation", "year"), [("2081", 2017), (FALUN, 2016), (FALUN, None)])
def test_rows_are_never_written_where_they_do_not_belong(tmp_path: Path, old: Batch, organisation: str, year: int | None) -> None:
    with pytest.raises(ValueError, match="another partition"):
        replace_saved(tmp_path, old, organisation, year, 1)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("organisation", ["", ".", "..", "../2081", "2080/2017", ".2080"])
def test_an_organisation_that_leads_elsewhere_is_refused(tmp_path: Path, webbkollen: Instrument, organisation: str) -> None:
    batch = batch_of_data(webbkollen, organisation, [], invented=True)

    with pytest.raises(ValueError, match="name of a folder"):
        replace_saved(tmp_path, batch, organisation, 2017, 1)
    with pytest.raises(ValueError, match="name of a folder"):
        open_saved(tmp_path, webbkollen, [organisation])


def test_facts_of_another_definition_are_refused_as_its_rows_are(tmp_path: Path, old: Batch, webbkollen: Instrument) -> None:
    replace_saved(tmp_path, old, FALUN, 2017, 1)

    with pytest.raises(SavedPartitionError) as found:
        saved_facts(tmp_path, replace(webbkollen, variables=webbkollen.variables[:-1]), FALUN)

    assert found.value.reason == "other_definition"


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each line before which a writer was killed, in their order."""
    if not hasattr(os, "fork"):
        pytest.skip("the writer is killed in a fork")
    folder = tmp_path_factory.mktemp("dodade")
    command = [sys.executable, "-m", "tests.unit.columns.killed_writer", str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, check=True)
    return folder


def test_a_writer_killed_before_any_of_its_lines_leaves_the_old_or_the_new(
    killed: Path, old: Batch, new: Batch, webbkollen: Instrument
) -> None:
    wanted = {OLD: counted(old), NEW: counted(new)}

    stamps = []
    for place in sorted(killed.iterdir()):
        (facts,) = saved_facts(place, webbkollen, FALUN)
        stamps.append(facts.stamp)
        assert figures(place, webbkollen) == wanted[facts.stamp]
        check_saved(place)

    # Before the manifest is in its place the old one holds, and from then on the new.
    assert stamps == sorted(stamps)
    assert stamps.count(OLD) > 20
    assert stamps.count(NEW) > 5


def test_the_next_writer_removes_what_a_killed_one_has_left(killed: Path, tmp_path: Path, new: Batch) -> None:
    shutil.copytree(killed, tmp_path, dirs_exist_ok=True)
    places = sorted(tmp_path.iterdir())
    left = max(len(list((place / PARTITION).iterdir())) for place in places)

    for place in places:
        replace_saved(place, new, FALUN, 2017, 3)

    assert left > 2
    assert {len(list((place / PARTITION).iterdir())) for place in places} == {2}


def test_readers_meet_whole_partitions_while_a_writer_replaces_them(tmp_path: Path, old: Batch, new: Batch, webbkollen: Instrument) -> None:
    wanted = {OLD: counted(old), NEW: counted(new)}
    replace_saved(tmp_path, old, FALUN, 2017, 0)

    def read(_: int) -> list[int]:
        met = []
        while not writing.done():
            found = figures(tmp_path, webbkollen)
            met.append(next(seed for seed, tally in wanted.items() if tally == found))
        return met

    def write() -> None:
        for stamp in range(200):
            replace_saved(tmp_path, (old, new)[stamp % 2], FALUN, 2017, stamp)

    with ThreadPoolExecutor(4) as threads:
        writing = threads.submit(write)
        met = [seed for found in threads.map(read, range(3)) for seed in found]

    writing.result()
    assert set(met) == {OLD, NEW}


Jobs = list[Callable[[], object]]


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> Callable[[Jobs], None]:
    """Does the first job when planes are about to be opened, the second when that has been tried, and so on: what a writer may do then."""

    def arrange(jobs: Jobs) -> None:
        real = Path.open

        def opened(self: Path, *arguments: Any, **more: Any) -> Any:
            concerned = self.suffix == ".bits"
            if concerned and jobs:
                jobs.pop(0)()
            try:
                return real(self, *arguments, **more)
            finally:
                if concerned and jobs:
                    jobs.pop(0)()

        monkeypatch.setattr(Path, "open", opened)

    return arrange


def test_a_reader_that_is_overtaken_begins_again(
    tmp_path: Path, old: Batch, new: Batch, webbkollen: Instrument, around: Callable[[Jobs], None]
) -> None:
    replace_saved(tmp_path, old, FALUN, 2017, 1)
    around([lambda: replace_saved(tmp_path, new, FALUN, 2017, 2)])

    assert figures(tmp_path, webbkollen) == counted(new)


def test_planes_with_the_same_bits_as_those_that_were_replaced_are_other_planes(
    tmp_path: Path, old: Batch, new: Batch, webbkollen: Instrument, around: Callable[[Jobs], None]
) -> None:
    replace_saved(tmp_path, old, FALUN, 2017, 1)
    around([lambda: replace_saved(tmp_path, new, FALUN, 2017, 2), lambda: replace_saved(tmp_path, old, FALUN, 2017, 1)])

    assert figures(tmp_path, webbkollen) == counted(old)


def test_planes_are_looked_through_whole_though_they_are_replaced_meanwhile(
    tmp_path: Path, old: Batch, new: Batch, around: Callable[[Jobs], None]
) -> None:
    replace_saved(tmp_path, old, FALUN, 2017, 1)
    around([lambda: replace_saved(tmp_path, new, FALUN, 2017, 2)])

    check_saved(tmp_path)


def test_planes_that_are_lost_are_told_and_not_waited_for(tmp_path: Path, old: Batch, webbkollen: Instrument) -> None:
    replace_saved(tmp_path, old, FALUN, 2017, 1)
    next(tmp_path.rglob("planes-*")).unlink()

    with pytest.raises(SavedPartitionError):
        figures(tmp_path, webbkollen)


def test_each_step_is_on_the_disk_before_the_next_relies_on_it(
    tmp_path: Path, old: Batch, new: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_saved(tmp_path, old, FALUN, 2017, 1)
    done: list[str] = []
    folder = (tmp_path / PARTITION).stat().st_ino
    sync, rename, remove = os.fsync, Path.replace, Path.unlink

    def what(name: str) -> str:
        return "planes" if "planes" in name else "manifest"

    def synced(handle: int) -> None:
        done.append("sync folder" if os.fstat(handle).st_ino == folder else "sync file")
        sync(handle)

    def renamed(self: Path, target: Path) -> Path:
        done.append(f"rename {what(target.name)}")
        return rename(self, target)

    def removed(self: Path, missing_ok: bool = False) -> None:
        done.append(f"remove {what(self.name)}")
        remove(self, missing_ok)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(Path, "unlink", removed)
    replace_saved(tmp_path, new, FALUN, 2017, 2)

    written = [["sync file", f"rename {name}", "sync folder"] for name in ("planes", "manifest")]
    assert done == [*written[0], *written[1], "remove planes"]


def test_new_folders_are_on_the_disk_before_anything_is_in_them(tmp_path: Path, old: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    replace_saved(tmp_path / "nytt", old, FALUN, 2017, 1)

    above = [tmp_path, *(tmp_path / "nytt" / part for part in ("", "webbkollen-2017", f"webbkollen-2017/{FALUN}"))]
    assert synced[: len(above)] == [one.stat().st_ino for one in above]


def test_saving_many_at_once_stamps_them_all(tmp_path: Path, webbkollen: Instrument) -> None:
    written = save(tmp_path, registrations(webbkollen, 300), 7)

    assert {one.stamp for one in written} == {7}
    assert saved_facts(tmp_path, webbkollen, FALUN) == tuple(one for one in written if one.organisation == FALUN)
