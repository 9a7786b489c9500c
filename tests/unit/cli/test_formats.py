"""What a file is called and what is in it agree, whichever command wrote it."""

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

BEGINNINGS = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>", "json": b"{", "md": b"#"}


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_the_ending_of_a_codebook_says_its_format(run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"kodbok.{ending}"

    assert run("codebook", "elevenkat-2021", "-o", path)[0] == 0
    assert path.read_bytes().startswith(BEGINNINGS[ending])


def test_a_page_is_written_when_the_file_is_called_one(run: Run, tmp_path: Path, answers_file: Path) -> None:
    for command in (
        ("indicators", answers_file, "--instrument", "oj-sbu-2016"),
        ("compare-versions", "webbkollen-2016", "webbkollen-2017"),
    ):
        path = tmp_path / f"{command[0]}.html"
        assert run(*command, "-o", path)[0] == 0
        assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_name_that_says_another_format_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "fel.docx"

    status, _, err = run("codebook", "elevenkat-2021", "--format", "pdf", "-o", path)

    assert (status, err) == (2, f"Filen heter {path} men --format säger pdf. Ändra det ena.\n")
    assert not path.exists()


def test_an_ending_that_the_command_cannot_write_is_refused(run: Run, tmp_path: Path, answers_file: Path) -> None:
    status, _, err = run("indicators", answers_file, "--instrument", "oj-sbu-2016", "-o", tmp_path / "lan.pdf")

    assert status == 2
    assert "Välj .json, .html, eller en ändelse som inte säger något, som .txt." in err


def test_another_ending_gets_the_usual_format(run: Run, tmp_path: Path, answers_file: Path) -> None:
    path = tmp_path / "lan.txt"

    assert run("indicators", answers_file, "--instrument", "oj-sbu-2016", "-o", path)[0] == 0
    assert path.read_text(encoding="utf-8").lstrip()[:1] not in "<{"
