"""Invented registrations of webbkollen: a frame of text, every row marked as invented.

Promised: the same arguments give the same frame on every machine; every row follows the form (a question that is not asked is
blank, an exclusive alternative stands alone, ages 0–20); no check that calls answers wrong or implausible fires. Not promised: that
any share is true of anybody. Refused: an instrument other than the one that the model of dependence knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from spegla.catalogue import Instrument
from spegla.synthesis import parameters_later as q
from spegla.synthesis.answering import by_level
from spegla.synthesis.decision import draw_decisions, draw_interventions
from spegla.synthesis.draws import Booleans, Draws, Integers, Reals
from spegla.synthesis.errors import NotModelledError, TooFewMunicipalitiesError
from spegla.synthesis.later import blank_where_not_asked, draw_circumstances, draw_endings, draw_steps, leave_blanks
from spegla.synthesis.places import Municipality
from spegla.synthesis.published import PUBLISHED_VARIABLES, read_published_rows
from spegla.synthesis.sheet import Sheet

# Rows made at a time: small enough to stay in the processor's cache, and part of what a seed means.
BLOCK = 1 << 15

MODELLED = ("webbkollen-2017",)

# Of the thirteen municipalities of the project, eight registered in 2017, and one with fewer than five was not to be listed.
PUBLISHED_MUNICIPALITIES, PUBLISHED_LEAST = 8, 5


def synthesise(instrument: Instrument, municipalities: Sequence[Municipality], n: int, seed: int) -> pl.DataFrame:
    """`n` invented registrations of 2017 with plausible dependence, spread over `municipalities` by their weights.

    Columns, all text: `kommunkod`, `enhet`, `arende`, `datum` (yyyy-mm-dd), the variables of `instrument` in its order (codes, several
    joined with `|`, blank as ""), `pahittad` ("ja"). Sorted by municipality, date and case. A case has one row, or two: a follow-up and
    then the closing. `n` and `seed` are whole numbers from 0. Raises `NotModelledError` for any instrument but webbkollen-2017,
    `TooFewMunicipalitiesError` without municipalities.
    """
    _refuse_unknown(instrument)
    _refuse_too_few(municipalities, 1)
    draws = Draws(seed)
    blocks, cases = [], 0
    for start in range(0, max(n, 1), BLOCK):
        blocks.append(_block(instrument, municipalities, min(BLOCK, n - start), cases, draws))
        cases += blocks[-1].cases
    return _frame(_Placed.one_after_another(blocks), municipalities)


def synthesise_published(instrument: Instrument, municipalities: Sequence[Municipality], seed: int) -> pl.DataFrame:
    """The 416 closings of 2017, invented so that what the report printed is counted from them.

    Columns and order as from `synthesise`. Every line of `published()` holds exactly, whatever the seed; what was not printed (years
    within the age band, dates, municipalities, interventions, circumstances) is drawn with it. Eight of `municipalities` have rows,
    each at least five. `seed` is a whole number from 0. Raises `NotModelledError` for any instrument but webbkollen-2017, and
    `TooFewMunicipalitiesError` for fewer than eight municipalities.
    """
    _refuse_unknown(instrument)
    _refuse_too_few(municipalities, PUBLISHED_MUNICIPALITIES)
    draws = Draws(seed)
    stored = read_published_rows(instrument, draws)
    rows = stored.rows(draws.shuffled(stored.size))
    chosen = [municipalities[at] for at in sorted(draws.shuffled(len(municipalities))[:PUBLISHED_MUNICIPALITIES])]
    place = _at_least(chosen, rows.size, draws)
    unit = draws.whole(np.ones(rows.size, dtype=np.int32), _units(chosen)[place])
    day = _day(rows.size, draws)
    draw_interventions(rows, draws)
    draw_circumstances(rows, draws)
    for shares in (q.LEFT_BLANK_AT_DECISION, q.LEFT_BLANK_LATER):
        leave_blanks(rows, {variable: share for variable, share in shares.items() if variable not in PUBLISHED_VARIABLES}, draws)
    return _frame(_Placed(rows, place, unit, np.arange(rows.size, dtype=np.int32), day, rows.size), chosen)


@dataclass(frozen=True)
class _Placed:
    """Rows with where, when and which case: `place` numbers the municipality, `day` is of the year, `cases` is how many there are."""

    rows: Sheet
    place: Integers
    unit: Integers
    case: Integers
    day: Integers
    cases: int

    @classmethod
    def one_after_another(cls, blocks: "Sequence[_Placed]") -> "_Placed":
        return cls(
            Sheet.one_after_another([block.rows for block in blocks]),
            np.concatenate([block.place for block in blocks]),
            np.concatenate([block.unit for block in blocks]),
            np.concatenate([block.case for block in blocks]),
            np.concatenate([block.day for block in blocks]),
            sum(block.cases for block in blocks),
        )

    def sorted_by(self, codes: Sequence[str]) -> "_Placed":
        """By the municipality's code among `codes`, day and case."""
        rank = np.argsort(np.argsort(np.array(codes), kind="stable"), kind="stable")
        order = np.lexsort((self.case, self.day, rank[self.place]))
        return _Placed(self.rows.rows(order), self.place[order], self.unit[order], self.case[order], self.day[order], self.cases)


