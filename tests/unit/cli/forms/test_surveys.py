"""The pupils' survey and that of guardians in preschool: an index and a share of the same answers, and the change since last time."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scripts.invent_examples import PUPILS_2021
from spegla.catalogue import Catalogue
from spegla.catalogue.measures import Index
from tests.conftest import EXAMPLES
from tests.unit.cli.conftest import Run

PUPILS = EXAMPLES / "elevenkat_2021_pahittade_rader.csv"
SCHOOL, PRESCHOOL = ("--instrument", "elevenkat-2021"), ("--instrument", "vardnadshavare-forskola-2021")
Rows = list[dict[str, Any]]


def figures(run: Run, *arguments: object) -> dict[tuple[str, str], dict[str, Any]]:
    status, out, err = run("indicators", *arguments, "--format", "json")
    assert (status, err) == (0, "")
    return {(row["indicator"], row["group"]): row for row in json.loads(out)["rows"]}


def answers(path: Path, **columns: list[str]) -> Path:
    lines = [";".join(["kommunkod", *columns]), *(";".join(["2085", *row]) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["elevenkat-2021", "vardnadshavare-forskola-2021"])
def test_an_index_is_of_two_or_three_statements_in_one_area_with_the_published_values(catalogue: Catalogue, form: str) -> None:
    instrument = catalogue.instruments[form]
    indices = [one for one in instrument.measures if isinstance(one, Index)]

    assert len(indices) == len(instrument.measures) == 4
    for index in indices:
        assert 2 <= len(index.over) <= 3
        assert {instrument.variable(one.id).group for one in index.over} == {index.group}
        assert {code: str(value) for code, value in index.values.items()} == {
            "helt": "10",
            "ganska_bra": "6.67",
            "ganska_daligt": "3.33",
            "inte_alls": "0",
        }


def test_the_same_answers_have_two_denominators(run: Run, tmp_path: Path) -> None:
    # Fyra elever: två tycker att det stämmer, en inte, en vet inte.
    same = ["helt", "ganska_bra", "inte_alls", "vet_ej"]
    path = answers(tmp_path / "svar.csv", larare_lyssnar=same, larare_respekt=same)

    found = figures(run, path, *SCHOOL)
    share, index = found["andel_larare_lyssnar", "alla"], found["index_bemotande", "alla"]

    assert (share["numerator"], share["denominator"]) == (2, 4)
    assert (index["counted"], index["left_out"]) == (3, {"not_known": 1})
    assert index["value"] == pytest.approx(float((Fraction(10) + Fraction("6.67") + 0) / 3))


def test_a_pupil_needs_two_answers_with_a_value(run: Run, tmp_path: Path) -> None:
    path = answers(
        tmp_path / "svar.csv",
        trygg_skola=["helt", "helt", "vet_ej", "helt"],
        trygg_rast=["ganska_daligt", "vet_ej", "vet_ej", ""],
        vuxna_agerar=["vet_ej", "vet_ej", "vet_ej", ""],
    )

    index = figures(run, path, *SCHOOL)["index_trygghet", "alla"]

    assert index["counted"] == 1
    assert index["value"] == pytest.approx(float((Fraction(10) + Fraction("3.33")) / 2))
    assert index["left_out"] == {"not_answered": 1, "not_known": 2}


def test_the_index_of_many_is_the_mean_of_every_pupils_mean(run: Run) -> None:
    rows = [line.split(";") for line in PUPILS.read_text(encoding="utf-8").splitlines()]
    value = {"helt": Fraction(10), "ganska_bra": Fraction("6.67"), "ganska_daligt": Fraction("3.33"), "inte_alls": Fraction(0)}
    places = [rows[0].index(name) for name in ("far_hjalp", "vet_vad_som_kravs", "tror_pa_mig")]
    given = [[value[row[place]] for place in places if row[place] in value] for row in rows[1:]]
    means = [sum(one, Fraction()) / len(one) for one in given if len(one) >= 2]

    index = figures(run, PUPILS, *SCHOOL)["index_stod", "alla"]

    assert index["counted"] == len(means)
    assert index["value"] == pytest.approx(float(sum(means, Fraction()) / len(means)))


def test_as_many_pupils_as_were_printed_answered_in_each_grade(run: Run) -> None:
    _, out, _ = run("mirror", PUPILS, *SCHOOL, "--format", "json")

    grades = next(one for one in json.loads(out)["groups"][0]["variables"] if one["id"] == "arskurs")
    assert {one["code"]: one["n"] for one in grades["categories"]} == PUPILS_2021["arskurs"] == {"ak5": 233, "ak9": 229}


def test_the_grades_stand_beside_each_other(run: Run) -> None:
    found = figures(run, PUPILS, *SCHOOL, "--by", "arskurs")

    whole, parts = found["andel_trygg_skola", "alla"], [found["andel_trygg_skola", grade] for grade in ("ak5", "ak9")]
    assert whole["numerator"] == sum(part["numerator"] for part in parts) == 231 + 157
    assert whole["denominator"] == sum(part["denominator"] for part in parts) == 231 + 157 + 39 + 17 + 14


def test_an_index_of_few_is_not_shown(run: Run, tmp_path: Path) -> None:
    path = answers(tmp_path / "svar.csv", far_vara_med=["helt"] * 9, asikt_spelar_roll=["helt"] * 9)

    _, out, _ = run("indicators", path, *SCHOOL)

    line = next(line for line in out.splitlines() if line.startswith("Inflytande, index"))
    assert line.split() == ["Inflytande,", "index", "för", "få", "9", "svarande", "0"]


# ── The change since last time ────────────────────────────────────────────


def guardians(path: Path, good: int, bad: int) -> Path:
    return answers(path, barnet_trivs=["helt"] * good + ["inte_alls"] * bad)


def test_the_change_is_in_percentage_points_with_the_counts_of_both(run: Run, tmp_path: Path) -> None:
    now, then = guardians(tmp_path / "nu.csv", 54, 6), guardians(tmp_path / "da.csv", 40, 20)

    row = figures(run, now, *PRESCHOOL, "--earlier", then)["andel_barnet_trivs", "alla"]
    _, out, _ = run("indicators", now, *PRESCHOOL, "--earlier", then)

    assert (row["denominator"], row["earlier"]["denominator"]) == (60, 60)
    assert row["change"]["points"] == pytest.approx(100 * 54 / 60 - 100 * 40 / 60)
    assert row["change"]["interval"][0] > 0
    assert "+23" in out


def test_with_fewer_than_20_nothing_is_said_of_the_change(run: Run, tmp_path: Path) -> None:
    now, then = guardians(tmp_path / "nu.csv", 10, 9), guardians(tmp_path / "da.csv", 40, 20)

    row = figures(run, now, *PRESCHOOL, "--earlier", then)["andel_barnet_trivs", "alla"]
    _, out, _ = run("indicators", now, *PRESCHOOL, "--earlier", then)

    assert row["change"] == {"points": None, "interval": None, "too_few": True}
    assert "för få för att" in out


def test_an_earlier_file_that_cannot_be_read_stops_the_command(run: Run, tmp_path: Path) -> None:
    now, then = guardians(tmp_path / "nu.csv", 30, 1), answers(tmp_path / "da.csv", barnet_trivs=["kanske"])

    status, out, err = run("indicators", now, *PRESCHOOL, "--earlier", then)

    assert (status, out) == (1, "")
    assert "da.csv, rad 2, kolumn barnet_trivs: fel: Värdet är inget svarsalternativ" in err


def test_invented_rows_of_last_time_are_called_so(run: Run, tmp_path: Path) -> None:
    now, then = guardians(tmp_path / "nu.csv", 30, 1), tmp_path / "da.csv"
    then.write_text("pahittad;kommunkod;barnet_trivs\n" + "ja;2085;helt\n" * 20, encoding="utf-8")

    assert "Påhittade rader." not in run("indicators", now, *PRESCHOOL)[1]
    assert "Påhittade rader." in run("indicators", now, *PRESCHOOL, "--earlier", then)[1]


def test_rows_in_hand_may_not_become_public(run: Run) -> None:
    assert run("mirror", PUPILS, *SCHOOL, "--audience", "public")[0] == 2
