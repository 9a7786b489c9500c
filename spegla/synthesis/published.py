"""What the report on 2017 printed, and 416 invented closings from which it is counted.

`published_2017.csv` has one line per printed figure, with the rule for whom it concerns (`where`) and the rule for what is counted
(`when`). `published_2017_rows.csv` is the solution of an integer program over those lines, made by `scripts/fit_published.py`: the
variables of which something was printed, and age as a band.

What was printed and cannot hold, each with what was done:

- Row 4: origin is missing for 6 of 416 = 1 %; the footnote's 2 % is what is left of 79 and 19. The count holds.
- Row 14: no count of 63 rounds to 66 %; 42 (67 %) is the nearest. Its line has the printed 66 and the count 42.
- Row 19: 146 + 163 + 59 + 16 = 384, but 392 have a known risk and at most 6 of them lack origin, so they are 386 or more. Not a line;
  the rows have 146 + 162 + 62 + 16.
- Row 21: the prose says 33 % where the table says 30. The table's 10 of 33 holds.
- Row 22: the printed shares sum to 101 by rounding; the counts hold.
- Row 10 rests on a number of exposures that the report does not define. Not a line; counted over all 21 kinds, the rows come near it.

Our reading: rows 21 and 22 are the children who did not reach the goals in most subjects at the decision, by their school at the closing,
where the last three answers of the list are one figure. "Hälften" (row 8) and "≈ 50 %" (row 16) are 50 %.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from spegla.catalogue import Instrument
from spegla.catalogue.rules import Rule, bind
from spegla.synthesis import parameters as p
from spegla.synthesis.draws import Draws, Integers
from spegla.synthesis.sheet import Sheet

PUBLISHED_N = 416

# What is stored and never drawn. The age is stored as a band, `aldersband`.
PUBLISHED_VARIABLES = (
    "kon",
    "ursprung",
    "ensamkommande",
    "utsatthet_hemmet",
    "utsatthet_foraldrar",
    "utsatthet_barnet",
    "samtal_beslut",
    "samtal_avslut",
    "skola_beslut",
    "skola_avslut",
    "risk_beslut",
    "risk_avslut",
    "avslutsorsak",
)

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Published:
    """One printed figure: of the `base` rows where `where` is true, `when` is true of `count`.

    `row` is the row of the table of figures to check against. `where` and `when` are rules over the variables and derived variables
    of the instrument. `answered` of the base have a substantive answer to `variable`: where it is not `base`, a report names both.
    `printed` is whole percent of the base, None when only the count was printed. `code` is "" when what is counted is more than one answer.
    """

    row: str
    variable: str
    code: str
    where: str
    when: str
    base: int
    answered: int
    printed: int | None
    count: int


@cache
def published() -> tuple[Published, ...]:
    """Every printed figure that holds in the frame of `synthesise_published`, in the order of the report."""
    return tuple(
        Published(
            row=line["row"],
            variable=line["variable"],
            code=line["code"],
            where=line["where"],
            when=line["when"],
            base=int(line["base"]),
            answered=int(line["answered"]),
            printed=int(line["printed"]) if line["printed"] else None,
            count=int(line["count"]),
        )
        for line in _lines("published_2017.csv")
    )


@dataclass(frozen=True)
class OtherBase:
    """A printed percentage that is of more rows than those who answered: `line`, and its rules bound to the instrument."""

    line: Published
    where: Rule
    when: Rule


def other_bases(instrument: Instrument) -> tuple[OtherBase, ...]:
    """The printed percentages whose base is not those who answered; a report that counts the latter names both."""
    scope = {one.id: one for one in instrument.asked_and_derived}
    return tuple(
        OtherBase(line, bind(line.where, scope), bind(line.when, scope))
        for line in published()
        if line.printed is not None and 0 < line.answered < line.base
    )


def read_published_rows(instrument: Instrument, draws: Draws) -> Sheet:
    """The stored rows, with a year of age drawn within each band that fits the answers."""
    lines = _lines("published_2017_rows.csv")
    rows = Sheet(instrument, len(lines))
    for variable in PUBLISHED_VARIABLES:
        rows.read(variable, [line[variable] for line in lines])
    rows.choose("tillfalle", ("avslut",), np.zeros(rows.size, dtype=np.int32))
    years = np.array([p.YEARS[line["aldersband"]] for line in lines], dtype=np.int32)
    rows.put("alder", draws.whole(np.maximum(years[:, 0], _least_age(rows, years[:, 1])), years[:, 1]))
    return rows


def _least_age(rows: Sheet, last: Integers) -> Integers:
    """How old the child of each row must be for its answers; `last` is the last year of its band."""
    least = np.zeros(rows.size, dtype=np.int32)
    for variable, codes in p.LEAST_AGE.items():
        for code, age in codes.items():
            least = np.where(rows.holds(variable, code), np.maximum(least, age), least)
    left_school = rows.holds("skola_beslut", "ej_aktuellt") | rows.holds("skola_avslut", "ej_aktuellt")
    return np.where(left_school & (last > p.SCHOOL_TO), np.maximum(least, p.SCHOOL_TO + 1), least)


def _lines(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
