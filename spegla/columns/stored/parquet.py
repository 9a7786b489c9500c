"""Registrations as Parquet, which any tool reads: codes as texts, several answers as one column of true and false for each alternative.

Columns: `kommunkod`, `enhet`, `datum`, `senaste`, then each collected variable; an alternative of a multiple answer is called
`variabel.kod`. Blank is null, and in a multiple answer false throughout. Case codes are never written.
"""

from collections.abc import Mapping
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
        for start in range(0, length, STRETCH):
            chunk = self._batch(self.scan.slice(start, STRETCH).collect())
            builder.add(start, chunk, np.arange(chunk.length))
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

    def _batch(self, frame: pl.DataFrame) -> Batch:
        length = frame.height
        return Batch(
            instrument=self.instrument,
            length=length,
            organisations=self.texts["kommunkod"],
            organisation=self._places(frame, "kommunkod"),
            answers={variable.id: self._answers(frame, variable) for variable in self.collected},
            day=_integers(frame["datum"].cast(pl.Int32)) if "datum" in frame.columns else None,
            unit=self._places(frame, "enhet") if "enhet" in frame.columns else None,
            latest=frame["senaste"].to_numpy() if "senaste" in frame.columns else None,
            texts=self.texts,
        )

    def _answers(self, frame: pl.DataFrame, variable: Variable) -> NDArray[Any]:
        match variable.type:
            case VariableType.SINGLE | VariableType.ORDERED:
                return self._codes(frame[variable.id], variable)
            case VariableType.MULTIPLE:
                values = np.zeros(frame.height, np.uint64)
                for place, category in enumerate(variable.categories):
                    name = f"{variable.id}.{category.code}"
                    if name in frame.columns:
                        values |= frame[name].fill_null(value=False).to_numpy().astype(np.uint64) << np.uint64(place)
                return values
            case VariableType.INTEGER:
                return _integers(frame[variable.id])
            case VariableType.DATE:
                return _integers(frame[variable.id].cast(pl.Int32))
            case VariableType.TEXT:
                return self._places(frame, variable.id)

    def _codes(self, series: pl.Series, variable: Variable) -> NDArray[Any]:
        """The place of each code, from 1; the file may have learnt the codes in another order."""
        codes = [category.code for category in variable.categories]
        try:
            places = series.cast(pl.Enum(codes)).to_physical()
        except pl.exceptions.PolarsError:
            raise ParquetMismatchError(self.path, variable.id) from None
        return (places.cast(pl.Int16) + 1).fill_null(0).cast(pl.UInt8).to_numpy()

    def _places(self, frame: pl.DataFrame, name: str) -> NDArray[np.int32]:
        return _integers(frame[name].cast(pl.Enum(list(self.texts[name]))).to_physical().cast(pl.Int32))


def _integers(series: pl.Series) -> NDArray[np.int32]:
    return series.fill_null(BLANK).cast(pl.Int32).to_numpy()
