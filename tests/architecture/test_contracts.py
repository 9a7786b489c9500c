"""Each contract of the architecture notices a violation, planted in a copy of the tree."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = {
    "Layers": ("spegla/catalogue/planted.py", "from spegla.responses import Response\n"),
    "Framework wall": ("spegla/analyses/planted.py", "import django\n"),
    "Disclosure wall": ("spegla/presentation/planted.py", "from spegla.statistics import Share\n"),
    "No circles": ("spegla/importers/reading.py", "\nfrom spegla.importers.table import read_table  # noqa\n"),
}


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "spegla", tmp_path / "spegla", ignore=shutil.ignore_patterns("__pycache__", "assets"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    result = lint_imports(tree)

    assert result.returncode == 0, result.stdout


def test_there_is_a_planted_violation_for_each_contract() -> None:
    names = [line.partition("=")[2].strip() for line in (ROOT / ".importlinter").read_text().splitlines() if line.startswith("name")]

    assert sorted(names) == sorted(PLANTED)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_is_noticed(tree: Path, contract: str) -> None:
    name, code = PLANTED[contract]
    with (tree / name).open("a") as module:
        module.write(code)

    result = lint_imports(tree)

    assert result.returncode == 1
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())


@pytest.mark.parametrize("room", ["cli", "portal/web"])
def test_the_walls_have_no_hole_for_other_doors_either(tree: Path, room: str) -> None:
    (tree / "spegla" / room / "planted.py").write_text("from spegla.columns import Columns\n")

    assert "Disclosure wall BROKEN" in " ".join(lint_imports(tree).stdout.split())
