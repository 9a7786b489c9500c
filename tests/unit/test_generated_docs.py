"""docs/generated is what the code prints today."""

from pathlib import Path

import pytest

from scripts.generate_docs import TARGET, pages
from spegla.cli.main import parser
from spegla.messages import messages

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    assert (TARGET / name).read_text(encoding="utf-8") == PAGES[name], "run `make docs`"


def test_no_page_is_left_from_before() -> None:
    # `make bench` measures and writes one more.
    assert {path.name for path in TARGET.iterdir()} - {"prestanda.md"} == set(PAGES)


def test_the_readme_shows_commands_that_exist() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    commands = [line.split()[1:] for line in readme.splitlines() if line.startswith("spegla ")]

    assert len(commands) == 11
    for command in commands:
        words = [word for word in command if not word.startswith('"')]
        assert parser(messages("sv")).parse_known_args(words)[0].command == command[0]
