"""docs/dev/follow-one-number.md holds: ten links, files that exist, quotes that stand there, and code that gives what it says."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/dev/follow-one-number.md"
LINKS = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def test_there_are_ten_links() -> None:
    assert [link.split(".")[0] for link in LINKS] == [str(number) for number in range(1, 10 + 1)]


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.splitlines()[0])
def test_each_link_names_files_that_exist(link: str) -> None:
    named = re.findall(r"`((?:spegla|tests|examples)/[\w./-]+)`", link)

    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_what_is_quoted_from_definitions_stands_there() -> None:
    quoted = [
        line for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL) for line in block.splitlines()
    ]
    definitions = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "spegla/definitions").glob("in*/*.yaml")).splitlines()

    assert len(quoted) >= 5
    assert [line for line in quoted if line not in definitions] == []


def test_the_code_gives_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")

    assert result.attempted > 20
    assert result.failed == 0
