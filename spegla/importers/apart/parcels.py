"""What was found in a file, as bytes and back: from the process that reads the file to the one that asked.

Whoever opens a parcel believes nothing of it: a process that has read a hostile file may say anything. What is not of the instrument,
or does not fit together, raises `ParcelError`.
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Instrument, Variable
from spegla.catalogue.rules import VariableType
from spegla.columns import BLANK, Batch
from spegla.importers.reading import Read
from spegla.importers.wide import Column, Headers, Registrations
from spegla.responses import Problem

T = TypeVar("T")

_FACTS, _ANSWER = "facts", "answer:"
_TYPES: Mapping[VariableType, type[np.generic]] = {
    VariableType.SINGLE: np.uint8,
    VariableType.ORDERED: np.uint8,
    VariableType.MULTIPLE: np.uint64,
    VariableType.INTEGER: np.int32,
    VariableType.DATE: np.int32,
    VariableType.TEXT: np.int32,
}


class ParcelError(Exception):
    """The bytes are no parcel of this instrument."""


@dataclass(frozen=True)
class Examined:
    """All that is to be known of a file: what its columns are taken for, by id the texts that mean no code, and its registrations."""

    headers: Read[Headers]
    unknown: Read[Mapping[str, tuple[str, ...]]]
    registrations: Read[Registrations]


def packed(examined: Examined) -> bytes:
    """The parcel."""
    arrays: dict[str, NDArray[Any]] = {}
    facts: dict[str, Any] = {
        "headers": _read(examined.headers, _headers_data),
        "unknown": _read(examined.unknown, lambda found: {id: list(texts) for id, texts in found.items()}),
        "registrations": _read(examined.registrations, lambda found: _registrations_data(found, arrays)),
    }
    arrays[_FACTS] = np.frombuffer(json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass"), np.uint8)
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]  # numpy's own names are no names of ours
    return stream.getvalue()


def unpacked(content: bytes, instrument: Instrument) -> Examined:
    """What is in the parcel. Raises `ParcelError`."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            facts = json.loads(arrays[_FACTS].tobytes().decode("utf-8", "surrogatepass"))
            return Examined(
                _read_back(facts["headers"], _headers),
                _read_back(facts["unknown"], lambda data: {str(id): tuple(map(str, texts)) for id, texts in data.items()}),
                _read_back(facts["registrations"], lambda data: _registrations(data, arrays, instrument)),
            )
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile) as wrong:
        raise ParcelError from wrong


def _read(read: Read[T], data: Callable[[T], Any]) -> dict[str, Any]:
    return {
        "value": None if read.value is None else data(read.value),
        "problems": [one.stored() for one in read.problems],
        "left_out": [[*kind, count] for kind, count in read.left_out.items()],
    }


def _read_back(data: Mapping[str, Any], value: Callable[[Any], T]) -> Read[T]:
    return Read(
        None if data["value"] is None else value(data["value"]),
        tuple(map(Problem.from_stored, data["problems"])),
        {(code, column): int(count) for code, column, count in data["left_out"]},
    )


def _headers_data(headers: Headers) -> dict[str, Any]:
    return {
        "header_row": headers.header_row,
        "rows": headers.rows,
        "columns": [
            [one.letter, one.name, one.id, one.near, None if one.identity is None else one.identity.stored(), list(one.samples)]
            for one in headers.columns
        ],
        "variables": list(headers.variables),
        "context": list(headers.context),
    }


def _headers(data: Mapping[str, Any]) -> Headers:
    columns = [
        Column(letter, name, id, near, None if identity is None else Problem.from_stored(identity), tuple(samples))
        for letter, name, id, near, identity, samples in data["columns"]
    ]
    return Headers(int(data["header_row"]), int(data["rows"]), tuple(columns), tuple(data["variables"]), tuple(data["context"]))


def _registrations_data(found: Registrations, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    batch = found.batch
    arrays |= {f"{_ANSWER}{id}": values for id, values in batch.answers.items()}
    arrays |= {"organisation": batch.organisation, "rows": found.rows}
    arrays |= {name: values for name, values in (("day", batch.day), ("unit", batch.unit)) if values is not None}
    return {
        "length": batch.length,
        "organisations": list(batch.organisations),
        "texts": {id: list(texts) for id, texts in batch.texts.items()},
        "invented": batch.invented,
        "cases": list(found.cases),
    }


def _registrations(data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], instrument: Instrument) -> Registrations:
    length = int(data["length"])
    texts = {str(id): tuple(map(str, found)) for id, found in data["texts"].items()}
    organisations = tuple(map(str, data["organisations"]))
    answers = {
        one.id: _fitting(arrays[f"{_ANSWER}{one.id}"], _TYPES[one.type], length, *_range(one, texts))
        for one in instrument.variables
        if f"{_ANSWER}{one.id}" in arrays
    }
    batch = Batch(
        instrument,
        length,
        organisations,
        _fitting(arrays["organisation"], np.int32, length, 0, len(organisations) - 1),
        answers,
        _fitting(arrays["day"], np.int32, length, None, None) if "day" in arrays else None,
        _fitting(arrays["unit"], np.int32, length, 0, len(texts["enhet"]) - 1) if "unit" in arrays else None,
        None,
        texts,
        data["invented"] is True,
    )
    cases = tuple(map(str, data["cases"]))
    if len(cases) != length:
        raise ParcelError
    return Registrations(batch, _fitting(arrays["rows"], np.int64, length, 0, None), cases)


def _range(variable: Variable, texts: Mapping[str, tuple[str, ...]]) -> tuple[int | None, int | None]:
    """The least and the most that the array of a variable may hold, beside `BLANK`."""
    codes = len(variable.categories)
    match variable.type:
        case VariableType.SINGLE | VariableType.ORDERED:
            return 0, codes
        case VariableType.MULTIPLE:
            return 0, (1 << codes) - 1
        case VariableType.TEXT:
            return 0, len(texts.get(variable.id, ())) - 1
        case _:
            return None, None


def _fitting(values: NDArray[Any], dtype: type[np.generic], length: int, least: int | None, most: int | None) -> NDArray[Any]:
    """`values`, when there are `length` of them, of that type and within the limits. Raises `ParcelError`."""
    if values.dtype != dtype or values.shape != (length,):
        raise ParcelError
    there = values[values != BLANK] if values.dtype == np.int32 else values
    if len(there) and ((least is not None and int(there.min()) < least) or (most is not None and int(there.max()) > most)):
        raise ParcelError
    return values
