"""The children's survey of 2021: what the papers print comes out of rows whose counts are theirs."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.invent_examples import CHILDREN_2021, files
from spegla.catalogue import Catalogue, Instrument
from spegla.catalogue.bands import overlapping_bands
from tests.conftest import EXAMPLES
from tests.unit.cli.conftest import Run

NOW, THEN = EXAMPLES / "barnenkat_2021_pahittade_rader.csv", EXAMPLES / "barnenkat_2020_pahittade_rader.csv"
FORM = ("--instrument", "barnenkat-2021")


@pytest.fixture
def form(catalogue: Catalogue) -> Instrument:
    return catalogue.instruments["barnenkat-2021"]


def figures(run: Run, path: Path, *arguments: object) -> dict[str, Any]:
    status, out, err = run("indicators", path, *FORM, "--format", "json", *arguments)
    assert (status, err) == (0, "")
    return {row["indicator"]: row for row in json.loads(out)["rows"] if row["group"] == "alla"}


def mirrored(run: Run, path: Path) -> dict[str, dict[str, int]]:
    status, out, err = run("mirror", path, *FORM, "--format", "json")
    assert (status, err) == (0, "")
    variables = json.loads(out)["groups"][0]["variables"]
    return {one["id"]: {category["code"]: category["n"] for category in one["categories"]} for one in variables}


def test_the_example_files_are_what_the_script_writes() -> None:
    assert {name: (EXAMPLES / name).read_text(encoding="utf-8") for name in files()} == files()


def test_every_invented_row_says_so() -> None:
    for path in (NOW, THEN):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        assert header.startswith("pahittad;")
        assert all(row.startswith("ja;") for row in rows)


@pytest.mark.parametrize("path", [NOW, THEN])
def test_the_example_is_without_a_fault(run: Run, path: Path) -> None:
    assert run("validate", path, *FORM, "--format", "json") == (0, "[]\n", "")


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator", "printed"),
    [("vet_varfor_ja", 73, 73 + 16, 82), ("lyssnad_pa_ja", 83, 83 + 7, 92), ("inget_viktigt_saknas", 77, 77 + 12, 87)],
)
def test_the_printed_shares_come_out(run: Run, indicator: str, numerator: int, denominator: int, printed: int) -> None:
    row = figures(run, NOW, "--published", EXAMPLES / "barnenkat_2021_tryckt.csv")[indicator]

    assert (row["numerator"], row["denominator"]) == (numerator, denominator)
    assert (row["published"], row["computed"], row["agrees"]) == (printed, printed, True)


def test_those_who_did_not_answer_leave_the_share(run: Run) -> None:
    assert figures(run, NOW)["vet_varfor_ja"]["left_out"] == {"not_answered": 92 - 73 - 16}


def test_the_third_question_is_read_the_other_way_round(form: Instrument) -> None:
    third = next(one for one in form.indicators if one.id == "inget_viktigt_saknas")

    assert third.numerator.rule.text == 'viktigt_ej_pratat_om == "nej"'
    assert {one.numerator.rule.text for one in form.indicators if one != third} == {'vet_varfor == "ja"', 'lyssnad_pa == "ja"'}


@pytest.mark.parametrize("variable", CHILDREN_2021)
def test_the_printed_counts_come_out_of_the_mirror(run: Run, form: Instrument, variable: str) -> None:
    counts = mirrored(run, NOW)[variable]

    substantive = form.variable(variable).substantive
    assert counts == {code: CHILDREN_2021[variable].get(code, 0) for code in substantive}


def test_92_answered_in_every_printed_division() -> None:
    assert 29 + 49 + 14 == 43 + 45 + 4 == 2 + 20 + 15 + 27 + 16 + 2 + 10 == 92
    assert sum(CHILDREN_2021["alder_tryckt"].values()) == 92


def test_the_parts_of_last_year_are_all_of_46(run: Run) -> None:
    assert sum(mirrored(run, THEN)["enhet_traffad"].values()) == 7 + 14 + 0 + 25 + 0 + 0 == 46


def test_the_printed_shares_of_last_year_come_out(run: Run) -> None:
    rows = figures(run, THEN, "--published", EXAMPLES / "barnenkat_2020_tryckt.csv")

    assert {id: row["agrees"] for id, row in rows.items() if "agrees" in row} == {"vet_varfor_ja": True, "inget_viktigt_saknas": True}


def test_the_printed_age_groups_overlap_at_ten_and_ours_do_not(form: Instrument) -> None:
    overlapping = [(id, one.code, other.code) for id, one, other in overlapping_bands(form)]

    assert overlapping == [("alder_tryckt", "6-10", "10-15")]


def test_the_change_since_last_year_may_be_chance(run: Run) -> None:
    change = figures(run, NOW, "--earlier", THEN)["vet_varfor_ja"]["change"]

    assert change["points"] == pytest.approx(100 * 73 / 89 - 100 * 36 / 46)
    low, high = change["interval"]
    assert low < 0 < high


def test_a_question_that_was_not_asked_last_year_is_not_compared(run: Run) -> None:
    assert figures(run, NOW, "--earlier", THEN)["lyssnad_pa_ja"]["change"] == {"points": None, "interval": None, "too_few": True}


def test_a_small_unit_gets_counts_and_no_share(run: Run) -> None:
    status, out, _ = run("indicators", NOW, *FORM, "--by", "enhet_traffad")

    line = next(line for line in out.splitlines() if "Familjerätt" in line)
    assert status == 0
    assert "för få" in line
    assert "%" not in line


def test_comments_are_no_part_of_the_form(form: Instrument) -> None:
    assert "text" not in {variable.type for variable in form.variables}
