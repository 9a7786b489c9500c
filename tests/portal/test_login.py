"""The door: a password and a second step for everyone, and sessions that end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from spegla.portal.accounts.models import Person
from spegla.portal.store.models import AuditRecord
from spegla.portal.store.sessions import end_sessions
from spegla.portal.web import browsers
from tests.portal.conftest import PASSWORD, LogIn

pytestmark = pytest.mark.django_db


def code() -> str:
    """The code of this moment, which is right for a while yet."""
    [_, now, _] = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value("A" * 32, now)))


def first_step(client: Client, who: str, password: str = PASSWORD) -> object:
    return client.post("/logga-in/", {"login": f"{who}@exempel.se", "password": password})


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Used codes and failed tries are remembered in the cache."""
    cache.clear()


def test_password_and_code_open_the_start_page() -> None:
    client = Client()
    first = first_step(client, "maja")
    assert first.headers["Location"] == "/logga-in/kod/"  # type: ignore[attr-defined]
    assert client.get("/").status_code == 302

    second = client.post("/logga-in/kod/", {"code": code()})

    assert second.headers["Location"] == "/"
    assert "Hej Maja Holm" in client.get("/").content.decode()
    assert AuditRecord._base_manager.order_by("-number").first().action == "logged_in"  # type: ignore[union-attr]


def test_a_code_works_once() -> None:
    used = code()
    for expected in ("/", None):
        client = Client()
        first_step(client, "maja")
        assert client.post("/logga-in/kod/", {"code": used}).headers.get("Location") == expected


def test_a_code_that_is_still_right_works_no_more_when_allauth_has_forgotten_it(person: Callable[[str], Person]) -> None:
    used = code()
    client = Client()
    first_step(client, "maja")
    assert client.post("/logga-in/kod/", {"code": used}).headers["Location"] == "/"
    cache.delete(f"allauth.mfa.totp.used?user={person('maja').pk}&code={used}")
    again = Client()
    first_step(again, "maja")

    assert again.post("/logga-in/kod/", {"code": f"{used[:3]} {used[3:]}"}).status_code == 200
    assert again.get("/").status_code == 302


def test_a_wrong_password_is_in_the_log_and_says_nothing_of_who_exists() -> None:
    known, unknown = (first_step(Client(), who, "fel lösenord som är långt") for who in ("maja", "ingen"))
    before = [answer.content.decode().replace("maja", "ingen").split("csrfmiddlewaretoken")[0] for answer in (known, unknown)]  # type: ignore[attr-defined]

    assert before[0] == before[1]
    assert AuditRecord._base_manager.order_by("-number").first().action == "login_failed"  # type: ignore[union-attr]


def test_five_wrong_passwords_close_the_door_also_for_the_right_one() -> None:
    client = Client()
    answers = [first_step(client, "maja", "fel lösenord som är långt").status_code for _ in range(5)]  # type: ignore[attr-defined]

    assert answers[-1] == 429
    assert first_step(client, "maja").status_code == 429  # type: ignore[attr-defined]


def test_wrong_passwords_shut_out_one_account_and_nobody_else_behind_the_same_address() -> None:
    for who in ("astrid", "bo", "karin", "nils", "lena"):
        first_step(Client(), who, "fel lösenord som är långt")
    for _ in range(5):
        first_step(Client(), "disa", "fel lösenord som är långt")

    assert first_step(Client(), "maja").headers["Location"] == "/logga-in/kod/"  # type: ignore[attr-defined]
    assert first_step(Client(), "Disa").status_code == 429  # type: ignore[attr-defined]


def test_the_log_names_no_actor_for_what_nobody_has_proved(person: Callable[[str], Person]) -> None:
    for _ in range(5):
        first_step(Client(), "maja", "fel lösenord som är långt")
    first_step(Client(), "maja")

    found = list(AuditRecord._base_manager.filter(action__startswith="login_"))
    assert [one.action for one in found] == [*(["login_failed"] * 5), "login_shut"]
    assert {(one.actor, one.object) for one in found} == {(None, f"person:{person('maja').pk}")}


def test_who_has_no_second_step_gets_no_further_than_to_add_one(log_in: LogIn, person: Callable[[str], Person]) -> None:
    Authenticator.objects.filter(user=person("maja")).delete()
    client = log_in("maja")

    assert client.get("/personer/").headers["Location"] == "/konto/tva-steg/app/"
    assert client.get("/konto/tva-steg/app/").status_code == 200


