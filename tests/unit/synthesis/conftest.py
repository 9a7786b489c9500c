"""What tests of invented registrations share: the form, some frames, and a frame read as answers."""

from collections.abc import Mapping

import polars as pl
import pytest

from spegla.catalogue import Answers, Catalogue, Instrument
from spegla.catalogue.values import Answer, VariableType
from spegla.synthesis import municipalities, synthesise, synthesise_published

# Enough rows for the rarest answers to turn up, few enough to ask each check of each row.
SOME = 3000


@pytest.fixture(scope="session")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


@pytest.fixture(scope="session")
def synthesised(webbkollen: Instrument) -> pl.DataFrame:
    return synthesise(webbkollen, municipalities(), SOME, seed=1)


@pytest.fixture(scope="session")
def as_published(webbkollen: Instrument) -> pl.DataFrame:
    return synthesise_published(webbkollen, municipalities(), seed=1)


@pytest.fixture(scope="session", params=["synthesised 1", "synthesised 20", "published 1", "published 20"])
def frame(request: pytest.FixtureRequest, webbkollen: Instrument) -> pl.DataFrame:
    """Each kind of frame, from more than one seed."""
    kind, seed = request.param.split()
    if kind == "published":
        return synthesise_published(webbkollen, municipalities(), int(seed))
    return synthesise(webbkollen, municipalities(), SOME, int(seed))


def read(row: Mapping[str, str], instrument: Instrument) -> Answers:
    """The answers of one row, derived values too; a blank cell is no answer."""
    found: dict[str, Answer] = {}
    for variable in instrument.variables:
        cell = row[variable.id]
        if cell and variable.type is VariableType.MULTIPLE:
            found[variable.id] = frozenset(cell.split("|"))
        elif cell:
            found[variable.id] = int(cell) if variable.type is VariableType.INTEGER else cell
    return instrument.with_derived(found)
