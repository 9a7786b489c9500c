"""Inviting, giving, approving and ending roles: two people for what sees cases, and nobody for themselves."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django import DjangoCaptureOnCommitCallbacks as CaptureOnCommit

from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.store.log import Wanted
from spegla.portal.store.models import AuditRecord
from spegla.portal.use_cases import audits, leaving, letters, people
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.hands import NEW_RIGHT
from tests.portal.conftest import AT, PASSWORD, LogIn

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]


def given(actor: Who, person: Callable[[str], Person], role: str = "handlaggare") -> Assignment:
    return people.give_role(actor=actor("maja"), person_id=person("lena").id, organisation=person("lena").organisation, role=role, at=AT)


def secret(actor: Who, organisation: Organisation, email: str = "ny@exempel.se", role: str = "namndsekreterare", at: datetime = AT) -> str:
    """The secret of an invitation from Maja, which only its letter has."""
    seen: list[str] = []
    people.invite(actor=actor("maja"), organisation=organisation, email=email, name="Ny Person", role=role, at=at, link=seen.append)  # type: ignore[arg-type]
    return seen[0]


def actions() -> list[str]:
    return list(AuditRecord._base_manager.order_by("-number").values_list("action", flat=True))


def test_a_role_that_sees_cases_waits_for_a_second_person(actor: Who, person: Callable[[str], Person]) -> None:
    waiting = given(actor, person)

    assert waiting.state == AssignmentState.WAITING
    assert not actor("lena").may(Permission.CASES_READ, person("lena").organisation)

    people.decide_role(actor=actor("karin"), assignment_id=waiting.id, approved=True, at=AT)

    assert actor("lena").may(Permission.CASES_READ, person("lena").organisation)
    assert actions()[:2] == ["role_approved", "role_given"]


def test_a_role_that_sees_no_cases_holds_at_once(actor: Who, person: Callable[[str], Person]) -> None:
    assert given(actor, person, "samordnare").state == AssignmentState.ACTIVE


def test_nobody_approves_what_they_gave(actor: Who, person: Callable[[str], Person]) -> None:
    waiting = given(actor, person)
    Assignment._base_manager.filter(id=waiting.id).update(given_by=person("karin"))

    with pytest.raises(RefusedError):
        people.decide_role(actor=actor("karin"), assignment_id=waiting.id, approved=True, at=AT)


def test_nobody_approves_their_own_role(actor: Who, person: Callable[[str], Person]) -> None:
    home = person("karin").organisation
    waiting = people.give_role(actor=actor("maja"), person_id=person("karin").id, organisation=home, role="gruppledare", at=AT)

    with pytest.raises(RefusedError):
        people.decide_role(actor=actor("karin"), assignment_id=waiting.id, approved=True, at=AT)


def test_nobody_gives_themselves_a_role(actor: Who, person: Callable[[str], Person]) -> None:
    home = person("maja").organisation

    with pytest.raises(people.NotPossibleError, match="role_to_oneself"):
        people.give_role(actor=actor("maja"), person_id=person("maja").id, organisation=home, role="dataskyddsombud", at=AT)


def test_a_role_is_given_where_it_belongs(actor: Who, person: Callable[[str], Person]) -> None:
    with pytest.raises(people.NotPossibleError, match="role_not_here"):
        given(actor, person, "regional")


def test_the_last_who_can_give_roles_is_not_ended(actor: Who, person: Callable[[str], Person]) -> None:
    [own] = list(Assignment._base_manager.filter(person=person("maja"), role="samordnare"))

    with pytest.raises(people.NotPossibleError, match="role_last"):
        people.end_role(actor=actor("maja"), assignment_id=own.id, at=AT)


def test_a_role_that_has_ended_no_longer_holds(actor: Who, person: Callable[[str], Person]) -> None:
    [role] = list(Assignment._base_manager.filter(person=person("bo")))

    people.end_role(actor=actor("maja"), assignment_id=role.id, at=AT)

    assert actor("bo").permissions == frozenset()


def test_another_municipalitys_people_do_not_exist(actor: Who, person: Callable[[str], Person]) -> None:
    home = person("maja").organisation

    with pytest.raises(NotFoundError):
        people.give_role(actor=actor("maja"), person_id=person("cecilia").id, organisation=home, role="namndsekreterare", at=AT)
    with pytest.raises(NotFoundError):
        people.give_role(
            actor=actor("maja"), person_id=person("lena").id, organisation=person("cecilia").organisation, role="namndsekreterare", at=AT
        )


def test_a_county_does_not_reach_into_its_municipalities(actor: Who, person: Callable[[str], Person]) -> None:
    seen = people.see_people(actor=actor("disa"), at=AT)

    assert [one.name for one, _ in seen.people] == ["Disa Norén"]
    assert not actor("disa").may(Permission.PEOPLE_READ, person("maja").organisation)


def test_a_group_leader_sees_the_people_of_the_unit(actor: Who) -> None:
    seen = people.see_people(actor=actor("bo"), at=AT)

    assert seen.organisation.name == "Barn och unga"
    assert {"Bo Lind", "Astrid Ek"} <= {one.name for one, _ in seen.people}
    assert "Maja Holm" not in {one.name for one, _ in seen.people}


def test_who_is_invited_joins_with_a_role_that_waits(actor: Who, person: Callable[[str], Person]) -> None:
    home = person("maja").organisation
    token = secret(actor, home, email="Ny@Exempel.se", role="handlaggare")

    joined = people.accept(token=token, password=PASSWORD, at=AT)

    assert (joined.email, joined.organisation) == ("ny@exempel.se", home)
    assert Actor.of(joined, AT).permissions == frozenset()
    assert [one.state for one in Assignment._base_manager.filter(person=joined)] == [AssignmentState.WAITING]
    with pytest.raises(NotFoundError):
        people.accept(token=token, password=PASSWORD, at=AT)


def test_an_invitation_ends_and_can_be_taken_back(actor: Who, person: Callable[[str], Person]) -> None:
    home = person("maja").organisation
    token = secret(actor, home)
    invitation = people.invitation_with(token=token, at=AT)

    with pytest.raises(NotFoundError):
        people.invitation_with(token=token, at=AT + people.INVITED_FOR)
    people.withdraw(actor=actor("maja"), invitation_id=invitation.id, at=AT)
    with pytest.raises(NotFoundError):
        people.invitation_with(token=token, at=AT)


def test_the_secret_of_an_invitation_is_stored_nowhere(actor: Who, person: Callable[[str], Person]) -> None:
    token = secret(actor, person("maja").organisation)
    [invitation] = people.see_people(actor=actor("maja"), at=AT).invitations

    assert token not in str(vars(invitation))


def test_who_is_invited_twice_joins_by_the_latest_letter_and_once(actor: Who, person: Callable[[str], Person]) -> None:
    first, second = (secret(actor, person("maja").organisation) for _ in range(2))

    with pytest.raises(NotFoundError):
        people.accept(token=first, password=PASSWORD, at=AT)
    people.accept(token=second, password=PASSWORD, at=AT)
    with pytest.raises(NotFoundError):
        people.accept(token=second, password=PASSWORD, at=AT)
    assert people.see_people(actor=actor("maja"), at=AT).invitations == []


def test_no_old_letter_lets_in_who_has_left(actor: Who, person: Callable[[str], Person]) -> None:
    home = person("maja").organisation
    token = secret(actor, home)
    joined = people.accept(token=token, password=PASSWORD, at=AT)
    # An invitation that was made before it was known that they work here.
    old = Invitation.objects.create_in(
        organisation=home, email=joined.email, name="Ny", role="namndsekreterare", token_hash="0" * 64,
        invited_by=person("maja"), invited_at=AT, expires_at=AT + people.INVITED_FOR,
    )  # fmt: skip

    leaving.end_work(actor=actor("maja"), person_id=joined.id, last_day=localdate(AT), at=AT)

    old.refresh_from_db()
    assert old.withdrawn_at == AT


def test_who_was_made_an_approver_by_the_giver_is_no_second_person(actor: Who, person: Callable[[str], Person]) -> None:
    """Whoever gives roles cannot make a colleague to agree with."""
    home, lena = person("maja").organisation, person("lena")
    people.give_role(actor=actor("maja"), person_id=lena.id, organisation=home, role="dataskyddsombud", at=AT)
    waiting = people.give_role(actor=actor("maja"), person_id=person("nils").id, organisation=home, role="handlaggare", at=AT)

    with pytest.raises(people.NotPossibleError, match="role_same_hand"):
        people.decide_role(actor=actor("lena"), assignment_id=waiting.id, approved=True, at=AT)
    with pytest.raises(people.NotPossibleError, match="role_same_hand"):
        people.decide_role(actor=actor("lena"), assignment_id=waiting.id, approved=True, at=AT + NEW_RIGHT - timedelta(minutes=1))
    people.decide_role(actor=actor("karin"), assignment_id=waiting.id, approved=True, at=AT)


def test_nor_is_one_whom_the_same_third_person_made(actor: Who, person: Callable[[str], Person]) -> None:
    home, lena, karin = person("maja").organisation, person("lena"), person("karin")
    people.give_role(actor=actor("maja"), person_id=lena.id, organisation=home, role="dataskyddsombud", at=AT)
    people.give_role(actor=actor("maja"), person_id=karin.id, organisation=home, role="samordnare", at=AT)
    waiting = people.give_role(actor=actor("karin"), person_id=person("nils").id, organisation=home, role="handlaggare", at=AT)

    with pytest.raises(people.NotPossibleError, match="role_same_hand"):
        people.decide_role(actor=actor("lena"), assignment_id=waiting.id, approved=True, at=AT)


def test_the_letter_goes_when_the_invitation_is_stored_and_its_link_opens(
    log_in: LogIn, person: Callable[[str], Person], django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    asked = {"name": "Ny Person", "email": "ny@exempel.se", "organisation": str(person("maja").organisation.id), "role": "namndsekreterare"}
    with django_capture_on_commit_callbacks(execute=True):
        assert log_in("maja").post("/personer/bjud-in/", asked).headers["Location"] == "/personer/"
        assert mail.outbox == []

    [letter] = mail.outbox
    [link] = re.findall(r"http://testserver(/inbjudan/\S+/)", str(letter.body))
    joining = Client()
    assert "Välkommen, Ny Person" in joining.get(link).content.decode()
    assert joining.post(link, {"password": "kort"}).status_code == 422
    assert joining.post(link, {"password": PASSWORD}).headers["Location"] == "/logga-in/"
    used, never = Client().get(link), Client().get("/inbjudan/har-aldrig-funnits/")
    assert (used.status_code, never.status_code) == (404, 404)
    assert "Länken fungerar inte längre" in used.content.decode()
    assert used.content == never.content


def test_a_letter_that_fails_takes_nothing_back(
    actor: Who,
    person: Callable[[str], Person],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: CaptureOnCommit,
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no mail today")

    monkeypatch.setattr(letters, "send_mail", broken)
    with django_capture_on_commit_callbacks(execute=True):
        secret(actor, person("maja").organisation)

    assert len(people.see_people(actor=actor("maja"), at=AT).invitations) == 1


def test_no_role_has_both_cases_and_the_running_of_the_installation() -> None:
    assert not any(role.sees_cases and Permission.OPERATION_READ in role.may for role in roles().values())
    assert not roles()["driftansvarig"].sees_cases


def test_who_may_not_is_refused_by_the_use_case_itself(actor: Who, person: Callable[[str], Person]) -> None:
    """Not only by the page: a command or an interface calls the same."""
    home = person("lena").organisation
    asked = {"organisation": home, "email": "ny@exempel.se", "name": "Ny", "role": "namndsekreterare", "link": str}
    tries: list[Callable[[], object]] = [
        lambda: people.see_people(actor=actor("lena"), at=AT),
        lambda: people.invite(actor=actor("lena"), at=AT, **asked),  # type: ignore[arg-type]
        lambda: people.give_role(actor=actor("lena"), person_id=person("bo").id, organisation=home, role="namndsekreterare", at=AT),
        lambda: audits.choices(actor=actor("lena"), at=AT),
        lambda: audits.see_log(actor=actor("lena"), wanted=Wanted(), at=AT),
    ]
    for one in tries:
        with pytest.raises(RefusedError):
            one()


def test_an_invitation_says_who_invites_and_to_which_unit_of_which_municipality(actor: Who, person: Callable[[str], Person]) -> None:
    unit = Assignment._base_manager.get(person=person("astrid")).organisation

    # The page is opened today.
    shown = Client().get(f"/inbjudan/{secret(actor, unit, role='handlaggare', at=timezone.now())}/").content.decode()

    assert f"Maja Holm bjuder in dig till Spegla i Falun, enheten {unit.name}." in shown


@pytest.mark.parametrize(
    ("role", "from_now", "said"),
    [
        ("namndsekreterare", None, "Lena Vik har nu rollen Nämndsekreterare."),
        ("namndsekreterare", 5, "Lena Vik får rollen Nämndsekreterare från "),
        ("handlaggare", None, "Rollen Handläggare väntar. Den gäller för Lena Vik när en andra person har godkänt den."),
        ("handlaggare", 5, "Den gäller för Lena Vik när en andra person har godkänt den, från "),
    ],
)
def test_after_a_role_is_given_it_is_said_whether_it_holds_or_waits_and_from_when(
    log_in: LogIn, person: Callable[[str], Person], role: str, from_now: int | None, said: str
) -> None:
    lena, client = person("lena"), log_in("maja")
    Assignment._base_manager.filter(person=lena).delete()
    first = (timezone.localdate() + timedelta(days=from_now)).isoformat() if from_now else ""
    asked = {"organisation": str(lena.organisation_id), "role": role, "valid_from": first}

    assert client.post(f"/personer/{lena.id}/roll/", asked).headers["Location"] == "/personer/"
    assert said in client.get("/personer/").content.decode()

    again = client.post(f"/personer/{lena.id}/roll/", asked)
    assert (again.status_code, "#id_role" in again.content.decode()) == (422, True)
    own = log_in("lena").get("/").content.decode()
    assert "Du har ingen roll ännu" not in own
    assert "Falun" in own


def test_an_address_of_mail_that_is_none_is_said_in_our_words(log_in: LogIn) -> None:
    for shown in (
        log_in("maja").post("/personer/bjud-in/", {"email": "maja"}),
        Client().post("/logga-in/", {"login": "maja", "password": "x"}),
    ):
        assert "Skriv en hel mejladress, till exempel namn@kommun.se." in shown.content.decode()
