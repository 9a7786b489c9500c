"""Access in an emergency: at once, for some hours, in the own municipality and nowhere else; others are told, and look at it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as CaptureOnCommit

from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import IN_EMERGENCY, OrganisationKind, Permission
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit
from spegla.portal.store.models import AuditRecord, Emergency, EmergencyNote, EmergencyNotice
from spegla.portal.use_cases import emergencies, people
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.people import NotPossibleError
from tests.portal.conftest import AT, PASSWORD, LogIn

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]
People = Callable[[str], Person]
LASTS = timedelta(hours=4)
WORDS = "Larm under jouren."


def take(actor: Actor, at: object = AT, **values: object) -> Emergency:
    asked = {"reason": "on_call", "words": WORDS, "lasts": LASTS, "address": "https://spegla.exempel.se/"}
    return emergencies.take(actor=actor, at=at, **{**asked, **values})  # type: ignore[arg-type]


@pytest.fixture
def other_unit(person: People) -> Organisation:
    """A unit of Falun where Astrid and Bo have no role."""
    home, audit = person("maja").organisation, Audit(None, "organisation_added", AT)
    return parts.add(home, OrganisationKind.UNIT, "Familjerätt", None, audit)


def test_it_holds_at_once_in_the_whole_municipality(actor: Who, person: People, other_unit: Organisation) -> None:
    assert not actor("astrid").may(Permission.CASES_READ, other_unit)

    take(actor("astrid"))

    assert actor("astrid").may(Permission.CASES_READ, other_unit)
    assert actor("astrid").may(Permission.CASES_READ, person("maja").organisation)


def test_nothing_outside_the_own_municipality_is_reached(actor: Who, person: People) -> None:
    """Whoever takes it and wherever they look: every organisation of the country but those of Falun."""
    everywhere = list(Organisation.objects.all())
    for who in ("astrid", "bo"):
        take(actor(who))
        taken = actor(who)
        reached = {place.path for place in everywhere if taken.may(Permission.CASES_READ, place)}
        assert len(reached) >= 2
        assert all(path == "sverige/20/2080" or path.startswith("sverige/20/2080/") for path in reached)
    assert len(everywhere) > 300
    assert not actor("bo").may(Permission.CASES_READ, person("cecilia").organisation)


def test_it_gives_reading_and_nothing_else(actor: Who, person: People, other_unit: Organisation) -> None:
    before = {one: actor("astrid").may(one, other_unit) for one in Permission}
    take(actor("astrid"))
    after = {one: actor("astrid").may(one, other_unit) for one in Permission}

    assert {one for one in Permission if before[one] != after[one]} == IN_EMERGENCY == {Permission.CASES_READ}


def test_it_ends_by_itself(actor: Who, person: People, other_unit: Organisation) -> None:
    take(actor("astrid"))
    astrid = person("astrid")

    assert Actor.of(astrid, AT + LASTS - timedelta(seconds=1)).may(Permission.CASES_READ, other_unit)
    assert not Actor.of(astrid, AT + LASTS).may(Permission.CASES_READ, other_unit)
    assert not Actor.of(astrid, AT - timedelta(seconds=1)).may(Permission.CASES_READ, other_unit)


def test_it_can_be_ended_early_and_taken_again(actor: Who, other_unit: Organisation) -> None:
    take(actor("astrid"))
    with pytest.raises(NotPossibleError, match="emergency_held"):
        take(actor("astrid"))

    emergencies.end(actor=actor("astrid"), at=AT + timedelta(minutes=5))

    assert not actor("astrid").may(Permission.CASES_READ, other_unit)
    with pytest.raises(NotPossibleError, match="emergency_over"):
        emergencies.end(actor=actor("astrid"), at=AT + timedelta(minutes=6))
    assert take(actor("astrid"), at=AT + timedelta(minutes=7))


def test_who_loses_the_role_loses_the_access_with_it(actor: Who, person: People, other_unit: Organisation) -> None:
    take(actor("astrid"))
    [role] = Assignment._base_manager.filter(person=person("astrid"))

    people.end_role(actor=actor("maja"), assignment_id=role.id, at=AT)

    assert actor("astrid").permissions == frozenset()
    assert not actor("astrid").may(Permission.CASES_READ, other_unit)


@pytest.mark.parametrize("who", ["maja", "lena", "karin", "nils", "disa", "sara", "rolf"])
def test_who_has_no_case_role_cannot_take_it(actor: Who, who: str) -> None:
    for act in (lambda: take(actor(who)), lambda: emergencies.end(actor=actor(who), at=AT)):
        with pytest.raises(RefusedError):
            act()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "curious"}, "emergency_reason"),
        ({"words": "  "}, "emergency_words"),
        ({"words": "Gäller 20120304-1234"}, "emergency_identity"),
        ({"words": "120304 1234 mår dåligt"}, "emergency_identity"),
        ({"words": "Gäller 2012\u200b0304\u20131234"}, "emergency_identity"),
    ],
)
def test_a_reason_is_given_and_nobody_is_named_by_number(actor: Who, values: dict[str, str], code: str) -> None:
    with pytest.raises(NotPossibleError, match=code):
        take(actor("astrid"), **values)
    assert not Emergency._base_manager.exists()


def test_leaders_and_data_protection_officers_are_told_at_once(
    actor: Who, person: People, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        take(actor("astrid"))

    assert {one.to[0] for one in mail.outbox} == {"bo@exempel.se", "karin@exempel.se"}
    for letter in mail.outbox:
        assert "Astrid Ek har tagit nödåtkomst till ärenden i hela Falun, till 23 nov 2026 kl. 14.00" in letter.body
        assert "https://spegla.exempel.se/" in letter.body
        assert WORDS not in letter.body
    assert [one.person for one in emergencies.waiting(actor=actor("karin"))] == [person("astrid")]
    assert emergencies.waiting(actor=actor("astrid")) == []


def test_a_leader_who_takes_it_is_not_the_one_who_is_told(actor: Who) -> None:
    take(actor("bo"))

    assert emergencies.waiting(actor=actor("bo")) == []
    assert len(emergencies.waiting(actor=actor("karin"))) == 1


def test_the_words_are_in_a_table_of_their_own_and_in_no_log(actor: Who) -> None:
    made = take(actor("astrid"))
    emergencies.see_emergency(actor=actor("karin"), emergency_id=made.id, at=AT)

    assert EmergencyNote._base_manager.get().words == WORDS
    assert WORDS not in str([vars(one) for one in AuditRecord._base_manager.all()])
    assert WORDS not in str(vars(Emergency._base_manager.get()))


def test_all_of_it_is_on_record(actor: Who, person: People) -> None:
    made = take(actor("astrid"))
    emergencies.see_emergency(actor=actor("karin"), emergency_id=made.id, at=AT)
    emergencies.acknowledge(actor=actor("karin"), emergency_id=made.id, at=AT)
    emergencies.acknowledge(actor=actor("karin"), emergency_id=made.id, at=AT)
    emergencies.stop(actor=actor("bo"), emergency_id=made.id, at=AT)

    rows = AuditRecord._base_manager.filter(object=f"emergency:{made.id}").order_by("number")
    assert [(one.actor, one.action) for one in rows] == [
        (person("astrid"), "emergency_taken"),
        (person("karin"), "emergency_read"),
        (person("karin"), "emergency_seen"),
        (person("bo"), "emergency_ended"),
    ]
    assert rows[0].facts == {"hours": 4, "reason": "on_call", "told": 2}


def test_it_waits_for_everyone_who_was_told_until_they_have_seen_it(actor: Who) -> None:
    made = take(actor("astrid"))
    emergencies.acknowledge(actor=actor("karin"), emergency_id=made.id, at=AT)

    assert emergencies.waiting(actor=actor("karin")) == []
    assert len(emergencies.waiting(actor=actor("bo"))) == 1


def test_whoever_was_told_sees_what_was_done_meanwhile_and_can_stop_it(actor: Who, other_unit: Organisation) -> None:
    made = take(actor("astrid"))

    seen = emergencies.see_emergency(actor=actor("bo"), emergency_id=made.id, at=AT + timedelta(hours=1))
    assert [line.record.action for line in seen.lines] == ["emergency_taken"]
    assert (seen.words, seen.holds, seen.seen) == (WORDS, True, False)

    emergencies.stop(actor=actor("bo"), emergency_id=made.id, at=AT + timedelta(hours=1))
    assert not actor("astrid").may(Permission.CASES_READ, other_unit)
    with pytest.raises(NotPossibleError, match="emergency_over"):
        emergencies.stop(actor=actor("bo"), emergency_id=made.id, at=AT + timedelta(hours=1))


def test_who_was_not_told_or_no_longer_leads_sees_nothing_of_it(actor: Who, person: People) -> None:
    made = take(actor("astrid"))
    acts: list[Callable[..., object]] = [emergencies.see_emergency, emergencies.acknowledge, emergencies.stop]
    Assignment._base_manager.filter(person=person("bo")).update(state=AssignmentState.ENDED)
    for act in acts:
        with pytest.raises(RefusedError):
            act(actor=actor("bo"), emergency_id=made.id, at=AT)
        with pytest.raises(NotFoundError):
            act(actor=actor("cecilia"), emergency_id=made.id, at=AT)
        with pytest.raises(NotFoundError):
            act(actor=actor("karin"), emergency_id=987654, at=AT)
    assert emergencies.waiting(actor=actor("bo")) == []
    EmergencyNotice._base_manager.filter(person=person("karin")).delete()
    with pytest.raises(NotFoundError):
        emergencies.see_emergency(actor=actor("karin"), emergency_id=made.id, at=AT)


def proved(client: Client) -> Client:
    """Someone who has just given the password again."""
    assert client.post("/konto/bekrafta/", {"password": PASSWORD}).status_code == 302
    return client


def later(client: Client, seconds: int) -> Client:
    """The same person so many seconds after the proof."""
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] -= seconds
    session.save()
    return client


def test_it_is_taken_only_with_fresh_proof(log_in: LogIn) -> None:
    client = log_in("astrid")
    asked = {"reason": "on_call", "words": WORDS}
    assert client.get("/nodatkomst/").status_code == 200, "a login with both steps is a fresh proof"
    later(client, 301)
    first = [client.get("/nodatkomst/"), client.post("/nodatkomst/", asked)]
    for answer in (*first, later(proved(client), 301).post("/nodatkomst/", asked)):
        assert answer.headers["Location"] == "/konto/bekrafta/?next=%2Fnodatkomst%2F"
    assert not Emergency._base_manager.exists()
    assert WORDS not in str(dict(client.session))

    assert proved(client).get("/nodatkomst/").status_code == 200
    assert client.post("/nodatkomst/", asked).headers["Location"] == "/"
    assert Emergency._base_manager.count() == 1


def test_who_may_not_is_refused_before_any_proof_is_asked_for(log_in: LogIn) -> None:
    assert log_in("maja").get("/nodatkomst/").status_code == 403


def test_the_caution_says_where_how_long_and_who_is_told(log_in: LogIn) -> None:
    shown = proved(log_in("astrid")).get("/nodatkomst/").content.decode()

    assert "Du når alla ärenden i Falun i 4 timmar" in shown
    assert "Bo Lind, Karin Dahl" in shown
    assert "Skriv inte vem det gäller" in shown


def test_a_number_that_looks_personal_is_said_by_its_field(log_in: LogIn) -> None:
    answer = proved(log_in("astrid")).post("/nodatkomst/", {"words": "20120304-1234"})

    assert answer.status_code == 422
    assert answer.content.decode().count("Välj ett skäl.") == 2
    assert answer.content.decode().count("Det där ser ut som ett personnummer") == 2


def test_every_page_tells_that_it_holds_and_how_long_and_ends_it(log_in: LogIn, actor: Who) -> None:
    take(actor("astrid"), at=timezone.now())
    client = log_in("astrid")
    for path in ("/", "/profil/", "/finns-inte/", "/konto/losenord/"):
        shown = client.get(path).content.decode()
        assert "Du har nödåtkomst till alla ärenden i Falun." in shown, path
        assert re.search(r"3 tim 59 min kvar|4 tim 0 min kvar", shown), path
    assert client.post("/nodatkomst/avsluta/").headers["Location"] == "/"
    assert "Du har nödåtkomst till alla" not in client.get("/").content.decode()


def test_the_start_page_shows_it_to_who_was_told_until_they_say_so(log_in: LogIn, actor: Who) -> None:
    made = take(actor("astrid"))
    client = log_in("karin")
    assert "Astrid Ek har tagit nödåtkomst" in client.get("/").content.decode()
    shown = client.get(f"/nodatkomst/{made.id}/").content.decode()
    assert WORDS in shown
    assert "Jour eller beredskap" in shown

    assert client.post(f"/nodatkomst/{made.id}/sett/").headers["Location"] == "/"

    assert "Astrid Ek har tagit nödåtkomst" not in client.get("/").content.decode()
    assert "Du har sett det här." in client.get(f"/nodatkomst/{made.id}/").content.decode()


def test_who_has_it_already_is_told_so_and_how_to_end_it(log_in: LogIn, actor: Who) -> None:
    take(actor("astrid"), at=timezone.now())

    shown = log_in("astrid").get("/nodatkomst/").content.decode()

    assert "Du har redan nödåtkomst." in shown
    assert 'name="words"' not in shown
    assert shown.count('action="/nodatkomst/avsluta/"') == 2
