"""How the work stands, as it is said: singular and plural, words and figures, and nothing of what there is none of."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegla.analyses.standing import Budget, Held, Month, Place, RateQuestion, ResponseFacts, State, burden, inbox, response_rate
from spegla.catalogue import load
from spegla.disclosure import Audience
from spegla.messages import messages
from spegla.presentation.standing import (
    RateLine,
    StepLine,
    TimeLine,
    burden_sentences,
    duration,
    inbox_sentences,
    question_lines,
    rate_lines,
    rate_sentences,
    round_sentences,
    step_lines,
    time_lines,
)
from spegla.presentation.standing.spoken import month_in_words, short_duration

FALUN = "2080"
ASTRID = Audience.staff_of(FALUN)
MONDAY = date(2026, 11, 23)
WEBBKOLLEN = load().instruments["webbkollen-2017"]
SV, EN = messages("sv"), messages("en")

# A response that stands in the place on that Monday.
STANDING = {
    Place.LATE: (State.WAITING, date(2026, 11, 16)),
    Place.DUE: (State.WAITING, date(2026, 11, 25)),
    Place.LATER: (State.WAITING, date(2026, 12, 4)),
    Place.UNDATED: (State.WAITING, None),
    Place.DRAFT: (State.DRAFT, None),
    Place.LATE_DRAFT: (State.DRAFT, date(2026, 11, 16)),
    Place.HANDED_IN: (State.HANDED_IN, None),
}


def held(*facts: ResponseFacts) -> Held:
    return Held(WEBBKOLLEN, frozenset({FALUN}), facts)


def waiting(counts: Mapping[str, int], language: str = "sv") -> str:
    facts = [ResponseFacts(FALUN, "avslut", state, due=due) for place, n in counts.items() for state, due in [STANDING[Place(place)]] * n]
    return " ".join(inbox_sentences(inbox([held(*facts)], MONDAY, ASTRID), messages(language)))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"late": 1, "due": 1, "draft": 2}, "En uppföljning är sen, en ska göras i veckan. Två utkast väntar."),
        ({"late": 2, "due": 3, "later": 4}, "Två uppföljningar är sena, tre ska göras i veckan."),
        ({"late": 1}, "En uppföljning är sen."),
        ({"late": 12}, "Tolv uppföljningar är sena."),
        ({"late": 13}, "13 uppföljningar är sena."),
        ({"due": 1}, "En uppföljning ska göras i veckan."),
        ({"due": 5, "draft": 1}, "Fem uppföljningar ska göras i veckan. Ett utkast väntar."),
        ({"later": 1}, "Ingen uppföljning ska göras i veckan, en ska göras senare."),
        ({"later": 2, "draft": 1}, "Ingen uppföljning ska göras i veckan, två ska göras senare. Ett utkast väntar."),
        ({"undated": 1}, "En uppföljning väntar och har ingen dag."),
        ({"undated": 2, "late": 1}, "En uppföljning är sen. Två uppföljningar väntar och har ingen dag."),
        ({"late_draft": 1}, "Ett utkast väntar och är sent."),
        ({"late_draft": 2}, "Två utkast väntar och är sena."),
        ({"late_draft": 1, "draft": 2}, "Tre utkast väntar, ett av dem är sent."),
        ({"late_draft": 2, "draft": 2}, "Fyra utkast väntar, två av dem är sena."),
        ({}, "Inget väntar på dig."),
        ({"handed_in": 42}, "Inget väntar på dig."),
    ],
)
def test_what_waits_is_said_in_swedish(counts: dict[str, int], said: str) -> None:
    assert waiting(counts) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"late": 1, "due": 1, "draft": 2}, "One follow-up is late, one is to be done this week. Two drafts are waiting."),
        ({"late": 2, "due": 3}, "Two follow-ups are late, three are to be done this week."),
        ({"late_draft": 1, "draft": 1}, "Two drafts are waiting, one of them is late."),
        ({"later": 2}, "No follow-up is to be done this week, two are to be done later."),
        ({}, "Nothing is waiting for you."),
    ],
)
def test_what_waits_is_said_in_english(counts: dict[str, int], said: str) -> None:
    assert waiting(counts, "en") == said


def test_more_than_a_thousand_are_in_groups_of_three() -> None:
    assert waiting({"late": 1284}) == "1\u00a0284 uppföljningar är sena."


@given(st.fixed_dictionaries({place.value: st.integers(0, 3) for place in Place}), st.sampled_from(["sv", "en"]))
def test_the_inbox_always_says_something_and_never_zero(counts: dict[str, int], language: str) -> None:
    said = waiting(counts, language)

    assert said[0].isupper()
    assert said.endswith(".")
    assert not {"noll", "zero", "0"} & set(said.lower().replace(",", "").replace(".", "").split())
    nothing = not any(counts[place] for place in Place if place is not Place.HANDED_IN)
    assert (said in ("Inget väntar på dig.", "Nothing is waiting for you.")) is nothing


# ── The round ─────────────────────────────────────────────────────────────────

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def closures(month: int, number: int) -> list[ResponseFacts]:
    return [ResponseFacts(FALUN, "avslut", State.HANDED_IN, date(2026, month, 1 + place % 28)) for place in range(number)]


def rated(registered: tuple[int, int], known: dict[Month, int], language: str = "sv", undated: int = 0) -> str:
    facts = [*closures(10, registered[0]), *closures(11, registered[1])]
    facts += [ResponseFacts(FALUN, "avslut", State.HANDED_IN)] * undated
    answer = response_rate([held(*facts)], RateQuestion("avslut", OCTOBER, NOVEMBER, known), ASTRID)
    return " ".join(round_sentences(answer, messages(language)))


def month(registered: int, known: int | None, language: str = "sv") -> str:
    question = RateQuestion("avslut", NOVEMBER, NOVEMBER, {} if known is None else {NOVEMBER: known})
    return " ".join(rate_sentences(response_rate([held(*closures(11, registered))], question, ASTRID).rates[1], messages(language)))


@pytest.mark.parametrize(
    ("registered", "known", "said"),
    [
        (39, 46, "39 av 46 avslut är registrerade, 85 procent."),
        (1, 46, "1 av 46 avslut är registrerat, 2 procent."),
        (0, 46, "0 av 46 avslut är registrerade, 0 procent."),
        (46, 46, "46 av 46 avslut är registrerade, 100 procent."),
        (1284, 2000, "1\u00a0284 av 2\u00a0000 avslut är registrerade, 64 procent."),
        (48, 46, "Fler avslut är registrerade än vad verksamhetssystemet visar: 48 mot 46. Kontrollera antalet."),
        (3, 0, "Fler avslut är registrerade än vad verksamhetssystemet visar: 3 mot 0. Kontrollera antalet."),
        (5, 9, "För få för att visa. Verksamhetssystemet visar 9 avslut, registrerade är 5."),
        (0, 0, "Verksamhetssystemet visar inga avslut."),
        (1, None, "Hur många avslut verksamhetssystemet visar är inte känt. Ett är registrerat."),
        (5, None, "Hur många avslut verksamhetssystemet visar är inte känt. Registrerade är fem."),
    ],
)
def test_a_rate_is_said_in_swedish(registered: int, known: int | None, said: str) -> None:
    assert month(registered, known) == said


@pytest.mark.parametrize(
    ("registered", "known", "said"),
    [
        (39, 46, "39 of 46 closures are registered, 85 percent."),
        (48, 46, "More closures are registered than the case system has: 48 against 46. Check the number."),
        (5, 9, "Too few to show. The case system has 9 closures, registered are 5."),
    ],
)
def test_a_rate_is_said_in_english(registered: int, known: int, said: str) -> None:
    assert month(registered, known, "en") == said


def test_months_left_out_are_said_with_their_closures() -> None:
    assert rated((39, 3), {OCTOBER: 46}) == (
        "39 av 46 avslut är registrerade, 85 procent. "
        "En månad räknas inte, eftersom antalet avslut inte är känt. Där är tre avslut registrerade."
    )


def test_a_month_left_out_without_closures_says_no_more() -> None:
    assert rated((39, 0), {OCTOBER: 46}).endswith("85 procent. En månad räknas inte, eftersom antalet avslut inte är känt.")


def test_a_month_with_too_many_is_not_counted_and_that_is_said() -> None:
    assert rated((10, 5), {OCTOBER: 5, NOVEMBER: 10}) == (
        "5 av 10 avslut är registrerade, 50 procent. "
        "I en månad är fler avslut registrerade än vad verksamhetssystemet visar. Den räknas inte. Kontrollera antalet."
    )


def test_when_each_month_has_too_many_there_is_no_share_and_that_is_said() -> None:
    assert rated((10, 5), {OCTOBER: 5, NOVEMBER: 4}) == (
        "Hur stor del av avsluten som är registrerad går inte att räkna ut. "
        "I två månader är fler avslut registrerade än vad verksamhetssystemet visar. De räknas inte. Kontrollera antalen."
    )


def test_a_month_nobody_knows_is_said_beside_one_with_too_many() -> None:
    assert "En månad räknas inte, eftersom antalet avslut inte är känt." in rated((10, 5), {OCTOBER: 5})


def test_closures_without_a_day_are_said() -> None:
    assert rated((39, 0), {OCTOBER: 46, NOVEMBER: 0}, undated=2) == (
        "39 av 46 avslut är registrerade, 85 procent. Två avslut saknar dag och räknas inte."
    )


@pytest.mark.parametrize(("language", "said"), [("sv", "november 2026"), ("en", "November 2026")])
def test_a_month_is_said_with_its_name(language: str, said: str) -> None:
    assert month_in_words(str(NOVEMBER), messages(language)) == said


# ── The burden ────────────────────────────────────────────────────────────────


def taken(*seconds: int, untimed: int = 0, budget: int | None = None, language: str = "sv", **questions: int) -> str:
    facts = [ResponseFacts(FALUN, "avslut", State.HANDED_IN, seconds=one, seconds_by_question=questions) for one in seconds]
    facts += [ResponseFacts(FALUN, "avslut", State.HANDED_IN)] * untimed
    return " ".join(burden_sentences(burden(held(*facts), Budget(budget), ASTRID), WEBBKOLLEN, messages(language)))


def test_the_time_in_the_middle_stands_beside_what_it_may_take() -> None:
    assert taken(*[240] * 5, *[260] * 5, budget=360) == (
        "Hälften av registreringarna tar högst 4 minuter och 10 sekunder. Så mycket får den ta: 6 minuter. "
        "10 av 10 registreringar tog högst så lång tid, 100 procent."
    )


def test_the_time_in_the_middle_is_said_in_english() -> None:
    assert taken(*[240] * 5, *[260] * 4, 900, budget=360, language="en") == (
        "Half of the registrations take 4 minutes and 10 seconds at most. This is what it may take: 6 minutes. "
        "9 of 10 registrations took no longer, 90 percent."
    )


def test_without_a_budget_it_is_not_spoken_of() -> None:
    assert taken(*[250] * 10) == "Hälften av registreringarna tar högst 4 minuter och 10 sekunder."


def test_the_question_that_takes_longest_is_named() -> None:
    label = WEBBKOLLEN.variable("risk_beslut").label.sv

    assert taken(*[250] * 10, risk_beslut=41, kon=4).endswith(
        f" Längst tid tar frågan ”{label}”: högst 41 sekunder i hälften av registreringarna."
    )


def test_questions_that_take_equally_long_are_all_named() -> None:
    labels = [WEBBKOLLEN.variable(id).label.sv for id in ("kon", "alder", "risk_beslut")]

    assert taken(*[250] * 10, kon=41, alder=41, risk_beslut=41).endswith(
        f" Längst tid tar frågorna ”{labels[0]}”, ”{labels[1]}” och ”{labels[2]}”: högst 41 sekunder i hälften av registreringarna."
    )


@pytest.mark.parametrize(
    ("seconds", "untimed", "said"),
    [
        ([250] * 9, 0, "För få för att visa. Nio registreringar har en tid."),
        ([250], 0, "För få för att visa. En registrering har en tid."),
        ([], 0, "För få för att visa. Ingen registrering har en tid."),
        ([], 1, "För få för att visa. Ingen registrering har en tid. En registrering har ingen tid och räknas inte."),
        (
            [250] * 10,
            13,
            "Hälften av registreringarna tar högst 4 minuter och 10 sekunder. 13 registreringar har ingen tid och räknas inte.",
        ),
    ],
)
def test_too_few_and_what_has_no_time_are_said(seconds: list[int], untimed: int, said: str) -> None:
    assert taken(*seconds, untimed=untimed) == said


@pytest.mark.parametrize(
    ("seconds", "swedish", "english"),
    [
        (250, "4 minuter och 10 sekunder", "4 minutes and 10 seconds"),
        (360, "6 minuter", "6 minutes"),
        (61, "1 minut och 1 sekund", "1 minute and 1 second"),
        (0, "0 sekunder", "0 seconds"),
        ("0.5", "1 sekund", "1 second"),
        ("249.5", "4 minuter och 10 sekunder", "4 minutes and 10 seconds"),
        ("249.25", "4 minuter och 9 sekunder", "4 minutes and 9 seconds"),
        (3599, "59 minuter och 59 sekunder", "59 minutes and 59 seconds"),
        ("3599.5", "1 timme", "1 hour"),
        (3600 + 29, "1 timme", "1 hour"),
        (3600 + 30, "1 timme och 1 minut", "1 hour and 1 minute"),
        (2 * 3600 - 30, "2 timmar", "2 hours"),
    ],
)
def test_a_span_of_time_is_said_in_its_two_largest_units(seconds: int | str, swedish: str, english: str) -> None:
    assert (duration(Decimal(seconds), SV), duration(Decimal(seconds), EN)) == (swedish, english)


# ── Tables ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("registered", "known", "line"),
    [
        (39, 46, RateLine("november 2026", "39", "46", "85\u00a0%", 85)),
        (1284, 2000, RateLine("november 2026", "1\u00a0284", "2\u00a0000", "64\u00a0%", 64)),
        (5, 9, RateLine("november 2026", "5", "9", "för få", None)),
        (48, 46, RateLine("november 2026", "48", "46", "–", None)),
        (0, 0, RateLine("november 2026", "0", "0", "–", None)),
        (3, None, RateLine("november 2026", "3", "inte känt", "–", None)),
    ],
)
def test_a_month_is_a_line(registered: int, known: int | None, line: RateLine) -> None:
    question = RateQuestion("avslut", NOVEMBER, NOVEMBER, {} if known is None else {NOVEMBER: known})

    assert rate_lines(response_rate([held(*closures(11, registered))], question, ASTRID), SV) == (line,)


def test_months_are_lines_in_their_order() -> None:
    answer = response_rate([held(*closures(10, 3), *closures(11, 4))], RateQuestion("avslut", OCTOBER, NOVEMBER, {}), ASTRID)

    assert [(line.month, line.registered) for line in rate_lines(answer, EN)] == [("October 2026", "3"), ("November 2026", "4")]


def test_all_registrations_and_each_step_are_lines_and_few_are_called_so() -> None:
    facts = [ResponseFacts(FALUN, "beslut", State.HANDED_IN, seconds=one) for one in [*[100] * 5, 200, *[400] * 5]]
    facts.append(ResponseFacts(FALUN, "avslut", State.HANDED_IN, seconds=60))
    answer = burden(held(*facts), Budget(200), ASTRID)

    assert time_lines(answer, SV) == (
        TimeLine("", "", "12", "2\u00a0min 30\u00a0s", "1\u00a0min 40\u00a0s till 6\u00a0min 40\u00a0s", "7 av 12 (58\u00a0%)", 58),
        TimeLine("beslut", "", "11", "3\u00a0min 20\u00a0s", "1\u00a0min 40\u00a0s till 6\u00a0min 40\u00a0s", "6 av 11 (55\u00a0%)", 55),
        TimeLine("uppfoljning", "", "0", "–", "–", "–", None),
        TimeLine("avslut", "", "1", "för få", "–", "–", None),
    )


def test_the_question_that_takes_longest_stands_first_and_those_with_few_last() -> None:
    facts = [ResponseFacts(FALUN, "avslut", State.HANDED_IN, seconds_by_question={"kon": 4, "risk_avslut": 31}) for _ in range(10)]
    facts.append(ResponseFacts(FALUN, "avslut", State.HANDED_IN, seconds_by_question={"alder": 100}))
    answer = burden(held(*facts), Budget(), ASTRID)

    labels = [WEBBKOLLEN.variable(id).label.sv for id in ("risk_avslut", "kon", "alder")]
    assert [(line.label, line.median) for line in question_lines(answer, WEBBKOLLEN, SV)] == [
        (labels[0], "31\u00a0s"), (labels[1], "4\u00a0s"), (labels[2], "för få"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0\u00a0s"), (59, "59\u00a0s"), (60, "1\u00a0min"), (3600, "1\u00a0tim"), (3661, "1\u00a0tim 1\u00a0min")]
)
def test_a_time_in_a_table_is_short(seconds: int, said: str) -> None:
    assert short_duration(seconds, SV) == said


def test_a_step_is_a_line_of_what_is_begun_late_and_done() -> None:
    stands = [*["draft"] * 2, "late_draft", *["handed_in"] * 1000]
    facts = [ResponseFacts(FALUN, "avslut", state, due=due) for state, due in (STANDING[Place(one)] for one in stands)]
    steps = {"avslut": inbox([held(*facts)], MONDAY, ASTRID)}

    assert step_lines(steps, SV) == (StepLine("avslut", "3", "1", "1\u00a0000"),)
