"""Leaving and coming back: out at once, found in the log, and back as who one was without the roles."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as CaptureOnCommit

from spegla.portal.accounts.models import Assignment, Invitation, Person, Recovery, RecoveryState
from spegla.portal.store.models import AuditRecord
from spegla.portal.use_cases import leaving, people, recoveries
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from tests.portal.conftest import AT, PASSWORD, LogIn
from tests.portal.test_login import first_step

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]
Cast = Callable[[str], Person]
TODAY = AT.date()
NEW = "ett annat prov utan hemligheter"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def invited(actor: Who, who: str, email: str, role: str = "namndsekreterare") -> str:
    seen: list[str] = []

    def link(token: str) -> str:
        seen.append(token)
        return f"http://testserver/{token}"

    by = actor(who)
    people.invite(actor=by, organisation=by.organisation, email=email, name="Lena Ny", role=role, at=AT, link=link)
    return seen[0]


def gone(actor: Who, person: Cast, who: str = "lena") -> Person:
    return leaving.end_work(actor=actor("maja"), person_id=person(who).id, last_day=TODAY, at=AT)


def given(actor: Who, person: Cast, role: str, first: date | None = None, last: date | None = None) -> Assignment:
    home = person("maja").organisation
    return people.give_role(
        actor=actor("maja"),
        person_id=person("lena").id,
        organisation=home,
        role=role,
        valid_from=first,
        valid_until=last,
        at=AT,
    )


def actions() -> list[str]:
    return list(AuditRecord._base_manager.order_by("-number").values_list("action", flat=True))


def test_who_leaves_is_out_at_once(log_in: LogIn, actor: Who, person: Cast) -> None:
    inside = log_in("lena")
    assert inside.get("/").status_code == 200

    assert UserSession.objects.filter(user=person("lena")).exists()

    gone(actor, person)

    assert not UserSession.objects.filter(user=person("lena")).exists()
    assert inside.get("/").headers["Location"].startswith("/logga-in/")
    assert actor("lena").permissions == frozenset()
    assert (person("lena").left, person("lena").is_active) == (TODAY, False)
    assert not Authenticator.objects.filter(user=person("lena")).exists()
    wrong, left = (first_step(Client(), who, word) for who, word in (("maja", "fel lösenord som är långt"), ("lena", PASSWORD)))
    bodies = [re.sub(r"\w+@exempel.se|csrfmiddlewaretoken.*?>|nonce-\w+", "", answer.content.decode()) for answer in (wrong, left)]  # type: ignore[attr-defined]
    assert bodies[0].split("<form")[0] == bodies[1].split("<form")[0]
    assert actions()[:4] == ["login_failed", "login_failed", "person_left", "role_ended"]


def test_roles_that_wait_and_invitations_that_were_sent_end_too(actor: Who, person: Cast) -> None:
    given(actor, person, "gruppledare")
    given(actor, person, "samordnare")
    token = invited(actor, "lena", "vän@exempel.se")
    recoveries.ask_with_password(person=person("lena"), at=AT)
    page = leaving.see_departure(actor=actor("maja"), person_id=person("lena").id, at=AT)
    assert (sorted(one.role for one in page.roles), [one.name for one in page.invitations], page.stops) == (
        ["gruppledare", "namndsekreterare", "samordnare"],
        ["Lena Ny"],
        "",
    )

    gone(actor, person)

    assert not Assignment._base_manager.filter(person=person("lena"), state__in=["waiting", "active"]).exists()
    assert Recovery._base_manager.get(person=person("lena")).state == RecoveryState.CLOSED
    with pytest.raises(NotFoundError):
        people.invitation_with(token=token, at=AT)


def test_the_last_who_can_give_roles_does_not_leave(actor: Who, person: Cast) -> None:
    """Not even when a temporary one is there: their role ends by itself, and then nobody could give any."""
    given(actor, person, "samordnare", last=TODAY + timedelta(days=30))

    with pytest.raises(people.NotPossibleError, match="leave_last"):
        leaving.end_work(actor=actor("lena"), person_id=person("maja").id, last_day=TODAY, at=AT)

    Assignment._base_manager.filter(person=person("lena")).update(valid_until=None)
    leaving.end_work(actor=actor("lena"), person_id=person("maja").id, last_day=TODAY, at=AT)
    assert person("maja").left == TODAY


@pytest.mark.parametrize(("who", "code"), [("maja", "leave_oneself"), ("lena", "leave_later")])
def test_nobody_ends_themselves_and_nobody_leaves_on_a_day_to_come(actor: Who, person: Cast, who: str, code: str) -> None:
    with pytest.raises(people.NotPossibleError, match=code):
        leaving.end_work(actor=actor("maja"), person_id=person(who).id, last_day=TODAY + timedelta(days=1), at=AT)


def test_who_may_not_end_someones_work_is_refused_by_the_use_case_itself(actor: Who, person: Cast) -> None:
    tries: list[tuple[str, str, type[Exception]]] = [
        ("karin", "lena", RefusedError),
        ("karin", "cecilia", NotFoundError),
        ("maja", "cecilia", NotFoundError),
        ("disa", "maja", NotFoundError),
    ]
    for who, whom, error in tries:
        with pytest.raises(error):
            leaving.end_work(actor=actor(who), person_id=person(whom).id, last_day=TODAY, at=AT)


def test_the_page_says_first_what_will_happen(log_in: LogIn, person: Cast) -> None:
    client = log_in("maja")
    page = f"/personer/{person('lena').id}/sluta/"
    shown = client.get(page).content.decode()
    assert "Nämndsekreterare i Falun slutar gälla." in shown
    assert "Lena Vik loggas ut överallt och kan inte logga in igen." in shown
    assert client.post(page, {"last_day": "2999-01-01"}).status_code == 422
    assert person("lena").left is None

    assert client.post(page, {"last_day": timezone.localdate().isoformat()}).headers["Location"] == "/personer/"

    shown = client.get("/personer/").content.decode()
    assert "Lena Vik kan inte logga in längre." in shown
    assert "lena@exempel.se" not in shown
    assert client.get(page).status_code == 404


def test_who_comes_back_is_who_they_were_without_the_roles(actor: Who, person: Cast) -> None:
    before = given(actor, person, "dataskyddsombud").person
    gone(actor, person)

    back = people.accept(token=invited(actor, "maja", "Lena@exempel.se"), password=NEW, at=AT)

    assert back.id == before.id
    assert (back.left, back.is_active, back.check_password(NEW)) == (None, True, True)
    assert [role for _, role in actor("lena").holds] == ["namndsekreterare"]
    assert "person_returned" in actions()


def test_who_comes_back_logs_in_with_the_new_password_and_adds_a_new_step(actor: Who, person: Cast) -> None:
    gone(actor, person)
    people.accept(token=invited(actor, "maja", "lena@exempel.se"), password=NEW, at=AT)
    client = Client()
    first_step(client, "lena", NEW)

    assert client.get("/").headers["Location"] == "/konto/tva-steg/app/"


def test_who_has_left_one_municipality_can_join_another(actor: Who, person: Cast) -> None:
    gone(actor, person)

    joined = people.accept(token=invited(actor, "malin", "lena@exempel.se"), password=NEW, at=AT)

    assert joined.organisation == person("malin").organisation
    assert "Lena Ny" not in {one.name for one, _ in people.see_people(actor=actor("maja"), at=AT).people}


def test_who_has_left_is_still_found_in_the_log(log_in: LogIn, actor: Who, person: Cast) -> None:
    gone(actor, person)

    assert f'<option value="{person("lena").id}">Lena Vik</option>' in log_in("karin").get("/granskning/").content.decode()


def test_an_inviter_elsewhere_learns_nothing_of_who_is_known(
    log_in: LogIn, person: Cast, django_capture_on_commit_callbacks: CaptureOnCommit
) -> None:
    client = log_in("malin")
    asked = {"name": "Ny Person", "organisation": str(person("malin").organisation.id), "role": "namndsekreterare"}
    said = []
    for email in ("ny@exempel.se", "lena@exempel.se"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/personer/bjud-in/", {**asked, "email": email}, follow=True)
        said.append((answer.redirect_chain, re.findall(r'role="status".*?</p>', answer.content.decode())))
    assert said[0] == said[1]
    assert "Du är redan med genom en annan organisation" in str(mail.outbox[1].body)
    assert "Falun" not in str(mail.outbox[1].body)

    [link] = re.findall(r"http://testserver(/inbjudan/\S+/)", str(mail.outbox[1].body))
    refused = Client().post(link, {"password": NEW})
    assert refused.status_code == 422
    assert "Be dem avsluta dig där först" in refused.content.decode()
    assert person("lena").check_password(PASSWORD)


def test_an_inviter_of_the_same_place_is_told_what_to_do(log_in: LogIn, person: Cast) -> None:
    asked = {"name": "Lena", "email": "lena@exempel.se", "organisation": str(person("maja").organisation.id), "role": "namndsekreterare"}

    assert "redan är med hos er. Ge personen en roll i stället." in log_in("maja").post("/personer/bjud-in/", asked).content.decode()
    assert not Invitation._base_manager.exists()


def test_the_last_day_is_not_before_the_first_here(log_in: LogIn, person: Cast) -> None:
    lena = person("lena")
    lena.joined = timezone.now() - timedelta(days=3)
    lena.save()
    before = timezone.localdate() - timedelta(days=4)

    answer = log_in("maja").post(f"/personer/{lena.id}/sluta/", {"last_day": before.isoformat()})

    assert answer.status_code == 422
    assert '<a href="#id_last_day">Personen hade inte börjat då. Kontrollera året.</a>' in answer.content.decode()
    assert person("lena").left is None
