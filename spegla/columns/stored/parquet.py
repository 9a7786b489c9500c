"""Registrations as Parquet, which any tool reads: codes as texts, several answers as one column of true and false for each alternative.

Columns: `kommunkod`, `enhet`, `datum`, `senaste`, then each collected variable; an alternative of a multiple answer is called
`variabel.kod`. Blank is null, and in a multiple answer false throughout. Case codes are never written.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.rules import VariableType
from spegla.columns.batch import BLANK, EPOCH, Batch
from spegla.columns.columns import Holder
from spegla.columns.engine.bitplanes import BitPlanes
from spegla.columns.engine.building import STRETCH, Builder, in_order
from spegla.columns.engine.layout import lay_out
from spegla.columns.engine.partition import Partition
from spegla.columns.packed import Packed

_INSTRUMENT, _INVENTED = "spegla.formular", "spegla.pahittad"


class ParquetMismatchError(Exception):
    """The file is not one of ours, or of another instrument; `reason` is unreadable, other_instrument, or the column that does not fit."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def write_parquet(batch: Batch, path: Path) -> None:
    """Write `batch` in the order of organisation and day, in row groups that can be read one at a time. Raises OSError."""
    order = in_order(batch)
    ordered = batch.part(order)
    frame = pl.DataFrame(_columns(ordered))
    about = {_INSTRUMENT: batch.instrument.reference, _INVENTED: "ja" if batch.invented else "nej"}
    frame.write_parquet(path, compression="zstd", row_group_size=STRETCH, statistics=True, metadata=about)


def _columns(batch: Batch) -> dict[str, pl.Series]:
    found = {"kommunkod": _texts("kommunkod", batch.organisation, batch.organisations)}
    if batch.unit is not None:
        found["enhet"] = _texts("enhet", batch.unit, batch.texts["enhet"])
    if batch.day is not None:
        found["datum"] = _days("datum", batch.day)
    if batch.latest is not None:
        found["senaste"] = pl.Series("senaste", batch.latest)
    for variable in batch.instrument.variables:
        if variable.id not in batch.answers:
            continue
        values = batch.answers[variable.id]
        match variable.type:
            case VariableType.SINGLE | VariableType.ORDERED:
                codes = [category.code for category in variable.categories]
                places = np.where(values == 0, BLANK, values.astype(np.int32) - 1)
                found[variable.id] = _texts(variable.id, places, tuple(codes))
            case VariableType.MULTIPLE:
                for place, category in enumerate(variable.categories):
                    name = f"{variable.id}.{category.code}"
                    found[name] = pl.Series(name, (values >> np.uint64(place) & np.uint64(1)).astype(np.bool_))
            case VariableType.INTEGER:
                found[variable.id] = _numbers(variable.id, values)
            case VariableType.DATE:
                found[variable.id] = _days(variable.id, values)
            case VariableType.TEXT:
                found[variable.id] = _texts(variable.id, values, batch.texts[variable.id])
    return found


def _numbers(name: str, values: NDArray[Any]) -> pl.Series:
    return pl.Series(name, values.astype(np.int32)).replace(BLANK, None)


def _days(name: str, values: NDArray[Any]) -> pl.Series:
    return _numbers(name, values).cast(pl.Date)


def _texts(name: str, places: NDArray[Any], values: tuple[str, ...]) -> pl.Series:
    kind = pl.Enum(list(values))
    return _numbers(name, places).cast(pl.UInt32).cat.to(kind) if values else pl.Series(name, [None] * len(places), pl.String)


def read_parquet(path: Path, instrument: Instrument) -> Packed:
    """The rows of a file that `write_parquet` made, read a stretch at a time, so that only the planes and one stretch are held.

    Raises `ParquetMismatchError` when the file is of another kind or instrument.
    """
    return _Reading(path, instrument).packed()


