"""Before an act that others depend on: whoever sits there shows again that it is they, and nothing is written twice."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from spegla.portal.accounts.models import Assignment, AssignmentState, Recovery
from spegla.portal.store.models import AuditRecord
from spegla.portal.use_cases import recoveries
from tests.portal.conftest import AT, PASSWORD, LogIn, proved
from tests.portal.test_leaving import Cast
from tests.portal.test_login import code, first_step
from tests.portal.test_role_days import other_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def stale(log_in: LogIn, person: Cast) -> Client:
    """Maja, who logged in ten minutes ago."""
    client = log_in("maja")
    proved(client, person("maja"), time.time() - 600)
    return client


def sensitive(person: Cast) -> dict[str, dict[str, str]]:
    """The addresses of acts that others depend on, each with what is sent."""
    waiting = Assignment.objects.create_in(
        organisation=person("maja").organisation, person=person("karin"), role="gruppledare",
        state=AssignmentState.WAITING, given_by=person("nils"), given_at=AT,
    )  # fmt: skip
    recoveries.ask_with_password(person=person("bo"), at=timezone.now())
    asked = Recovery._base_manager.get(person=person("bo"))
    home, lena = str(person("maja").organisation.id), person("lena").id
    return {
        "/personer/bjud-in/": {"name": "Ny", "email": "ny@exempel.se", "organisation": home, "role": "namndsekreterare"},
        f"/personer/{lena}/roll/": {"organisation": home, "role": "samordnare"},
        f"/personer/{lena}/sluta/": {"last_day": timezone.localdate().isoformat()},
        f"/roller/{waiting.id}/flytta/": {"organisation": str(other_unit(person).id)},
        f"/roller/{waiting.id}/avsluta/": {},
        f"/roller/{waiting.id}/beslut/": {"answer": "yes"},
        f"/aterstallning/{asked.id}/": {"answer": "yes", "sure": "met"},
    }


def test_acts_that_others_depend_on_ask_again_who_it_is(stale: Client, person: Cast) -> None:
    acts = sensitive(person)
    before = AuditRecord._base_manager.count()
    for path, sent in acts.items():
        answer = stale.post(path, sent)
        assert answer.headers["Location"].startswith(f"/konto/bekrafta/?next={path.replace('/', '%2F')}"), path
    assert AuditRecord._base_manager.count() == before


def test_what_was_sent_is_done_when_the_password_is_given(stale: Client, person: Cast) -> None:
    path = f"/personer/{person('lena').id}/roll/"
    sent = {"organisation": str(person("maja").organisation.id), "role": "samordnare"}
    asking = stale.post(path, sent).headers["Location"]
    assert stale.post("/konto/bekrafta/", {"password": "fel lösenord som är långt", "next": path}).status_code == 200
    assert not Assignment._base_manager.filter(person=person("lena"), role="samordnare").exists()
    shown = stale.get(asking).content.decode()
    assert "Visa att det är du" in shown
    assert "Skriv en kod från appen" in shown

    answer = stale.post("/konto/bekrafta/", {"password": PASSWORD, "next": path})

    assert answer.headers["Location"] == "/personer/"
    assert Assignment._base_manager.filter(person=person("lena"), role="samordnare").exists()
    assert stale.get(path).status_code == 200


def test_the_code_of_the_app_is_as_good_as_the_password(stale: Client, person: Cast) -> None:
    path = f"/personer/{person('lena').id}/sluta/"
    stale.post(path, {"last_day": timezone.localdate().isoformat()})
    assert "Skriv lösenordet" in stale.get(f"/konto/tva-steg/bekrafta/?next={path}").content.decode()

    assert stale.post("/konto/tva-steg/bekrafta/", {"code": code(), "next": path}).headers["Location"] == "/personer/"
    assert person("lena").left == timezone.localdate()


def test_a_form_that_was_wrong_goes_back_to_its_own_address_after_the_password(stale: Client, person: Cast) -> None:
    path = f"/personer/{person('lena').id}/roll/"
    stale.post(path, {"organisation": "", "role": ""})

    answer = stale.post("/konto/bekrafta/", {"password": PASSWORD, "next": path})

    assert answer.status_code == 422
    assert f'action="{path}"' in answer.content.decode()


def test_who_has_just_logged_in_is_not_asked_again(person: Cast) -> None:
    client = Client()
    first_step(client, "maja")
    client.post("/logga-in/kod/", {"code": code()})

    assert client.get(f"/personer/{person('lena').id}/roll/").status_code == 200


def test_a_session_that_does_not_say_when_it_was_proved_is_asked(person: Cast) -> None:
    client = Client()
    client.force_login(person("maja"), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/personer/bjud-in/").headers["Location"].startswith("/konto/bekrafta/")


def test_reading_asks_for_nothing(stale: Client) -> None:
    assert stale.get("/personer/").status_code == 200


def test_older_codes_are_spoken_of_only_when_new_ones_are_asked_for() -> None:
    said = {}
    for name in ("mfa_generate_recovery_codes", "mfa_activate_totp"):
        request = RequestFactory().post(reverse(name))
        request.user, request.resolver_match = AnonymousUser(), resolve(request.path)
        said[name] = render_to_string("mfa/messages/recovery_codes_generated.txt", {}, request).strip()

    assert "Inga äldre koder fungerar längre." in said["mfa_generate_recovery_codes"]
    assert said["mfa_activate_totp"] == "Du har tio återställningskoder."
