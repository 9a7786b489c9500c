"""What is registered of the cases that a file names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class KnownStep:
    """A response that is handed in, with its stored `answers`. `corrected` says that somebody has begun to correct it,
    `by_hand` that a person registered or corrected it and no file.

    What is handed in never changes: another answer is another response.
    """

    id: int
    step: str
    day: date | None
    corrected: bool
    by_hand: bool
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class KnownCase:
    """An intervention of the unit `unit`. `steps` are those handed in under the instrument of the file, the last of them last.

    `begun` are the steps that somebody has begun, `others` whether something is handed in under another instrument.
    """

    id: int
    unit: int
    decided: date | None
    closed: date | None
    due: date | None
    due_step: str
    steps: tuple[KnownStep, ...]
    begun: frozenset[str]
    others: bool


def basis_of(known: Mapping[str, KnownCase], *circumstances: object) -> str:
    """A short text that is another as soon as something else is known, or the `circumstances` are others."""
    told = [
        (
            *(name, one.id, one.unit, str(one.decided), str(one.closed), str(one.due), one.due_step, sorted(one.begun), one.others),
            [(step.id, step.step, str(step.day), step.corrected) for step in one.steps],
        )
        for name, one in sorted(known.items())
    ]
    return sha256(repr((told, circumstances)).encode()).hexdigest()
