"""What is wrong within rows: `check_response` for all of them at once, by masks."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spegla.catalogue import Variable
from spegla.catalogue.rules import VariableType
from spegla.columns import BLANK, Batch, Truths
from spegla.importers.wide.findings import Findings
from spegla.responses import AnswerCode, Problem, answer_problem, check_problem, standing_alone

Rows = NDArray[np.bool_]

# What is known of a row from its date.
_DATES = {"datum", "ar"}


def find_in_rows(batch: Batch, rows: NDArray[np.int64], places: Mapping[str, int], undated: Rows, findings: Findings) -> None:
    """Add to `findings` what each row's own answers make wrong; row k of `batch` stood in `rows[k]`, a variable in column `places[id]`.

    In the rows of `undated` stands a date that cannot be read, which is told already: no check that asks for the date fires there.
    """
    instrument = batch.instrument
    truths = Truths(_needed(batch))
    for variable in instrument.variables:
        values = batch.answers.get(variable.id)
        if values is None:
            continue
        for code, wrong in _wrong(variable, values, truths):
            if wrong.any():
                findings.cells(places[variable.id], rows[wrong], partial(answer_problem, code, variable))
    for number, check in enumerate(instrument.checks):
        if truths.any_true(check.rule):
            fires = truths.true(check.rule)
            if _DATES & set(check.rule.names):
                fires = fires & ~undated
            findings.cells(-1, rows[fires], partial(_check_problem, batch, rows, number))


def _check_problem(batch: Batch, rows: NDArray[np.int64], number: int, row: int) -> Problem:
    # To make a response takes longer than all the rest, and only a check of a sum reads it.
    summed = batch.instrument.checks[number].rule.total
    answers = batch.response(int(np.searchsorted(rows, row))).answers if summed else {}
    return check_problem(batch.instrument, number, row, answers)


def _needed(batch: Batch) -> Batch:
    """The rows of `batch` with the answers that some rule for one response names; the others need not be made ready for rules."""
    instrument = batch.instrument
    named = {name for check in instrument.checks for name in check.rule.names}
    named |= {name for variable in instrument.variables if variable.asked_when for name in variable.asked_when.names}
    # A later derived variable may name an earlier one.
    for one in reversed(instrument.derived):
        if one.id in named:
            named |= {variable.id for variable in one.counts}
            named |= {name for case in one.cases for name in case.rule.names}
            named |= set(one.asked_when.names) if one.asked_when else set()
    return Batch(
        instrument,
        batch.length,
        batch.organisations,
        batch.organisation,
        {id: values for id, values in batch.answers.items() if id in named},
        batch.day if named & {"datum", "ar"} else None,
        batch.unit if "enhet" in named else None,
        None,
        batch.texts,
    )


def _wrong(variable: Variable, values: NDArray[Any], truths: Truths) -> Iterator[tuple[AnswerCode, Rows]]:
    filled = np.asarray(values != (0 if variable.type.has_categories else BLANK))
    if variable.type is VariableType.INTEGER:
        least = values < variable.minimum if variable.minimum is not None else np.False_
        most = values > variable.maximum if variable.maximum is not None else np.False_
        yield "out_of_range", filled & (least | most)
    if variable.type is VariableType.MULTIPLE:
        yield "exclusive", _not_alone(variable, values)
    if variable.asked_when is not None:
        astray = filled & ~truths.true(variable.asked_when)
        if astray.any():
            denied = truths.false(variable.asked_when)
            yield "not_asked", astray & denied
            yield "asked_unknown", astray & ~denied


def _not_alone(variable: Variable, values: NDArray[Any]) -> Rows:
    """The rows with a code that stands alone beside another."""
    codes = [category.code for category in variable.categories]
    alone = np.uint64(sum(1 << codes.index(code) for code in standing_alone(variable)))
    if not alone:
        return np.zeros(len(values), np.bool_)
    return np.asarray((values & alone != 0) & (values & (values - np.uint64(1)) != 0))
