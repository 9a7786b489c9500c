"""The pack holds together: its examples are what they say, and one can build from it alone."""

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from spegla.catalogue import load
from spegla.catalogue.model import Severity
from spegla.catalogue.parts import checksum
from spegla.catalogue.rules import VariableType
from spegla.cli.main import main
from spegla.messages import messages
from spegla.packs import FIRST, PackError, requirement_pack
from spegla.packs import examples as made
from tests.unit.packs.conftest import REFERENCES, pack_of

CATALOGUE = load()
INSTRUMENTS = CATALOGUE.instruments


def write(reference: str, folder: Path) -> Path:
    for name, content in pack_of(reference).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.mark.parametrize("reference", REFERENCES)
def test_the_same_definition_gives_the_same_bytes(reference: str) -> None:
    again = requirement_pack(INSTRUMENTS[reference], CATALOGUE.municipalities, messages("sv"))

    assert [name for name, content in again.items() if content != pack_of(reference)[name]] == []


@pytest.mark.parametrize("reference", REFERENCES)
def test_each_example_gives_what_it_says_word_for_word(reference: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(reference, tmp_path) / "exempel"
    expected = json.loads((folder / "vantade-problem.json").read_text())

    assert set(expected) == {path.name for path in folder.glob("*.csv")}
    for name, problems in expected.items():
        status = main(["validate", str(folder / name), "--instrument", reference, "--format", "json"])
        assert json.loads(capsys.readouterr().out) == problems, name
        assert status == int(any(one["severity"] == "error" for one in problems)), name


def possible(reference: str) -> set[str]:
    """The codes that a file of this instrument can give, from what the instrument has."""
    instrument = INSTRUMENTS[reference]
    codes = {"unreadable", "no_rows", "missing_column", "duplicate_column", "unknown_column", "identity_column"}
    codes |= {"unknown_municipality", "missing_value", "wrong_type", "duplicate_row"}
    types = {variable.type for variable in instrument.variables}
    codes |= {"unknown_code"} if types & {VariableType.SINGLE, VariableType.ORDERED, VariableType.MULTIPLE} else set()
    codes |= {"out_of_range"} if any(one.minimum is not None or one.maximum is not None for one in instrument.variables) else set()
    codes |= {"not_asked", "asked_unknown"} if any(one.asked_when for one in instrument.variables) else set()
    codes |= (
        {"exclusive"}
        if any(one.type is VariableType.MULTIPLE and (one.exclusive or one.missing) for one in instrument.variables)
        else set()
    )
    return codes | {one.id if one.severity is Severity.ERROR else "implausible" for one in instrument.checks}


@pytest.mark.parametrize("reference", REFERENCES)
def test_there_is_a_wrong_file_for_every_code(reference: str) -> None:
    expected = json.loads(pack_of(reference)["exempel/vantade-problem.json"])
    met = {problem["code"] for problems in expected.values() for problem in problems}

    # A municipality that is there twice is told of as such, beside the row that is there twice.
    twice = {"duplicate_municipality"} if INSTRUMENTS[reference].once_per else set()
    assert met == possible(reference) | twice


@pytest.mark.parametrize("reference", REFERENCES)
def test_there_is_a_wrong_file_for_every_check(reference: str) -> None:
    expected = json.loads(pack_of(reference)["exempel/vantade-problem.json"])

    for check in INSTRUMENTS[reference].checks:
        (one,) = expected[f"fel-kontroll-{check.id}.csv"]
        # A check of a sum says its numbers too.
        assert one["message"].startswith(check.says.sv)
        assert (one["message"] == check.says.sv) is not bool(check.rule.total)


def right(reference: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pack_of(reference)["exempel/ratt.csv"].decode()), delimiter=";"))


SUMS = (
    ("placeringar-2021", "totalt", ("familjehem", "institution", "eget_stodboende", "externt_stodboende", "annat_boende")),
    ("placeringar-2021", "familjehem", ("familjehem_egna", "familjehem_konsulent")),
    ("familjehem-2020", "totalt", ("egen_regi", "konsulentstodda", "natverkshem")),
    ("familjehem-2020", "totalt", ("egna_kommunen", "dalarna", "utanfor_dalarna")),
)


@pytest.mark.parametrize(("reference", "total", "parts"), SUMS)
def test_every_total_of_the_right_examples_is_what_its_parts_make(reference: str, total: str, parts: tuple[str, ...]) -> None:
    for row in right(reference):
        assert int(row[total]) == sum(int(row[part]) for part in parts)


@pytest.mark.parametrize("reference", ["placeringar-2021", "familjehem-2020"])
def test_the_right_examples_have_numbers_that_a_municipality_could_have(reference: str) -> None:
    assert all(20 <= int(row["totalt"]) <= 90 for row in right(reference))


def test_every_sum_among_the_checks_is_tried_above() -> None:
    held = [(reference, one.rule.total) for reference in REFERENCES for one in INSTRUMENTS[reference].checks if one.rule.total]

    assert sorted(held) == sorted((reference, total) for reference, total, _ in SUMS)


