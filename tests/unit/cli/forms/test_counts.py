"""Placements month by month, and the inventory of foster homes: sums that hold, and exactly those that do not."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EXAMPLES
from tests.unit.cli.conftest import Run

HOMES, PRINTED = EXAMPLES / "familjehem_inventering_2020.csv", EXAMPLES / "familjehem_inventering_2020_tryckt.csv"
MONTHS = EXAMPLES / "placeringar_2021.csv"
INVENTORY, PLACEMENTS = ("--instrument", "familjehem-2020"), ("--instrument", "placeringar-2021")


def rows_of(run: Run, *arguments: object) -> list[dict[str, Any]]:
    status, out, _ = run("indicators", *arguments, "--format", "json")
    assert status == 0
    found: list[dict[str, Any]] = json.loads(out)["rows"]
    return found


def told(run: Run, path: Path, form: tuple[str, str]) -> list[tuple[int, str, str]]:
    _, out, _ = run("validate", path, *form, "--format", "json")
    return [(problem["row"], problem["severity"], problem["message"]) for problem in json.loads(out)]


def changed(path: Path, target: Path, row: int, column: str, cell: str) -> Path:
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    rows[row - 1][rows[0].index(column)] = cell
    target.write_text("\n".join(";".join(cells) for cells in rows) + "\n", encoding="utf-8")
    return target


# ── The inventory ─────────────────────────────────────────────────────────


def test_exactly_the_rows_that_do_not_add_up_are_told_of(run: Run) -> None:
    kinds, places = (
        "Summan av de tre slagen är inte densamma som Alla familjehem. Alla familjehem är 20, men delarna ger 22.",
        "Summan av de tre platserna är inte densamma som Alla familjehem. Alla familjehem är 58, men delarna ger 47.",
    )

    assert 12 + 2 + 8 > 20  # Smedjebacken
    assert 33 + 14 + 11 == 58 > 18 + 25 + 4  # Ludvika
    assert told(run, HOMES, INVENTORY) == [(4, "warning", kinds), (12, "warning", places)]
    lines = HOMES.read_text(encoding="utf-8").splitlines()
    assert (lines[4 - 1][:4], lines[12 - 1][:4]) == ("2061", "2085")


def test_exactly_the_column_that_does_not_add_up_is_told_of(run: Run) -> None:
    compared = {row["indicator"]: row for row in rows_of(run, HOMES, *INVENTORY, "--published", PRINTED) if "agrees" in row}

    assert {id for id, row in compared.items() if not row["agrees"]} == {"antal_utanfor_dalarna", "andel_utanfor_dalarna"}
    assert (compared["antal_utanfor_dalarna"]["published"], compared["antal_utanfor_dalarna"]["computed"]) == (155, 87)
    assert compared["antal_egen_regi"]["value"] == 211
    assert len(compared) == 6 + 1


def test_the_share_outside_the_county_is_of_homes_with_a_place(run: Run) -> None:
    share = next(row for row in rows_of(run, HOMES, *INVENTORY) if row["indicator"] == "andel_utanfor_dalarna")

    assert (share["numerator"], share["denominator"]) == (87, 163 + 148 + 87)
    assert share["value"] == pytest.approx(100 * 87 / 398)


def test_the_sentence_says_what_the_share_really_is(run: Run) -> None:
    _, out, _ = run("indicators", HOMES, *INVENTORY, "--published", PRINTED)

    assert "Andel utanför Dalarna: tryckt 33\u00a0%, men raderna ger 22\u00a0% (87 av 398, alltså 21,9)." in out
    assert "Utanför Dalarna, antal: tryckt 155, men raderna ger 87." in out


def test_what_the_parts_make_stands_beside_the_total(run: Run) -> None:
    rows = {(row["indicator"], row["group"]): row["value"] for row in rows_of(run, HOMES, *INVENTORY, "--by", "kommunkod")}

    assert (rows["summa_slag", "2061"], rows["antal_totalt", "2061"]) == (22, 20)
    assert (rows["summa_slag", "2085"], rows["summa_plats", "2085"], rows["antal_totalt", "2085"]) == (58, 47, 58)
    assert (rows["summa_slag", "alla"], rows["summa_plats", "alla"], rows["antal_totalt", "alla"]) == (411, 398, 409)


def test_a_blank_term_leaves_the_sum_alone_and_the_total_too(run: Run, tmp_path: Path) -> None:
    path = changed(HOMES, tmp_path / "hem.csv", 4, "natverkshem", "")

    assert [row for row, _, _ in told(run, path, INVENTORY)] == [12]
    network = next(row for row in rows_of(run, path, *INVENTORY) if row["indicator"] == "antal_natverkshem")
    assert (network["value"], network["counted"], network["left_out"]) == (71 - 8, 11, {"not_answered": 1})


def test_the_inventory_may_be_shown_to_anyone(run: Run) -> None:
    status, _, _ = run("mirror", HOMES, *INVENTORY, "--audience", "public")

    assert status == 0


# ── Placements ────────────────────────────────────────────────────────────


def test_the_five_months_add_up(run: Run) -> None:
    assert told(run, MONTHS, PLACEMENTS) == []


def test_the_printed_months_come_out(run: Run) -> None:
    rows = rows_of(run, MONTHS, *PLACEMENTS, "--by", "datum")
    found = {(row["indicator"].removeprefix("snitt_"), row["group"]): row["value"] for row in rows}

    for month in csv.DictReader(MONTHS.read_text(encoding="utf-8").splitlines(), delimiter=";"):
        forms = [form for form in month if form not in ("kommunkod", "datum")]
        assert [found[form, month["datum"]] for form in forms] == [int(month[form]) for form in forms]
    assert found["totalt", "alla"] == pytest.approx((93 + 95 + 97 + 96 + 95) / 5)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("totalt", "94", "Alla placerade är inte summan av formerna. Rätta det tal som är fel. Alla placerade är 94, men delarna ger 93."),
        (
            "institution",
            "13",
            "Alla placerade är inte summan av formerna. Rätta det tal som är fel. Alla placerade är 93, men delarna ger 94.",
        ),
        (
            "familjehem_konsulent",
            "21",
            "Familjehem är inte summan av egna och konsulentstödda. Rätta det tal som är fel. Familjehem är 68, men delarna ger 67.",
        ),
    ],
)
def test_a_month_that_does_not_add_up_stops_the_file(run: Run, tmp_path: Path, column: str, cell: str, said: str) -> None:
    path = changed(MONTHS, tmp_path / "manader.csv", 2, column, cell)

    assert told(run, path, PLACEMENTS) == [(2, "error", said)]
    assert run("indicators", path, *PLACEMENTS)[0] == 1


def test_the_numbers_are_those_of_the_row_also_below_a_blank_one(run: Run, tmp_path: Path) -> None:
    path = changed(MONTHS, tmp_path / "manader.csv", 4, "totalt", "90")
    lines = path.read_text(encoding="utf-8").splitlines()
    blank = ";" * lines[0].count(";")
    path.write_text("\n".join((lines[0], blank, *lines[1:])) + "\n", encoding="utf-8")

    ((row, _, said),) = told(run, path, PLACEMENTS)

    assert row == 4 + 1
    assert said.endswith("Alla placerade är 90, men delarna ger 97.")


def test_the_numbers_are_told_in_english_too(run: Run) -> None:
    _, out, _ = run("validate", HOMES, *INVENTORY, "--lang", "en")

    assert "The sum of the three kinds is not the same as All foster homes. All foster homes is 20, but the parts make 22." in out


def test_a_month_without_a_date_is_told_of(run: Run, tmp_path: Path) -> None:
    path = changed(MONTHS, tmp_path / "manader.csv", 3, "datum", "")

    assert told(run, path, PLACEMENTS) == [(3, "warning", "Datum saknas, så det går inte att veta vilken månad raden gäller.")]


def test_placements_of_a_municipality_are_not_for_everyone(run: Run) -> None:
    assert run("mirror", MONTHS, *PLACEMENTS, "--audience", "public")[0] == 2


# ── Wrong use ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--by", "slag"), 2, "Det går inte att dela upp efter slag. Välj något av: kommunkod, enhet, datum."),
        (("--population", HOMES), 2, "--population hör inte till familjehem-2020. Ta bort det."),
        (("--published", "finns-inte.csv"), 2, "Filen finns-inte.csv finns inte."),
        (("--published", HOMES), 1, "Kolumnen indikator saknas."),
        (("--earlier", PRINTED), 1, "tryckt.csv"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, arguments: tuple[object, ...], status: int, said: str) -> None:
    found, out, err = run("indicators", HOMES, *INVENTORY, *arguments)

    assert (found, out) == (status, "")
    assert said in err


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Egen regi, antl;211", "”Egen regi, antl” är ingen indikator i familjehem-2020. Menar du Egen regi, antal?"),
        ("Egen regi, antal;många", "”många” är inget tal. Skriv det med siffror, till exempel 87 eller 8,5, eller lämna tomt."),
        (";3", "Indikator saknas på raden."),
        ("antal_dalarna;1\nI övriga Dalarna, antal;2", "I övriga Dalarna, antal finns redan på rad 2. Ta bort den ena raden."),
    ],
)
def test_a_printed_figure_that_cannot_be_read_says_where(run: Run, tmp_path: Path, row: str, said: str) -> None:
    path = tmp_path / "tryckt.csv"
    path.write_text(f"indikator;tryckt\n{row}\n", encoding="utf-8")

    status, out, err = run("indicators", HOMES, *INVENTORY, "--published", path)

    assert (status, out) == (1, "")
    assert said in err
