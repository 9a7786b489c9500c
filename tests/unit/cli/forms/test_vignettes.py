"""The agreement test of 2017: the printed counts of each case come out, and printed percentages that do not follow are told of."""

import json
from math import comb
from typing import Any

import pytest

from scripts.invent_examples import VIGNETTES_2017
from tests.conftest import EXAMPLES
from tests.unit.cli.conftest import Run

RATERS, PRINTED = EXAMPLES / "samstammighet_2017_pahittade_rader.csv", EXAMPLES / "samstammighet_2017_tryckt.csv"
FORM = ("--instrument", "samstammighet-2017")
LEVELS = ("lag", "forhojd", "hog", "mycket_hog")


def by_case(run: Run) -> dict[str, dict[str, dict[str, Any]]]:
    status, out, err = run("mirror", RATERS, *FORM, "--by", "fall", "--format", "json")
    assert (status, err) == (0, "")
    return {group["group"]: {one["id"]: one for one in group["variables"]} for group in json.loads(out)["groups"]}


def counts(variable: dict[str, Any]) -> dict[str, int]:
    return {one["code"]: one["n"] for one in variable["categories"] if one["n"]}


def test_the_example_is_without_a_fault(run: Run) -> None:
    assert run("validate", RATERS, *FORM, "--format", "json") == (0, "[]\n", "")


@pytest.mark.parametrize("case", VIGNETTES_2017)
def test_the_printed_counts_come_out(run: Run, case: str) -> None:
    raters, printed = VIGNETTES_2017[case]
    found = by_case(run)[case]

    assert counts(found["fall"]) == {case: raters}
    for question, expected in printed.items():
        missing = {"inte_kant", "saknas"}
        assert counts(found[question]) == {code: count for code, count in expected.items() if code not in missing}


def test_the_raters_of_each_case_are_as_many_as_printed() -> None:
    assert {case: raters for case, (raters, _) in VIGNETTES_2017.items()} == {
        "assi": 12,
        "max": 7,
        "jamila": 16,
        "tobias": 15,
        "mohammad": 4,
    }


def test_mohammad_is_there_and_judged_by_nobody(run: Run) -> None:
    risk = by_case(run)["mohammad"]["risk"]

    assert (risk["answered"], counts(risk)) == (0, {})


@pytest.mark.parametrize(
    ("case", "share", "pairs"), [("assi", 10 / 12, 0.6970), ("max", 4 / 7, 0.3333), ("jamila", 11 / 15, 0.5429), ("tobias", 8 / 15, 0.3714)]
)
def test_the_most_common_level_and_the_pairs_that_agree_follow_from_the_rows(run: Run, case: str, share: float, pairs: float) -> None:
    chosen = counts(by_case(run)[case]["risk"])
    n = sum(chosen[level] for level in LEVELS if level in chosen)

    assert max(chosen.values()) / n == pytest.approx(share)
    assert sum(comb(count, 2) for count in chosen.values()) / comb(n, 2) == pytest.approx(pairs, abs=0.00005)


def test_exactly_the_printed_percentages_that_do_not_follow_are_told_of(run: Run) -> None:
    status, out, _ = run("indicators", RATERS, *FORM, "--published", PRINTED, "--format", "json")

    rows = {row["label"]: row for row in json.loads(out)["rows"] if "agrees" in row}
    assert status == 0
    assert {label: (row["published"], row["computed"]) for label, row in rows.items() if not row["agrees"]} == {
        "Jamila: Brister i omsorg": (36, 38),
        "Jamila: Inga egna svårigheter": (62, 63),
    }
    assert len(rows) == 10


def test_what_does_not_follow_is_said_with_its_count(run: Run) -> None:
    _, out, _ = run("indicators", RATERS, *FORM, "--published", PRINTED)
    said = " ".join(out.split())

    assert "Jamila: Brister i omsorg: tryckt 36 %, men raderna ger 38 % (6 av 16, alltså 37,5)." in said
    assert "Jamila: Inga egna svårigheter: tryckt 62 %, men raderna ger 63 % (10 av 16, alltså 62,5)." in said


def test_the_one_who_did_not_know_counts_among_all_who_judged(run: Run) -> None:
    _, out, _ = run("indicators", RATERS, *FORM, "--format", "json")

    row = next(row for row in json.loads(out)["rows"] if row["indicator"] == "jamila_risk_forhojd")
    assert (row["numerator"], row["denominator"], row["left_out"]) == (11, 2 + 11 + 2 + 0 + 1, {})


def test_seven_raters_are_too_few_for_a_share(run: Run) -> None:
    _, out, _ = run("indicators", RATERS, *FORM)

    line = next(line for line in out.splitlines() if line.startswith("Max: Mycket hög risk"))
    assert line.split()[4:] == ["för", "få", "4", "av", "7", "0"]


def test_a_row_without_a_case_is_an_error(run: Run, tmp_path: Any) -> None:
    path = tmp_path / "rader.csv"
    path.write_text("kommunkod;fall;risk\n2080;;hog\n", encoding="utf-8")

    status, out, _ = run("validate", path, *FORM)

    assert status == 1
    assert "rad 2, kolumn fall: fel: Konstruerat ärende är tomt." in out
