"""The commands as a person at a terminal meets them: what is printed where, and the exit status."""

import json
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Run

ROW_KEYS = ["indicator", "label", "group", "numerator", "denominator", "left_out", "percent", "rounded", "weighted_percent", "interval"]
PAEDIATRICS = "Aktuell överenskommelse om samverkan med barn- och ungdomsmedicin"


@pytest.fixture
def indicators(run: Run, answers_file: Path) -> Run:
    return lambda *arguments: run("indicators", answers_file, "--instrument", "oj-sbu-2016", *arguments)


def payload(indicators: Run, *arguments: object) -> dict[str, Any]:
    status, out, err = indicators("--format", "json", *arguments)
    assert (status, err) == (0, "")
    loaded: dict[str, Any] = json.loads(out)
    return loaded


def test_json_has_the_promised_shape(indicators: Run) -> None:
    found = payload(indicators)

    assert list(found) == ["instrument", "rows"]
    assert found["instrument"] == "oj-sbu-2016"
    assert len(found["rows"]) == 45
    assert all(list(row) == ROW_KEYS for row in found["rows"])


def test_json_compares_only_when_there_is_something_to_compare_with(indicators: Run, printed_file: Path) -> None:
    found = payload(indicators, "--published", printed_file)

    assert all(list(row) == [*ROW_KEYS, "published", "agrees", "explanations"] for row in found["rows"])


def test_json_holds_the_figures_of_one_indicator(indicators: Run, printed_file: Path) -> None:
    found = {row["label"]: row for row in payload(indicators, "--published", printed_file)["rows"]}
    row = found["Aktuell rutin för samordning med hemlöshet"]

    assert row["group"] == "alla"
    assert (row["numerator"], row["denominator"]) == (6, 13)
    assert row["left_out"] == {"not_answered": 0, "not_applicable": 2}
    assert (row["percent"], row["rounded"]) == (100 * 6 / 13, 46)
    assert row["weighted_percent"] is None
    assert (row["published"], row["agrees"], row["explanations"]) == (46, True, [])
    assert [round(end) for end in row["interval"]] == [23, 71]


def test_json_flags_the_one_that_does_not_follow(indicators: Run, printed_file: Path) -> None:
    found = payload(indicators, "--published", printed_file)["rows"]
    wrong = [row for row in found if row["agrees"] is False]

    assert sum(row["agrees"] is True for row in found) == 37
    assert [row["label"] for row in wrong] == [PAEDIATRICS]
    (explanation,) = wrong[0]["explanations"]
    assert explanation["moves"] == [{"answer": "nej", "label": "Nej", "to": "left_out", "count": 2}]
    assert (explanation["numerator"], explanation["denominator"]) == (6, 13)


def test_json_shows_the_nation_without_comparing_it(indicators: Run, printed_file: Path) -> None:
    shown = payload(indicators, "--published", printed_file)["shown_not_compared"]

    assert len(shown) == 38
    assert shown[0] == {"column": "riket_procent", "indicator": "lattlast_svenska", "published": 30}


def test_json_is_null_where_nobody_is_counted(indicators: Run) -> None:
    row = next(row for row in payload(indicators)["rows"] if row["indicator"] == "bbic_licens")

    assert (row["denominator"], row["percent"], row["rounded"], row["interval"]) == (0, None, None, None)


def test_groups_are_rows_of_their_own(indicators: Run) -> None:
    rows = payload(indicators, "--by", "invanargrupp")["rows"]

    assert [row["group"] for row in rows[:3]] == ["1", "2", "3"]
    assert len(rows) == 45 * 3


@pytest.mark.parametrize(
    ("by", "language", "said"),
    [
        ("kommungrupp", "sv", "3 Större städer"),
        ("kommungrupp", "en", "3 Large cities"),
        ("invanargrupp", "sv", "3 (30 000–69 999 invånare)"),
        ("invanargrupp", "en", "3 (30,000–69,999 inhabitants)"),
        ("invanargrupp", "sv", "1"),
    ],
)
def test_a_group_is_called_by_its_number_and_its_name_if_that_is_known(indicators: Run, by: str, language: str, said: str) -> None:
    _, page, _ = indicators("--by", by, "--lang", language, "--format", "html")

    assert f"<td>{said}</td>" in page


@pytest.mark.parametrize(
    ("by", "head"), [("kommungrupp", "Kommungrupp"), ("invanargrupp", "Invånargrupp"), ("lan", "Län"), ("kommun", "Kommun")]
)
def test_the_column_of_groups_says_what_kind_they_are(indicators: Run, by: str, head: str) -> None:
    _, out, _ = indicators("--by", by)

    assert re.search(rf"^Indikator +{head} +Antal", out, re.MULTILINE)


