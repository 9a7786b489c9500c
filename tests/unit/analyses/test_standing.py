"""What waits, how many are registered and how long it takes, of facts that a store gives."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegla.analyses.standing import (
    Budget,
    Held,
    Month,
    Place,
    RateQuestion,
    Registered,
    ResponseFacts,
    State,
    UnknownNameError,
    burden,
    inbox,
    response_rate,
)
from spegla.catalogue import Catalogue, Instrument, Reason, load
from spegla.disclosure import Audience, ClearingRefusedError, Suppressed
from spegla.disclosure.standing import ClearedRate, ClearedSeconds, ClearedTime

FALUN, BORLANGE = "2080", "2081"
ASTRID = Audience.staff_of(FALUN)
MONDAY = date(2026, 11, 23)
WEBBKOLLEN = load().instruments["webbkollen-2017"]
WAITING, DRAFT, HANDED_IN = State


def facts(state: State = HANDED_IN, step: str = "avslut", organisation: str = FALUN, **more: object) -> ResponseFacts:
    return ResponseFacts(organisation, step, state, **more)  # type: ignore[arg-type]


def held(*found: ResponseFacts, instrument: Instrument = WEBBKOLLEN) -> Held:
    return Held(instrument, frozenset({FALUN}), found)


def days(number: int) -> timedelta:
    return timedelta(days=number)


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
FACTS = st.builds(
    ResponseFacts,
    st.just(FALUN),
    st.sampled_from(WEBBKOLLEN.steps),
    st.sampled_from(State),
    st.none() | DAYS,
    st.none() | DAYS,
    st.just(Reason.NOT_KNOWN) | st.integers(0, 5000),
    st.dictionaries(st.sampled_from(["risk_beslut", "kon", "alder"]), st.integers(0, 500)),
)
MANY = st.lists(FACTS, max_size=40)


# ── What waits ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "due", "place"),
    [
        (WAITING, MONDAY - days(1), Place.LATE),
        (WAITING, MONDAY, Place.DUE),
        (WAITING, MONDAY + days(6), Place.DUE),
        (WAITING, MONDAY + days(7), Place.LATER),
        (WAITING, None, Place.UNDATED),
        (DRAFT, MONDAY - days(1), Place.LATE_DRAFT),
        (DRAFT, MONDAY, Place.DRAFT),
        (DRAFT, None, Place.DRAFT),
        (HANDED_IN, MONDAY - days(1), Place.HANDED_IN),
        (HANDED_IN, None, Place.HANDED_IN),
    ],
)
def test_each_response_stands_in_its_place(state: State, due: date | None, place: Place) -> None:
    assert facts(state, due=due).place(MONDAY) is place


@pytest.mark.parametrize("weekday", range(7))
def test_the_week_ends_on_sunday_whatever_day_it_is(weekday: int) -> None:
    today, sunday = MONDAY + days(weekday), MONDAY + days(6)

    assert facts(WAITING, due=sunday).place(today) is Place.DUE
    assert facts(WAITING, due=sunday + days(1)).place(today) is Place.LATER


def test_the_inbox_counts_every_place_also_with_none_in_it() -> None:
    one = held(facts(WAITING, due=MONDAY - days(7)), facts(DRAFT), facts(DRAFT), facts(HANDED_IN))

    assert inbox([one], MONDAY, ASTRID).counts == {
        "late": 1,
        "due": 0,
        "later": 0,
        "undated": 0,
        "draft": 2,
        "late_draft": 0,
        "handed_in": 1,
    }


def test_an_inbox_is_of_every_instrument_together(catalogue: Catalogue) -> None:
    other = held(facts(DRAFT), instrument=catalogue.instruments["bbic-3.1"])
    found = inbox([held(facts(DRAFT)), other], MONDAY, ASTRID)

    assert found.counts[Place.DRAFT] == 1 + 1
    assert found.instruments == ("webbkollen-2017", "bbic-3.1")


@given(MANY, DAYS)
def test_every_response_stands_in_one_place(found: list[ResponseFacts], today: date) -> None:
    counts = inbox([held(*found)], today, ASTRID).counts

    assert sum(counts.values()) == len(found)
    assert counts["draft"] + counts["late_draft"] == sum(one.state is DRAFT for one in found)
    assert counts["handed_in"] == sum(one.state is HANDED_IN for one in found)


@given(MANY, FACTS, DAYS)
def test_one_more_response_lowers_no_count(found: list[ResponseFacts], more: ResponseFacts, today: date) -> None:
    before = inbox([held(*found)], today, ASTRID).counts
    after = inbox([held(*found, more)], today, ASTRID).counts

    assert all(after[place] >= before[place] for place in Place)
    assert sum(after.values()) == sum(before.values()) + 1


@given(MANY, MANY, DAYS)
def test_two_stores_add_up(one: list[ResponseFacts], other: list[ResponseFacts], today: date) -> None:
    alone = Counter(inbox([held(*one)], today, ASTRID).counts) + Counter(inbox([held(*other)], today, ASTRID).counts)

    assert Counter(inbox([held(*one), held(*other)], today, ASTRID).counts) == alone


def test_an_empty_inbox_is_still_ones_own() -> None:
    assert set(inbox([held()], MONDAY, ASTRID).counts.values()) == {0}


@pytest.mark.parametrize("audience", [Audience.anyone(), Audience.region(), Audience.file_holder(), Audience.staff_of(BORLANGE)])
def test_nobody_else_sees_an_inbox(audience: Audience) -> None:
    with pytest.raises(ClearingRefusedError):
        inbox([held(facts(DRAFT))], MONDAY, audience)


def test_a_row_of_somebody_else_is_shown_to_nobody() -> None:
    leaked = held(facts(DRAFT), facts(DRAFT, organisation=BORLANGE))

    for audience in (ASTRID, Audience.staff_of(BORLANGE)):
        with pytest.raises(ClearingRefusedError):
            inbox([leaked], MONDAY, audience)


@pytest.mark.parametrize("unknown", [facts(step="uppföljning"), facts(seconds_by_question={"skonummer": 4})])
def test_what_the_instrument_does_not_have_is_refused(unknown: ResponseFacts) -> None:
    with pytest.raises(UnknownNameError, match="webbkollen-2017 has no"):
        held(unknown)


# ── How many are registered ───────────────────────────────────────────────────

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)
QUARTER = RateQuestion("avslut", OCTOBER, DECEMBER, {OCTOBER: 12, NOVEMBER: 8})


def closures(month: int, number: int) -> list[ResponseFacts]:
    return [facts(day=date(2026, month, 1 + place)) for place in range(number)]


def rates(question: RateQuestion, *found: ResponseFacts) -> dict[str, ClearedRate]:
    return {rate.month: rate for rate in response_rate([held(*found)], question, ASTRID).rates}


def test_closures_are_counted_in_the_month_that_they_are_about() -> None:
    found = rates(QUARTER, *closures(10, 9), *closures(11, 8), *closures(12, 3))

    assert list(found) == ["", "2026-10", "2026-11", "2026-12"]
    assert [(one.registered, one.known) for one in found.values()] == [(9 + 8, 12 + 8), (9, 12), (8, 8), (0, 0)]


def test_a_month_without_a_known_number_leaves_with_its_closures() -> None:
    found = rates(QUARTER, *closures(10, 9), *closures(12, 3))

    assert (found[""].left_out, found[""].registered_left_out) == ({"not_known": 1}, 3)
    assert (found["2026-12"].left_out, found["2026-12"].registered_left_out) == ({"not_known": 1}, 3)
    assert found[""].rounded == 100 * 9 // (12 + 8)


def test_a_month_without_closures_counts_too() -> None:
    found = rates(RateQuestion("avslut", NOVEMBER, NOVEMBER, {NOVEMBER: 20}))

    assert (found["2026-11"].registered, found["2026-11"].known, found["2026-11"].rounded) == (0, 20, 0)


def test_only_what_is_handed_in_at_the_step_is_registered() -> None:
    others = [facts(DRAFT, day=date(2026, 11, 1)), facts(WAITING, due=date(2026, 11, 1)), facts(step="uppfoljning", day=date(2026, 11, 1))]

    assert rates(QUARTER, *others, *closures(11, 2))[""].registered == 2


def test_every_closure_is_told_of_in_the_round_or_not() -> None:
    found = response_rate([held(*closures(11, 2), *closures(1, 3), facts(day=None))], QUARTER, ASTRID)

    assert found.counts == {Registered.IN_ROUND: 2, Registered.OUTSIDE: 3, Registered.UNDATED: 1}


@given(MANY, st.dictionaries(st.sampled_from([OCTOBER, NOVEMBER, DECEMBER]), st.integers(0, 30)))
def test_months_add_up_to_the_round(found: list[ResponseFacts], known: dict[Month, int]) -> None:
    answer = response_rate([held(*found)], RateQuestion("avslut", OCTOBER, DECEMBER, known), ASTRID)
    together, *months = answer.rates

    assert together.registered == sum(month.registered for month in months)
    assert together.known == sum(month.known for month in months) == sum(known.values())
    assert together.registered + together.registered_left_out == answer.counts[Registered.IN_ROUND]
    assert sum(answer.counts.values()) == sum(one.state is HANDED_IN and one.step == "avslut" for one in found)


@given(MANY, FACTS)
def test_one_more_response_lowers_no_number_of_a_round(found: list[ResponseFacts], more: ResponseFacts) -> None:
    before, after = rates(QUARTER, *found), rates(QUARTER, *found, more)

    assert all(after[month].registered >= before[month].registered for month in before)
    assert all(after[month].registered_left_out >= before[month].registered_left_out for month in before)


def test_a_step_that_no_instrument_has_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="utskrivning"):
        response_rate([held()], RateQuestion("utskrivning", OCTOBER, DECEMBER, {}), ASTRID)


def test_nobody_else_sees_a_rate() -> None:
    with pytest.raises(ClearingRefusedError):
        response_rate([held(*closures(11, 2))], QUARTER, Audience.staff_of(BORLANGE))


# ── How long it takes ─────────────────────────────────────────────────────────


def times(budget: Budget, *found: ResponseFacts) -> dict[tuple[str, str], ClearedTime]:
    return {(one.step, one.question): one for one in burden(held(*found), budget, ASTRID).times}


def median(time: ClearedTime) -> float:
    assert isinstance(time.seconds, ClearedSeconds)
    return float(time.seconds.median)


def test_times_are_of_all_of_each_step_and_of_each_question_in_order() -> None:
    found = list(times(Budget()))

    assert found == [("", ""), *((step, "") for step in WEBBKOLLEN.steps), *(("", one.id) for one in WEBBKOLLEN.variables)]


def test_each_step_has_its_own_times_and_all_have_theirs() -> None:
    found = times(Budget(), *[facts(seconds=300)] * 10, *[facts(step="uppfoljning", seconds=200)] * 12)

    assert median(found["avslut", ""]) == 300
    assert median(found["uppfoljning", ""]) == 200
    # The places 10 and 11 of 22 in order.
    assert median(found["", ""]) == 200
    assert (found["", ""].n, found["beslut", ""].n, found["beslut", ""].seconds) == (10 + 12, 0, Suppressed.TOO_FEW)


def test_a_question_has_the_times_of_those_who_answered_it() -> None:
    answered = [facts(seconds=300, seconds_by_question={"risk_beslut": 40, "kon": 4})] * 10
    found = times(Budget(), *answered, facts(seconds=300, seconds_by_question={"kon": 5}))

    assert (found["", "risk_beslut"].n, median(found["", "risk_beslut"])) == (10, 40)
    assert (found["", "kon"].n, median(found["", "kon"])) == (11, 4)


def test_a_draft_has_no_time_yet() -> None:
    found = burden(held(*[facts(DRAFT, seconds=300, seconds_by_question={"kon": 4})] * 10), Budget(), ASTRID)

    assert {one.n for one in found.times} == {0}
    assert found.counts == {"handed_in": 0}


def test_an_imported_registration_is_told_of_and_has_no_time() -> None:
    found = times(Budget(), *[facts(seconds=300)] * 10, facts())

    assert (found["", ""].n, found["", ""].left_out) == (10, {"not_known": 1})


def test_a_step_without_a_budget_of_its_own_has_that_of_a_registration() -> None:
    found = times(Budget(360, {"avslut": 400}, {"kon": 5}))

    assert [found[key].budget for key in (("", ""), ("uppfoljning", ""), ("avslut", ""), ("", "kon"), ("", "alder"))] == [
        360,
        360,
        400,
        5,
        None,
    ]


@pytest.mark.parametrize("budget", [Budget(steps={"avslutt": 1}), Budget(questions={"skonummer": 1})])
def test_a_budget_of_what_is_not_there_is_refused(budget: Budget) -> None:
    with pytest.raises(UnknownNameError):
        burden(held(), budget, ASTRID)


def test_nobody_else_sees_how_long_it_takes() -> None:
    with pytest.raises(ClearingRefusedError):
        burden(held(*[facts(seconds=300)] * 10), Budget(), Audience.staff_of(BORLANGE))


@given(MANY)
def test_the_steps_add_up_to_all(found: list[ResponseFacts]) -> None:
    answer = times(Budget(), *found)

    assert sum(answer[step, ""].n for step in WEBBKOLLEN.steps) == answer["", ""].n
    assert answer["", ""].n + sum(answer["", ""].left_out.values()) == sum(one.state is HANDED_IN for one in found)
