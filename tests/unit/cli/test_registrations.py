"""`spegla synthesise`, `validate` and `mirror` as a person at a terminal meets them."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spegla.catalogue import Catalogue
from spegla.catalogue.filters import Between, Chosen, rule_of
from spegla.catalogue.rules import bind
from spegla.synthesis import Published, published
from tests.unit.cli.conftest import Run

WEBBKOLLEN = ("--instrument", "webbkollen-2017")
Rows = list[list[str]]


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 416 invented closings of which the printed counts hold."""
    from spegla.cli.main import main

    path = tmp_path_factory.mktemp("pahittat") / "pahittade.csv"
    assert main(["synthesise", *WEBBKOLLEN, "--n", "416", "--like", "published", "-o", str(path)]) == 0
    return path


@pytest.fixture
def changed(invented: Path, tmp_path: Path) -> Callable[[Callable[[Rows], None]], Path]:
    """A copy of the invented file with a change made to its rows, the header among them."""

    def write(change: Callable[[Rows], None]) -> Path:
        rows = list(csv.reader(invented.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
        change(rows)
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(rows)
        path = tmp_path / "rader.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return path

    return write


def mirrored(run: Run, path: Path, *arguments: object) -> dict[str, Any]:
    status, out, err = run("mirror", path, *WEBBKOLLEN, "--format", "json", *arguments)
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_invented_file_is_without_a_fault(run: Run, invented: Path) -> None:
    status, out, err = run("validate", invented, *WEBBKOLLEN, "--format", "json")

    assert (status, json.loads(out), err) == (0, [], "")


def test_the_same_seed_gives_the_same_file(run: Run) -> None:
    first, second, other = (run("synthesise", *WEBBKOLLEN, "--n", 50, "--seed", seed)[1] for seed in (3, 3, 4))

    assert first == second != other


def test_every_row_that_is_invented_says_so(run: Run) -> None:
    _, out, _ = run("synthesise", *WEBBKOLLEN, "--n", 20)

    rows = list(csv.DictReader(out.lstrip("\ufeff").splitlines(), delimiter=";"))
    assert {row["pahittad"] for row in rows} == {"ja"}


def test_a_rule_chosen_in_fields_works_as_it_is_after_where(run: Run, invented: Path, catalogue: Catalogue) -> None:
    webbkollen = catalogue.instruments["webbkollen-2017"]
    codes = {"tillfalle": {"avslut"}, "kon": {"flicka", "pojke"}, "utsatthet_hemmet": {"omsorgsbrist", "fysiskt_vald"}}
    ends = {"alder": Between(7, 15), "datum": Between(date(2016, 1, 1), date(2018, 12, 31))}
    rule = rule_of(Chosen({id: frozenset(chosen) for id, chosen in codes.items()}, ends), webbkollen)

    found = mirrored(run, invented, "--where", rule)
    assert found["where"] == rule
    assert 0 < found["groups"][0]["n"] < 416


@pytest.mark.parametrize("where", sorted({line.where for line in published()}))
def test_the_published_counts_come_out_of_the_mirror(run: Run, invented: Path, where: str) -> None:
    found = mirrored(run, invented, *(["--where", where] if where else []))["groups"][0]

    by_id = {variable["id"]: variable for variable in found["variables"]}
    for line in published():
        counts = {one["code"]: one["n"] for one in by_id[line.variable]["categories"]}
        if line.where == where and line.code in counts:
            assert (found["n"], by_id[line.variable]["answered"], counts[line.code]) == (line.base, line.answered, line.count), line


@pytest.mark.parametrize("line", published(), ids=lambda line: f"{line.row} {line.variable} {line.code}")
def test_the_published_counts_come_out_as_rows_too(run: Run, invented: Path, line: Published) -> None:
    rule = f"({line.where}) and ({line.when})" if line.where else line.when

    assert mirrored(run, invented, "--where", rule)["groups"][0]["n"] == line.count


def test_there_are_rules_among_the_published_counts(catalogue: Catalogue) -> None:
    scope = {one.id: one for one in catalogue.instruments["webbkollen-2017"].asked_and_derived}

    assert len({bind(line.where, scope).text for line in published() if line.where}) > 5


def test_json_has_the_promised_shape(run: Run, invented: Path) -> None:
    found = mirrored(run, invented, "--own", "2080", "--where", "alder >= 13", "--by", "kon")

    assert [found[key] for key in ("instrument", "where", "own", "by")] == ["webbkollen-2017", "alder >= 13", "2080", "kon"]
    assert [group["group"] for group in found["groups"]] == ["alla", "egen", "flicka", "pojke"]
    for group in found["groups"]:
        assert list(group) == ["group", "label", "n", "variables"]
        for variable in group["variables"]:
            assert list(variable) == ["id", "label", "type", "asked", "answered", "missing", "categories", "summary"]
            assert variable["asked"] == variable["answered"] + sum(variable["missing"].values())
            assert 0 not in variable["missing"].values()
            for category in variable["categories"]:
                assert list(category) == ["code", "label", "n", "percent", "interval"]


def test_groups_are_of_the_own_rows_when_there_are_own(run: Run, invented: Path) -> None:
    of_all, of_own = mirrored(run, invented, "--by", "kon"), mirrored(run, invented, "--by", "kon", "--own", "2080")

    assert sum(group["n"] for group in of_all["groups"][1:]) == 416
    assert sum(group["n"] for group in of_own["groups"][2:]) == of_own["groups"][1]["n"] < 416


@pytest.mark.parametrize("format", ["text", "json", "html", "csv"])
def test_every_output_says_that_it_must_not_be_spread_and_is_invented(run: Run, invented: Path, format: str) -> None:
    _, out, _ = run("mirror", invented, *WEBBKOLLEN, "--format", format)

    plain = " ".join(out.split()).casefold()
    assert "exakta uppgifter – får inte spridas" in plain
    assert "påhittade uppgifter" in plain


def test_a_workbook_is_written_to_a_file_alone(run: Run, invented: Path, tmp_path: Path) -> None:
    refused, written = (run("mirror", invented, *WEBBKOLLEN, "--format", "xlsx", *to) for to in ([], ["-o", tmp_path / "m.xlsx"]))

    assert refused[0] == 2
    assert written[0] == 0
    assert (tmp_path / "m.xlsx").read_bytes().startswith(b"PK")


def test_the_case_codes_of_the_file_are_in_no_output(run: Run, invented: Path, tmp_path: Path) -> None:
    run("mirror", invented, *WEBBKOLLEN, "--format", "xlsx", "-o", tmp_path / "m.xlsx")
    texts = [run("mirror", invented, *WEBBKOLLEN, "--own", "2080", "--format", format)[1] for format in ("text", "json", "html", "csv")]

    assert not any("P-0000" in text for text in texts)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--where", 'kon == "robot"'), "robot är inget svarsalternativ"),
        (("--where", "kon = 1"), "--where:"),
        (("--own", "114"), "den inledande nollan har försvunnit"),
        (("--own", "9999"), "9999"),
        (("--by", "alder"), "Det går inte att dela upp efter alder"),
        (("--audience", "region"), "kommer i en senare version"),
        (("--audience", "public"), "kommer i en senare version"),
        (("--audience", "alla"), "går inte"),
        (("--format", "pdf"), "går inte"),
        (("--map", "finns-inte.csv"), "finns inte"),
    ],
)
def test_wrong_use_says_what_to_do(run: Run, invented: Path, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run("mirror", invented, *WEBBKOLLEN, *arguments)

    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--n", -1), "kan inte vara mindre än noll"),
        (("--n", 415, "--like", "published"), "Skriv --n 416"),
        (("--n", "många"), "många"),
    ],
)
def test_a_number_of_rows_that_cannot_be_is_refused(run: Run, arguments: tuple[object, ...], said: str) -> None:
    status, out, err = run("synthesise", *WEBBKOLLEN, *arguments)

    assert (status, out) == (2, "")
    assert said in err