def test_a_population_file_adds_the_weighted_share(indicators: Run, answers_file: Path) -> None:
    population = answers_file.parent / "familjehem_kostnadsfordelning_2021.csv"
    row = next(row for row in payload(indicators, "--population", population)["rows"] if row["indicator"] == "socialjour")

    assert row["weighted_percent"] == 100


def test_text_says_first_what_does_not_follow(indicators: Run, printed_file: Path) -> None:
    status, out, err = indicators("--published", printed_file)

    assert (status, err) == (0, "")
    finding = out.index("Ett tryckt tal stämmer inte.")
    assert finding < out.index("Alla tal")
    plain = " ".join(out.replace("\u00a0", " ").split())
    assert f"{PAEDIATRICS}: 46 % i tryck. Svaren ger 40 % (6 av 15). De andra 37 talen stämmer." in plain
    assert "två av svaren Nej inte hade räknats med: 6 av 13 är 46 %" in plain


def test_english_is_one_option_away(indicators: Run, printed_file: Path) -> None:
    _, out, _ = indicators("--published", printed_file, "--lang", "en")

    assert "One printed figure does not follow from the answers." in out
    assert "40% (6 of 15)" in " ".join(out.split())


def test_html_is_written_whole_to_the_file(indicators: Run, tmp_path: Path) -> None:
    target = tmp_path / "ny" / "sida.html"

    status, out, err = indicators("--format", "html", "-o", target)

    assert (status, err) == (0, "")
    assert str(target) in out
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in target.parent.iterdir()] == ["sida.html"]


@pytest.mark.parametrize("option", ["file", "--published", "--population"])
def test_a_file_that_is_read_is_never_written_over(run: Run, answers_file: Path, printed_file: Path, tmp_path: Path, option: str) -> None:
    sources = {
        "file": answers_file,
        "--published": printed_file,
        "--population": answers_file.parent / "familjehem_kostnadsfordelning_2021.csv",
    }
    copies = {name: tmp_path / f"{name.strip('-')}.csv" for name in sources}
    for name, source in sources.items():
        copies[name].write_bytes(source.read_bytes())
    extra = [part for name in ("--published", "--population") for part in (name, copies[name])]
    # The same file by another name, whose ending says nothing.
    output = tmp_path / "ut.txt"
    output.symlink_to(copies[option])

    status, out, err = run("indicators", copies["file"], "--instrument", "oj-sbu-2016", *extra, "-o", output)

    assert (status, out) == (2, "")
    assert "är en av filerna som läses" in err
    assert all(copies[name].read_bytes() == source.read_bytes() for name, source in sources.items())


def test_two_printed_columns_for_the_same_rows_are_refused(indicators: Run, tmp_path: Path) -> None:
    printed = tmp_path / "tryckt.csv"
    printed.write_text("indikator,dalarna_procent,alla_procent\nSocialjour,100,1\n", encoding="utf-8")

    status, out, err = indicators("--published", printed)

    assert (status, out) == (1, "")
    assert "Kolumnerna dalarna_procent, alla_procent hör till samma rader." in err


@pytest.mark.parametrize(("path", "said"), [("", "är en mapp"), ("finns-inte.csv", "finns inte")])
def test_what_cannot_be_read_is_called_what_it_is(run: Run, tmp_path: Path, path: str, said: str) -> None:
    status, _, err = run("indicators", tmp_path / path, "--instrument", "oj-sbu-2016")

    assert status == 2
    assert said in err


def test_an_output_that_cannot_be_written_says_why_in_swedish(indicators: Run, tmp_path: Path) -> None:
    status, _, err = indicators("-o", tmp_path)

    assert status == 2
    assert "(det är en mapp)" in err


def test_a_command_is_asked_for_by_name(run: Run) -> None:
    status, _, err = run()

    assert status == 2
    assert "det här saknas: KOMMANDO" in err


def test_an_incomplete_county_is_told_before_what_differs(run: Run, answers_file: Path, printed_file: Path, tmp_path: Path) -> None:
    lines = answers_file.read_text(encoding="utf-8").splitlines(keepends=True)
    part = tmp_path / "svar.csv"
    part.write_text("".join([lines[0], *(line for line in lines[1:] if "2080" in line or "2081" in line)]), encoding="utf-8")

    _, out, _ = run("indicators", part, "--instrument", "oj-sbu-2016", "--published", printed_file)

    plain = " ".join(out.split())
    assert plain.index("Filen har 2 av 15 kommuner i Dalarnas län.") < plain.index("skiljer sig från filens svar")
    assert "De tryckta talen gäller troligen hela länet." in plain
    assert "stämmer inte" not in plain


