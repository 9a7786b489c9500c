"""Sentences for codes: the one table between what the code knows and what a person reads.

A sentence is looked up by code and language and filled with facts. A code without a sentence is a defect and raises KeyError.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spegla.catalogue.model import Words
from spegla.catalogue.reader import Reader
from spegla.catalogue.source import parse_definition

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class Messages:
    """The table in one language."""

    language: str
    table: Mapping[str, Words]

    def say(self, code: str, **facts: object) -> str:
        """The sentence for `code` with `{name}` filled from `facts`."""
        return self.table[code].in_language(self.language).format(**facts)

    def say_count(self, code: str, count: int, **facts: object) -> str:
        """The sentence for one (`<code>_one`) or for any other number (`<code>_many`); `{count}` is the number."""
        return self.say(f"{code}_one" if count == 1 else f"{code}_many", count=count, **facts)


@cache
def messages(language: str) -> Messages:
    """The sentences in `language` ("sv" or "en")."""
    return Messages(language, _table())


@cache
def _table() -> Mapping[str, Words]:
    path = Path(__file__).parents[2] / "definitions" / "messages.yaml"
    reader = Reader()
    fields = reader.fields(parse_definition(path.read_text(encoding="utf-8"), "messages.yaml"))
    table = {key.value: fields.words(key.value) for key in fields.table.keys}
    reader.finish()
    return table
