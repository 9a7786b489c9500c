"""A sentence is looked up by code and language and filled with facts. A code without a sentence is a defect and raises KeyError.

Knows nothing of the rest of Spegla, so that `spegla --help` need not wait for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class Words:
    """A text in Swedish and English. Swedish is the original."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` ("sv" or "en")."""
        return self.en if language == "en" else self.sv


@dataclass(frozen=True)
class Messages:
    """The table in one language."""

    language: str
    table: Mapping[str, Words]

    def say(self, code: str, /, **facts: object) -> str:
        """The sentence for `code` with `{name}` filled from `facts`."""
        return self.table[code].in_language(self.language).format(**facts)

    def say_count(self, code: str, count: int, /, **facts: object) -> str:
        """The sentence for one (`<code>_one`) or for any other number (`<code>_many`).

        `{count}` is the number in figures, `{words}` in words.
        """
        return self.say(f"{code}_one" if count == 1 else f"{code}_many", count=count, words=self.in_words(count), **facts)

    def in_words(self, value: int) -> str:
        """Zero to twelve as a word, larger ones in figures."""
        words = self.say("number_words").split()
        return words[value] if value < len(words) else str(value)


@cache
def messages(language: str) -> Messages:
    """The sentences in `language` ("sv" or "en")."""
    return Messages(language, _table())


@cache
def _table() -> Mapping[str, Words]:
    path = Path(__file__).parents[1] / "definitions" / "messages.yaml"
    # The base loader keeps every scalar as text. That no code is there twice, or half, is for a test: the file is ours.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    table = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  builds only text, lists and mappings
    return {code: Words(words["sv"], words["en"]) for code, words in table.items()}