@pytest.mark.parametrize(("name", "after"), [("seen", timedelta(minutes=31)), ("began", timedelta(hours=12, minutes=1))])
def test_a_session_that_is_left_or_lasts_too_long_ends(log_in: LogIn, name: str, after: timedelta) -> None:
    client = log_in("maja")
    assert client.get("/").status_code == 200
    session = client.session
    session[name] = (timezone.now() - after).isoformat()
    session.save()

    assert client.get("/").headers["Location"] == "/logga-in/"
    assert "Du har loggats ut" in client.get("/logga-in/").content.decode()
    assert client.get("/").status_code == 302


def test_who_is_logged_out_from_elsewhere_is_told_why_the_page_is_gone(log_in: LogIn, person: Callable[[str], Person]) -> None:
    client = log_in("maja")
    client.get("/")
    end_sessions(person("maja"))

    assert client.get("/personer/").headers["Location"].startswith("/logga-in/")
    assert "Du är inte inloggad längre." in client.get("/logga-in/").content.decode()
    assert "Du är inte inloggad längre." not in Client().get("/logga-in/").content.decode()


def test_every_page_is_kept_by_nobody_and_runs_only_our_own(log_in: LogIn) -> None:
    answer = log_in("karin").get("/granskning/")

    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_key_that_was_refused_does_not_forget_where_one_was_going() -> None:
    answer = Client().post("/logga-in/nyckel/", {"credential": "", "next": "/las-in/3/"})

    assert answer.headers["Location"] == "/logga-in/?next=%2Flas-in%2F3%2F"


def test_a_form_without_its_token_is_refused(person: Callable[[str], Person]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("maja"), backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.post("/personer/bjud-in/", {})

    assert answer.status_code == 403
    assert 'href="/logga-in/"' not in answer.content.decode()


def test_a_form_that_is_sent_when_its_session_has_ended_says_so_and_leads_to_the_login() -> None:
    answer = Client(enforce_csrf_checks=True).post("/logga-ut/", {})

    assert answer.status_code == 403
    assert "Sidan var för gammal" in answer.content.decode()
    assert 'href="/logga-in/"' in answer.content.decode()


def test_nobody_signs_up_by_themselves() -> None:
    Client().post("/registrera-dig/", {"email": "ny@exempel.se", "password1": PASSWORD, "password2": PASSWORD})

    assert not Person.objects.filter(email="ny@exempel.se").exists()


def test_one_logs_out_elsewhere_and_no_one_else_can(log_in: LogIn, person: Callable[[str], Person]) -> None:
    elsewhere, here, other = log_in("maja"), log_in("maja"), log_in("karin")
    for client in (elsewhere, here, other):
        client.get("/")
    theirs = UserSession.objects.get(session_key=elsewhere.session.session_key)
    page = here.get("/konto/inloggningar/").content.decode()
    assert f"/konto/inloggningar/{theirs.pk}/logga-ut/" in page

    assert other.post(f"/konto/inloggningar/{theirs.pk}/logga-ut/").status_code == 404
    assert elsewhere.get("/").status_code == 200
    assert here.post(f"/konto/inloggningar/{theirs.pk}/logga-ut/").headers["Location"] == "/konto/inloggningar/"

    assert elsewhere.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert AuditRecord._base_manager.filter(action="session_ended", actor=person("maja")).count() == 1


@pytest.mark.parametrize(
    ("says", "named"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge på Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
            "Safari på iPhone",
        ),
        ("", "Okänd webbläsare"),
        ("<script>", "Okänd webbläsare"),
    ],
)
def test_a_browser_is_called_what_people_call_it(says: str, named: str) -> None:
    assert browsers.named(says) == named


def test_who_got_the_first_step_long_ago_shows_again_who_they_are_before_it_is_changed(
    log_in: LogIn, person: Callable[[str], Person]
) -> None:
    client = log_in("maja")
    assert client.post("/konto/tva-steg/app/ta-bort/").headers["Location"].startswith("/konto/bekrafta/")
    assert Authenticator.objects.filter(user=person("maja")).count() == 1

    Authenticator.objects.filter(user=person("maja")).update(created_at=timezone.now())

    assert client.get("/konto/tva-steg/koder/nya/").status_code == 200


def test_the_answer_to_log_out_clears_the_browser_and_no_other_answer_does(log_in: LogIn) -> None:
    client = log_in("astrid")
    before = [client.get("/"), client.get("/logga-ut/")]

    answer = client.post("/logga-ut/")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not any("Clear-Site-Data" in one.headers for one in (*before, client.get("/logga-in/")))
