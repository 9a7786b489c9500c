"""What is chosen in the fields of random instruments chooses the rows that it says, and comes back from its rule."""

from collections.abc import Mapping
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spegla.catalogue import Answer, Instrument
from spegla.catalogue.filters import Between, Chosen, FieldKind, FilterField, chosen_of, fields_of, rule_of
from spegla.catalogue.rules import Truth, bind, evaluate
from spegla.columns import Batch, Holder, Packed, Selection
from tests.property.instruments import batches, instruments, rules

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
DAYS = st.none() | st.dates(date(2015, 12, 25), date(2016, 1, 8))
NUMBERS = st.none() | st.integers(-4, 10)


@st.composite
def choices(draw: st.DrawFn, instrument: Instrument) -> Chosen:
    """Something in about half of the fields, so that some rows are left."""
    codes, ends = {}, {}
    for one in fields_of(instrument):
        if not draw(st.booleans()):
            continue
        if one.kind.has_codes:
            codes[one.id] = draw(st.frozensets(st.sampled_from(one.codes)))
        else:
            values = DAYS if one.kind is FieldKind.DAYS else NUMBERS
            ends[one.id] = Between(draw(values), draw(values))
    return Chosen(codes, ends)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Batch, Chosen]:
    instrument = draw(instruments())
    return draw(batches(instrument)), draw(choices(instrument))


def fits(one: FilterField, chosen: Chosen, answers: Mapping[str, Answer]) -> bool:
    """Whether a row fits a field, without any rule: what a reader of the page would do by hand."""
    answer = answers.get(one.id)
    if one.kind.has_codes:
        codes = chosen.codes.get(one.id, frozenset())
        if not codes:
            return True
        return bool(answer & codes) if isinstance(answer, frozenset) else answer in codes
    ends = chosen.ends.get(one.id, Between())
    if ends == Between():
        return True
    if isinstance(answer, date):
        return (ends.first or date.min) <= answer <= (ends.last or date.max)  # type: ignore[operator]
    if isinstance(answer, int):
        return (-99 if ends.first is None else ends.first) <= answer <= (99 if ends.last is None else ends.last)  # type: ignore[operator]
    return False


@settings(suppress_health_check=SLOW)
@given(cases())
def test_a_rule_chooses_the_rows_that_fit_every_field(case: tuple[Batch, Chosen]) -> None:
    batch, chosen = case
    text = rule_of(chosen, batch.instrument)
    rows = [batch.instrument.with_derived(batch.response(row).answers) for row in range(batch.length)]
    wanted = [all(fits(one, chosen, answers) for one in fields_of(batch.instrument)) for answers in rows]

    rule = [bind(text, {one.id: one for one in batch.instrument.asked_and_derived})] if text else []
    assert [all(evaluate(one, answers) is Truth.TRUE for one in rule) for answers in rows] == wanted
    assert Packed.of(batch, Holder.FILE).tally(Selection(tuple(rule))).n == sum(wanted)


@settings(suppress_health_check=SLOW)
@given(st.data())
def test_what_is_chosen_comes_back_from_its_rule(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    chosen = data.draw(choices(instrument))

    text = rule_of(chosen, instrument)
    found = chosen_of(text, instrument)

    assert found is not None
    assert rule_of(found, instrument) == text
    assert found.codes == {id: codes for id, codes in chosen.codes.items() if codes}
    assert found.ends == {id: ends for id, ends in chosen.ends.items() if ends != Between()}


@settings(suppress_health_check=SLOW)
@given(st.data())
def test_a_rule_that_the_fields_can_show_means_the_same_there(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    scope = {one.id: one for one in instrument.asked_and_derived}
    text = " and ".join(data.draw(st.lists(rules(instrument), min_size=1, max_size=2)))
    found = chosen_of(text, instrument)
    if found is None:
        return
    batch = data.draw(batches(instrument))
    answers = [instrument.with_derived(batch.response(row).answers) for row in range(batch.length)]
    shown = bind(rule_of(found, instrument), scope)

    assert [evaluate(shown, one) for one in answers] == [evaluate(bind(text, scope), one) for one in answers]


def test_the_fields_can_show_some_of_the_random_rules_and_not_others() -> None:
    met = set()

    @settings(max_examples=200, database=None, derandomize=True, suppress_health_check=SLOW)
    @given(st.data())
    def gather(data: st.DataObject) -> None:
        instrument = data.draw(instruments())
        met.add(chosen_of(data.draw(rules(instrument)), instrument) is not None)

    gather()
    assert met == {True, False}
