"""Random files through the command, beside an independent count of the same file in plain pandas."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.rules import VariableType
from tests.unit.cli.conftest import Run

WEBBKOLLEN = ("--instrument", "webbkollen-2017")
Chosen = Callable[[pd.DataFrame], "pd.Series[bool]"]


def has(frame: pd.DataFrame, column: str, code: str) -> "pd.Series[bool]":
    return frame[column].fillna("").str.split("|").map(lambda codes: code in codes)


def number(frame: pd.DataFrame, column: str) -> "pd.Series[float]":
    return pd.to_numeric(frame[column], errors="coerce")


# A rule, and the same in pandas, where a comparison with nothing is false.
FILTERS: list[tuple[str, Chosen]] = [
    ("", lambda frame: frame.kommunkod.notna()),
    ('kon == "flicka" and alder >= 13', lambda frame: (frame.kon == "flicka") & (number(frame, "alder") >= 13)),
    (
        '"skola" in utsatthet_barnet or "omsorgsbrist" in utsatthet_hemmet',
        lambda frame: has(frame, "utsatthet_barnet", "skola") | has(frame, "utsatthet_hemmet", "omsorgsbrist"),
    ),
    (
        'risk_beslut > risk_avslut and kommunkod in ("2080", "2081")',
        lambda frame: (rank(frame.risk_beslut) > rank(frame.risk_avslut)) & frame.kommunkod.isin(["2080", "2081"]),
    ),
    (
        'not (insats_heldygnsvard == "ingen") and datum >= "2017-07-01"',
        lambda frame: frame.insats_heldygnsvard.notna() & (frame.insats_heldygnsvard != "ingen") & (frame.datum >= "2017-07-01"),
    ),
]


def rank(column: "pd.Series[str]") -> "pd.Series[float]":
    return column.map({"lag": 0, "forhojd": 1, "hog": 2, "mycket_hog": 3})


@pytest.fixture(scope="module")
def webbkollen(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["webbkollen-2017"]


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize(("where", "chosen"), FILTERS)
def test_the_mirror_of_a_random_file_is_that_of_pandas(
    run: Run, tmp_path: Path, webbkollen: Instrument, seed: int, where: str, chosen: Chosen
) -> None:
    path = tmp_path / "rader.csv"
    run("synthesise", *WEBBKOLLEN, "--n", 400, "--seed", seed, "-o", path)
    status, out, _ = run("mirror", path, *WEBBKOLLEN, "--own", "2080", "--format", "json", *(["--where", where] if where else []))
    assert status == 0
    groups: dict[str, Any] = {group["group"]: group for group in json.loads(out)["groups"]}

    frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig")
    rows = frame[chosen(frame)]
    for name, part in (("alla", rows), ("egen", rows[rows.kommunkod == "2080"])):
        assert groups[name]["n"] == len(part)
        found = {variable["id"]: variable for variable in groups[name]["variables"]}
        for variable in webbkollen.variables:
            compare(found[variable.id], part[variable.id], variable)


def compare(found: dict[str, Any], column: "pd.Series[str]", variable: Any) -> None:
    """One variable of the mirror and one column of the file."""
    answers = column.dropna()
    if variable.type is VariableType.INTEGER:
        values = answers.astype(int)
        assert found["answered"] == len(values)
        if len(values) > 1:
            summary = [found["summary"][key] for key in ("mean", "sd", "median", "min", "max")]
            assert summary == pytest.approx([values.mean(), values.std(), values.median(), values.min(), values.max()])
        return
    split = answers.str.split("|")
    real = split[[not set(codes) & set(variable.missing) for codes in split]]
    counts = real.explode().value_counts()
    assert found["answered"] == len(real), variable.id
    assert sum(found["missing"].get(reason, 0) for reason in ("not_known", "not_applicable", "declined")) == len(split) - len(real)
    for category in found["categories"]:
        n = int(counts.get(category["code"], 0))
        assert category["n"] == n, (variable.id, category["code"])
        assert category["percent"] == (None if real.empty else pytest.approx(100 * n / len(real)))
