"""The repository works on any machine: no path of one machine, no registry's host name, and every dependency locked by hash."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".toml", ".txt", ".md", ".yaml", ".yml", ".json", ".html", ".css", ".csv", ".svg", ".cfg", ".sh", ".j2", ""}
# The brackets keep this file from holding what it looks for.
HOSTS = re.compile("pypi[.]org|pythonhoste[d]|npmjs[.](org|com)|npmmirro[r]|yarnpk[g]")
MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(["work", "root", "home/" r"\w+", "Users/" r"\w+", "tmp/" r"\w+"]) + r")/")
LOCKS = ["requirements.txt", "requirements-build.txt", "requirements-portal.txt", "requirements-dev.txt"]


def tracked() -> list[Path]:
    """The files of the repository; those on disk when it is no clone."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    ignored = {".venv", "node_modules", "demo", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not ignored & set(path.relative_to(ROOT).parts)]


def holding(pattern: re.Pattern[str]) -> list[str]:
    """`file:line` of each match in the text files of the repository."""
    found = []
    for path in tracked():
        if path.suffix in TEXT:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
                if pattern.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}")
    return found


def test_no_file_names_a_registry() -> None:
    assert holding(HOSTS) == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    assert holding(MACHINE) == []


def test_the_search_would_find_them() -> None:
    assert HOSTS.search("https://" + "pypi." + "org/simple")
    assert MACHINE.search("see /" + "home/astrid/file")
    assert len(tracked()) > 50


@pytest.mark.parametrize("name", LOCKS)
def test_each_requirement_is_locked_by_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    requirements = [entry for entry in entries if not entry.startswith("#")]

    assert requirements
    assert [entry.splitlines()[0] for entry in requirements if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_core_lock_is_free_of_the_framework() -> None:
    assert "django" not in (ROOT / "requirements.txt").read_text().lower()
    assert "django==" in (ROOT / "requirements-portal.txt").read_text().lower()


def test_no_tracked_file_is_larger_than_a_megabyte() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > 1_000_000] == []
