"""What tests share: the built-in catalogue, and the real answers of 2016."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from spegla.catalogue import Catalogue, Instrument, load

EXAMPLES = Path(__file__).parents[1] / "examples"

# Timing belongs to the benchmarks; a busy machine must not fail a property.
settings.register_profile("spegla", deadline=None, derandomize=True)
# Many more tries, by hand: HYPOTHESIS_PROFILE=more.
settings.register_profile("more", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "spegla"))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def instrument(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["oj-sbu-2016"]


@pytest.fixture(scope="session")
def answers_file() -> Path:
    """The real answers: 15 municipalities, 38 indicators."""
    return EXAMPLES / "oj2016_dalarna_svar.csv"


@pytest.fixture(scope="session")
def printed_file() -> Path:
    """The percentages printed for Dalarna and for Sweden."""
    return EXAMPLES / "oj2016_dalarna_tryckt.csv"


@pytest.fixture
def changed(answers_file: Path, tmp_path: Path) -> Callable[[Callable[[list[list[str]]], None]], Path]:
    """The real answers with a change made to their rows (lists of cells, header first)."""
    import csv

    def write(change: Callable[[list[list[str]]], None]) -> Path:
        with answers_file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        change(rows)
        path = tmp_path / "svar.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path

    return write