def test_an_instrument_without_registrations_is_not_mirrored(run: Run, invented: Path) -> None:
    status, _, err = run("mirror", invented, "--instrument", "oj-sbu-2016")

    assert status == 2
    assert "oj-sbu-2016 är ett annat slags formulär. Det här kommandot läser: " in err
    assert "webbkollen-2017" in err


def test_a_file_with_an_error_gives_its_problems_and_no_mirror(run: Run, changed: Callable[[Callable[[Rows], None]], Path]) -> None:
    def spoil(rows: Rows) -> None:
        rows[4][rows[0].index("kon")] = "robot"

    path = changed(spoil)

    status, out, err = run("mirror", path, *WEBBKOLLEN)
    assert (status, out) == (1, "")
    assert "rad 5, kolumn kon: fel:" in err
    assert "[unknown_code]" in err

    status, out, _ = run("validate", path, *WEBBKOLLEN, "--format", "json")
    (problem,) = json.loads(out)
    assert status == 1
    assert list(problem) == ["row", "column", "code", "severity", "message"]
    assert (problem["row"], problem["column"], problem["code"], problem["severity"]) == (5, "kon", "unknown_code", "error")


def test_a_problem_of_the_whole_file_has_no_row(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tom.csv"
    path.write_bytes(b"")

    status, out, _ = run("validate", path, *WEBBKOLLEN, "--format", "json")

    (problem,) = json.loads(out)
    assert (status, problem["row"], problem["code"]) == (1, None, "unreadable")


def test_a_question_without_a_column_was_asked_of_nobody(run: Run, changed: Callable[[Callable[[Rows], None]], Path]) -> None:
    def without_focus(rows: Rows) -> None:
        place = rows[0].index("fokus")
        for row in rows:
            del row[place]

    path = changed(without_focus)

    _, out, _ = run("validate", path, *WEBBKOLLEN)
    assert "Ej insamlat, ingen kolumn: Insatsens fokus (centrala behov)." in out
    found = {variable["id"]: variable for variable in mirrored(run, path)["groups"][0]["variables"]}
    assert (found["fokus"]["asked"], found["fokus"]["answered"], found["fokus"]["missing"]) == (0, 0, {})


def test_a_personal_number_stops_the_file_and_is_not_repeated(run: Run, changed: Callable[[Callable[[Rows], None]], Path]) -> None:
    # Invented, with the check digit that the rule gives.
    number = "20120115-2382"
    digits = [int(digit) for digit in "120115238"]
    doubled = [sum(divmod(digit * (2 - place % 2), 10)) for place, digit in enumerate(digits)]
    number = number[:-1] + str(-sum(doubled) % 10)

    def plant(rows: Rows) -> None:
        rows[7][rows[0].index("arende")] = number

    path = changed(plant)
    for format in ("text", "json"):
        status, out, err = run("validate", path, *WEBBKOLLEN, "--format", format)
        assert status == 1
        assert "identity_column" in out
        assert number not in out + err
        assert number.replace("-", "") not in out + err


def test_real_rows_among_invented_ones_are_refused(run: Run, changed: Callable[[Callable[[Rows], None]], Path]) -> None:
    def unmark(rows: Rows) -> None:
        rows[3][rows[0].index("pahittad")] = ""

    status, out, _ = run("validate", changed(unmark), *WEBBKOLLEN, "--format", "json")

    (problem,) = json.loads(out)
    assert (status, problem["row"], problem["column"], problem["code"]) == (1, 4, "pahittad", "missing_value")
    assert "inte märkt som påhittad" in problem["message"]


@pytest.mark.parametrize(
    ("where", "municipalities"),
    [('kommunkod == "2080"', "en kommun"), ("alder > 30", "0 kommuner"), ('kommunkod in ("2080", "2031")', "2 kommuner")],
)
def test_the_sentence_counts_the_municipalities_that_the_rule_leaves(run: Run, invented: Path, where: str, municipalities: str) -> None:
    _, out, _ = run("mirror", invented, *WEBBKOLLEN, "--where", where)

    assert f"i {municipalities} där" in " ".join(out.split())


def test_not_holds_for_what_it_stands_before(run: Run, invented: Path) -> None:
    part, whole = (
        " ".join(run("mirror", invented, *WEBBKOLLEN, "--where", where)[1].split())
        for where in ('not kon == "flicka" and lagrum == "lvu"', 'not (kon == "flicka" and lagrum == "lvu")')
    )

    assert "(det inte gäller att barnets kön är flicka) och lagrum är LVU" in part
    assert "det inte gäller att (barnets kön är flicka och lagrum är LVU)" in whole


def test_an_own_municipality_without_rows_is_told(run: Run, invented: Path) -> None:
    status, out, err = run("mirror", invented, *WEBBKOLLEN, "--own", "0180")

    assert status == 0
    assert "Stockholm har inga rader i filen. Filen har: " in err
    assert "Stockholm inräknad" not in out


@pytest.mark.parametrize("arguments", [("--audience", "public"), ("--where", "kon"), ("--own", "9999"), ("--by", "alder")])
def test_a_question_that_cannot_be_answered_is_refused_before_the_file_is_read(run: Run, tmp_path: Path, arguments: Sequence[str]) -> None:
    path = tmp_path / "trasig.csv"
    path.write_text("detta är ingen tabell", encoding="utf-8")

    status, out, err = run("mirror", path, *WEBBKOLLEN, *arguments)

    assert (status, out) == (2, "")
    assert "trasig.csv" not in err


def test_validate_ends_with_how_many_errors_there_are(run: Run, changed: Callable[[Callable[[Rows], None]], Path]) -> None:
    def spoil(rows: Rows) -> None:
        rows[4][rows[0].index("kon")] = "robot"
        rows[5][rows[0].index("kon")] = "robot"

    _, out, _ = run("validate", changed(spoil), *WEBBKOLLEN)

    assert out.splitlines()[-1] == "2 fel. Filen går att använda när de är rättade."


def test_synthesise_says_in_words_which_printed_percentages_are_of_others(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("synthesise", *WEBBKOLLEN, "--n", 416, "--like", "published", "-o", tmp_path / "p.csv")

    assert "Tryckta procent som är räknade på fler än dem som svarade:" in out
    assert "==" not in out


def test_the_answers_of_municipalities_can_be_validated_in_either_form(run: Run, answers_file: Path) -> None:
    wide = answers_file.with_name("oj2019_pahittade_svar.csv")

    assert run("validate", answers_file, "--instrument", "oj-sbu-2016")[:2] == (0, "Svaren från 15 kommuner går att använda.\n")
    status, out, err = run("validate", wide, "--instrument", "oj-2019")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "Svaren från 15 kommuner går att använda."
    assert out.count("varning") == 2


def test_the_answers_of_municipalities_are_not_mirrored(run: Run, answers_file: Path) -> None:
    status, _, err = run("mirror", answers_file.with_name("oj2019_pahittade_svar.csv"), "--instrument", "oj-2019")

    assert status == 2
    assert "oj-2019 är ett annat slags formulär" in err
