"""Stored registrations are the rows that are counted: the fast way to a batch agrees with reading one answer at a time."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from spegla.catalogue import Answer, Instrument, Reason, Variable
from spegla.catalogue.rules import VariableType
from spegla.columns import Batch
from spegla.columns.rows import StoredRow, batch_of_data, stored_rows
from spegla.responses import routed
from spegla.responses.stored import StoredAnswerError, answers_as_data, answers_from_data
from tests.property.instruments import WORDS, batches, instruments
from tests.property.test_engines import SLOW

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def answers_to(variable: Variable) -> st.SearchStrategy[Answer]:
    codes = [category.code for category in variable.categories]
    match variable.type:
        case VariableType.SINGLE | VariableType.ORDERED:
            return st.sampled_from(codes)
        case VariableType.MULTIPLE:
            return st.frozensets(st.sampled_from(codes))
        case VariableType.INTEGER:
            return st.integers(-999_999_999, 999_999_999)
        case VariableType.DATE:
            return DAYS
        case VariableType.TEXT:
            return st.sampled_from(["", *WORDS]) | st.text(max_size=5)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Instrument, list[dict[str, Answer]]]:
    """An instrument, and the answers of up to a few rows to some of its variables."""
    instrument = draw(instruments())
    asked = {variable.id: answers_to(variable) | st.sampled_from(Reason) for variable in instrument.variables}
    return instrument, draw(st.lists(st.fixed_dictionaries({}, optional=asked), max_size=5))


@settings(suppress_health_check=SLOW)
@given(answered())
def test_what_is_stored_is_what_was_answered(case: tuple[Instrument, list[dict[str, Answer]]]) -> None:
    instrument, rows = case

    for answers in rows:
        data = json.loads(json.dumps(answers_as_data(answers, instrument)))
        blank = {id for id, answer in answers.items() if isinstance(answer, Reason) or answer in ("", frozenset())}
        assert answers_from_data(data, instrument) == {id: answer for id, answer in answers.items() if id not in blank}


@settings(suppress_health_check=SLOW)
@given(answered(), st.data())
def test_a_batch_of_stored_rows_has_the_responses_that_they_hold(
    case: tuple[Instrument, list[dict[str, Answer]]], draw: st.DataObject
) -> None:
    instrument, answers = case
    facts = st.tuples(st.sampled_from(["", "norr", "söder"]), st.none() | DAYS, st.booleans())
    rows = [StoredRow(*draw.draw(facts), answers_as_data(one, instrument)) for one in answers]

    batch = batch_of_data(instrument, "2080", rows, invented=True)

    assert [batch.response(place).answers for place in range(batch.length)] == [plainly(row, instrument) for row in rows]
    assert (batch.latest is not None and batch.latest.tolist()) == [row.latest for row in rows]
    assert (batch.not_collected, batch.invented) == (frozenset(), True)


def plainly(row: StoredRow, instrument: Instrument) -> Mapping[str, Answer]:
    """One row, read alone."""
    facts: dict[str, Answer] = {"kommunkod": "2080"}
    facts |= {"enhet": row.unit} if row.unit else {}
    facts |= {"datum": row.day, "ar": row.day.year} if row.day else {}
    return routed({**facts, **answers_from_data(row.data, instrument)}, instrument)


@settings(suppress_health_check=SLOW)
@given(instruments().flatmap(batches))
def test_a_batch_is_stored_as_its_responses_are_one_by_one(batch: Batch) -> None:
    rows = stored_rows(batch)

    responses = [batch.response(place) for place in range(batch.length)]
    assert [row.data for row in rows] == [answers_as_data(response.answers, batch.instrument) for response in responses]
    assert [(row.unit, row.day) for row in rows] == [(one.answers.get("enhet", ""), one.answers.get("datum")) for one in responses]


@settings(suppress_health_check=SLOW)
@given(instruments().flatmap(batches))
def test_rows_that_are_stored_and_read_again_say_the_same(batch: Batch) -> None:
    rows = stored_rows(batch)

    assert stored_rows(batch_of_data(batch.instrument, "2080", rows, invented=False)) == rows


CODES = st.sampled_from(["ett", "tva", "fyra", "inte_kant", "brandbil", "2017-03-01", "20170301", "2017-02-30", "", "Elsa", "\u0000"])
JUNK = st.recursive(
    CODES | st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, 7, -3, 10**9, 10**30, float("inf")]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CODES, inner, max_size=1),
    max_leaves=3,
)
GOOD: dict[str, list[Any]] = {
    "fore": ["ett", "tva"],
    "slag": ["ett", "tva"],
    "val": [["ett"], ["ett", "tva"]],
    "alder": [0, 1, 7],
    "dag": ["2017-03-01"],
    "ord": ["Elsa"],
}
RIGHT = st.fixed_dictionaries({}, optional={id: st.sampled_from(good) for id, good in GOOD.items()})


def with_one(wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A row with one answer in the wrong place, or to a question that is not there."""
    return st.builds(lambda row, name, value: {**row, name: value}, RIGHT, st.sampled_from([*GOOD, *GOOD, "brandbil"]), wrong)


