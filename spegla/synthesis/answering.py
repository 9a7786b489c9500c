"""One question of many registrations answered by chance: never a code that the child is too young for."""

import numpy as np

from spegla.synthesis import parameters as p
from spegla.synthesis.draws import Booleans, Draws, Integers, Reals
from spegla.synthesis.sheet import Sheet


def draw(sheet: Sheet, variable: str, table: p.Table, level: Integers, draws: Draws) -> None:
    """Fill in `variable` with one of the codes of `table`, by each row's `level`; never a code that the child is too young for."""
    pick(sheet, variable, tuple(table), by_level(table, level), draws)


def pick(sheet: Sheet, variable: str, codes: tuple[str, ...], weights: Reals, draws: Draws) -> None:
    """Fill in `variable` with one of `codes`, a line of `weights` each; never a code that the child is too young for."""
    for code, line in zip(codes, weights, strict=True):
        line *= allowed(sheet, variable, code)
    sheet.choose(variable, codes, draws.pick(weights))


def some(sheet: Sheet, variable: str, code: str, probability: Reals, draws: Draws) -> Booleans:
    """Where `code` is among the answers; never where the child is too young for it."""
    return draws.chance(probability) & allowed(sheet, variable, code)


def allowed(sheet: Sheet, variable: str, code: str) -> Booleans:
    """Where `code` fits the child's age."""
    least = p.LEAST_AGE.get(variable, {}).get(code, 0)
    if not least and not variable.startswith("skola_"):
        return np.ones(sheet.size, dtype=np.bool_)
    age = sheet.of("alder")
    if variable.startswith("skola_") and code == "ej_aktuellt":
        return (age < p.SCHOOL_FROM) | (age > p.SCHOOL_TO)
    return age >= least


def by_level(table: p.Table, level: Integers) -> Reals:
    """The numbers of `table` for each row's level: one line per code, one column per row."""
    return np.array(list(table.values()), dtype=np.float64)[:, level]


def stage(sheet: Sheet) -> Integers:
    """Which of `STAGES` the child is in."""
    return np.searchsorted(np.array(p.STAGES[1:]), sheet.of("alder"), side="right").astype(np.int32)
