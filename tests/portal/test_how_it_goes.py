"""How registration goes: in the round for who leads, and on the start page for who registers. Few are not shown, and others' never."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from spegla.analyses.standing import Place
from spegla.disclosure import Suppressed
from spegla.disclosure.standing import ClearedSeconds, ClearedTime
from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit
from spegla.portal.store.models import Intervention, Response, ResponseState, Round
from spegla.portal.store.organisations import authority_of
from spegla.portal.use_cases import handing_in, registering, standing
from spegla.portal.use_cases import rounds as round_cases
from spegla.portal.use_cases.access import Actor, RefusedError
from spegla.portal.use_cases.inbox import Shown, see_inbox
from spegla.portal.use_cases.standing import Standing
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import FOLLOW_UP, INSTRUMENT, begun, fill_in, handed_in, open_round, unit_of

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]
People = Callable[[str], Person]
NUMBERS = count(1)
DAY = date(2026, 11, 16)


def put(unit: Organisation, number: int, step: str = "avslut", **values: Any) -> None:
    """`number` responses of `step` in `unit`, handed in unless it is said otherwise."""
    known: Mapping[str, Any] = {
        "day": DAY, "state": ResponseState.HANDED_IN, "round": open_round(unit), "begun_at": AT, "saved_at": AT, "seconds": 240,
        "instrument": INSTRUMENT, **values
    }  # fmt: skip
    for _ in range(number):
        hash = f"{next(NUMBERS):064}"
        one = Intervention.objects.create_in(organisation=unit, case_hash=hash, case_cipher="", case_key="", made_at=AT)
        Response.objects.create_in(organisation=unit, intervention=one, step=step, **known)


def in_place(place: Organisation, name: str, kind: OrganisationKind = OrganisationKind.UNIT) -> Organisation:
    with transaction.atomic():
        return parts.add(place, kind, name, None, Audit(None, "organisation_added", AT, facts={"kind": kind.value}))


def seen(actor: Actor) -> Standing:
    found = standing.see_standing(actor=actor, at=AT)
    assert found is not None
    return found


def state(actor: Actor, month: date, number: int) -> None:
    round_cases.state_closings(actor=actor, month=month, count=number, at=AT)


def rates(found: Standing) -> dict[str, tuple[int, int]]:
    return {one.month: (one.registered, one.known) for one in found.rate.rates if not one.left_out}


def time_of(found: Standing, step: str) -> ClearedTime:
    return next(one for one in found.times.times if one.step == step and not one.question)


# ── The round ─────────────────────────────────────────────────────────────────


def test_without_a_round_there_is_nothing_to_see(actor: Actors) -> None:
    assert standing.see_standing(actor=actor("maja"), at=AT) is None


def test_who_has_nothing_to_do_with_rounds_is_refused(actor: Actors) -> None:
    open_round(unit_of(actor("astrid")))
    for name in ("astrid", "lena", "karin"):
        with pytest.raises(RefusedError):
            standing.see_standing(actor=actor(name), at=AT)


def test_the_rate_is_by_month_and_in_all(actor: Actors) -> None:
    unit = unit_of(actor("bo"))
    put(unit, 9, day=date(2026, 10, 31))
    put(unit, 12, day=date(2026, 11, 1))
    state(actor("maja"), date(2026, 10, 1), 18)
    state(actor("maja"), date(2026, 11, 1), 16)

    found = seen(actor("maja"))

    assert rates(found) == {"": (9 + 12, 18 + 16), "2026-10": (9, 18), "2026-11": (12, 16)}
    assert [one.rounded for one in found.rate.rates] == [round(100 * 21 / 34), 50, 75]


def test_closures_in_an_earlier_form_are_closures_and_so_are_the_numbers_that_were_stated_then(actor: Actors) -> None:
    unit = unit_of(actor("bo"))
    put(unit, 12, day=date(2026, 11, 1))
    state(actor("maja"), date(2026, 11, 1), 16)
    round_cases.open_round(actor=actor("maja"), instrument="bbic-3.1", at=AT)
    put(unit, 2, day=date(2026, 11, 2), instrument="bbic-3.1")

    found = seen(actor("maja"))
    assert found.instrument.reference == "bbic-3.1"
    assert rates(found) == {"": (14, 16), "2026-11": (14, 16)}
    # What is begun, and what time it takes, is of the form that is open.
    assert found.times.counts["handed_in"] == 2
    state(actor("maja"), date(2026, 11, 1), 15)
    assert rates(seen(actor("maja")))["2026-11"] == (14, 15)
    round_cases.state_closings(actor=actor("maja"), month=date(2026, 11, 1), count=None, at=AT)
    assert rates(seen(actor("maja"))) == {}


def test_a_share_of_few_is_not_shown(actor: Actors) -> None:
    put(unit_of(actor("bo")), 4)
    state(actor("maja"), DAY, 9)

    assert {one.rounded for one in seen(actor("maja")).rate.rates} == {Suppressed.TOO_FEW}


def test_months_are_shown_for_a_year_back_and_no_longer(actor: Actors) -> None:
    unit = unit_of(actor("bo"))
    put(unit, 1, day=date(2024, 3, 1))

    assert [one.month for one in seen(actor("maja")).rate.rates][1] == "2025-11"
    Response._base_manager.update(day=date(2026, 9, 2))
    assert [one.month for one in seen(actor("maja")).rate.rates][1:] == ["2026-09", "2026-10", "2026-11"]


def test_only_what_is_handed_in_of_this_round_and_this_board_counts(actor: Actors) -> None:
    unit = unit_of(actor("bo"))
    board, foreign = authority_of(unit), unit_of(actor("cecilia"))
    district = in_place(board, "Öster", OrganisationKind.DISTRICT)
    put(unit, 3)
    for other in (ResponseState.REPLACED, ResponseState.REMOVED):
        put(unit, 5, state=other)
    put(unit, 2, state=ResponseState.DRAFT)
    put(unit, 1, state=ResponseState.WAITING, waits_until=AT.date() - timedelta(days=1))
    put(foreign, 7)
    first = open_round(unit)
    # A unit that has moved to the district took its registrations along, which were made in the round of the board that it left.
    put(in_place(district, "Södra"), 11, round=first)
    second = Round.objects.create_in(organisation=board, instrument=INSTRUMENT, opened_at=AT, closed_at=AT)
    put(unit, 13, round=second)

    found = seen(actor("maja"))

    counts = found.steps["avslut"].counts
    assert (counts[Place.HANDED_IN], counts[Place.DRAFT], counts[Place.LATE_DRAFT]) == (3, 2, 1)
    # What was closed in another round is closed; the rest is of the round that is open.
    assert found.rate.rates[0].registered_left_out == 3 + 13
    assert time_of(found, "").n == 3


def test_who_leads_a_unit_sees_its_figures_and_no_rate_of_what_is_known_for_the_board(actor: Actors) -> None:
    unit = unit_of(actor("bo"))
    put(unit, 3)
    put(in_place(authority_of(unit), "Norra"), 4)
    state(actor("maja"), DAY, 20)

    own, board = seen(actor("bo")), seen(actor("maja"))

    assert (own.whole, [one.name for one in own.places], own.steps["avslut"].counts[Place.HANDED_IN]) == (False, [unit.name], 3)
    assert rates(own) == {}
    assert (board.whole, board.steps["avslut"].counts[Place.HANDED_IN]) == (True, 3 + 4)
    assert rates(board) == {"": (7, 20), "2026-11": (7, 20)}


def test_who_leads_every_unit_sees_the_board(actor: Actors) -> None:
    put(unit_of(actor("bo")), 3)
    state(actor("maja"), DAY, 20)

    assert rates(seen(actor("bo"))) == {"": (3, 20), "2026-11": (3, 20)}


@pytest.mark.parametrize(("number", "shown"), [(9, False), (10, True)])
def test_a_time_is_shown_from_ten_registrations_on(actor: Actors, number: int, shown: bool) -> None:
    unit = unit_of(actor("bo"))
    put(unit, number, seconds=250, by_question={"risk_avslut": 30, "alder": 4})
    put(unit, 20, seconds=None)

    found = seen(actor("maja"))

    assert isinstance(time_of(found, "avslut").seconds, ClearedSeconds) is shown
    assert [one.question for one in found.times.slowest] == (["risk_avslut"] if shown else [])
    assert time_of(found, "avslut").left_out == {"not_known": 20}


def test_the_budget_is_that_of_the_round(actor: Actors) -> None:
    unit = unit_of(actor("bo"))
    put(unit, 6, seconds=120)
    put(unit, 6, seconds=121)
    round_cases.change(actor=actor("maja"), budget=120, free_text=False, shows_earlier=True, at=AT)

    seconds = time_of(seen(actor("maja")), "avslut").seconds

    assert isinstance(seconds, ClearedSeconds)
    assert (seconds.within, seconds.within_rounded) == (6, round(100 * 6 / 12))


def test_the_facts_take_as_many_questions_to_the_database_however_many_there_are(
    actor: Actors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    put(unit_of(actor("bo")), 40)
    maja = actor("maja")

    with django_assert_max_num_queries(5):
        standing.see_standing(actor=maja, at=AT)


def test_the_page_says_it_first_and_then_shows_the_tables(log_in: LogIn, actor: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    unit = unit_of(actor("bo"))
    put(unit, 34, seconds=250, by_question={"risk_avslut": 30})
    put(unit, 9, step="beslut", seconds=60)
    put(unit, 1, state=ResponseState.DRAFT)
    state(actor("maja"), DAY, 40)

    shown = log_in("maja").get("/omgang/").content.decode()

    assert "34 av 40 avslut är registrerade, 85 procent." in shown
    assert "Hälften av registreringarna tar högst 4 minuter och 10 sekunder." in shown
    assert "Längst tid tar frågan ”Risk att barnet far illa vid avslut”: högst 30 sekunder i hälften av registreringarna." in shown
    assert shown.count("<caption>") == 4
    assert "för få" in shown


def test_the_page_of_a_unit_alone_says_why_there_is_no_share(log_in: LogIn, actor: Actors) -> None:
    unit = unit_of(actor("bo"))
    put(unit, 34)
    in_place(authority_of(unit), "Norra")
    state(actor("maja"), DAY, 40)

    shown = log_in("bo").get("/omgang/").content.decode()

    assert f'<p class="meta">{unit.name}</p>' in shown
    assert "Andelen ser den som har en roll i hela nämnden." in shown
    assert "85" not in strip_tags(shown.partition('<h2 id="steg">')[0])


# ── The start page ────────────────────────────────────────────────────────────


def test_drafts_that_wait_for_something_come_first(actor: Actors) -> None:
    astrid = actor("astrid")
    waits, late = begun(astrid, "BU-1"), begun(astrid, "BU-2")
    begun(astrid, "BU-3")
    for one, days in ((waits, 9), (late, 2)):
        handing_in.wait(actor=astrid, response_id=one.id, until=AT.date() + timedelta(days=days), at=AT)

    found = see_inbox(actor=astrid, at=AT, shown=Shown(due=0, drafts=2))

    assert [one.response.id for one in found.drafts] == [late.id, waits.id]


def test_a_follow_up_that_is_late_is_late_in_the_round_too_once_it_is_begun(actor: Actors) -> None:
    astrid = actor("astrid")
    decision = handed_in(astrid, "BU-1")
    Intervention._base_manager.update(due=AT.date() - timedelta(days=6), due_step="uppfoljning")
    begun(astrid, "BU-1", "uppfoljning")
    registering.correct(actor=astrid, response_id=decision.id, at=AT)

    begun(astrid, "BU-1", "avslut")
    counts = {step: found.counts for step, found in seen(actor("maja")).steps.items()}
    assert counts["avslut"][Place.LATE_DRAFT] == 0
    assert (counts["uppfoljning"][Place.LATE_DRAFT], counts["beslut"][Place.LATE_DRAFT], counts["beslut"][Place.DRAFT]) == (1, 0, 1)
    assert [one.late for one in see_inbox(actor=astrid, at=AT).drafts] == [True, False, False]

    follow_up = Response._base_manager.get(step="uppfoljning")
    handing_in.wait(actor=astrid, response_id=follow_up.id, until=AT.date() + timedelta(days=7), at=AT)
    assert seen(actor("maja")).steps["uppfoljning"].counts[Place.LATE_DRAFT] == 0


def test_a_follow_up_that_is_corrected_is_not_the_one_that_is_planned(actor: Actors) -> None:
    astrid = actor("astrid")
    done = handed_in(astrid, "BU-1", "uppfoljning", FOLLOW_UP)
    Intervention._base_manager.update(due=AT.date() - timedelta(days=6), due_step="uppfoljning")
    registering.correct(actor=astrid, response_id=done.id, at=AT)

    counts = seen(actor("maja")).steps["uppfoljning"].counts
    assert (counts[Place.LATE_DRAFT], counts[Place.DRAFT]) == (0, 1)


def test_where_nothing_is_one_is_told_where_to_begin_and_not_beside_what_one_has_handed_in(log_in: LogIn, actor: Actors) -> None:
    client, told = log_in("astrid"), "Nya registreringar börjar du under Ny registrering."
    assert told in client.get("/registrera/").content.decode()

    handed_in(actor("astrid"), "BU-1", at=timezone.now())

    assert told not in client.get("/registrera/").content.decode()


def test_of_drafts_that_wait_for_nothing_the_one_that_was_touched_last_comes_first(actor: Actors) -> None:
    astrid = actor("astrid")
    first, second, third = (begun(astrid, f"BU-{number}") for number in range(3))
    for minutes, one in enumerate((second, third, first), 1):
        fill_in(astrid, one, {"kon": ["flicka"]}, AT + timedelta(minutes=minutes))

    assert [one.response.id for one in see_inbox(actor=astrid, at=AT).drafts] == [first.id, third.id, second.id]


def test_the_start_page_of_who_registers_says_what_waits_in_short(log_in: LogIn, actor: Actors) -> None:
    astrid = actor("astrid")
    for number in range(5):
        begun(astrid, f"BU-{number}")
        handed_in(astrid, f"ÖV-{number}")
    Intervention._base_manager.filter(decided__isnull=False).update(due=AT.date() - timedelta(days=1), due_step="uppfoljning")

    shown = log_in("astrid").get("/").content.decode()

    assert "Fem uppföljningar är sena. Fem utkast väntar." in shown
    assert shown.count("Fortsätt<") == 3
    assert shown.count("Börja<") == 4
    assert shown.count("Alla 5<") == 2
    for step in ("beslut", "uppfoljning", "avslut"):
        assert f'href="/registrera/?steg={step}#id_code"' in shown
    assert "Din tid" not in shown


def test_what_is_all_there_has_no_link_to_more(log_in: LogIn, actor: Actors) -> None:
    begun(actor("astrid"), "BU-1")

    assert "Alla 1<" not in log_in("astrid").get("/").content.decode()


@pytest.mark.parametrize("name", ["lena", "karin", "disa"])
def test_who_does_not_register_is_told_of_no_registrations(log_in: LogIn, actor: Actors, name: str) -> None:
    begun(actor("astrid"), "BU-1")

    shown = log_in(name).get("/").content.decode()

    assert "/registrera/" not in shown
    assert "/omgang/" not in shown


def test_who_leads_finds_the_round(log_in: LogIn) -> None:
    assert log_in("maja").get("/").content.decode().count('href="/omgang/"') > log_in("maja").get("/profil/").content.decode().count(
        'href="/omgang/"'
    )


@pytest.mark.parametrize(("own", "shown"), [(9, False), (10, True)])
def test_ones_own_time_is_of_ones_own_registrations_from_ten_on(
    log_in: LogIn, actor: Actors, person: People, own: int, shown: bool
) -> None:
    unit = unit_of(actor("astrid"))
    put(unit, own, seconds=250, handed_in_by=person("astrid"))
    put(unit, 30, seconds=900, handed_in_by=person("bo"))

    page = log_in("astrid").get("/").content.decode()

    assert ("Hälften av registreringarna tar högst 4 minuter och 10 sekunder." in page) is shown
    assert "15 minuter" not in page


def test_nobody_else_asks_for_their_own_time(actor: Actors) -> None:
    with pytest.raises(RefusedError):
        standing.own_time(actor=actor("maja"), at=AT)
