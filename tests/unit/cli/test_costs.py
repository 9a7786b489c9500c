"""`spegla cost-key` and `spegla day-cost` as a person at a terminal meets them."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES
from tests.unit.cli.conftest import Run

HOMES, HVB = EXAMPLES / "familjehem_kostnadsfordelning_2021.csv", EXAMPLES / "hvb_kostnadsfordelning_2020.csv"


def printed(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_printed_key_comes_out_to_the_krona(run: Run) -> None:
    status, out, err = run("cost-key", HOMES, "--total", "3500000", "--format", "json")

    key = json.loads(out)
    assert (status, err) == (0, "")
    assert [(row["kommunkod"], row["percent"], row["kronor"]) for row in key["rows"]] == [
        (row["kommunkod"], float(row["tryckt_procent"]), int(row["tryckt_arskostnad_kr"])) for row in printed(HOMES)
    ]
    assert key["sum"] == {"inhabitants": 61_375, "percent": 100.0, "kronor": 3_500_000, "adds_up": True}


def test_plain_rounding_gives_the_other_printed_key_and_says_that_it_is_too_much(run: Run) -> None:
    status, out, _ = run("cost-key", HVB, "--total", "9210000", "--method", "plain", "--format", "json")

    key = json.loads(out)
    assert status == 0
    assert [(row["municipality"], row["percent"]) for row in key["rows"]] == [
        (row["kommun"], float(row["tryckt_procent"])) for row in printed(HVB)
    ]
    assert (key["sum"]["inhabitants"], key["sum"]["percent"], key["sum"]["adds_up"]) == (250_874, 100.1, False)
    assert "! Andelarna blir tillsammans 100,1\u00a0%, inte 100." in run("cost-key", HVB, "--total", "9210000", "--method", "plain")[1]


def test_the_same_inhabitants_by_largest_remainders_add_up(run: Run) -> None:
    _, out, _ = run("cost-key", HVB, "--total", "9210000", "--format", "json")

    assert json.loads(out)["sum"] == {"inhabitants": 250_874, "percent": 100.0, "kronor": 9_210_000, "adds_up": True}
    assert "!" not in run("cost-key", HVB, "--total", "9210000")[1]


def test_a_cost_that_does_not_divide_is_still_paid_to_the_krona(run: Run) -> None:
    _, out, _ = run("cost-key", HVB, "--total", "1234567", "--format", "json")

    assert sum(row["kronor"] for row in json.loads(out)["rows"]) == 1_234_567


def test_the_key_opens_in_a_spreadsheet(run: Run) -> None:
    _, out, _ = run("cost-key", HOMES, "--total", "3500000", "--format", "csv")

    rows = list(csv.DictReader(out.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert rows[0] == {"kommunkod": "2081", "kommun": "Borlänge", "invanare": "12391", "procent": "20,2", "kronor": "707000"}
    assert sum(Decimal(row["procent"].replace(",", ".")) for row in rows) == 100


def test_the_printed_day_of_care_comes_out(run: Run) -> None:
    status, out, err = run("day-cost", "--total", "9210000", "--places", "10", "--days", "365", "--occupancy", "80")

    assert (status, err) == (0, "")
    assert "Vid 100\u00a0% beläggning  2\u00a0523 kr" in out
    assert "Vid 80\u00a0% beläggning   3\u00a0154 kr" in out


def test_an_occupancy_may_have_decimals(run: Run) -> None:
    _, out, _ = run("day-cost", "--total", "9 210 000", "--places", "10", "--occupancy", "82,5 %", "--format", "json")

    found = json.loads(out)
    assert (found["occupancy"], found["used_days"]) == (82.5, 3650 * 0.825)
    assert found["kronor_per_day"]["at_occupancy"] == round(9_210_000 / (3650 * 0.825))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--total", "9,21", "--places", "10"), "--total ska vara ett helt tal mellan 1 och 1 000 000 000 000. ”9,21” går inte."),
        (("--total", "9", "--places", "0"), "--places ska vara ett helt tal mellan 1 och 100 000. ”0” går inte."),
        (("--total", "9", "--places", "1", "--days", "-1"), "--days"),
        (("--total", "9", "--places", "1", "--days", "367"), "--days ska vara ett helt tal mellan 1 och 366. ”367” går inte."),
        (("--total", "9", "--places", "1", "--occupancy", "0"), "--occupancy ska vara mer än 0 och högst 100 procent. ”0” går inte."),
        (("--total", "9", "--places", "1", "--occupancy", "100,1"), "”100,1” går inte."),
        (("--total", "9"), "--places"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run("day-cost", *arguments)

    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kommun;invanare\nFalun;59423\nStorköping;10\n", "rad 3, kolumn kommun: fel: ”Storköping” är inte en av de 290 kommunerna."),
        ("kommun;invanare\nFalun;\n", "rad 2, kolumn invanare: fel: Antal invånare saknas för Falun."),
        ("kommun;invanare\nFalun;-4\n", "rad 2, kolumn invanare: fel: ”-4” är inget antal invånare."),
        ("kommun;invanare\nFalun;4\nFalun;5\n", "rad 3, kolumn kommun: fel: Falun finns två gånger."),
        ("kommun;antal\nFalun;4\n", "rad 1, kolumn invanare: fel: Kolumnen invanare saknas."),
        ("kommun;invanare\n", "Filen har rubriker men inga rader"),
        ("", "Filen är tom."),
    ],
)
def test_a_file_that_cannot_be_read_says_where(run: Run, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "invanare.csv"
    path.write_text(text, encoding="utf-8")

    status, out, err = run("cost-key", path, "--total", "100")

    assert (status, out) == (1, "")
    assert said in err


def test_the_output_is_never_the_input(run: Run) -> None:
    before = HOMES.read_bytes()

    assert run("cost-key", HOMES, "--total", "5", "-o", HOMES)[0] == 2
    assert HOMES.read_bytes() == before
