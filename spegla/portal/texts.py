"""Every sentence of the pages, in Swedish and English, from `texts.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from spegla.messages import Messages, Words, messages


@cache
def texts(language: str) -> Messages:
    """The sentences of the pages in `language`; those of the rest of the house are there too."""
    return Messages(language, {**messages(language).table, **_table()})


@cache
def _table() -> Mapping[str, Words]:
    data = yaml.load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  only text
    return {code: Words(words["sv"], words["en"]) for code, words in data.items()}
