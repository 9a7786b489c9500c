"""What a check found: a code whose sentence stands in texts.yaml (`doctor_<code>`), how bad it is, and the facts of the sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

Fact = str | int
Facts = Mapping[str, Fact]


class State(Enum):
    """Well; to be looked at; or wrong, which is to be mended before anyone relies on the installation."""

    WELL = "well"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    code: str
    state: State
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What the examination is asked: when it is, and the address that people use ("" when the pages are not to be looked at)."""

    at: datetime
    url: str = ""


def well(code: str, /, **facts: Fact) -> Finding:
    return Finding(code, State.WELL, facts)


def look(code: str, /, **facts: Fact) -> Finding:
    return Finding(code, State.LOOK, facts)


def wrong(code: str, /, **facts: Fact) -> Finding:
    return Finding(code, State.WRONG, facts)
