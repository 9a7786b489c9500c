"""How the work stands is for the own staff, exact; a share or a median of fewer than ten is kept back."""

from decimal import Decimal

import pytest

from spegla.catalogue import Confidentiality, Reason
from spegla.columns import Holder, Origin
from spegla.disclosure import Audience, ClearingRefusedError, Policy, Suppressed
from spegla.disclosure.standing import ClearedRate, ClearedSeconds, ClearedStanding, ClearedTime, clear_standing
from spegla.statistics.standing import CountedRate, CountedStanding, CountedTime, Rate, TimeSpent, added, rate_of, time_spent

FALUN, BORLANGE = "2080", "2081"
ASTRID = Audience.staff_of(FALUN)
EIGHT_MINUTES = [480] * 10


def origin(*organisations: str, confidentiality: Confidentiality = Confidentiality.SENSITIVE) -> Origin:
    return Origin("webbkollen-2017", confidentiality, frozenset(organisations), Holder.STORE)


PUBLIC = origin(FALUN, BORLANGE, confidentiality=Confidentiality.PUBLIC)


def counted(*origins: Origin) -> CountedStanding:
    return CountedStanding(origins, {"late": 1, "due": 0})


def rate(one: Rate) -> ClearedRate:
    return clear_standing(CountedStanding((origin(FALUN),), {}, rates=(CountedRate("2026-11", one),)), ASTRID).rates[0]


def time(one: TimeSpent, step: str = "avslut", question: str = "") -> ClearedTime:
    return clear_standing(CountedStanding((origin(FALUN),), {}, times=(CountedTime(step, question, one),)), ASTRID).times[0]


def questions(**seconds: list[int]) -> ClearedStanding:
    times = tuple(CountedTime("", question, time_spent(taken)) for question, taken in seconds.items())
    return clear_standing(CountedStanding((origin(FALUN),), {}, times=(CountedTime("", "", time_spent([9_999] * 10)), *times)), ASTRID)


def test_staff_see_how_their_own_work_stands() -> None:
    cleared = clear_standing(counted(origin(FALUN)), ASTRID)

    assert (cleared.policy, cleared.counts, cleared.instruments) == (Policy.OWN, {"late": 1, "due": 0}, ("webbkollen-2017",))


@pytest.mark.parametrize("audience", [Audience.anyone(), Audience.region(), Audience.file_holder(), Audience.staff_of(BORLANGE)])
def test_others_see_nothing_of_it(audience: Audience) -> None:
    with pytest.raises(ClearingRefusedError):
        clear_standing(counted(origin(FALUN)), audience)


@pytest.mark.parametrize(
    "origins",
    [
        (origin(FALUN, BORLANGE),),
        (origin(FALUN), origin(BORLANGE)),
        (origin(BORLANGE), origin(FALUN)),
        (origin(FALUN), origin()),
        (PUBLIC, origin(BORLANGE)),
        (),
    ],
)
def test_every_row_of_every_instrument_must_be_ones_own(origins: tuple[Origin, ...]) -> None:
    with pytest.raises(ClearingRefusedError):
        clear_standing(counted(*origins), ASTRID)


def test_a_public_instrument_is_open_and_beside_another_it_is_as_closed_as_that() -> None:
    assert clear_standing(counted(PUBLIC), Audience.anyone()).policy is Policy.OPEN
    assert clear_standing(counted(PUBLIC, origin(FALUN)), ASTRID).policy is Policy.OWN


def test_a_rate_comes_through_with_both_its_numbers() -> None:
    found = rate(rate_of(39, 46))

    assert (found.month, found.registered, found.known, found.more_than_known) == ("2026-11", 39, 46, False)
    assert found.percent == pytest.approx(100 * 39 / 46)
    assert found.rounded == 85


@pytest.mark.parametrize(("known", "shown"), [(9, Suppressed.TOO_FEW), (10, 100 * 5 // 10)])
def test_a_share_is_read_from_ten(known: int, shown: int | Suppressed) -> None:
    assert rate(rate_of(5, known)).rounded == shown


def test_the_numbers_of_too_few_are_still_the_staffs_own() -> None:
    found = rate(rate_of(4, 9))

    assert (found.registered, found.known, found.percent) == (4, 9, Suppressed.TOO_FEW)


def test_more_than_known_has_both_numbers_and_no_share() -> None:
    found = rate(rate_of(48, 46))

    assert (found.registered, found.known, found.more_than_known) == (48, 46, True)
    assert (found.percent, found.rounded) == (None, None)


def test_what_left_the_rate_comes_through_with_its_reason() -> None:
    found = rate(added([rate_of(20, 10), rate_of(4, Reason.NOT_KNOWN), rate_of(5, 30)]))

    assert (found.left_out, found.registered_left_out, found.months_more_than_known) == ({"not_known": 1}, 4, 1)


@pytest.mark.parametrize("n", range(10))
def test_below_ten_there_is_no_median(n: int) -> None:
    found = time(time_spent(EIGHT_MINUTES[:n], budget=360))

    assert (found.n, found.seconds) == (n, Suppressed.TOO_FEW)


def test_from_ten_there_are_quartiles_and_a_share_within_the_budget() -> None:
    found = time(time_spent([*range(100, 1000, 100), 1001, Reason.NOT_KNOWN], budget=360))

    assert (found.step, found.question, found.n, found.budget, found.left_out) == ("avslut", "", 10, 360, {"not_known": 1})
    # Places 2.25, 4.5 and 6.75 of ten.
    assert found.seconds == ClearedSeconds(Decimal(325), Decimal(500 + 600) / 2, Decimal(775), 3, 100 * 3 // 10)


def test_without_a_budget_there_is_no_share_of_it() -> None:
    seconds = time(time_spent(EIGHT_MINUTES)).seconds

    assert isinstance(seconds, ClearedSeconds)
    assert (seconds.within, seconds.within_rounded) == (None, None)


def test_the_slowest_question_has_the_longest_median() -> None:
    found = questions(risk=[20] * 10, fokus=[41] * 10, samtal=[*[5] * 9, 4000])

    assert [one.question for one in found.slowest] == ["fokus"]


def test_two_questions_may_be_equally_slow() -> None:
    assert [one.question for one in questions(risk=[41] * 10, fokus=[41] * 11).slowest] == ["risk", "fokus"]


def test_a_question_that_few_have_answered_is_not_called_slow() -> None:
    assert [one.question for one in questions(risk=[20] * 10, fokus=[900] * 9).slowest] == ["risk"]
    assert questions(fokus=[900] * 9).slowest == ()
