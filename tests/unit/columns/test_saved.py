"""Partitions on disk: whole or not at all, only the own organisation's, and never under another definition."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from spegla.catalogue import Catalogue, Instrument
from spegla.columns import Batch, Holder, Packed, Selection
from spegla.columns.stored import (
    ParquetMismatchError,
    SavedPartitionError,
    check_saved,
    open_saved,
    read_parquet,
    save,
    write_parquet,
)
from tests.unit.columns.registrations import registrations


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


@pytest.fixture
def batch(webbkollen: Instrument) -> Batch:
    return registrations(webbkollen, 300)


def test_there_is_one_partition_for_each_organisation_and_year(tmp_path: Path, batch: Batch) -> None:
    written = save(tmp_path, batch)

    assert {(one.organisation, one.year) for one in written} == {("2029", 2017), ("2080", 2017), ("2081", 2017)}
    assert sum(one.rows for one in written) == 300
    assert len(list(tmp_path.glob("webbkollen-2017/2080/2017/*"))) == 2


def test_only_the_organisation_that_is_asked_for_is_opened(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    save(tmp_path, batch)

    own = open_saved(tmp_path, webbkollen, ["2080"])

    assert own.organisations == ("2080",)
    assert own.rows == int((batch.organisation == 1).sum())


def test_what_is_opened_is_mapped_and_cannot_be_written(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    save(tmp_path, batch)

    planes = open_saved(tmp_path, webbkollen, ["2080"]).engine.partitions[0].planes

    assert isinstance(planes.base, np.memmap)
    assert not planes.flags.writeable


def test_a_new_version_takes_the_place_of_the_old(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    save(tmp_path, batch)
    reader = open_saved(tmp_path, webbkollen, ["2080"])
    before = reader.tally(Selection())

    save(tmp_path, registrations(webbkollen, 100, seed=2))

    assert open_saved(tmp_path, webbkollen, ["2080"]).rows < before.n
    assert len(list(tmp_path.glob("webbkollen-2017/2080/2017/planes-*"))) == 1
    # Whoever had the old one open still counts in it.
    assert reader.tally(Selection()) == before


def test_a_writer_that_dies_before_the_manifest_leaves_the_old_version(
    tmp_path: Path, batch: Batch, webbkollen: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, batch)
    before = open_saved(tmp_path, webbkollen, ["2080"]).tally(Selection())
    real = Path.replace

    def dies(self: Path, target: Path) -> Path:
        if target.name == "manifest.json":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, registrations(webbkollen, 100, seed=2))
    monkeypatch.undo()

    assert open_saved(tmp_path, webbkollen, ["2080"]).tally(Selection()) == before
    assert list(tmp_path.rglob(".*")) == []


def test_one_changed_bit_is_found(tmp_path: Path, batch: Batch) -> None:
    save(tmp_path, batch)
    planes = next(tmp_path.rglob("planes-*"))
    content = bytearray(planes.read_bytes())
    content[len(content) // 2] ^= 1
    planes.write_bytes(content)

    with pytest.raises(SavedPartitionError) as found:
        check_saved(tmp_path)

    assert found.value.reason == "damaged"


@pytest.mark.parametrize("break_it", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-8])])
def test_planes_that_are_gone_or_cut_are_found_when_opened(tmp_path: Path, batch: Batch, webbkollen: Instrument, break_it: object) -> None:
    save(tmp_path, batch)
    assert callable(break_it)
    break_it(next(tmp_path.glob("webbkollen-2017/2080/2017/planes-*")))

    with pytest.raises(SavedPartitionError):
        open_saved(tmp_path, webbkollen, ["2080"])


def test_planes_of_another_definition_are_refused(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    save(tmp_path, batch)
    changed = replace(webbkollen, variables=webbkollen.variables[:-1])

    with pytest.raises(SavedPartitionError) as found:
        open_saved(tmp_path, changed, ["2080"])

    assert found.value.reason == "other_definition"


def test_another_format_is_refused(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    save(tmp_path, batch)
    manifest = tmp_path / "webbkollen-2017/2080/2017/manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))

    with pytest.raises(SavedPartitionError) as found:
        open_saved(tmp_path, webbkollen, ["2080"])

    assert found.value.reason == "other_format"


def test_that_rows_are_invented_is_kept(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    invented = replace(batch, invented=True)
    save(tmp_path / "planes", invented)
    write_parquet(invented, tmp_path / "x.parquet")

    assert open_saved(tmp_path / "planes", webbkollen, ["2080"]).invented
    assert read_parquet(tmp_path / "x.parquet", webbkollen).invented


def test_parquet_has_codes_as_texts_and_each_alternative_of_several_as_true_or_false(tmp_path: Path, batch: Batch) -> None:
    write_parquet(batch, tmp_path / "x.parquet")

    frame = pl.read_parquet(tmp_path / "x.parquet")
    assert set(frame["kon"].drop_nulls().cast(pl.String).unique()) == {"flicka", "pojke"}
    assert frame["utsatthet_hemmet.omsorgsbrist"].dtype == pl.Boolean
    assert "arende" not in frame.columns


@pytest.mark.parametrize("content", [b"", b"PAR1", b"kommunkod;kon\n"])
def test_what_is_no_parquet_is_refused(tmp_path: Path, webbkollen: Instrument, content: bytes) -> None:
    (tmp_path / "x.parquet").write_bytes(content)

    with pytest.raises(ParquetMismatchError):
        read_parquet(tmp_path / "x.parquet", webbkollen)


def test_parquet_of_another_instrument_is_refused(tmp_path: Path, batch: Batch, instrument: Instrument) -> None:
    write_parquet(batch, tmp_path / "x.parquet")

    with pytest.raises(ParquetMismatchError) as found:
        read_parquet(tmp_path / "x.parquet", instrument)

    assert found.value.reason == "other_instrument"


def test_rows_in_another_order_than_ours_are_refused(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    write_parquet(batch, tmp_path / "x.parquet")
    about = pl.read_parquet_metadata(tmp_path / "x.parquet")
    frame = pl.read_parquet(tmp_path / "x.parquet").sort("datum")
    frame.write_parquet(tmp_path / "y.parquet", metadata={key: value for key, value in about.items() if key.startswith("spegla")})

    with pytest.raises(ParquetMismatchError) as found:
        read_parquet(tmp_path / "y.parquet", webbkollen)

    assert found.value.reason == "kommunkod"


def test_packed_from_parquet_counts_as_packed_from_rows(tmp_path: Path, batch: Batch, webbkollen: Instrument) -> None:
    write_parquet(batch, tmp_path / "x.parquet")

    assert read_parquet(tmp_path / "x.parquet", webbkollen).tally(Selection()) == Packed.of(batch, Holder.FILE).tally(Selection())