@pytest.mark.parametrize("reference", REFERENCES)
def test_the_examples_are_of_the_year_of_the_instrument(reference: str) -> None:
    # bbic-3.1 has no year of its own: its examples are of the year before it was read through.
    year = {"bbic-3.1": 2026 - 1}.get(reference, INSTRUMENTS[reference].year)
    template = load_workbook(io.BytesIO(pack_of(reference)[f"mall/{reference}.xlsx"]))

    assert {row["datum"][:4] for row in right(reference)} == {str(year)}
    assert template.worksheets[0]["B2"].value == f"{year}-05-15"


def test_an_example_that_is_not_wrong_stops_the_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "read_back", lambda *_: ())

    instrument = INSTRUMENTS["webbkollen-2017"]
    rows = made.right_rows(instrument)

    with pytest.raises(PackError) as stopped:
        made.wrong_files(instrument, rows, CATALOGUE.municipalities)
    assert stopped.value.code == "no_rows"


# ── One who has the pack and nothing else ─────────────────────────────────
def drawn(schema: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """A registration made of the schema's own lists: each answer that leaves the whole valid is kept."""
    validator = Draft202012Validator(schema)
    row: dict[str, Any] = {}
    for name, one in schema["properties"].items():
        if "enum" in one:
            value: Any = draw.choice(one["enum"])
        elif one["type"] == "array":
            value = draw.sample(one["items"]["enum"], draw.randint(1, min(3, len(one["items"]["enum"]))))
        elif one["type"] == "integer":
            value = draw.randint(one["minimum"], one["maximum"])
        else:
            value = "2017-03-09" if name == "datum" else ""
        if value == "":
            continue
        needed = {other: schema["properties"][other]["enum"][0] for other in schema["required"] if other not in row}
        if validator.is_valid({**needed, **row, name: value}):
            row[name] = value
    assert validator.is_valid(row)
    return {**row, "pahittad": "ja"}


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_file_built_from_the_pack_alone_is_accepted(reference: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(reference, tmp_path)
    (path,) = (folder / "schema").iterdir()
    schema = json.loads(path.read_text())
    (metadata,) = (folder / "csvw").iterdir()
    columns = [one["titles"] for one in json.loads(metadata.read_text())["tableSchema"]["columns"]]
    rows = [drawn(schema, random.Random(number)) for number in range(60)]  # noqa: S311
    if "x-en-rad-per" in schema:
        rows = list({tuple(row.get(name) for name in schema["x-en-rad-per"]): row for row in rows}.values())
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, delimiter=";")
    writer.writeheader()
    writer.writerows({name: "|".join(value) if isinstance(value, list) else value for name, value in row.items()} for row in rows)
    (folder / "byggd.csv").write_text(stream.getvalue(), encoding="utf-8")

    status = main(["validate", str(folder / "byggd.csv"), "--instrument", reference, "--format", "json"])
    problems = json.loads(capsys.readouterr().out)

    # What the schema says that it cannot say, one number beside others, is the only thing that can be wrong.
    unsaid = {one["kontroll"] for one in schema["x-kan-inte-sagas"]}
    wrong = {one["code"] for one in problems if one["severity"] == "error"}
    assert wrong <= unsaid
    assert status == int(bool(wrong))
    # It says something: nearly every question is answered in some row.
    assert len({name for row in rows for name in row}) >= 0.8 * len(columns)


def test_only_numbers_beside_numbers_are_beyond_what_the_schema_can_say() -> None:
    unsaid = {}
    for reference in REFERENCES:
        schema = json.loads(pack_of(reference)[f"schema/{reference}.schema.json"])
        unsaid[reference] = [one["regel"] for one in schema["x-kan-inte-sagas"]]

    assert all(" + " in rule or " > " in rule for rules in unsaid.values() for rule in rules)
    assert unsaid["webbkollen-2017"] == []


@pytest.mark.parametrize("reference", REFERENCES)
def test_the_first_page_names_each_part_and_the_definition(reference: str) -> None:
    text = pack_of(reference)[FIRST].decode().replace("\\", "")

    for name in pack_of(reference):
        assert name == FIRST or name.startswith("exempel/fel-") or name in text, name
    assert checksum(INSTRUMENTS[reference]) in text
    assert "EUPL-1.2" in text


# ── The command ───────────────────────────────────────────────────────────
def test_the_command_writes_the_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "webbkollen-2017", "-o", str(tmp_path / "paket")]) == 0

    written = {str(path.relative_to(tmp_path / "paket")): path.read_bytes() for path in (tmp_path / "paket").rglob("*") if path.is_file()}
    assert written == dict(pack_of("webbkollen-2017"))
    assert "LASMIG.md" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["paket"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "min.txt").write_text("x")

    assert main(["pack", "webbkollen-2017", "-o", str(tmp_path)]) == 2
    assert "inte tom" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["min.txt"]


def test_an_instrument_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "x-1", "-o", str(tmp_path / "paket")]) == 2
    assert "webbkollen-2017" in capsys.readouterr().err
    assert not (tmp_path / "paket").exists()
