"""What is written to disk is what was counted: partitions, Parquet and prefix sums agree with the rows they came from."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from spegla.catalogue.rules import Rule
from spegla.columns import BLANK, Batch, Holder, Packed, Selection, Tally
from spegla.columns.stored import check_saved, open_saved, read_parquet, save, write_parquet
from tests.property.test_engines import SLOW, cases


@settings(max_examples=50, suppress_health_check=SLOW)
@given(cases())
def test_saved_partitions_count_as_the_rows_did(case: tuple[Batch, Rule]) -> None:
    batch, rule = case
    packed = Packed.of(batch, Holder.FILE)
    with tempfile.TemporaryDirectory() as name:
        save(Path(name), batch)
        check_saved(Path(name))
        opened = open_saved(Path(name), batch.instrument, packed.organisations)

        assert opened.rows == packed.rows
        if packed.rows:
            assert opened.tally(Selection((rule,))) == packed.tally(Selection((rule,)))
            assert opened.moments("alder", Selection((rule,))) == packed.moments("alder", Selection((rule,)))


@settings(max_examples=50, suppress_health_check=SLOW)
@given(cases())
def test_parquet_holds_the_rows(case: tuple[Batch, Rule]) -> None:
    batch, rule = case
    packed = Packed.of(batch, Holder.FILE)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "rader.parquet"
        write_parquet(batch, path)
        opened = read_parquet(path, batch.instrument)

    assert (opened.rows, opened.organisations, opened.not_collected) == (packed.rows, packed.organisations, packed.not_collected)
    assert opened.tally(Selection((rule,))) == packed.tally(Selection((rule,)))


@settings(max_examples=50, suppress_health_check=SLOW)
@given(cases(), st.integers(2014, 2017), st.integers(2014, 2017), st.sampled_from([None, "2080", "9999"]))
def test_prefix_sums_count_the_rows_of_the_years(case: tuple[Batch, Rule], first: int, last: int, organisation: str | None) -> None:
    batch, _ = case
    packed = Packed.of(batch, Holder.FILE)

    assert packed.tally_of_years(first, last, organisation) == among(batch, first, last, organisation)


def among(batch: Batch, first: int, last: int, organisation: str | None) -> Tally:
    """The tally of the rows whose day lies in the years, counted as a batch of their own."""
    if batch.day is None:
        rows = np.zeros(0, np.intp)
    else:
        years = batch.day.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        rows = np.flatnonzero((batch.day != BLANK) & (first <= years) & (years <= last))
    return Packed.of(batch.part(rows), Holder.FILE).tally(Selection((), organisation))
