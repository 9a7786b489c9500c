"""The fast engine and the reference engine agree on random instruments, rows and rules; they share no code below the rule's nodes."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from spegla.catalogue import Instrument
from spegla.catalogue.rules import Rule, VariableType, bind, evaluate
from spegla.columns import Batch, Selection
from spegla.columns.engine.bitplanes import BitPlanes
from spegla.columns.engine.building import build
from spegla.columns.engine.reference import Reference
from tests.property.instruments import batches, instruments, rules

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Batch, Rule]:
    instrument = draw(instruments())
    rule = bind(draw(rules(instrument)), {one.id: one for one in instrument.asked_and_derived})
    return draw(batches(instrument)), rule


def sorted_responses(batch: Batch) -> Reference:
    """The reference engine over the same rows, in the order that the planes have them."""
    codes = np.array(batch.organisations)[batch.organisation]
    order = np.lexsort([batch.day, codes] if batch.day is not None else [codes])
    return Reference(batch.instrument, [batch.response(int(row)) for row in order])


def engines(batch: Batch) -> tuple[BitPlanes, Reference]:
    return BitPlanes(batch.instrument, [build(batch)]), sorted_responses(batch)


@settings(suppress_health_check=SLOW)
@given(cases())
def test_a_rule_is_true_of_the_same_rows(case: tuple[Batch, Rule]) -> None:
    batch, rule = case
    fast, plain = engines(batch)

    assert fast.holds(rule).tolist() == plain.holds(rule).tolist()


@settings(suppress_health_check=SLOW)
@given(cases())
def test_a_rule_is_false_of_the_same_rows(case: tuple[Batch, Rule]) -> None:
    batch, rule = case
    fast, plain = engines(batch)
    opposite = bind(f"not ({rule.text})", dict(rule.variables))

    assert fast.holds(opposite).tolist() == plain.holds(opposite).tolist()


TERMS = st.lists(st.sampled_from(["alder", "antal", "summa"]), min_size=2, max_size=4).map(" + ".join)
SUMS = st.builds(
    "{} {} {}".format, TERMS, st.sampled_from(["==", "<", ">="]), st.integers(-9, 12).map(str) | st.sampled_from(["alder", "antal"])
)


@st.composite
def cases_of_sums(draw: st.DrawFn) -> tuple[Batch, Rule]:
    instrument = draw(instruments())
    return draw(batches(instrument)), bind(draw(SUMS), {one.id: one for one in instrument.asked_and_derived})


@settings(suppress_health_check=SLOW)
@given(cases_of_sums())
def test_a_sum_holds_of_the_same_rows(case: tuple[Batch, Rule]) -> None:
    batch, rule = case
    fast, plain = engines(batch)

    assert fast.holds(rule).tolist() == plain.holds(rule).tolist()


@settings(suppress_health_check=SLOW)
@given(cases(), st.sampled_from([None, "2080", "0114", "9999"]))
def test_every_count_is_the_same(case: tuple[Batch, Rule], organisation: str | None) -> None:
    batch, rule = case
    fast, plain = engines(batch)
    selection = Selection((rule,), organisation)

    assert fast.tally(selection) == plain.tally(selection)
    for one in batch.instrument.asked_and_derived:
        if one.type is VariableType.INTEGER:
            assert fast.moments(one.id, selection) == plain.moments(one.id, selection)
    assert fast.matrix("fore", "val", selection).tolist() == plain.matrix("fore", "val", selection).tolist()


@settings(suppress_health_check=SLOW)
@given(cases(), st.integers(1, 3))
def test_partitions_add_up(case: tuple[Batch, Rule], parts: int) -> None:
    batch, rule = case
    plain = sorted_responses(batch)
    pieces = [batch.part(np.arange(start, batch.length, parts)) for start in range(parts)]
    fast = BitPlanes(batch.instrument, [build(piece) for piece in pieces])
    selection = Selection((rule,))

    assert fast.tally(selection) == plain.tally(selection)
    assert fast.moments("alder", selection) == plain.moments("alder", selection)


def test_true_false_and_unknown_each_come_in_a_fifth_of_the_cases() -> None:
    met = Counter[str]()
    examples: list[tuple[Batch, Rule]] = []

    @settings(max_examples=60, database=None, derandomize=True, suppress_health_check=SLOW)
    @given(cases())
    def gather(case: tuple[Batch, Rule]) -> None:
        examples.append(case)

    gather()
    for batch, rule in examples:
        answers = [batch.instrument.with_derived(batch.response(row).answers) for row in range(min(batch.length, 40))]
        met.update({evaluate(rule, one).value for one in answers})

    with_rows = sum(batch.length > 0 for batch, _ in examples)
    assert min(met[value] for value in ("true", "false", "unknown")) >= with_rows / 5


@pytest.mark.parametrize("instrument", [find(instruments(), lambda _: True)])
def test_no_rows_at_all_are_counted_as_none(instrument: Instrument) -> None:
    empty = Batch(instrument, 0, (), np.zeros(0, np.int32), {})

    tally = BitPlanes(instrument, [build(empty)]).tally(Selection())

    assert tally.n == 0
    assert {variable.asked for variable in tally.variables} == {0}
