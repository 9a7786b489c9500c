"""`spegla compare-versions` and `spegla series` as a person at a terminal meets them."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


@pytest.fixture
def files(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """200 rows of 2017, and the first 120 of them as 2016 would have had them."""
    late, early = tmp_path / "2017.csv", tmp_path / "2016.csv"
    run("synthesise", "--instrument", "webbkollen-2017", "--n", 200, "-o", late)
    rows = list(csv.reader(late.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    kept = [place for place, name in enumerate(rows[0]) if not name.startswith("samtal_") and name != "boende_avslut"]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([row[place] for place in kept] for row in rows[:121])
    early.write_text(text.getvalue(), encoding="utf-8")
    return early, late


def of(files: tuple[Path, Path]) -> tuple[object, ...]:
    return ("--of", files[0], "webbkollen-2016", "--of", files[1], "webbkollen-2017")


def test_the_page_begins_with_what_cannot_be_compared(run: Run) -> None:
    status, out, _ = run("compare-versions", "webbkollen-2016", "webbkollen-2017")

    assert status == 0
    assert "30 frågor går att jämföra. En går inte att jämföra. 3 är nya." in " ".join(out.split())
    assert (
        out.index("Går inte att jämföra")
        < out.index("Barnets boende vid avslut")
        < out.index("Nya frågor")
        < out.index("Går att jämföra\n")
    )


def test_several_questions_that_became_one_are_told_answer_by_answer(run: Run) -> None:
    _, out, _ = run("compare-versions", "webbkollen-2017", "bbic-3.1")

    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "Identifierad utsatthet i hemmiljön: Annat skäl Annan" in lines
    assert "Barnets riskbeteende och svårigheter: Ingen svårighet ingen motsvarighet" in lines


def test_versions_that_nobody_has_judged_are_called_so(run: Run) -> None:
    status, out, _ = run("compare-versions", "webbkollen-2016", "bbic-3.1")

    assert status == 0
    assert "Ingen har bedömt om svaren i webbkollen-2016 går att jämföra" in out
    assert "Jämför inte de här två versionerna." in out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("webbkollen-2017", "webbkollen-2016", "webbkollen-2016 är den äldre. Byt plats"),
        ("webbkollen-2017", "webbkollen-2017", "webbkollen-2017 står två gånger"),
        ("webbkollen-2017", "oj-2019", "webbkollen-2017 och oj-2019 är olika formulär, och ingen har bedömt om svaren går att jämföra."),
    ],
)
def test_versions_that_cannot_be_compared_so_are_told_how(run: Run, old: str, new: str, said: str) -> None:
    status, out, err = run("compare-versions", old, new)

    assert (status, out) == (2, "")
    assert said in err


def test_what_is_only_our_reading_is_said_first(run: Run) -> None:
    _, out, _ = run("compare-versions", "webbkollen-2017", "bbic-3.1")

    assert "Det är vår läsning" in " ".join(out.splitlines()[2:5])


def test_json_has_every_question_of_either_version(run: Run) -> None:
    found = json.loads(run("compare-versions", "webbkollen-2017", "bbic-3.1", "--format", "json")[1])

    by_id = {one["id"]: one for one in found["variables"] if one["id"]}
    assert by_id["identifierad_utsatthet"]["verdict"] == "break"
    assert by_id["identifierad_utsatthet"]["sources"] == ["utsatthet_hemmet", "utsatthet_foraldrar", "utsatthet_barnet"]
    assert {one["sources"][0] for one in found["variables"] if one["id"] is None} == {
        *("ursprung", "forsorjning_avslut", "sysselsattning_avslut", "antal_utsatthet", "antal_utsatthet_grupp"),
    }


def test_html_is_a_page(run: Run, tmp_path: Path) -> None:
    status, _, _ = run("compare-versions", "webbkollen-2017", "bbic-3.1", "--format", "html", "-o", tmp_path / "v.html")

    assert status == 0
    assert (tmp_path / "v.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_version_that_does_not_exist_is_told(run: Run) -> None:
    status, out, err = run("compare-versions", "webbkollen-2015", "webbkollen-2017")

    assert (status, out) == (2, "")
    assert "webbkollen-2015 finns inte" in err


def test_a_series_counts_each_file_under_its_own_version(run: Run, files: tuple[Path, Path]) -> None:
    status, out, err = run("series", "kon", *of(files), "--format", "json")

    assert (status, err) == (0, "")
    points = json.loads(out)["points"]
    assert [(point["instrument"], point["n"]) for point in points] == [("webbkollen-2016", 120), ("webbkollen-2017", 200)]
    for point in points:
        assert sum(one["n"] for one in point["categories"]) == point["answered"]


def test_a_series_of_a_number_has_its_mean(run: Run, files: tuple[Path, Path]) -> None:
    _, out, _ = run("series", "alder", *of(files))

    assert "Medelvärde" in out
    assert "Exakta uppgifter – får inte spridas." in out
    assert "Påhittade uppgifter." in out


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("boende_avslut", "boende_avslut går inte att jämföra mellan webbkollen-2016 och webbkollen-2017. Svaren byttes"),
        ("samtal_beslut", "samtal_beslut har ingen motsvarighet i webbkollen-2016, så serien kan inte börja före webbkollen-2017."),
        ("glad", "glad är ingen fråga i webbkollen-2017."),
    ],
)
def test_a_series_that_would_not_be_fair_is_refused_by_name(run: Run, files: tuple[Path, Path], variable: str, said: str) -> None:
    status, out, err = run("series", variable, *of(files))

    assert (status, out) == (2, "")
    assert said in err


def test_a_break_is_refused_by_name(run: Run, files: tuple[Path, Path]) -> None:
    status, _, err = run("series", "identifierad_utsatthet", "--of", files[1], "webbkollen-2017", "--of", files[1], "bbic-3.1")

    assert status == 2
    assert "identifierad_utsatthet har ett brott mellan webbkollen-2017 och bbic-3.1 och visas inte som en serie." in err


def test_versions_in_the_wrong_order_have_no_map(run: Run, files: tuple[Path, Path]) -> None:
    status, _, err = run("series", "kon", "--of", files[1], "webbkollen-2017", "--of", files[0], "webbkollen-2016")

    assert status == 2
    assert "Ingen har bedömt om kon i webbkollen-2017 går att jämföra med webbkollen-2016." in err


def test_one_file_is_no_series(run: Run, files: tuple[Path, Path]) -> None:
    status, _, err = run("series", "kon", "--of", files[0], "webbkollen-2016")

    assert status == 2
    assert "minst två filer" in err


def test_a_file_with_an_error_gives_its_problems_and_no_series(run: Run, files: tuple[Path, Path]) -> None:
    status, out, err = run("series", "kon", "--of", files[1], "webbkollen-2016", "--of", files[1], "webbkollen-2017")

    assert (status, out) == (1, "")
    assert "samtal_beslut" in err