class _Reading:
    def __init__(self, path: Path, instrument: Instrument) -> None:
        self.path = path
        self.instrument = instrument
        try:
            self.about = pl.read_parquet_metadata(path)
            self.schema = pl.read_parquet_schema(path)
        except (OSError, pl.exceptions.PolarsError):
            raise ParquetMismatchError(path, "unreadable") from None
        if self.about.get(_INSTRUMENT) != instrument.reference:
            raise ParquetMismatchError(path, "other_instrument")
        self.scan = pl.scan_parquet(path)
        self.collected = tuple(variable for variable in instrument.variables if self._has(variable))
        self.texts = self._all_texts()

    def _has(self, variable: Variable) -> bool:
        return variable.id in self.schema or any(f"{variable.id}.{category.code}" in self.schema for category in variable.categories)

    def _all_texts(self) -> Mapping[str, tuple[str, ...]]:
        names = ["kommunkod", *(name for name in ("enhet",) if name in self.schema)]
        names += [variable.id for variable in self.collected if variable.type is VariableType.TEXT]
        found = {}
        for name in names:
            kind = self.schema[name]
            if isinstance(kind, pl.Enum):
                found[name] = tuple(kind.categories)
            else:
                found[name] = tuple(sorted(self.scan.select(pl.col(name).cast(pl.String).unique().drop_nulls()).collect().to_series()))
        return found

    def packed(self) -> Packed:
        length = int(self.scan.select(pl.len()).collect().item())
        partition = Partition.empty(self._layout(), length, self._ranges(), self._years())
        builder = Builder(self.instrument, partition)
        # What an answer is held as is worked out by Polars, in its threads; what comes out is taken over as it is.
        held = self.scan.select(*self._held())
        starts = range(0, length, STRETCH)
        try:
            # The next stretch is read while this one is turned into bits.
            with ThreadPoolExecutor(1) as reader:
                coming = [reader.submit(held.slice(start, STRETCH).collect) for start in starts[:1]]
                for start in starts:
                    frame = coming.pop().result()
                    coming += [reader.submit(held.slice(after, STRETCH).collect) for after in [start + STRETCH] if after < length]
                    builder.add(start, self._batch(frame), slice(None))
        except pl.exceptions.PolarsError:
            raise ParquetMismatchError(self.path, "codes") from None
        absent = frozenset(variable.id for variable in self.instrument.variables) - {variable.id for variable in self.collected}
        engine = BitPlanes(self.instrument, (partition,))
        return Packed(self.instrument, Holder.FILE, absent, self.about.get(_INVENTED) == "ja", engine)

    def _layout(self) -> Any:
        numbers, days = self._extents()
        facts = ({"datum", "ar"} if "datum" not in self.schema else set()) | ({"enhet"} if "enhet" not in self.schema else set())
        absent = {variable.id for variable in self.instrument.variables} - {variable.id for variable in self.collected}
        texts = {id: values for id, values in self.texts.items() if id != "kommunkod"}
        return lay_out(self.instrument, not_collected=absent | facts, numbers=numbers, days=days, texts=texts)

    def _extents(self) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
        numbers: dict[str, tuple[int, int]] = {}
        days: dict[str, tuple[int, int]] = {}
        for variable in self.collected:
            if variable.type is VariableType.INTEGER:
                numbers[variable.id] = self._extent(pl.col(variable.id))
            elif variable.type is VariableType.DATE:
                days[variable.id] = self._extent(pl.col(variable.id).cast(pl.Int32))
        if "datum" in self.schema:
            days["datum"] = self._extent(pl.col("datum").cast(pl.Int32))
            numbers["ar"] = self._extent(pl.col("datum").dt.year())
            if numbers["ar"] == (0, 0):
                numbers["ar"] = (EPOCH.year, EPOCH.year)
        return numbers, days

    def _extent(self, column: pl.Expr) -> tuple[int, int]:
        least, most = self.scan.select(column.min().alias("a"), column.max().alias("b")).collect().row(0)
        return (int(least or 0), int(most or 0))

    def _ranges(self) -> dict[str, tuple[int, int]]:
        """Where each organisation's rows stand; a file in another order than ours is refused, since its rows would be mixed."""
        runs = self.scan.select(pl.col("kommunkod").cast(pl.String).rle().alias("run")).unnest("run").collect()
        ranges: dict[str, tuple[int, int]] = {}
        start = 0
        for count, code in runs.iter_rows():
            if code is None or code in ranges or (ranges and code < max(ranges)):
                raise ParquetMismatchError(self.path, "kommunkod")
            ranges[code] = (start, start + count)
            start += count
        return ranges

    def _years(self) -> tuple[int, ...]:
        if "datum" not in self.schema:
            return ()
        years = self.scan.select(pl.col("datum").dt.year().unique().drop_nulls()).collect().to_series()
        return tuple(sorted(int(year) for year in years))

    def _held(self) -> list[pl.Expr]:
        """Each column as a batch holds it, under the same name."""
        found = [self._places("kommunkod")]
        found += [self._places("enhet")] if "enhet" in self.schema else []
        found += [_blanks(pl.col("datum").cast(pl.Int32))] if "datum" in self.schema else []
        found += [pl.col("senaste").fill_null(value=False)] if "senaste" in self.schema else []
        return found + [self._answers(variable) for variable in self.collected]

    def _answers(self, variable: Variable) -> pl.Expr:
        match variable.type:
            case VariableType.SINGLE | VariableType.ORDERED:
                kind = pl.Enum([category.code for category in variable.categories])
                # The file may have learnt the codes in another order.
                codes = pl.col(variable.id) if self.schema[variable.id] == kind else pl.col(variable.id).cast(kind)
                return codes.to_physical().cast(pl.UInt8).fill_null(255).cast(pl.UInt8).alias(variable.id)
            case VariableType.MULTIPLE:
                width = next(width for width in (pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64) if len(variable.categories) <= _BITS[width])
                # A choice between two numbers is four times as fast as a cast of true and false, and null is no choice.
                bits = [
                    pl.when(name).then(pl.lit(1 << place, width)).otherwise(pl.lit(0, width))
                    for place, category in enumerate(variable.categories)
                    if (name := f"{variable.id}.{category.code}") in self.schema
                ]
                return reduce(lambda one, other: one | other, bits).alias(variable.id)
            case VariableType.TEXT:
                return self._places(variable.id)
            case _:
                return _blanks(pl.col(variable.id).cast(pl.Int32))

    def _places(self, name: str) -> pl.Expr:
        kind = pl.Enum(list(self.texts[name]))
        texts = pl.col(name) if self.schema[name] == kind else pl.col(name).cast(kind)
        return _blanks(texts.to_physical().cast(pl.Int32)).alias(name)

    def _batch(self, frame: pl.DataFrame) -> Batch:
        answers = {}
        for variable in self.collected:
            values = frame[variable.id].to_numpy()
            # Codes count from 1, and blank is 0: 255 and one more.
            answers[variable.id] = values + np.uint8(1) if variable.type in (VariableType.SINGLE, VariableType.ORDERED) else values
        return Batch(
            instrument=self.instrument,
            length=frame.height,
            organisations=self.texts["kommunkod"],
            organisation=frame["kommunkod"].to_numpy(),
            answers=answers,
            day=frame["datum"].to_numpy() if "datum" in frame.columns else None,
            unit=frame["enhet"].to_numpy() if "enhet" in frame.columns else None,
            latest=frame["senaste"].to_numpy() if "senaste" in frame.columns else None,
            texts=self.texts,
        )


_BITS = {pl.UInt8: 8, pl.UInt16: 16, pl.UInt32: 32, pl.UInt64: 64}


def _blanks(column: pl.Expr) -> pl.Expr:
    return column.fill_null(BLANK)
