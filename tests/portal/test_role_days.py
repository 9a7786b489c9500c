"""Where and when a role holds: moved in one act, from its first day to its last, without anything that runs at night."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as CaptureOnCommit

from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit
from spegla.portal.use_cases import leaving, people
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from tests.portal.conftest import AT, LogIn
from tests.portal.test_leaving import NEW, TODAY, Cast, Who, actions, given

pytestmark = pytest.mark.django_db


def other_unit(person: Cast) -> Organisation:
    home, audit = person("maja").organisation, Audit(None, "organisation_added", AT)
    with transaction.atomic():
        return parts.add(home, OrganisationKind.UNIT, "Utredning", None, audit)


def test_a_role_moves_in_one_act_and_waits_again_when_it_sees_cases(actor: Who, person: Cast) -> None:
    there = other_unit(person)
    [role] = Assignment._base_manager.filter(person=person("astrid"))

    moved = people.move_role(actor=actor("maja"), assignment_id=role.id, organisation=there, at=AT)

    assert (moved.organisation, moved.state) == (there, AssignmentState.WAITING)
    assert actor("astrid").permissions == frozenset()
    assert actions()[:2] == ["role_given", "role_moved"]
    people.decide_role(actor=actor("karin"), assignment_id=moved.id, approved=True, at=AT)
    assert actor("astrid").places(Permission.CASES_READ) == [there]


def test_a_role_keeps_its_days_when_it_moves(actor: Who, person: Cast) -> None:
    last = TODAY + timedelta(days=9)
    role = given(actor, person, "gruppledare", TODAY + timedelta(days=3), last)

    moved = people.move_role(actor=actor("maja"), assignment_id=role.id, organisation=other_unit(person), at=AT)

    assert (moved.valid_from, moved.valid_until) == (TODAY + timedelta(days=3), last)


def test_a_role_moves_where_it_can_be_given_and_nobody_moves_their_own(actor: Who, person: Cast) -> None:
    there = other_unit(person)
    [own] = Assignment._base_manager.filter(person=person("maja"))
    [astrids] = Assignment._base_manager.filter(person=person("astrid"))
    [bos] = Assignment._base_manager.filter(person=person("bo"))
    tries: list[tuple[int, Organisation, type[Exception], str]] = [
        (own.id, there, people.NotPossibleError, "role_to_oneself"),
        (astrids.id, person("cecilia").organisation, NotFoundError, "^$"),
        (bos.id, bos.organisation, people.NotPossibleError, "role_held"),
    ]
    for id, organisation, error, said in tries:
        with pytest.raises(error, match=said):
            people.move_role(actor=actor("maja"), assignment_id=id, organisation=organisation, at=AT)
    with pytest.raises(RefusedError):
        people.move_role(actor=actor("karin"), assignment_id=astrids.id, organisation=there, at=AT)
    with pytest.raises(RefusedError):
        people.see_move(actor=actor("karin"), assignment_id=astrids.id, at=AT)


def test_who_gives_roles_in_a_district_does_not_move_those_of_another(actor: Who, person: Cast) -> None:
    home = person("maja").organisation
    district = Organisation.objects.create(kind="district", code="d1", name="Norr", parent=home, path=f"{home.path}/d1", entity=home.entity)
    people.give_role(actor=actor("maja"), person_id=person("lena").id, organisation=district, role="samordnare", at=AT)
    [astrids] = Assignment._base_manager.filter(person=person("astrid"))

    with pytest.raises(RefusedError):
        people.see_move(actor=actor("lena"), assignment_id=astrids.id, at=AT)
    with pytest.raises(RefusedError):
        people.move_role(actor=actor("lena"), assignment_id=astrids.id, organisation=district, at=AT)
    with pytest.raises(RefusedError):
        leaving.end_work(actor=actor("lena"), person_id=person("astrid").id, last_day=TODAY, at=AT)


def test_the_page_moves_a_role(log_in: LogIn, person: Cast) -> None:
    there = other_unit(person)
    [role] = Assignment._base_manager.filter(person=person("astrid"))
    [nowhere_else] = Assignment._base_manager.filter(person=person("karin"))
    client = log_in("maja")
    overview = client.get("/personer/").content.decode()
    assert f"/roller/{role.id}/flytta/" in overview
    assert f"/roller/{nowhere_else.id}/flytta/" not in overview
    page = f"/roller/{role.id}/flytta/"
    assert "Handläggare gäller nu i Barn och unga." in client.get(page).content.decode()
    for foreign in (person("cecilia").organisation.id, 987654, "x", ""):
        assert client.post(page, {"organisation": str(foreign)}).status_code == 422

    assert client.post(page, {"organisation": str(there.id)}).headers["Location"] == "/personer/"
    assert "när en andra person har godkänt den" in client.get("/personer/").content.decode()


def test_a_role_holds_from_its_first_day_to_its_last(actor: Who, person: Cast) -> None:
    first, last = TODAY + timedelta(days=2), TODAY + timedelta(days=4)
    given(actor, person, "dataskyddsombud", first, last)

    held = {
        day: Actor.of(person("lena"), AT + timedelta(days=day)).may(Permission.AUDIT_READ, person("lena").organisation) for day in range(7)
    }

    assert held == {0: False, 1: False, 2: True, 3: True, 4: True, 5: False, 6: False}


def test_the_day_is_the_one_in_sweden(actor: Who, person: Cast) -> None:
    given(actor, person, "dataskyddsombud", last=TODAY)
    sweden = ZoneInfo("Europe/Stockholm")

    for at, held in ((datetime(2026, 11, 23, 23, 59, tzinfo=sweden), True), (datetime(2026, 11, 24, 0, 0, tzinfo=sweden), False)):
        assert (Permission.AUDIT_READ in Actor.of(person("lena"), at).permissions) is held


def test_a_session_stays_over_midnight_and_the_role_does_not(
    log_in: LogIn, actor: Who, person: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing runs at night and nobody is logged out: what one may is asked for at each request."""
    sweden = ZoneInfo("Europe/Stockholm")
    given(actor, person, "dataskyddsombud", last=TODAY)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 23, 50, tzinfo=sweden))
    client = log_in("lena")
    assert client.get("/granskning/").status_code == 200

    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, 0, 5, tzinfo=sweden))

    assert client.get("/granskning/").status_code == 403
    assert client.get("/").status_code == 200