def test_a_link_stays_and_its_file_is_written(indicators: Run, tmp_path: Path) -> None:
    real, link = tmp_path / "sida.html", tmp_path / "senaste.html"
    real.write_text("gammal", encoding="utf-8")
    link.symlink_to(real.name)

    indicators("--format", "html", "-o", link)

    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_pipe_is_written_to_and_never_renamed_over(indicators: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()

    status, out, err = indicators("--format", "json", "-o", pipe)
    reader.join(timeout=30)

    assert (status, out, err) == (0, "", "")
    assert pipe.is_fifo()
    assert len(json.loads(got[0])["rows"]) == 45


def test_answers_may_come_through_a_pipe(run: Run, answers_file: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    threading.Thread(target=lambda: pipe.write_bytes(answers_file.read_bytes()), daemon=True).start()

    status, out, _ = run("indicators", pipe, "--instrument", "oj-sbu-2016", "--format", "json")

    assert status == 0
    assert len(json.loads(out)["rows"]) == 45


def test_data_with_errors_gives_its_problems_and_nothing_else(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "svar.csv"
    bad.write_text("kommunkod,indikator,svar\n2080,Socialjour,Kanske\n114,Socialjour,Ja\n", encoding="utf-8")
    target = tmp_path / "ut.json"

    status, out, err = run("indicators", bad, "--instrument", "oj-sbu-2016", "--format", "json", "-o", target)

    assert (status, out) == (1, "")
    lines = err.splitlines()
    assert "rad 2, kolumn svar: fel: ”Kanske” är inget svarsalternativ." in lines[0]
    assert "rad 3, kolumn kommunkod: fel: 114 har tre siffror: den inledande nollan har försvunnit." in lines[1]
    assert lines[-1].startswith("2 fel.")
    assert not target.exists()


def test_problems_of_every_file_are_told_at_once(run: Run, tmp_path: Path) -> None:
    bad, worse = tmp_path / "svar.csv", tmp_path / "tryckt.csv"
    bad.write_text("kommunkod,indikator,svar\n2080,Socialjour,Kanske\n", encoding="utf-8")
    worse.write_text("indikator,dalarna_procent\nSocialjour,mycket\n", encoding="utf-8")

    status, _, err = run("indicators", bad, "--instrument", "oj-sbu-2016", "--published", worse)

    assert status == 1
    assert "svar.csv, rad 2" in err
    assert "tryckt.csv, rad 2" in err


def test_a_fault_in_every_row_is_counted_and_not_repeated_without_end(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "svar.csv"
    bad.write_text("kommunkod,indikator,svar\n" + "2080,Socialjour,Kanske\n" * 1 + "2081,Okänt,Ja\n" * 50, encoding="utf-8")

    _, _, err = run("indicators", bad, "--instrument", "oj-sbu-2016")

    assert f"… och {50 - 20} till av samma slag [indicator_unknown]" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("indicators",),
        ("indicators", "{file}"),
        ("indicators", "{file}", "--instrument", "finns-inte-1"),
        ("indicators", "finns-inte.csv", "--instrument", "oj-sbu-2016"),
        ("indicators", "{file}", "--instrument", "oj-sbu-2016", "--by", "landskap"),
        ("indicators", "{file}", "--instrument", "oj-sbu-2016", "--format", "pdf"),
        ("indicators", "{file}", "--instrument", "oj-sbu-2016", "--format"),
        ("indicators", "{file}", "--instrument", "oj-sbu-2016", "--finns-inte"),
        ("indicators", "{file}", "--instrument", "oj-sbu-2016", "--population", "finns-inte.csv"),
        ("indicators", "{file}", "--instrument", "oj-sbu-2016", "--p", "x.csv"),
        ("indicators", "{file}", "--instrument", "oj-sbu-2016", "-o", "/dev/null/x"),
        ("explain", "{file}"),
        ("explain", "{file}", "--indicator", "finns inte"),
        ("check", "finns-inte"),
        ("finns-inte",),
        ("--lang", "de", "check"),
    ],
)
def test_wrong_use_is_status_2_in_swedish(run: Run, answers_file: Path, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*(argument.format(file=answers_file) for argument in arguments))

    assert (status, out) == (2, "")
    assert err
    english = {"usage", "error", "required", "invalid", "choice", "expected", "unrecognized", "arguments", "ambiguous", "options"}
    assert english & set(err.replace(":", " ").split()) == set()


def test_help_is_in_swedish_and_in_english(run: Run) -> None:
    _, swedish, _ = run("--help")
    _, english, _ = run("--lang", "en", "--help")

    assert "räkna ut indikatorer" in swedish
    assert "compute indicators" in english


def test_the_language_may_be_said_before_or_after_the_command(run: Run, answers_file: Path) -> None:
    common = ("--instrument", "oj-sbu-2016")
    _, before, _ = run("--lang", "en", "indicators", answers_file, *common)
    _, after, _ = run("indicators", answers_file, *common, "--lang=en")

    assert before == after
    assert "Open comparisons" in before


def test_explain_shows_each_row(run: Run, answers_file: Path, printed_file: Path) -> None:
    status, out, err = run("explain", answers_file, "--indicator", PAEDIATRICS, "--published", printed_file)

    assert (status, err) == (0, "")
    rows = [line.split() for line in out.splitlines() if line.endswith(tuple(str(row) for row in range(242, 257)))]
    assert len(rows) == 15
    assert rows[0] == ["Avesta", "■", "Ja", "uppnår", "242"]
    assert "Vi visar 40 och låter 46 stå kvar som tryckt." in out
    assert 'samverkan_barnmedicin == "ja"' in out


def test_check_accepts_our_own_definitions(run: Run) -> None:
    status, out, err = run("check")

    # What is printed in a source is kept, and told of.
    overlap = "barnenkat-2021, alder_tryckt: ”6–10 år” och ”10–15 år” överlappar. Samma person kan höra till båda.\n"
    assert (status, err) == (0, overlap)
    assert "oj-sbu-2016: 45 frågor, 45 indikatorer, 2 kontroller. Alla exempel stämmer.\n" in out


def test_check_points_into_a_rule_that_is_wrong(run: Run, tmp_path: Path) -> None:
    from spegla.catalogue.load import BUILTIN

    for folder in ("instruments", "indicators"):
        (tmp_path / folder).mkdir()
        source = (BUILTIN / folder / "oj-sbu-2016.yaml").read_text(encoding="utf-8")
        (tmp_path / folder / "oj-sbu-2016.yaml").write_text(source.replace('uppfoljning_kon == "nej"', 'uppfoljning_kon == "näj"'))

    status, out, err = run("check", tmp_path)

    assert (status, out) == (1, "")
    first, rule, caret = err.splitlines()[:3]
    assert first.startswith("instruments/oj-sbu-2016.yaml, rad ")
    assert "näj är inget svarsalternativ för uppfoljning_kon" in first
    assert rule[caret.index("^") :].startswith('"näj"')


def test_one_fault_in_a_repeated_definition_is_told_once(run: Run, tmp_path: Path) -> None:
    from spegla.catalogue.load import BUILTIN

    for folder in ("instruments", "indicators"):
        (tmp_path / folder).mkdir()
        source = (BUILTIN / folder / "oj-sbu-2016.yaml").read_text(encoding="utf-8")
        (tmp_path / folder / "oj-sbu-2016.yaml").write_text(source.replace('{variabel} == "ja"', '{variabel} == "jå" ' + "or not x " * 300))

    status, _, err = run("check", tmp_path)

    assert status == 1
    assert err.count("[rule_") == 1
    assert "fel till av samma slag i upprepningen" in err
    assert max(map(len, err.splitlines())) < 200


def test_answers_that_do_not_go_together_are_a_warning(run: Run, changed: Callable[..., Path]) -> None:
    def contradict(rows: list[list[str]]) -> None:
        for row in rows:
            if row[1] == "Falun" and row[4] == "Använt resultat med ett könsperspektiv till verksamhetsutveckling inom dygnsvård":
                row[5] = "Ja"

    status, out, err = run("indicators", changed(contradict), "--instrument", "oj-sbu-2016")

    assert status == 0
    assert "varning: Falun: Resultat med ett könsperspektiv är använda inom dygnsvård" in err
    assert "Ett svar går inte ihop." in out


def test_the_name_of_an_indicator_tells_which_instrument_is_meant(run: Run, answers_file: Path) -> None:
    status, out, _ = run("explain", answers_file.with_name("oj2019_pahittade_svar.csv"), "--indicator", "plan_sbu")

    assert status == 0
    assert out.startswith("Aktuell samlad plan för handläggarnas kompetensutveckling, social barn- och ungdomsvård\n")


def test_an_indicator_that_no_instrument_has_asks_for_the_instrument(run: Run, answers_file: Path) -> None:
    status, out, err = run("explain", answers_file, "--indicator", "Brandbilar")

    assert (status, out) == (2, "")
    assert err.splitlines()[0].startswith("Säg vilket formulär det gäller med --instrument: oj-2019, oj-sbu-2016")


def test_an_indicator_that_two_instruments_have_asks_for_the_instrument(run: Run, answers_file: Path) -> None:
    status, out, err = run("explain", answers_file, "--indicator", "samverkan_skola")

    assert (status, out) == (2, "")
    assert err == "Säg vilket formulär det gäller med --instrument: oj-2019, oj-sbu-2016.\n"
