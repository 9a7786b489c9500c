"""Jobs for tests of the worker, which imports them from here."""

import time
from pathlib import Path

from django_tasks import task


@task
def write(file: str, words: str) -> None:
    """Leave `words` in a file."""
    Path(file).write_text(words, encoding="utf-8")


@task
def fail(words: str) -> None:
    """Go wrong, with words that nobody must repeat."""
    raise ValueError(words)


@task
def take_long_once(file: str) -> None:
    """Take ten minutes the first time; `file` tells that there has been one."""
    begun = Path(file)
    if not begun.exists():
        begun.touch()
        time.sleep(600)
