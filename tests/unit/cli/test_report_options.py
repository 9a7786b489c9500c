"""What a report is asked for must change something: it prints the command that it was made with."""

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

ANSWERS = Path(__file__).parents[3] / "examples" / "oj2016_dalarna_svar.csv"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--own", "2080"), "--own hör inte till lansrapport"),
        (("--where", "alder > 1"), "--where hör inte till lansrapport"),
        (("--format", "docx"), "men --format säger docx"),
    ],
)
def test_what_would_change_nothing_is_refused(run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    out = tmp_path / "lan.pdf"

    status, _, err = run("report", "lansrapport", ANSWERS, *arguments, "-o", out)

    assert (status, out.exists()) == (2, False)
    assert said in err


def test_a_file_in_which_nobody_has_answered_gives_no_report(run: Run, tmp_path: Path) -> None:
    blank = tmp_path / "tom.csv"
    lines = ANSWERS.read_text(encoding="utf-8-sig").splitlines()
    blank.write_text("\n".join([lines[0], *(line.rpartition(",")[0] + "," for line in lines[1:])]), encoding="utf-8")

    status, _, err = run("report", "lansrapport", blank, "-o", tmp_path / "lan.pdf")

    assert (status, (tmp_path / "lan.pdf").exists()) == (2, False)
    assert "Ingen i filen har svarat på någon fråga" in err
