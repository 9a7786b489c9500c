"""The same question put to each engine in its best form: how many chose each of 375 alternatives, among all and among the own rows.

An answer is an array [all and own, alternative] of counts, alternatives in the order of the definition. `where` is a key of `FILTERS`.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.catalogue import Instrument
from spegla.catalogue.rules import bind
from spegla.columns import Packed, Selection
from tests.benchmarks.wide import CHOICES, FILTERS, MULTIPLES, OWN, PLACES, SINGLES

Counts = NDArray[np.int64]
Count = Callable[[str], Counts]
OWN_PLACE = PLACES.index(OWN)

_SQL = {
    "no filter": "true",
    "middling": "v00 = 1 and alder between 13 and 17",
    "narrow": "v00 = 1 and v02 = 2 and alder between 13 and 14 and {m03_7} and ar = 2017",
}


def _alternatives() -> list[tuple[str, int]]:
    """Each alternative as a column and the value that means it; -1 for a column of true and false."""
    found = [(f"v{place:02d}", code + 1) for place, codes in enumerate(SINGLES) for code in range(codes)]
    return found + [(f"m{place:02d}_{code}", -1) for place in range(MULTIPLES) for code in range(CHOICES)]


ALTERNATIVES = _alternatives()


def planes(packed: Packed, made: Instrument) -> Count:
    """Ours: the rule parsed, every plane counted, nothing remembered."""
    scope = {one.id: one for one in made.asked_and_derived}

    def count(where: str) -> Counts:
        rules = (bind(FILTERS[where], scope),) if FILTERS[where] else ()
        return packed.alternatives([Selection(rules, own) for own in (None, OWN)])

    return count


def polars(frame: pl.DataFrame) -> Count:
    """Sums of comparisons, which Polars does with the processor's widest words; the own rows lie together, so they are a slice."""
    own = frame.filter(pl.col("kommun") == OWN_PLACE)
    sums = [(pl.col(column) == value).sum() if value > 0 else pl.col(column).sum() for column, value in ALTERNATIVES]
    named = [expression.cast(pl.Int64).alias(str(place)) for place, expression in enumerate(sums)]
    girls = (pl.col("v00") == 1) & pl.col("alder").is_between(13, 17)
    narrow = (pl.col("v00") == 1) & (pl.col("v02") == 2) & pl.col("alder").is_between(13, 14) & pl.col("m03_7") & (pl.col("ar") == 2017)
    filters = {"no filter": None, "middling": girls, "narrow": narrow}

    def count(where: str) -> Counts:
        chosen = filters[where]
        parts = [part if chosen is None else part.filter(chosen) for part in (frame, own)]
        return np.array([part.select(named).row(0) for part in parts], np.int64)

    return count


def polars_masked(frame: pl.DataFrame) -> Count:
    """The same, with the filter as a mask in each sum: better where much is left."""
    own = frame.filter(pl.col("kommun") == OWN_PLACE)
    girls = (pl.col("v00") == 1) & pl.col("alder").is_between(13, 17)
    narrow = (pl.col("v00") == 1) & (pl.col("v02") == 2) & pl.col("alder").is_between(13, 14) & pl.col("m03_7") & (pl.col("ar") == 2017)
    filters = {"no filter": None, "middling": girls, "narrow": narrow}

    def count(where: str) -> Counts:
        chosen = filters[where]
        sums = [(pl.col(column) == value) if value > 0 else pl.col(column) for column, value in ALTERNATIVES]
        if chosen is not None:
            sums = [one & pl.col("_mask") for one in sums]
        named = [one.sum().cast(pl.Int64).alias(str(place)) for place, one in enumerate(sums)]
        parts = [part if chosen is None else part.with_columns(chosen.alias("_mask")) for part in (frame, own)]
        return np.array([part.select(named).row(0) for part in parts], np.int64)

    return count


def duckdb(path: Path, threads: int) -> Count:
    """`count_if`, ungrouped, once for all and once for the own rows."""
    import duckdb as duck

    connection = duck.connect(config={"threads": threads})
    connection.execute(f"create table rader as select * from read_parquet('{path}')")  # noqa: S608  our own file
    sums = ", ".join(f"count_if({column} = {value})" if value > 0 else f"count_if({column})" for column, value in ALTERNATIVES)

    def count(where: str) -> Counts:
        chosen = _SQL[where].format(m03_7="m03_7")
        found = connection.execute(f"select kommun = {OWN_PLACE} as own, {sums} from rader where {chosen} group by own").fetchall()  # noqa: S608
        both = np.zeros((2, len(ALTERNATIVES)), np.int64)
        for own, *counts in found:
            both[0] += counts
            if own:
                both[1] = counts
        return both

    return count


def pandas(frame: pl.DataFrame) -> Count:
    """Compact types, `value_counts` of each column."""
    import pandas as pd

    table = pd.DataFrame({name: frame[name].to_numpy() for name in frame.columns})

    def count(where: str) -> Counts:
        both = []
        if where == "no filter":
            chosen = table
        elif where == "middling":
            chosen = table[(table.v00 == 1) & table.alder.between(13, 17)]
        else:
            chosen = table[(table.v00 == 1) & (table.v02 == 2) & table.alder.between(13, 14) & table.m03_7 & (table.ar == 2017)]
        for part in (chosen, chosen[chosen.kommun == OWN_PLACE]):
            found: list[int] = []
            for place, codes in enumerate(SINGLES):
                counts = np.bincount(part[f"v{place:02d}"].to_numpy(), minlength=codes + 1)
                found += counts[1:].tolist()
            both.append(found + [int(part[column].sum()) for column, value in ALTERNATIVES if value < 0])
        return np.array(both, np.int64)

    return count


def sqlite(frame: pl.DataFrame) -> Count:
    """One scan that sums 375 comparisons."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"create table rader ({', '.join(frame.columns)})")
    marks = ", ".join("?" * len(frame.columns))
    connection.executemany(f"insert into rader values ({marks})", frame.with_columns(pl.selectors.boolean().cast(pl.UInt8)).iter_rows())  # noqa: S608
    connection.execute("create index i on rader (kommun)")
    return _sql(lambda text: connection.execute(text).fetchone(), "sum({}={})", "sum({})", "m03_7=1")


def postgresql(frame: pl.DataFrame, address: str) -> Count:
    """`count(*) filter`, which is its fastest form, on a table that has been analysed."""
    import psycopg

    connection = psycopg.connect(address, autocommit=True)
    kinds = [f"{name} {'boolean' if frame[name].dtype == pl.Boolean else 'smallint'}" for name in frame.columns]
    connection.execute(f"drop table if exists rader; create table rader ({', '.join(kinds)})")
    with connection.cursor().copy("copy rader from stdin (format csv)") as copy:
        copy.write(frame.write_csv(include_header=False))
    connection.execute("create index on rader (kommun)")
    connection.execute("analyze rader")
    run: Callable[[str], Any] = lambda text: connection.execute(text).fetchone()  # noqa: E731
    return _sql(run, "count(*) filter (where {}={})", "count(*) filter (where {})", "m03_7")


def _sql(run: Callable[[str], Any], equal: str, true: str, choice: str) -> Count:
    sums = ", ".join(equal.format(column, value) if value > 0 else true.format(column) for column, value in ALTERNATIVES)

    def count(where: str) -> Counts:
        chosen = _SQL[where].format(m03_7=choice)
        parts = [run(f"select {sums} from rader where {chosen}{own}") for own in ("", f" and kommun = {OWN_PLACE}")]  # noqa: S608
        return np.array([[count or 0 for count in part] for part in parts], np.int64)

    return count
