"""The municipalities that the invented registrations are given to, as data."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Municipality:
    """A municipality by its code of four figures, and how large a part of the registrations it has beside the others, above 0."""

    code: str
    weight: int


@cache
def municipalities() -> tuple[Municipality, ...]:
    """The first thirteen by code of Dalarna's, as uneven in size as they are."""
    with (Path(__file__).parent / "municipalities.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(Municipality(row["kommunkod"], int(row["vikt"])) for row in csv.DictReader(stream))
