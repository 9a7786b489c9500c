"""Invented registrations of Webbkollen 2017, as typed rows and as a pandas frame of the same answers."""

from typing import Any

import numpy as np
import pandas as pd

from spegla.catalogue import Instrument
from spegla.catalogue.rules import VariableType
from spegla.columns import BLANK, Batch

PLACES = ("2081", "2080", "2029")
DAY = np.datetime64("2017-01-02").astype(int)


def registrations(instrument: Instrument, length: int, seed: int = 1) -> Batch:
    """Rows at random: a tenth of the answers blank, codes that mean missing among the others; routing is not looked to."""
    random = np.random.default_rng(seed)
    answers: dict[str, Any] = {}
    for variable in instrument.variables:
        blank = random.random(length) < 0.1
        codes, missing = len(variable.substantive), len(variable.missing)
        match variable.type:
            case VariableType.MULTIPLE:
                chosen = random.integers(1, 1 << codes, length).astype(np.uint64)
                values = np.where(random.random(length) < 0.1 * bool(missing), np.uint64(1 << codes), chosen)
                values[blank] = 0
            case VariableType.INTEGER:
                values = random.integers(variable.minimum or 0, (variable.maximum or 0) + 1, length).astype(np.int32)
                values[blank] = BLANK
            case _:
                values = random.integers(1, codes + missing + 1, length).astype(np.uint8)
                values[blank] = 0
        answers[variable.id] = values
    return Batch(
        instrument=instrument,
        length=length,
        organisations=PLACES,
        organisation=random.integers(0, len(PLACES), length).astype(np.int32),
        answers=answers,
        day=(DAY + random.integers(0, 364, length)).astype(np.int32),
    )


def as_pandas(batch: Batch) -> pd.DataFrame:
    """The same rows with codes as texts, several answers as tuples, blank as None: nothing of the engine is used."""
    columns: dict[str, list[Any]] = {"kommunkod": [batch.organisations[place] for place in batch.organisation]}
    for variable in batch.instrument.variables:
        codes = [category.code for category in variable.categories]
        values = batch.answers[variable.id].tolist()
        if variable.type is VariableType.MULTIPLE:
            columns[variable.id] = [tuple(code for at, code in enumerate(codes) if value >> at & 1) or None for value in values]
        elif variable.type is VariableType.INTEGER:
            columns[variable.id] = [None if value == BLANK else value for value in values]
        else:
            columns[variable.id] = [codes[value - 1] if value else None for value in values]
    return pd.DataFrame(columns, dtype=object)
