"""Letters about what happens at the door: in the reader's own language, plain, and sent when it is stored."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from spegla.portal.accounts.models import Person
from tests.portal.conftest import PASSWORD, LogIn
from tests.portal.test_login import code

pytestmark = pytest.mark.django_db
NEW = "tre ord som inte hör ihop"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def letter(log_in: LogIn, django_capture_on_commit_callbacks) -> Callable[..., mail.EmailMessage]:  # type: ignore[no-untyped-def]
    """The one letter that follows from posting to an address."""

    def made(who: str, path: str, **fields: str) -> mail.EmailMessage:
        mail.outbox.clear()
        client = log_in(who) if who else Client()
        if who:
            client.post("/konto/bekrafta/", {"password": PASSWORD})
        with django_capture_on_commit_callbacks(execute=True):
            client.post(path, fields, headers={"user-agent": FIREFOX})
        [sent] = mail.outbox
        return sent

    return made


def changes() -> dict[str, tuple[str, dict[str, str]]]:
    password = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return {
        "password": ("/konto/losenord/", password),
        "app_removed": ("/konto/tva-steg/app/ta-bort/", {}),
        "codes": ("/konto/tva-steg/koder/nya/", {}),
    }


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("change", changes())
def test_a_change_is_told_in_the_readers_language(letter, person: Callable[[str], Person], change: str, language: str) -> None:  # type: ignore[no-untyped-def]
    Person.objects.filter(pk=person("maja").pk).update(language=language)
    path, fields = changes()[change]

    sent = letter("maja", path, **fields)

    greeting, when = {"sv": ("Hej Maja Holm,", "i Firefox på Windows, från"), "en": ("Hello Maja Holm,", "in Firefox on Windows, from")}[
        language
    ]
    assert sent.to == ["maja@exempel.se"]
    assert sent.body.startswith(greeting)
    assert when in sent.body
    assert "/konto/losenord/" in sent.body
    assert not re.search(r"{%|{{|&#|Thank you|Tack|example\.com", sent.subject + sent.body)


@pytest.mark.parametrize(("who", "language"), [("maja", "sv"), ("maja", "en")])
def test_a_link_to_a_new_password_opens_once(letter, person: Callable[[str], Person], who: str, language: str) -> None:  # type: ignore[no-untyped-def]
    Person.objects.filter(pk=person(who).pk).update(language=language)
    sent = letter("", "/losenord/glomt/", email=f"{who}@exempel.se")
    [path] = re.findall(r"http://testserver(/losenord/nytt/\S+)", sent.body)
    client = Client()
    at = client.get(path).headers["Location"]

    assert client.post(at, {"password1": NEW, "password2": NEW}).headers["Location"] == "/losenord/nytt/klart/"
    assert person(who).check_password(NEW)
    assert "fungerar inte längre" in Client().get(path, headers={"accept-language": "sv"}).content.decode()


def test_an_unknown_address_gets_a_letter_that_helps(letter) -> None:  # type: ignore[no-untyped-def]
    sent = letter("", "/losenord/glomt/", email="ingen@exempel.se")

    assert sent.subject in ("Adressen finns inte i Spegla", "The address is not in Spegla")
    assert "registrera-dig" not in sent.body


def test_a_new_app_is_told_of(letter, person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    Authenticator.objects.filter(user=person("maja")).delete()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.get_totp_secret", lambda regenerate=False: "A" * 32)

    sent = letter("maja", "/konto/tva-steg/app/", code=code())

    assert sent.subject == "En app är tillagd i Spegla"


def test_a_server_of_mail_that_is_down_takes_nothing_back(letter, person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def down(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
    with pytest.raises(ValueError, match="not enough values"):
        letter("maja", "/konto/losenord/", oldpassword=PASSWORD, password1=NEW, password2=NEW)

    assert person("maja").check_password(NEW)
