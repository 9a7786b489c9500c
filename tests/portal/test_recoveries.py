"""A way in for who has lost everything: two who know them say yes, a letter has a link, and nobody outside learns anything."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as CaptureOnCommit

from spegla.portal.accounts.models import Assignment, AssignmentState, MadeSure, Organisation, Person, Recovery, RecoveryState
from spegla.portal.store.models import AuditRecord
from spegla.portal.use_cases import leaving, people, recoveries
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from tests.portal.conftest import AT, PASSWORD, LogIn
from tests.portal.test_login import code, first_step

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]
Cast = Callable[[str], Person]
NEW = "ett annat prov utan hemligheter"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def asked(person: Cast, who: str = "lena", at: datetime = AT) -> Recovery:
    recoveries.ask_with_password(person=person(who), at=at)
    return Recovery._base_manager.get(person=person(who), state=RecoveryState.OPEN)


def approve(actor: Who, who: str, recovery: Recovery, at: object = AT) -> str:
    """The secret of the letter, "" when there is none yet."""
    seen: list[str] = []

    def link(token: str) -> str:
        seen.append(token)
        return f"http://testserver/{token}"

    recoveries.approve(actor=actor(who), recovery_id=recovery.id, sure=MadeSure.CALLED, at=at, link=link)  # type: ignore[arg-type]
    return seen[0] if seen else ""


def given(person: Cast, who: str, role: str, by: str, at: object = AT) -> None:
    """Take the roles from someone and give them one, held by the hand of `by`."""
    Assignment._base_manager.filter(person=person(who)).update(state=AssignmentState.ENDED)
    home = Organisation.objects.get(code="2080", kind="municipality")
    Assignment.objects.create_in(
        organisation=home, person=person(who), role=role, state=AssignmentState.ACTIVE, given_by=person(by), given_at=at
    )


def actions() -> list[str]:
    return list(AuditRecord._base_manager.order_by("-number").values_list("action", flat=True))


def test_two_say_yes_and_the_letter_opens_a_new_password(
    actor: Who, person: Cast, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    recovery = asked(person)
    assert approve(actor, "maja", recovery) == ""
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        token = approve(actor, "karin", recovery)
    assert [one.to for one in mail.outbox] == [["lena@exempel.se"]]
    assert token in str(mail.outbox[0].body)

    recoveries.complete(token=token, password=NEW, at=AT)

    assert person("lena").check_password(NEW)
    assert not Authenticator.objects.filter(user=person("lena")).exists()
    assert actions()[:4] == ["recovery_done", "recovery_approved", "recovery_approved", "recovery_asked"]
    with pytest.raises(NotFoundError):
        recoveries.opened(token=token, at=AT)


def test_the_secret_of_the_letter_is_stored_nowhere(actor: Who, person: Cast) -> None:
    recovery = asked(person)
    approve(actor, "maja", recovery)
    token = approve(actor, "karin", recovery)

    assert token not in str(Recovery._base_manager.filter(id=recovery.id).values())
    assert token not in str(list(AuditRecord._base_manager.values()))


def test_the_link_works_for_a_day_and_a_night(actor: Who, person: Cast) -> None:
    recovery = asked(person)
    approve(actor, "maja", recovery)
    token = approve(actor, "karin", recovery)

    assert recoveries.opened(token=token, at=AT + timedelta(hours=23, minutes=59)).person == person("lena")
    with pytest.raises(NotFoundError):
        recoveries.opened(token=token, at=AT + timedelta(hours=24))


def test_in_a_small_municipality_the_operator_and_the_data_protection_officer_are_enough(actor: Who, person: Cast) -> None:
    recovery = asked(person, "maja")
    approve(actor, "nils", recovery)

    assert approve(actor, "karin", recovery)


def test_one_is_not_two(actor: Who, person: Cast) -> None:
    recovery = asked(person)
    approve(actor, "maja", recovery)

    with pytest.raises(people.NotPossibleError, match="recovery_by_two"):
        approve(actor, "maja", recovery)


def test_nobody_approves_for_themselves(actor: Who, person: Cast) -> None:
    recovery = asked(person, "maja")

    with pytest.raises(RefusedError):
        approve(actor, "maja", recovery)
    assert recoveries.waiting(actor=actor("maja"), at=AT) == []


@pytest.mark.parametrize(("second_by", "enough"), [("maja", False), ("nils", True)])
def test_who_was_lately_given_the_right_by_the_other_is_not_a_second_person(actor: Who, person: Cast, second_by: str, enough: bool) -> None:
    given(person, "rolf", "driftansvarig", by=second_by)
    Person.objects.filter(id=person("rolf").id).update(organisation=person("maja").organisation)
    recovery = asked(person)
    approve(actor, "maja", recovery)

    if enough:
        assert approve(actor, "rolf", recovery)
        return
    with pytest.raises(people.NotPossibleError, match="recovery_same_hand"):
        approve(actor, "rolf", recovery)


def test_two_to_whom_the_same_third_gave_the_right_are_one_hand_for_thirty_days(actor: Who, person: Cast) -> None:
    given(person, "karin", "dataskyddsombud", by="maja")
    given(person, "nils", "driftansvarig", by="maja")
    recovery = asked(person)
    approve(actor, "karin", recovery)
    with pytest.raises(people.NotPossibleError, match="recovery_same_hand"):
        approve(actor, "nils", recovery)

    Assignment._base_manager.filter(person=person("nils")).update(given_at=AT - timedelta(days=30))

    assert approve(actor, "nils", recovery)


def test_who_said_yes_and_has_left_does_not_count(actor: Who, person: Cast) -> None:
    recovery = asked(person)
    approve(actor, "nils", recovery)
    leaving.end_work(actor=actor("maja"), person_id=person("nils").id, last_day=AT.date(), at=AT)

    assert approve(actor, "maja", recovery) == ""
    assert approve(actor, "karin", recovery)


def test_a_group_leader_answers_for_those_of_the_unit_alone(actor: Who, person: Cast) -> None:
    own, other = asked(person, "astrid"), asked(person, "lena")

    assert [one.id for one in recoveries.waiting(actor=actor("bo"), at=AT)] == [own.id]
    approve(actor, "bo", own)
    with pytest.raises(RefusedError):
        approve(actor, "bo", other)


def test_a_group_leader_does_not_answer_for_someone_who_has_more_than_the_unit(actor: Who, person: Cast) -> None:
    home = person("maja").organisation
    people.give_role(actor=actor("maja"), person_id=person("astrid").id, organisation=home, role="dataskyddsombud", at=AT)
    recovery = asked(person, "astrid")

    assert recoveries.waiting(actor=actor("bo"), at=AT) == []
    with pytest.raises(RefusedError):
        approve(actor, "bo", recovery)


def test_another_municipality_knows_nothing_of_it(actor: Who, person: Cast) -> None:
    recovery = asked(person)

    for who in ("malin", "disa", "sara"):
        assert recoveries.waiting(actor=actor(who), at=AT) == []
        with pytest.raises(NotFoundError):
            approve(actor, who, recovery)
        with pytest.raises(NotFoundError):
            recoveries.refuse(actor=actor(who), recovery_id=recovery.id, at=AT)


def test_who_may_not_approve_is_refused_by_the_use_case_itself(actor: Who, person: Cast) -> None:
    recovery = asked(person, "maja")

    tries: list[Callable[[], object]] = [
        lambda: recoveries.see(actor=actor("astrid"), recovery_id=recovery.id, at=AT),
        lambda: approve(actor, "astrid", recovery),
        lambda: recoveries.refuse(actor=actor("astrid"), recovery_id=recovery.id, at=AT),
    ]
    for one in tries:
        with pytest.raises(RefusedError):
            one()


def test_asking_again_while_one_waits_changes_nothing(person: Cast, django_capture_on_commit_callbacks: CaptureOnCommit) -> None:
    first = asked(person)
    with django_capture_on_commit_callbacks(execute=True):
        recoveries.ask(email="Lena@exempel.se", language="sv", at=AT + timedelta(days=6))

    assert Recovery._base_manager.filter(person=person("lena")).values_list("id", "asked_at").get() == (first.id, AT)
    assert actions().count("recovery_asked") == 1
    assert "Inget är ändrat" in str(mail.outbox[0].body)


def test_what_nobody_answers_ends_after_seven_days_and_can_be_asked_again(actor: Who, person: Cast) -> None:
    first = asked(person)
    later = AT + timedelta(days=7)
    assert recoveries.waiting(actor=actor("maja"), at=later) == []
    with pytest.raises(people.NotPossibleError, match="recovery_closed"):
        approve(actor, "maja", first, later)

    recoveries.ask_with_password(person=person("lena"), at=later)

    assert [one.id for one in recoveries.waiting(actor=actor("maja"), at=later)] != [first.id]
    assert actions()[:2] == ["recovery_asked", "recovery_expired"]


def test_one_no_closes_it_and_the_person_is_told_by_whom(
    actor: Who, person: Cast, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    recovery = asked(person)
    approve(actor, "maja", recovery)
    with django_capture_on_commit_callbacks(execute=True):
        recoveries.refuse(actor=actor("karin"), recovery_id=recovery.id, at=AT)

    assert "Karin Dahl har sagt nej" in str(mail.outbox[0].body)
    with pytest.raises(people.NotPossibleError, match="recovery_closed"):
        approve(actor, "nils", recovery)
    recoveries.ask_with_password(person=person("lena"), at=AT + timedelta(hours=23))
    assert not Recovery._base_manager.filter(state=RecoveryState.OPEN).exists()
    recoveries.ask_with_password(person=person("lena"), at=AT + timedelta(hours=24))
    assert Recovery._base_manager.filter(state=RecoveryState.OPEN).exists()


def test_a_login_with_both_steps_calls_it_off(person: Cast) -> None:
    recovery = asked(person, "maja")
    client = Client()
    first_step(client, "maja")
    assert client.post("/logga-in/kod/", {"code": code()}).headers["Location"] == "/"

    recovery.refresh_from_db()
    assert recovery.state == RecoveryState.CLOSED
    assert actions()[0] == "recovery_closed"


def test_the_answer_says_nothing_of_who_exists_and_one_letter_goes_either_way(
    person: Cast, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    said = []
    for email in ("lena@exempel.se", "ingen@exempel.se", "lena@exempel.se"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = Client().post("/logga-in/hjalp/", {"email": email}, follow=True)
        said.append((answer.redirect_chain, answer.content.decode()))

    assert said[0] == said[1] == said[2]
    assert [one.to for one in mail.outbox] == [["lena@exempel.se"], ["ingen@exempel.se"], ["lena@exempel.se"]]
    assert Recovery._base_manager.count() == 1


def test_from_the_second_step_to_the_door_and_in_again(
    log_in: LogIn, person: Cast, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    """The whole way as people walk it: the second step, two who say yes, the letter, a new password, and the gate."""
    elsewhere = log_in("lena")
    assert elsewhere.get("/").status_code == 200
    lost = Client()
    first_step(lost, "lena")
    assert "Jag kommer inte åt någon av dem" in lost.get("/logga-in/kod/").content.decode()
    assert "Det gäller lena@exempel.se." in lost.get("/logga-in/hjalp/").content.decode()
    assert lost.post("/logga-in/hjalp/", {}).headers["Location"] == "/logga-in/hjalp/skickat/"
    recovery = Recovery._base_manager.get()
    page = f"/aterstallning/{recovery.id}/"

    maja = log_in("maja")
    assert "En kollega kommer inte in och behöver dig." in maja.get("/").content.decode()
    assert "Ring upp eller träffa personen. Godkänn inte på ett mejl." in maja.get(page).content.decode()
    unsure = maja.post(page, {"answer": "yes"})
    assert unsure.status_code == 422
    assert "Välj hur du vet att det är personen." in unsure.content.decode()
    assert maja.post(page, {"answer": "yes", "sure": "met"}).headers["Location"] == "/"
    assert "Nu ska en kollega till göra det." in maja.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert log_in("karin").post(page, {"answer": "yes", "sure": "called"}).headers["Location"] == "/"

    [link] = re.findall(r"http://testserver(/aterstallning/losenord/\S+/)", str(mail.outbox[-1].body))
    back = Client()
    assert "Välkommen tillbaka, Lena Vik" in back.get(link).content.decode()
    assert back.post(link, {"password": "kort"}).status_code == 422
    assert back.post(link, {"password": NEW}).headers["Location"] == "/logga-in/"
    assert not UserSession.objects.filter(user=person("lena")).exists()
    assert elsewhere.get("/").headers["Location"].startswith("/logga-in/")
    assert first_step(Client(), "lena", PASSWORD).status_code == 200  # type: ignore[attr-defined]
    first_step(back, "lena", NEW)
    assert back.get("/").headers["Location"] == "/konto/tva-steg/app/"


def test_a_no_on_the_page_needs_no_reason(log_in: LogIn, person: Cast) -> None:
    recovery = asked(person, at=timezone.now())

    assert log_in("maja").post(f"/aterstallning/{recovery.id}/", {"answer": "no"}).headers["Location"] == "/"
    recovery.refresh_from_db()
    assert recovery.state == RecoveryState.REFUSED


def test_those_who_read_the_log_see_it(log_in: LogIn, actor: Who, person: Cast) -> None:
    approve(actor, "maja", asked(person))

    shown = log_in("karin").get("/granskning/").content.decode()

    assert "Någon bad om hjälp att komma in" in shown
    assert "Sade ja till att släppa in någon" in shown


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_is_borlanges_does_not_exist_for_falun(log_in: LogIn, person: Cast, answer: str) -> None:
    recovery = asked(person, "cecilia")

    for who in ("maja", "karin", "nils", "bo", "disa", "sara"):
        assert log_in(who).post(f"/aterstallning/{recovery.id}/", {"answer": answer, "sure": "met"}).status_code == 404
    recovery.refresh_from_db()
    assert (recovery.state, recovery.first_by) == (RecoveryState.OPEN, None)


def test_those_who_ask_too_often_are_stopped(settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "2/m/key"}  # type: ignore[attr-defined]
    client = Client()

    assert [client.post("/logga-in/hjalp/", {"email": "ingen@exempel.se"}).status_code for _ in range(3)] == [302, 302, 429]


@pytest.mark.parametrize("token", ["aldrig-funnits", "x" * 43])
def test_a_link_that_opens_nothing_says_what_to_do(token: str) -> None:
    for answer in (
        Client().get(f"/aterstallning/losenord/{token}/"),
        Client().post(f"/aterstallning/losenord/{token}/", {"password": NEW}),
    ):
        assert answer.status_code == 404
        assert "Länken fungerar inte längre" in answer.content.decode()
        assert 'href="/logga-in/hjalp/"' in answer.content.decode()
