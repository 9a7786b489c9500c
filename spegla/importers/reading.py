"""What reading a file gives, and the problems met on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from spegla.catalogue import Severity
from spegla.responses import Problem, has_errors

T = TypeVar("T")

# A cell may hold a novel; a sentence quotes its beginning.
_LONGEST_FACT = 300


class Line(NamedTuple):
    """One row of a file, numbered as a spreadsheet numbers it: blank rows count, though they are not kept."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Read(Generic[T]):
    """`value` is None as soon as one problem is an error: nothing is half read.

    `left_out` counts by code and column the problems of which `problems` holds only the first, so that a file that is wrong in every
    cell does not fill the memory.
    """

    value: T | None
    problems: tuple[Problem, ...]
    left_out: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class Problems:
    """Collects the problems of one file, in the order of its rows."""

    found: list[Problem] = field(default_factory=list)

    def error(self, row: int, column: str, code: str, /, **facts: str) -> None:
        """Something that must be mended before the file can be used."""
        self._add(row, column, code, Severity.ERROR, facts)

    def warning(self, row: int, column: str, code: str, /, **facts: str) -> None:
        """Something to look at; the file can be used."""
        self._add(row, column, code, Severity.WARNING, facts)

    def _add(self, row: int, column: str, code: str, severity: Severity, facts: dict[str, str]) -> None:
        quoted = {name: text if len(text) <= _LONGEST_FACT else f"{text[:_LONGEST_FACT]}…" for name, text in facts.items()}
        self.found.append(Problem(row, column[:_LONGEST_FACT], code, severity, quoted))

    def read(self, value: T) -> Read[T]:
        """`value` with the problems, or the problems alone when one is an error."""
        problems = tuple(sorted(self.found, key=lambda problem: problem.row))
        return Read(None if has_errors(problems) else value, problems)


class UnreadableFileError(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, code: str, /, **facts: str) -> None:
        super().__init__(code, facts)
        self.problem = Problem(0, "", code, Severity.ERROR, facts)
