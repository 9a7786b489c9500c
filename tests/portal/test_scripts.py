"""What a page's script asks for by itself never says who one is: a late answer takes nobody's new session away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from spegla.portal.accounts.models import Person
from spegla.portal.texts import said
from spegla.portal.web import gate

pytestmark = pytest.mark.django_db
LogIn = Callable[[str], Client]

SCRIPT = {"Sec-Fetch-Dest": "empty"}
# What htmx says, in browsers that say nothing themselves too.
PART = {"HX-Request": "true"}
PAGE = {"Sec-Fetch-Dest": "document"}


def thrown_out(client: Client) -> Client:
    Session.objects.all().delete()
    return client


@pytest.mark.parametrize("headers", [SCRIPT, PART])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_whose_session_has_ended_is_told_so_and_the_cookie_stays(log_in: LogIn, method: str, headers: dict[str, str]) -> None:
    client = thrown_out(log_in("astrid"))

    answer = getattr(client, method)("/registrera/", headers=headers)

    assert answer.status_code == 401
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert not Session.objects.exists()


def test_a_page_whose_session_has_ended_leads_to_the_login_which_takes_the_old_cookie_away(log_in: LogIn) -> None:
    client = thrown_out(log_in("astrid"))

    answer = client.get("/registrera/", headers=PAGE)

    assert answer.headers["Location"] == "/logga-in/?next=/registrera/"
    assert settings.SESSION_COOKIE_NAME in answer.cookies


def test_a_script_does_not_begin_a_session_either(client: Client) -> None:
    assert client.get("/logga-in/", headers=PAGE).cookies[settings.SESSION_COOKIE_NAME].value
    assert settings.SESSION_COOKIE_NAME not in Client().get("/logga-in/", headers=SCRIPT).cookies


@pytest.mark.parametrize("headers", [SCRIPT, PART])
def test_a_session_that_nobody_used_is_ended_by_the_next_page_which_says_why(log_in: LogIn, headers: dict[str, str]) -> None:
    client = log_in("astrid")
    client.get("/")
    session = client.session
    session["seen"] = (timezone.now() - settings.SESSION_IDLE - timedelta(minutes=1)).isoformat()
    session.save()

    for _ in range(2):
        answer = client.get("/registrera/", headers=headers)
        assert answer.status_code == 401
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
    page = client.get("/registrera/", headers=PAGE, follow=True)

    assert said("session_ended") in page.content.decode()
    assert client.get("/registrera/").status_code == 302


def test_a_script_of_who_has_no_second_step_is_told_so_and_makes_no_new_secret(log_in: LogIn, person: Callable[[str], Person]) -> None:
    client = log_in("astrid")
    Authenticator.objects.filter(user=person("astrid")).delete()

    assert client.get("/registrera/", headers=SCRIPT, follow=True).status_code == 401
    assert client.get("/registrera/", headers=PAGE).headers["Location"] == "/konto/tva-steg/app/"


def test_who_is_logged_out_elsewhere_while_a_script_asks_is_told_so(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = log_in("astrid")

    def ended(*_: object) -> bool:
        Session.objects.all().delete()
        return True

    monkeypatch.setattr(gate, "_long_seen", ended)
    monkeypatch.setattr(UserSession.objects, "create_from_request", lambda request: None)

    assert client.get("/registrera/", headers=SCRIPT).status_code == 401
    assert not Session.objects.exists()


def test_a_part_of_a_page_that_asks_again_by_itself_opens_the_page_anew_to_log_in(log_in: LogIn) -> None:
    client = thrown_out(log_in("astrid"))

    assert client.get("/registrera/", headers=PART).headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get("/registrera/", headers=SCRIPT).headers
    assert "HX-Refresh" not in client.post("/registrera/", headers=PART).headers
