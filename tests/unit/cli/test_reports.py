"""`spegla report` as a person at a terminal meets it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from spegla.catalogue import load
from spegla.cli.main import _REPORTS
from tests.unit.cli.conftest import Run

Report = Callable[..., tuple[int, str, str]]
BEGINNINGS = {"pdf": b"%PDF", "docx": b"PK", "pptx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>"}


@pytest.fixture
def report(run: Run, answers_file: Path, printed_file: Path) -> Report:
    return lambda kind, *arguments: run("report", kind, answers_file, "--published", printed_file, *arguments)


def test_help_names_the_reports_that_there_are() -> None:
    assert set(_REPORTS) == set(load().reports)


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_the_ending_says_the_format(report: Report, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"rapport.{ending}"

    assert report("kommunrapport", "--own", "2080", "-o", path) == (0, f"Skrev {path}\n", "")
    assert path.read_bytes().startswith(BEGINNINGS[ending])


def test_the_format_can_be_said(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "rapport"
    report("lansrapport", "--format", "html", "-o", path)

    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_without_an_ending_the_format_is_asked_for(report: Report, tmp_path: Path) -> None:
    status, _, err = report("lansrapport", "-o", tmp_path / "rapport.txt")

    assert status == 2
    assert "Låt utfilen sluta på .pdf" in err


def test_an_unknown_report_lists_the_known(report: Report) -> None:
    status, _, err = report("arsrapport", "-o", "x.pdf")

    assert (status, err) == (
        2,
        "Det finns ingen rapport som heter arsrapport. Välj någon av: kommunrapport, lansrapport, tjansteskrivelse, webbkollen.\n",
    )


def test_the_municipalitys_report_asks_for_the_municipality(report: Report, tmp_path: Path) -> None:
    status, _, err = report("kommunrapport", "-o", tmp_path / "x.pdf")

    assert status == 2
    assert "--own KOMMUNKOD" in err


def test_a_municipality_without_answers_is_refused(report: Report, tmp_path: Path) -> None:
    status, _, err = report("kommunrapport", "--own", "0180", "-o", tmp_path / "x.pdf")

    assert status == 2
    assert err.startswith("--own: Stockholm har inga svar i filen.")
    assert not (tmp_path / "x.pdf").exists()


def test_an_instrument_that_the_report_is_not_for_is_refused(report: Report, tmp_path: Path) -> None:
    status, _, err = report("lansrapport", "--instrument", "webbkollen-2017", "-o", tmp_path / "x.pdf")

    assert status == 2
    assert "är inte gjord för webbkollen-2017" in err


def test_a_date_that_is_none_is_refused(report: Report, tmp_path: Path) -> None:
    status, _, err = report("lansrapport", "--date", "i går", "-o", tmp_path / "x.pdf")

    assert (status, err) == (2, "--date: ”i går” är inget datum. Skriv det åååå-mm-dd.\n")


def test_a_wrong_heading_says_where_and_writes_nothing(report: Report, tmp_path: Path) -> None:
    texts = tmp_path / "texter.md"
    texts.write_text("## bakgrunden\n\nText.\n", encoding="utf-8")

    status, _, err = report("lansrapport", "--texts", texts, "-o", tmp_path / "x.pdf")

    assert status == 1
    assert f"{texts}, rad 1: fel: Rubriken ”bakgrunden” är ingen del av rapporten. Menar du bakgrund?" in err
    assert "[texts_unknown_near]" in err
    assert not (tmp_path / "x.pdf").exists()


def test_texts_that_are_no_text_are_refused(report: Report, tmp_path: Path) -> None:
    texts = tmp_path / "texter.md"
    texts.write_bytes(b"\xff\xfe\x00")

    status, _, err = report("lansrapport", "--texts", texts, "-o", tmp_path / "x.pdf")

    assert status == 2
    assert "Spara filen som UTF-8." in err


def test_the_template_has_every_heading(run: Run) -> None:
    status, out, _ = run("report", "tjansteskrivelse", "--template")

    assert status == 0
    assert [line for line in out.splitlines() if line.startswith("## ")][:4] == [
        "## arende",
        "## forslag",
        "## sammanfattning",
        "## beskrivning",
    ]


def test_without_a_file_the_report_is_refused(run: Run) -> None:
    assert run("report", "lansrapport", "-o", "x.pdf")[0] == 2


def test_the_command_in_the_report_names_files_and_no_folder(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "rapport.html"
    report("lansrapport", "-o", path)
    text = path.read_text(encoding="utf-8")

    assert "spegla report lansrapport oj2016_dalarna_svar.csv --instrument oj-sbu-2016" in text
    assert str(tmp_path) not in text


def test_the_output_is_never_the_input(report: Report, tmp_path: Path, answers_file: Path) -> None:
    status, _, err = report("lansrapport", "--format", "pdf", "-o", answers_file)

    assert status == 2
    assert str(answers_file) in err