def test_the_overview_says_until_when(log_in: LogIn, actor: Who, person: Cast) -> None:
    year = timezone.localdate().year + 1
    given(actor, person, "dataskyddsombud", last=date(year, 3, 31))
    given(actor, person, "driftansvarig", date(year, 1, 1), date(year, 3, 31))

    shown = log_in("maja").get("/personer/").content.decode()

    assert f"Dataskyddsombud, Falun, till 31 mars {year}" in shown
    assert f"Driftansvarig, Falun, från 1 januari {year} till 31 mars {year}" in shown


def test_a_role_whose_last_day_has_been_is_not_shown_and_can_be_given_again(actor: Who, person: Cast) -> None:
    given(actor, person, "dataskyddsombud", last=TODAY)
    later = AT + timedelta(days=1)
    shown = people.see_people(actor=actor("maja"), at=later).people
    assert [role.role for one, roles in shown for role in roles if one == person("lena")] == ["namndsekreterare"]

    again = people.give_role(
        actor=actor("maja"), person_id=person("lena").id, organisation=person("lena").organisation, role="dataskyddsombud", at=later
    )

    assert again.state == AssignmentState.ACTIVE


@pytest.mark.parametrize(
    ("first", "last", "said"), [(-1, None, "role_from_past"), (None, -1, "role_until_before"), (3, 2, "role_until_before")]
)
def test_days_that_make_no_sense_are_refused(actor: Who, person: Cast, first: int | None, last: int | None, said: str) -> None:
    days = [None if day is None else TODAY + timedelta(days=day) for day in (first, last)]

    with pytest.raises(people.NotPossibleError, match=said):
        given(actor, person, "dataskyddsombud", *days)


def test_a_role_whose_last_day_has_been_is_not_approved(actor: Who, person: Cast) -> None:
    waiting = given(actor, person, "gruppledare", last=TODAY)

    with pytest.raises(people.NotPossibleError, match="role_passed"):
        people.decide_role(actor=actor("karin"), assignment_id=waiting.id, approved=True, at=AT + timedelta(days=1))


def test_the_days_of_an_invitation_become_those_of_the_role(
    log_in: LogIn, person: Cast, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    home = person("maja").organisation
    asked = {"name": "Ny", "email": "ny@exempel.se", "organisation": str(home.id), "role": "namndsekreterare", "valid_until": "2999-03-31"}
    with django_capture_on_commit_callbacks(execute=True):
        log_in("maja").post("/personer/bjud-in/", asked)
    [link] = re.findall(r"http://testserver(/inbjudan/\S+/)", str(mail.outbox[0].body))
    Client().post(link, {"password": NEW})

    assert Assignment._base_manager.get(person__email="ny@exempel.se").valid_until == date(2999, 3, 31)
