"""The lists of words are in order: nothing twice, and what is said of a name is said of one that is there."""

from pathlib import Path

import pytest

import spegla.identities
from spegla.identities.lists import phrases, signs, words

FOLDER = Path(spegla.identities.__file__).parent
WORDS = ("fornamn", "efternamn", "namn_som_ar_ord", "ord_som_liknar_namn", "ord", "gator")


def entries(name: str) -> list[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


@pytest.mark.parametrize("name", WORDS)
def test_no_word_is_twice_in_a_list(name: str) -> None:
    listed = entries(name)

    assert sorted(word for word in set(listed) if listed.count(word) > 1) == []


def test_names_that_are_words_are_names() -> None:
    assert words("namn_som_ar_ord") - words("fornamn") - words("efternamn") == set()
    assert words("ord_som_liknar_namn") - words("fornamn") == set()


def test_a_name_is_no_ordinary_word_unless_the_list_of_such_says_so() -> None:
    assert words("fornamn") & words("ord") - words("namn_som_ar_ord") == set()


def test_no_name_is_an_authority_or_a_method() -> None:
    assert words("fornamn") & phrases("inte_personer") == set()


def test_each_list_is_read() -> None:
    files = {path.stem for path in FOLDER.glob("*.txt")}

    assert files == {*WORDS, "platser", "inte_personer", "ledord"}
    assert len(words("fornamn")) > 800
    assert all(
        signs(group) for group in ("roll", "gör", "någons", "enhet", "heter", "mellan", "inget", "led", "läge", "riktning", "förkortning")
    )