def _block(instrument: Instrument, municipalities: Sequence[Municipality], n: int, before: int, draws: Draws) -> _Placed:
    """`n` rows; their cases are numbered from `before`."""
    case, closing = _cases(n, draws)
    cases = draw_decisions(instrument, int(case[-1]) + 1 if n else 0, draws)
    draw_interventions(cases, draws)
    draw_endings(cases, draws)
    place = draws.pick(_weights(municipalities, cases.size))
    unit = draws.whole(np.ones(cases.size, dtype=np.int32), _units(municipalities)[place])
    first_day, second_day = _days(cases.size, draws)
    only_day = _day(cases.size, draws)
    leave_blanks(cases, q.LEFT_BLANK_AT_DECISION, draws)

    rows = cases.rows(case)
    rows.choose("tillfalle", ("uppfoljning", "avslut"), closing.astype(np.int32))
    draw_steps(rows, draws)
    draw_circumstances(rows, draws)
    leave_blanks(rows, q.LEFT_BLANK_LATER, draws)
    day = np.where(closing, second_day[case], first_day[case])
    day = np.where(np.bincount(case)[case] == 1, only_day[case], day).astype(np.int32)
    return _Placed(rows, place[case], unit[case], case + np.int32(before), day, cases.size)


def _refuse_unknown(instrument: Instrument) -> None:
    if instrument.reference not in MODELLED:
        raise NotModelledError(instrument.reference, MODELLED)


def _refuse_too_few(municipalities: Sequence[Municipality], needed: int) -> None:
    if len(municipalities) < needed:
        raise TooFewMunicipalitiesError(needed, len(municipalities))


def _cases(n: int, draws: Draws) -> tuple[Integers, Booleans]:
    """For each of `n` rows, the number of its case and whether it is the closing. The rows of a case stand together."""
    kinds = tuple(q.CASE_KINDS)
    # `n` cases are always enough, and what is over is cut off: a case that is cut in two keeps its follow-up.
    kind = draws.pick(by_level(q.CASE_KINDS, np.zeros(n, dtype=np.int32)))
    both = kind == kinds.index("uppfoljning_avslut")
    case = np.repeat(np.arange(n, dtype=np.int32), 1 + both)[:n]
    closing = np.zeros(n, dtype=np.bool_)
    if n:
        second = np.r_[False, case[1:] == case[:-1]]
        closing = second | (kind[case] == kinds.index("avslut"))
    return case, closing


# 2017 was no leap year.
_DAYS = 365


def _days(size: int, draws: Draws) -> tuple[Integers, Integers]:
    """For each case two days of the year, 1–365, the first at least `LEAST_DAYS_BETWEEN` before the second."""
    one, other = _day(size, draws), _day(size, draws)
    first, second = np.minimum(one, other), np.maximum(one, other)
    second = np.maximum(second, np.minimum(first + q.LEAST_DAYS_BETWEEN, _DAYS))
    return np.minimum(first, second - q.LEAST_DAYS_BETWEEN).astype(np.int32), second.astype(np.int32)


def _day(size: int, draws: Draws) -> Integers:
    """A day of the year for each, 1–365, some months more than others."""
    month = draws.pick(np.repeat(np.array(q.MONTHS, dtype=np.float64)[:, None], size, axis=1))
    days = np.array(q.DAYS_IN_MONTH, dtype=np.int32)
    before = (np.cumsum(days) - days).astype(np.int32)
    return before[month] + draws.whole(np.ones(size, dtype=np.int32), days[month])


def _units(municipalities: Sequence[Municipality]) -> Integers:
    """How many units each municipality has: the larger, the more."""
    return np.array([1 + one.weight // 20 for one in municipalities], dtype=np.int32)


def _weights(municipalities: Sequence[Municipality], size: int) -> Reals:
    """What each municipality weighs, one line each, the same in all `size` columns."""
    return np.repeat(np.array([one.weight for one in municipalities], dtype=np.float64)[:, None], size, axis=1)


def _at_least(municipalities: Sequence[Municipality], size: int, draws: Draws) -> Integers:
    """A municipality for each of `size` rows by the weights, and at least `PUBLISHED_LEAST` rows for each."""
    certain = np.repeat(np.arange(len(municipalities), dtype=np.int32), PUBLISHED_LEAST)
    return np.concatenate([certain, draws.pick(_weights(municipalities, size - len(certain)))])


def _frame(given: _Placed, municipalities: Sequence[Municipality]) -> pl.DataFrame:
    codes = pl.Series([one.code for one in municipalities])
    # In order before it is text: numbers are quicker to move.
    placed = given.sorted_by(codes.to_list())
    rows = placed.rows
    blank_where_not_asked(rows)
    units = pl.Series([f"Påhittad enhet {number}" for number in range(int(_units(municipalities).max()) + 1)])
    dates = pl.date_range(pl.date(2017, 1, 1), pl.date(2017, 12, 31), eager=True).dt.to_string("%Y-%m-%d")
    # As wide as the largest number, so that text sorts as the numbers do.
    width = max(6, len(str(given.cases)))
    frame = pl.DataFrame(
        [
            codes.gather(placed.place).alias("kommunkod"),
            units.gather(placed.unit).alias("enhet"),
            pl.Series("arende", placed.case + 1).cast(pl.String).str.zfill(width),
            dates.gather(placed.day - 1).alias("datum"),
            *(rows.texts(variable.id) for variable in rows.instrument.variables),
        ]
    )
    return frame.with_columns(pl.format("P-{}", "arende").alias("arende"), pl.lit("ja").alias("pahittad"))
