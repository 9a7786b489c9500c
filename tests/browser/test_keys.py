"""Keys in a browser: a virtual authenticator of Chromium's answers as a fingerprint reader would."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, Route, expect

from spegla.portal.accounts.models import Person
from spegla.portal.store.models import AuditRecord
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit
from tests.portal.conftest import PASSWORD

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Failed tries are remembered in the cache."""
    cache.clear()


def reader(page: Page, present: bool = True) -> None:
    """A fingerprint reader in the computer; one that is not touched never answers."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": present}})
    session.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": present})


def first_step(page: Page, who: str) -> None:
    page.get_by_label("Mejladress").fill(f"{who}@exempel.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()


def added(visit: Visit, alone: bool) -> Page:
    """Astrid's page when she has added a key, by clicking from her own page, and logged out."""
    page: Page = visit("astrid", "/profil/").page
    reader(page)
    page.get_by_role("link", name="Andra steget").click()
    page.get_by_role("link", name="Lägg till en nyckel").click()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label("Vad nyckeln ska heta").fill("Min dator")
    if alone:
        page.get_by_label("Logga in med bara nyckeln").check()
    page.get_by_role("button", name="Lägg till en nyckel").click()
    expect(page.get_by_text("Nyckeln är tillagd.")).to_be_visible()
    page.goto("http://localhost/logga-ut/")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    return page


def asked_again(visit: Visit) -> Page:
    """Astrid has logged in with her key, wants new codes, and is to show with it again that it is she."""
    page = added(visit, alone=True)
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.get_by_role("heading", name="Hej Astrid Ek")).to_be_visible()
    page.goto("http://localhost/konto/tva-steg/koder/nya/")
    page.get_by_role("link", name="Använd nyckel eller fingeravtryck").click()
    return page


def last_action() -> str:
    return str(AuditRecord._base_manager.order_by("-number").first().action)  # type: ignore[union-attr]


def test_a_key_alone_logs_in(visit: Visit, person: Callable[[str], Person]) -> None:
    page = added(visit, alone=True)

    page.get_by_role("button", name="Logga in med nyckel").click()

    expect(page.get_by_role("heading", name="Hej Astrid Ek")).to_be_visible()
    assert last_action() == "logged_in"
    assert Authenticator.objects.get(user=person("astrid"), type=Authenticator.Type.WEBAUTHN).last_used_at


def test_a_key_is_the_second_step_after_the_password(visit: Visit) -> None:
    page = added(visit, alone=False)

    first_step(page, "astrid")
    page.wait_for_load_state()
    page.get_by_role("button", name="Använd säkerhetsnyckel").click()

    expect(page.get_by_role("heading", name="Hej Astrid Ek")).to_be_visible()


def test_a_key_shows_again_who_one_is(visit: Visit) -> None:
    page = asked_again(visit)

    page.get_by_role("button", name="Använd nyckel eller fingeravtryck").click()

    expect(page.get_by_role("heading", name="Gör nya återställningskoder?")).to_be_visible()


def test_a_key_cannot_be_used_before_the_page_listens(visit: Visit) -> None:
    """A press in that moment would send an empty answer."""
    visitor = visit("", "/logga-in/")
    held: list[Route] = []
    visitor.page.route("**/mfa/js/webauthn.js", lambda route: held.append(route))
    visitor.page.goto("http://localhost/logga-in/", wait_until="commit")
    button = visitor.page.get_by_role("button", name="Logga in med nyckel")
    expect(button).to_be_disabled()
    while not held:
        visitor.page.wait_for_timeout(10)

    held[0].fallback()

    expect(button).to_be_enabled()


def test_a_key_cannot_be_used_when_what_asks_it_was_not_fetched(visit: Visit) -> None:
    page = visit("", "/logga-in/").page
    page.route("**/mfa/js/webauthn.js", lambda route: route.abort())
    page.goto("http://localhost/logga-in/")

    expect(page.get_by_role("button", name="Logga in med nyckel")).to_be_disabled()


def test_without_javascript_one_is_told_what_keys_need(visit: Visit) -> None:
    page = visit("", "/logga-in/", script=False).page

    expect(page.get_by_role("button", name="Logga in med nyckel")).to_be_disabled()
    # A browser whose script is only held back does not draw it, and has it all the same.
    assert "Nycklar behöver JavaScript" in (page.locator("noscript").text_content() or "")


def test_a_key_that_failed_is_tried_again_on_the_way_to_where_one_was_going(visit: Visit) -> None:
    page = asked_again(visit)
    page.locator("#mfa_webauthn_reauthenticate").evaluate("button => button.form.submit()")
    expect(page.get_by_role("status").get_by_text("Nyckeln svarade inte.")).to_be_visible()

    page.get_by_role("button", name="Använd nyckel eller fingeravtryck").click()

    expect(page.get_by_role("heading", name="Gör nya återställningskoder?")).to_be_visible()


def test_a_key_is_renamed_and_removed(visit: Visit) -> None:
    page = added(visit, alone=True)
    page.get_by_role("button", name="Logga in med nyckel").click()
    page.get_by_role("link", name="Min sida").click()
    page.get_by_role("link", name="Andra steget").click()
    page.get_by_role("link", name="Se dina nycklar").click()
    expect(page.get_by_text("Räcker ensam")).to_be_visible()
    page.get_by_role("link", name="Byt namn Min dator").click()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_label("Vad nyckeln ska heta").fill("Datorn på jobbet")
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Ta bort Datorn på jobbet").click()
    page.get_by_role("button", name="Ta bort").click()

    expect(page.get_by_text("Nyckeln är borttagen.")).to_be_visible()
    expect(page.get_by_text("Du har inga nycklar.")).to_be_visible()


def test_who_has_no_second_step_adds_a_key_before_anything_else(visit: Visit, person: Callable[[str], Person]) -> None:
    Authenticator.objects.filter(user=person("astrid")).delete()
    page: Page = visit("", "/logga-in/").page
    reader(page)
    first_step(page, "astrid")
    expect(page.get_by_text("Du behöver ett andra steg")).to_be_visible()
    assert page.get_by_role("link", name="Start", exact=True).count() == 0
    page.get_by_role("link", name=re.compile("Lägg till en nyckel i stället")).click()
    page.get_by_role("button", name="Lägg till en nyckel").click()

    expect(page.get_by_role("heading", name="Dina återställningskoder")).to_be_visible()
    page.get_by_role("link", name="Jag har sparat koderna").click()
    expect(page.get_by_role("heading", name="Hej Astrid Ek")).to_be_visible()


def test_a_key_that_does_not_answer_is_told_of(visit: Visit) -> None:
    visitor = visit("", "/logga-in/")
    reader(visitor.page, present=False)

    visitor.page.get_by_role("button", name="Logga in med nyckel").click()

    expect(visitor.page.get_by_text("Nyckeln svarade inte.")).to_be_visible()
    assert [said for said in visitor.said if "Content Security Policy" in said] == []
