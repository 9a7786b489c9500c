"""A place in a text, and what is there."""

from collections.abc import Iterable
from dataclasses import dataclass

# What could tell who somebody is. Where two claim the same place, the earlier one has it.
KINDS = ("personnummer", "mail", "phone", "address", "name")

# Where something stands: from the first character to the one after the last.
Span = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """Something of a kind in `KINDS`, at `text[start:stop]`."""

    kind: str
    start: int
    stop: int


def joined(spans: Iterable[Span]) -> list[Span]:
    """`spans` in order, those that overlap made one."""
    together: list[Span] = []
    for start, stop in sorted(spans):
        if together and start < together[-1][1]:
            together[-1] = together[-1][0], max(stop, together[-1][1])
        else:
            together.append((start, stop))
    return together


def blanked(text: str, spans: Iterable[Span]) -> str:
    """`text` with nothing to read at `spans`, and everything else where it was."""
    for start, stop in spans:
        # A mark that belongs to no name, number or address, and ends no sentence.
        text = text[:start] + ";" * (stop - start) + text[stop:]
    return text
