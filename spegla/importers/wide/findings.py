"""The problems of a wide file, as they are found column by column, and told in the order of the file.

A file can be wrong in every cell of a million rows. So of each kind of problem in a column the first `KEPT` are kept, and the rest
are counted.
"""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Severity
from spegla.importers.reading import Read
from spegla.responses import Problem

KEPT = 1_000
# A header may hold a novel; a sentence quotes its beginning.
_LONGEST_NAME = 60

T = TypeVar("T")


class Findings:
    """Collects problems; each is ordered by its row, the place of its column in the file, and its code."""

    def __init__(self) -> None:
        self.any_error = False
        self.left_out = Counter[tuple[str, str]]()
        self._kept: list[tuple[int, int, str, Problem]] = []
        self._met = Counter[tuple[str, str, str]]()

    def whole(self, code: str, sentence: str = "", /, **facts: str) -> None:
        """An error of the file as a whole."""
        self.add(-1, Problem(0, "", code, Severity.ERROR, facts, None, sentence))

    def unreadable(self, row: int, sentence: str, /, **facts: str) -> None:
        """A row that is no row of a table."""
        self.add(-1, Problem(row, "", "unreadable", Severity.ERROR, facts, None, sentence))

    def header(self, place: int, row: int, column: str, code: str, sentence: str = "", /, **facts: str) -> None:
        """An error in the header cell at `place`."""
        self.add(place, Problem(row, short(column), code, Severity.ERROR, facts, None, sentence))

    def cells(self, place: int, rows: NDArray[np.int64], made: Callable[[int], Problem]) -> None:
        """The problem that `made` makes of each of `rows`; all of one code and column."""
        for row in rows[:KEPT].tolist():
            self.add(place, made(row))
        if len(rows) > KEPT:
            one = made(int(rows[0]))
            self.left_out[one.code, one.column] += len(rows) - KEPT

    def add(self, place: int, problem: Problem) -> None:
        """Keep `problem`, of the column at `place`, or count it when there are many of its kind."""
        self.any_error |= problem.severity is Severity.ERROR
        kind = (problem.code, problem.column, problem.facts.get("check", ""))
        self._met[kind] += 1
        if self._met[kind] > KEPT:
            self.left_out[problem.code, problem.column] += 1
        else:
            self._kept.append((problem.row, place, problem.code, problem))

    def read(self, value: T | None) -> Read[T]:
        """`value` with the problems, or the problems alone when one is an error."""
        problems = tuple(found[-1] for found in sorted(self._kept, key=lambda found: found[:3]))
        return Read(None if self.any_error else value, problems, dict(self.left_out))


def short(name: str) -> str:
    """A name as a sentence can hold it."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def letter(place: int) -> str:
    """What a spreadsheet calls the column at `place`, counted from 0: A, B … Z, AA."""
    from xlsxwriter.utility import xl_col_to_name  # Takes a tenth of a second to load, which a file without a fault should not wait for.

    return str(xl_col_to_name(place))
