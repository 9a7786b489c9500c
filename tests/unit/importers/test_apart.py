"""A file read in a process of its own: the same is found in it, what is too heavy ends there, and what comes back is not believed."""

import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from spegla.catalogue import Catalogue, Instrument
from spegla.importers.apart import ApartError, Examined, Share, examine_apart, examining
from spegla.importers.apart.parcels import ParcelError, packed, unpacked
from spegla.importers.wide import ColumnMap, Limits, headers_of, read_registrations, unknown_texts
from tests.unit.importers.files import sheet_of
from tests.unit.importers.wide_files import FALUN, HEADER, wide

LIMITS = Limits(1_000_000, 1_000, 100)


@pytest.fixture
def instrument(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


def here(content: bytes, instrument: Instrument, catalogue: Catalogue, mapping: ColumnMap | None = None) -> Examined:
    """What the same code finds in this process."""
    return Examined(
        headers_of(content, instrument, LIMITS, mapping),
        unknown_texts(content, instrument, LIMITS, mapping),
        read_registrations(content, instrument, catalogue.municipalities, LIMITS, mapping),
    )


def told(examined: Examined) -> list[Any]:
    """Everything in it, as values that can be compared."""
    found = examined.registrations.value
    arrays = {} if found is None else {**found.batch.answers, "rows": found.rows, "day": found.batch.day, "unit": found.batch.unit}
    return [
        examined.headers,
        examined.unknown,
        (examined.registrations.problems, dict(examined.registrations.left_out)),
        {name: None if values is None else values.tolist() for name, values in arrays.items()},
        None if found is None else (found.cases, found.batch.organisations, dict(found.batch.texts), found.batch.invented),
    ]


def test_the_same_is_found_apart_as_here(catalogue: Catalogue, instrument: Instrument) -> None:
    content = wide(FALUN, ("2080", "", "P-2", "2017-04-01", "Avslut", "pojke", "15")).encode()

    assert told(examine_apart(content, instrument, LIMITS)) == told(here(content, instrument, catalogue))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\1\2",
        wide().encode(),
        wide(FALUN).encode("utf-16"),
        wide(FALUN, ("2080", "Norr", "P-2", "31/5", "avslut", "kille", "sju")).encode("cp1252"),
        wide((*FALUN, "x"), header=(*HEADER, "personnummer")).encode(),
        sheet_of([HEADER, FALUN]),
    ],
)
def test_whatever_the_file_is_nothing_is_lost_in_a_parcel(catalogue: Catalogue, instrument: Instrument, content: bytes) -> None:
    found = here(content, instrument, catalogue)

    assert told(unpacked(packed(found), instrument)) == told(found)


def test_the_columns_may_be_called_otherwise(catalogue: Catalogue, instrument: Instrument) -> None:
    content = wide(FALUN, header=("kommunkod", "enhet", "Ärendenr", "datum", "tillfalle", "kon", "alder")).encode()
    mapping = ColumnMap({"Ärendenr": "arende"}, {("kon", "F"): "flicka"})

    found = examine_apart(content, instrument, LIMITS, mapping).registrations
    assert found.value is not None
    assert found.value.cases == ("P-1",)


def test_what_takes_too_much_memory_ends_there(instrument: Instrument) -> None:
    with pytest.raises(ApartError):
        examine_apart(wide(FALUN).encode(), instrument, LIMITS, share=Share(memory=150_000_000))


def test_what_takes_too_long_ends_there(instrument: Instrument) -> None:
    with pytest.raises(ApartError):
        examine_apart(wide(FALUN).encode(), instrument, LIMITS, share=Share(seconds=0))


def test_more_bytes_than_are_taken_are_refused_without_being_handed_over(monkeypatch: pytest.MonkeyPatch, instrument: Instrument) -> None:
    given = []

    def run(*_: object, input: bytes, **__: object) -> None:
        given.append(len(input))
        raise subprocess.TimeoutExpired("", 0)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(ApartError):
        examine_apart(b"x" * 5_000_000, instrument, LIMITS)
    assert given[0] < LIMITS.size + 1_000


def test_the_process_has_nothing_of_our_secrets(monkeypatch: pytest.MonkeyPatch, instrument: Instrument) -> None:
    monkeypatch.setenv("SPEGLA_SECRET_KEY", "hemligt")
    given: dict[str, str] = {}

    def run(*_: object, env: dict[str, str], **__: object) -> None:
        given.update(env)
        raise subprocess.TimeoutExpired("", 0)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(ApartError):
        examine_apart(b"x", instrument, LIMITS)
    assert given
    assert not any("SPEGLA" in name or "DJANGO" in name or value == "hemligt" for name, value in given.items())


def test_the_process_holds_its_limits_before_it_reads_the_file() -> None:
    """The same function in a process that then says what holds for it."""
    code = (
        "import resource; from spegla.importers.apart.child import limit; limit(2_000_000_000, 60, 1_000);"
        "print([resource.getrlimit(getattr(resource, 'RLIMIT_' + one)) for one in ('AS', 'CPU', 'FSIZE', 'CORE')])"
    )
    said = subprocess.run([sys.executable, "-c", code], env=examining._environment(), capture_output=True, text=True, check=True)

    assert said.stdout.strip() == str([(one, one) for one in (2_000_000_000, 60, 1_000, 0)])


# ── A process that lies ────────────────────────────────────────────────────


def changed(parcel: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    with np.load(io.BytesIO(parcel), allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    change(found)
    stream = io.BytesIO()
    np.savez(stream, **found)
    return stream.getvalue()


def put(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda found: found.update({name: value})


def facts(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        text = found["facts"].tobytes().decode()
        assert old in text
        found["facts"] = np.frombuffer(text.replace(old, new).encode(), np.uint8)

    return change


@pytest.mark.parametrize(
    "change",
    [
        put("answer:kon", np.array([3], np.uint8)),
        put("answer:kon", np.array([1, 1], np.uint8)),
        put("answer:kon", np.array([1], np.int64)),
        put("answer:alder", np.array([[1]], np.int32)),
        put("unit", np.array([7], np.int32)),
        put("organisation", np.array([-1], np.int32)),
        put("rows", np.array([-1], np.int64)),
        put("facts", np.array([0], np.uint8)),
        facts('"P-1"', '"P-1", "P-2"'),
        facts('"length": 1', '"length": 2'),
        facts('"cases"', '"case"'),
    ],
)
def test_what_does_not_fit_together_is_no_parcel(
    catalogue: Catalogue, instrument: Instrument, change: Callable[[dict[str, Any]], None]
) -> None:
    parcel = packed(here(wide(FALUN).encode(), instrument, catalogue))

    with pytest.raises(ParcelError):
        unpacked(changed(parcel, change), instrument)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"cos\nsystem\n(S'true'\ntR."])
def test_bytes_that_are_something_else_are_no_parcel(instrument: Instrument, content: bytes) -> None:
    with pytest.raises(ParcelError):
        unpacked(content, instrument)


def test_objects_are_never_made_of_a_parcel(instrument: Instrument) -> None:
    stream = io.BytesIO()
    np.savez(stream, facts=np.array([{"a": 1}], object))

    with pytest.raises(ParcelError):
        unpacked(stream.getvalue(), instrument)
