"""Registrations being filled in, as whole numbers, and the same as text in a frame."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from spegla.catalogue import Instrument, Variable
from spegla.synthesis.draws import Booleans, Integers

BLANK = -1


class Sheet:
    """One column per variable filled in so far, all of `size` rows.

    A chosen answer is its place in the list of the instrument, several are the sum of 2 ** place, a number is itself. `BLANK` is
    blank. A variable that is not filled in is blank in every row.
    """

    def __init__(self, instrument: Instrument, size: int) -> None:
        self.instrument = instrument
        self.size = size
        self._variables = {variable.id: variable for variable in instrument.variables}
        self._places = {v.id: {category.code: at for at, category in enumerate(v.categories)} for v in instrument.variables}
        self._columns: dict[str, Integers] = {}

    def of(self, variable: str) -> Integers:
        """The column of `variable`."""
        found = self._columns.get(variable)
        return np.full(self.size, BLANK, dtype=np.int32) if found is None else found

    def put(self, variable: str, values: npt.NDArray[np.integer]) -> None:
        """Fill in `variable`, over what was there."""
        self._columns[variable] = values.astype(np.int32)

    def choose(self, variable: str, codes: Sequence[str], which: Integers) -> None:
        """Fill in the one of `codes` that `which` numbers; `BLANK` stays blank."""
        places = np.array([*(self._places[variable][code] for code in codes), BLANK], dtype=np.int32)
        self.put(variable, places[which])

    def choose_all(self, variable: str, chosen: Mapping[str, Booleans], otherwise: str) -> None:
        """Fill in every code that is true in `chosen`, and `otherwise` where none is."""
        total = np.zeros(self.size, dtype=np.int32)
        for code, rows in chosen.items():
            total |= rows.astype(np.int32) << self._places[variable][code]
        self.put(variable, np.where(total == 0, 1 << self._places[variable][otherwise], total))

    def only(self, variable: str, code: str, rows: Booleans) -> None:
        """In `rows`, `code` is the whole answer."""
        place = self._places[variable][code]
        self.put(variable, np.where(rows, 1 << place if self._is_multiple(variable) else place, self.of(variable)))

    def blank(self, variable: str, rows: Booleans) -> None:
        """Make `variable` blank in `rows`."""
        self.put(variable, np.where(rows, BLANK, self.of(variable)))

    def holds(self, variable: str, *codes: str) -> Booleans:
        """True where any of `codes` is the answer, or among the answers."""
        column = self.of(variable)
        found = np.zeros(self.size, dtype=np.bool_)
        for code in codes:
            place = self._places[variable][code]
            found |= (column != BLANK) & (column >> place & 1 == 1) if self._is_multiple(variable) else column == place
        return found

    def level(self, variable: str, codes: Sequence[str]) -> Integers:
        """Which of `codes` the answer is, counted from 0; the last one also for a blank and for any other answer."""
        level = np.full(self.size, len(codes) - 1, dtype=np.int32)
        for at, code in enumerate(codes):
            level[self.holds(variable, code)] = at
        return level

    def count(self, *variables: str) -> Integers:
        """How many alternatives are chosen in `variables` together; exclusive ones and codes for missing are not counted."""
        total = np.zeros(self.size, dtype=np.int32)
        for variable in variables:
            one = self._variables[variable]
            for code in one.substantive:
                if code not in one.exclusive:
                    total += self.holds(variable, code)
        return total

    def rows(self, index: npt.NDArray[np.integer]) -> "Sheet":
        """A new sheet with these rows of this one."""
        taken = Sheet(self.instrument, len(index))
        for variable, column in self._columns.items():
            taken.put(variable, column[index])
        return taken

    @classmethod
    def one_after_another(cls, sheets: Sequence["Sheet"]) -> "Sheet":
        """A new sheet with the rows of all `sheets`, which have the same instrument."""
        whole = cls(sheets[0].instrument, sum(sheet.size for sheet in sheets))
        for variable in sheets[0].instrument.variables:
            whole.put(variable.id, np.concatenate([sheet.of(variable.id) for sheet in sheets]))
        return whole

    def read(self, variable: str, cells: Sequence[str]) -> None:
        """Fill in `variable` from text as `texts` writes it."""
        one = self._variables[variable]
        known = {text: at for at, text in enumerate(_texts(one))}
        self.put(variable, np.array([known[cell] if cell else BLANK for cell in cells], dtype=np.int32))

    def texts(self, variable: str) -> pl.Series:
        """The column as text: codes, several joined with `|`, blank as ""."""
        # Each text is written once and then taken by number, so a million rows cost no more than the numbers.
        return pl.Series([*_texts(self._variables[variable]), ""]).gather(self._shown(variable)).alias(variable)

    def _shown(self, variable: str) -> Integers:
        column, last = self.of(variable), len(_texts(self._variables[variable]))
        return np.where(column == BLANK, last, column).astype(np.int32)

    def _is_multiple(self, variable: str) -> bool:
        return self._variables[variable].type.value == "multiple"


def _texts(variable: Variable) -> list[str]:
    """What each number in the column of `variable` is written as, from 0 up."""
    codes = [category.code for category in variable.categories]
    if variable.type.value == "multiple":
        return ["|".join(code for at, code in enumerate(codes) if number >> at & 1) for number in range(1 << len(codes))]
    if variable.type.value == "integer":
        return [str(number) for number in range((variable.maximum or 0) + 1)]
    return codes