ROWS = st.lists(RIGHT | with_one(CODES) | with_one(st.lists(CODES, max_size=2)) | with_one(JUNK), min_size=1, max_size=4)


def verdict(data: list[dict[str, Any]], instrument: Instrument) -> tuple[object, ...]:
    """What reading one row at a time says of the first that is wrong."""
    for row, one in enumerate(data):
        try:
            answers_from_data(one, instrument)
        except StoredAnswerError as wrong:
            return (wrong.variable, wrong.reason, wrong.code, row)
    return ()


def refused(data: list[dict[str, Any]], instrument: Instrument) -> tuple[object, ...]:
    """What the fast way says."""
    try:
        batch_of_data(instrument, "2080", [StoredRow("", None, False, one) for one in data], invented=False)
    except StoredAnswerError as wrong:
        return (wrong.variable, wrong.reason, wrong.code, wrong.row)
    return ()


@settings(suppress_health_check=SLOW, max_examples=300)
@given(instruments(), ROWS)
def test_what_one_way_refuses_the_other_refuses_too(instrument: Instrument, data: list[dict[str, Any]]) -> None:
    assert refused(data, instrument) == verdict(data, instrument)


EVERYTHING: list[Any] = [
    *(None, True, False, 0, 1, 1.0, 7.0, -1, 10**9, 10**30, "", "ett", "brandbil", "2017-03-01", "20170301", "Elsa"),
    *([], ["ett"], ["ett", "tva"], ["tva", "ett"], ["ett", "ett"], ["brandbil"], [None], [1], [["ett"]]),
    *({}, {"ett": 1}, {"ett": {}}),
]


@pytest.fixture(scope="module")
def plain() -> Instrument:
    """Any of the instruments."""
    return find(instruments(), lambda _: True, settings=settings(phases=[Phase.generate], suppress_health_check=SLOW))


@pytest.mark.parametrize("name", GOOD)
def test_a_value_of_any_kind_after_a_right_one_is_refused_by_both_or_by_none(plain: Instrument, name: str) -> None:
    for value in EVERYTHING:
        data = [{name: good} for good in GOOD[name]] + [{name: value}]
        assert refused(data, plain) == verdict(data, plain)


def test_the_junk_is_refused_in_every_way_and_sometimes_read() -> None:
    met = Counter[object]()

    @settings(max_examples=300, database=None, derandomize=True, suppress_health_check=SLOW)
    @given(instruments(), ROWS)
    def gather(instrument: Instrument, data: list[dict[str, Any]]) -> None:
        found = verdict(data, instrument)
        met[found[1] if found else "read"] += any(data)

    gather()
    assert {kind for kind in ("unknown_variable", "unknown_code", "wrong_type", "read") if met[kind] < 5} == set()
