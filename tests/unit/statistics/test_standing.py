"""Times, rates and moments: exact, and with numpy, SciPy and the standard library as second opinions."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import median
from statistics import quantiles as standard_quantiles
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats.mstats import mquantiles

from spegla.catalogue import Reason
from spegla.statistics.standing import (
    Month,
    Save,
    active_seconds,
    active_seconds_by_question,
    added,
    rate_of,
    time_spent,
)
from spegla.statistics.standing.times import quartiles

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


# ── Time active in a form ─────────────────────────────────────────────────────


def test_the_time_is_the_gaps_between_saves() -> None:
    assert active_seconds([at(0), at(20), at(50)]) == 20 + 30


def test_a_lunch_is_counted_as_the_longest_gap() -> None:
    assert active_seconds([at(0), at(20), at(20 + 3600), at(20 + 3600 + 5)]) == 20 + 120 + 5


def test_a_gap_of_exactly_the_longest_is_counted_whole() -> None:
    assert [active_seconds([at(0), at(gap)]) for gap in (119, 120, 121)] == [119, 120, 120]


def test_another_longest_gap_may_be_asked_for() -> None:
    assert active_seconds([at(0), at(90)], longest_gap=60) == 60


def test_moments_come_in_any_order() -> None:
    assert active_seconds([at(50), at(0), at(20)]) == 20 + 30


def test_equal_moments_have_no_time_between_them() -> None:
    assert active_seconds([at(0), at(0), at(7), at(7)]) == 7


@pytest.mark.parametrize("moments", [[], [at(0)]])
def test_one_save_or_none_has_no_time(moments: list[datetime]) -> None:
    assert active_seconds(moments) == 0


def test_parts_of_a_second_are_added_before_they_are_rounded() -> None:
    assert active_seconds([at(0), at(0.4), at(0.8), at(1.2)]) == 1
    assert active_seconds([at(0), at(0.5)]) == 1
    assert active_seconds([at(0), at(0.49)]) == 0


def test_a_clock_set_back_for_the_winter_makes_no_time() -> None:
    # 02:59:50 in summer time and 02:00:10 in winter time are 20 seconds apart.
    before = datetime(2026, 10, 25, 2, 59, 50, tzinfo=STOCKHOLM)
    after = datetime(2026, 10, 25, 2, 0, 10, tzinfo=STOCKHOLM, fold=1)

    assert active_seconds([before, after]) == 20


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        active_seconds([at(0), at(1).replace(tzinfo=None)])


SECONDS = st.lists(st.integers(0, 10_000), max_size=30)


@given(SECONDS, st.integers(1, 600))
def test_the_time_is_that_of_numpy(seconds: list[int], longest: int) -> None:
    gaps = np.diff(np.sort(np.array(seconds, dtype=np.int64)))

    assert active_seconds([at(one) for one in seconds], longest) == np.minimum(gaps, longest).sum()


@given(SECONDS, st.integers(0, 10_000))
def test_one_more_save_never_lowers_the_time(seconds: list[int], more: int) -> None:
    assert active_seconds([at(one) for one in [*seconds, more]]) >= active_seconds([at(one) for one in seconds])


def test_the_gap_before_a_save_belongs_to_its_question() -> None:
    saves = [Save(at(0)), Save(at(20), "risk"), Save(at(50), "skola"), Save(at(55), "risk")]

    assert active_seconds_by_question(saves) == {"risk": 20 + 5, "skola": 30}


def test_a_question_saved_first_of_all_has_no_known_time() -> None:
    assert active_seconds_by_question([Save(at(0), "kon"), Save(at(20), "risk")]) == {"risk": 20}


def test_a_save_of_no_question_takes_its_gap_with_it() -> None:
    assert active_seconds_by_question([Save(at(0)), Save(at(30)), Save(at(50), "risk")]) == {"risk": 20}


def test_questions_that_are_sent_together_share_the_gap() -> None:
    saves = [Save(at(0)), Save(at(60), "risk"), Save(at(60), "skola"), Save(at(60), "samtal"), Save(at(60))]

    assert active_seconds_by_question(saves) == {"risk": 60 / 3, "skola": 60 / 3, "samtal": 60 / 3}


def test_a_lunch_belongs_to_no_question_for_longer_than_the_longest_gap() -> None:
    assert active_seconds_by_question([Save(at(0)), Save(at(3600), "risk")]) == {"risk": 120}


@given(st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from("abc")), unique_by=lambda one: one[0], min_size=1, max_size=30))
def test_the_questions_add_up_to_the_whole(saves: list[tuple[int, str]]) -> None:
    found = active_seconds_by_question([Save(at(second), question) for second, question in saves])

    assert sum(found.values()) == active_seconds([at(second) for second, _ in saves])


@given(
    st.lists(st.tuples(st.integers(0, 50), st.sampled_from(["", "a", "b"])), max_size=12).flatmap(
        lambda x: st.tuples(st.just(x), st.permutations(x))
    )
)
def test_the_order_of_the_saves_does_not_matter(both: tuple[list[tuple[int, str]], list[tuple[int, str]]]) -> None:
    one, other = ([Save(at(second), question) for second, question in saves] for saves in both)

    assert active_seconds_by_question(one) == active_seconds_by_question(other)


# ── What registrations take ───────────────────────────────────────────────────

TIMES = st.lists(st.integers(0, 100_000), min_size=1, max_size=60)


def test_the_median_of_an_odd_number_is_the_one_in_the_middle() -> None:
    assert quartiles([300, 100, 200]).median == 200


def test_the_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle() -> None:
    assert quartiles([100, 400, 201, 300]).median == Fraction(201 + 300, 2)


def test_quartiles_stand_between_values_as_far_as_their_place_does() -> None:
    # Four values: places 0.75 and 2.25.
    found = quartiles([0, 10, 20, 40])

    assert (found.low, found.high) == (0 + Fraction(3, 4) * 10, 20 + Fraction(1, 4) * 20)


def test_one_value_is_all_three_quartiles() -> None:
    found = quartiles([250])

    assert {found.low, found.median, found.high} == {250}


def test_no_values_have_no_quartiles() -> None:
    with pytest.raises(ValueError, match="no values"):
        quartiles([])
    assert time_spent([]).quartiles is None


@given(TIMES)
def test_quartiles_are_those_of_numpy(values: list[int]) -> None:
    found = quartiles(values)

    assert [float(found.low), float(found.median), float(found.high)] == pytest.approx(np.quantile(values, [0.25, 0.5, 0.75]))


@given(TIMES)
def test_quartiles_are_those_of_scipy(values: list[int]) -> None:
    found = quartiles(values)

    theirs = mquantiles(values, [0.25, 0.5, 0.75], alphap=1, betap=1)
    assert [float(found.low), float(found.median), float(found.high)] == pytest.approx(theirs)


@given(st.lists(st.integers(0, 100_000), min_size=2, max_size=60))
def test_quartiles_are_those_of_the_standard_library_and_exact(values: list[int]) -> None:
    found = quartiles(values)

    assert [found.low, found.median, found.high] == standard_quantiles(map(Fraction, values), n=4, method="inclusive")
    assert found.median == median(map(Fraction, values))


def test_a_registration_without_a_time_is_left_out_with_its_reason() -> None:
    found = time_spent([100, Reason.NOT_KNOWN, 200, Reason.NOT_KNOWN])

    assert (found.n, found.left_out) == (2, {Reason.NOT_KNOWN: 2})


def test_the_budget_itself_is_within_it() -> None:
    found = time_spent([359, 360, 361], budget=360)

    assert (found.budget, found.within) == (360, 2)


def test_without_a_budget_nothing_is_within_it() -> None:
    found = time_spent([1, 2])

    assert (found.budget, found.within) == (None, None)


@given(TIMES, st.integers(0, 100_000), st.integers(0, 100_000))
def test_one_more_registration_never_lowers_a_count_of_times(values: list[int], more: int, budget: int) -> None:
    before, after = time_spent(values, budget), time_spent([*values, more], budget)

    assert before.within is not None
    assert after.within is not None
    assert after.n == before.n + 1
    assert after.within >= before.within


# ── Of the known, how many are registered ─────────────────────────────────────


def test_39_of_46_is_a_rate() -> None:
    assert rate_of(39, 46).percent == Fraction(100 * 39, 46)


def test_more_than_known_is_flagged_and_not_cut_to_100() -> None:
    rate = rate_of(48, 46)

    assert (rate.registered, rate.known, rate.more_than_known) == (48, 46, True)
    assert rate.percent is None


def test_all_that_are_known_is_100_percent_and_not_more() -> None:
    rate = rate_of(46, 46)

    assert rate.percent == 100
    assert not rate.more_than_known


def test_some_of_none_is_more_than_known() -> None:
    assert rate_of(3, 0).more_than_known


def test_none_of_none_is_no_share_and_not_zero() -> None:
    assert (rate_of(0, 0).percent, rate_of(0, 0).more_than_known) == (None, False)


def test_a_month_nobody_knows_leaves_with_its_registered() -> None:
    rate = added([rate_of(10, 12), rate_of(4, Reason.NOT_KNOWN), rate_of(5, 8)])

    assert (rate.registered, rate.known) == (10 + 5, 12 + 8)
    assert (rate.left_out, rate.registered_left_out) == ({Reason.NOT_KNOWN: 1}, 4)


def test_a_month_with_too_many_does_not_hide_what_another_lacks() -> None:
    rate = added([rate_of(10, 5), rate_of(5, 10)])

    assert (rate.registered, rate.known, rate.percent) == (5, 10, Fraction(50))
    assert (rate.more_than_known, rate.months_more_than_known) == (False, 1)


def test_a_number_of_closures_that_is_written_too_low_does_not_raise_the_rate() -> None:
    others = [rate_of(354, 414)]

    assert added([*others, rate_of(36, 3)]).percent == added(others).percent


def test_when_every_month_has_too_many_there_is_no_share() -> None:
    rate = added([rate_of(10, 5), rate_of(11, 10)])

    assert (rate.percent, rate.more_than_known, rate.months_more_than_known) == (None, False, 2)


def test_nothing_is_drawn_so_there_is_no_interval() -> None:
    assert not hasattr(rate_of(39, 46), "interval")
    assert not hasattr(time_spent([1, 2, 3]), "interval")


MONTHS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60) | st.just(Reason.NOT_KNOWN)), max_size=24)


@given(MONTHS)
def test_months_add_up(months: list[tuple[int, int | Reason]]) -> None:
    rate = added(rate_of(*month) for month in months)

    known_of = [(registered, known) for registered, known in months if not isinstance(known, Reason)]
    assert rate.registered_left_out == sum(registered for registered, known in months if isinstance(known, Reason))
    assert rate.registered == sum(registered for registered, known in known_of if registered <= known)
    assert rate.known == sum(known for registered, known in known_of if registered <= known)
    assert rate.months_more_than_known == sum(registered > known for registered, known in known_of)
    assert sum(rate.left_out.values()) == sum(isinstance(known, Reason) for _, known in months)


@given(MONTHS)
def test_a_share_is_never_more_than_all(months: list[tuple[int, int | Reason]]) -> None:
    percent = added(rate_of(*month) for month in months).percent

    assert percent is None or 0 <= percent <= 100


@given(MONTHS, st.integers(0, 23))
@example([(46, 46)], 0)
def test_one_more_lowers_a_number_only_when_the_month_has_too_many(months: list[tuple[int, int | Reason]], which: int) -> None:
    more = [(registered + (place == which), known) for place, (registered, known) in enumerate(months)]
    before, after = (added(rate_of(*month) for month in some) for some in (months, more))

    assert after.registered >= before.registered or after.months_more_than_known > before.months_more_than_known
    assert after.registered_left_out >= before.registered_left_out
    assert after.months_more_than_known >= before.months_more_than_known


def test_months_of_two_years_follow_each_other() -> None:
    months = Month(2025, 11).through(Month(2026, 2))

    assert [str(month) for month in months] == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_a_month_is_a_round_of_one() -> None:
    assert Month(2026, 12).through(Month(2026, 12)) == (Month(2026, 12),)


def test_months_do_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="before"):
        Month(2026, 2).through(Month(2026, 1))


def test_a_thirteenth_month_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        Month(2026, 13)


@given(st.dates(), st.dates())
def test_a_day_is_in_its_month_and_months_are_in_the_order_of_days(one: date, other: date) -> None:
    first, last = sorted([one, other])

    months = Month.of(first).through(Month.of(last))
    assert str(Month.of(first)) == first.isoformat()[:7]
    assert list(months) == sorted(set(months))
    assert (months[0], months[-1]) == (Month.of(first), Month.of(last))
    assert len(months) == 12 * (last.year - first.year) + last.month - first.month + 1
