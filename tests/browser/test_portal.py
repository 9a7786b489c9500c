"""What each of the cast comes to the portal for, with real clicks: one by keyboard alone, one without JavaScript, one on a telephone."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from spegla.portal.accounts.models import Person
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit
from tests.portal.conftest import PASSWORD
from tests.portal.test_login import code

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Used codes and failed tries are remembered in the cache."""
    cache.clear()


def menu(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Huvudmeny").get_by_role("link").all_inner_texts()


def test_astrid_logs_in_by_keyboard_alone_reads_in_english_and_logs_out(visit: Visit) -> None:
    page = visit("", "/logga-in/").page
    page.get_by_label("Mejladress").focus()
    page.keyboard.type("astrid@exempel.se")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Skriv koden")).to_be_visible()
    tab_to(page, "Kod")
    page.keyboard.type(code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hej Astrid Ek")).to_be_visible()
    assert menu(page) == ["Start", "Registrera", "Resultat", "Hjälp"]

    tab_to(page, "In English")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hello Astrid Ek")).to_be_visible()
    tab_to(page, "Log out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Do you want to log out?")).to_be_visible()
    tab_to(page, "Log out")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Du har loggat ut.").or_(page.get_by_text("You have logged out."))).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Go on by the keyboard to what is called `name`."""
    for _ in range(40):
        page.keyboard.press("Tab")
        called = page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).innerText || ''")
        if called.strip() == name:
            return
    pytest.fail(f"The keyboard does not reach {name}.")


def test_bo_sees_the_people_of_his_unit_and_invites_nobody(visit: Visit) -> None:
    page = visit("bo", "/").page
    page.get_by_role("navigation").get_by_role("link", name="Personer och roller").click()

    expect(page.get_by_role("rowheader", name="Astrid Ek")).to_be_visible()
    assert page.get_by_role("link", name="Bjud in någon").count() == 0
    assert page.get_by_text("Cecilia Berg").count() == 0


def test_maja_invites_without_javascript_and_is_told_what_is_missing(
    visit: Visit, person: Callable[[str], Person], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    page = visit("maja", "/personer/", script=False).page
    page.get_by_role("link", name="Bjud in någon").click()
    page.get_by_label("Namn").fill("Ny Person")
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("heading", name="Två saker behöver rättas")).to_be_visible()
    expect(page.get_by_label("Namn")).to_have_value("Ny Person")
    page.get_by_label("Mejladress").fill("ny@exempel.se")
    page.get_by_label("Handläggare").check()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        page.get_by_role("button", name="Skicka inbjudan").click()
        expect(page.get_by_text("Ny Person har fått en inbjudan.")).to_be_visible()

    [address] = re.findall(r"(/inbjudan/\S+)", str(mail.outbox[-1].body))
    page = visit("", address, script=False).page
    page.get_by_label("Lösenord").fill("för kort")
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_text("15 tecken").first).to_be_visible()
    page.get_by_label("Lösenord").fill("tre ord som inte hör ihop")
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_text("Lösenordet är sparat.")).to_be_visible()


def test_a_role_is_asked_for_given_and_approved(visit: Visit) -> None:
    page = visit("maja", "/personer/").page
    page.get_by_role("link", name="Ge en roll Lena Vik").click()
    page.get_by_role("button", name="Ge en roll").click()
    expect(page.get_by_text("Välj en roll.")).to_have_count(2)
    page.get_by_label("Gruppledare eller chef").check()
    page.get_by_role("button", name="Ge en roll").click()
    expect(page.get_by_text("Väntar på godkännande")).to_be_visible()

    page = visit("karin", "/").page
    expect(page.get_by_text("En roll väntar på att du godkänner den.")).to_be_visible()
    page.get_by_role("button", name="Godkänn Lena Vik").click()
    expect(page.get_by_text("Rollen gäller nu.")).to_be_visible()


def test_karin_searches_the_log_and_prints_it(visit: Visit) -> None:
    visit("karin", "/granskning/")
    page = visit("karin", "/granskning/").page
    page.get_by_label("Vad").select_option("log_read")
    page.get_by_role("button", name="Visa").click()
    expect(page.locator("tbody tr:not(.dag)")).to_have_count(2)
    expect(page.get_by_role("rowheader", name="Karin Dahl").first).to_be_visible()

    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Loggen för Falun")).to_be_visible()
    expect(page.get_by_role("button", name="Visa")).to_be_hidden()
    expect(page.get_by_role("rowheader", name="Karin Dahl").first).to_be_visible()


def test_nils_approves_on_his_telephone(visit: Visit) -> None:
    page = visit("maja", "/personer/").page
    page.get_by_role("link", name="Ge en roll Lena Vik").click()
    page.get_by_label("Handläggare").check()
    page.get_by_role("button", name="Ge en roll").click()
    expect(page.get_by_text("Väntar på godkännande")).to_be_visible()

    page = visit("nils", "/", width=390).page
    page.get_by_text("Meny", exact=True).click()
    page.get_by_role("link", name="Personer och roller").click()
    page.get_by_role("button", name="Godkänn Handläggare, Lena Vik").click()
    expect(page.get_by_text("Rollen gäller nu.")).to_be_visible()
    assert page.get_by_role("link", name="Logg", exact=True).count() == 0


def test_disa_sees_the_people_of_the_county_and_not_those_of_its_municipalities(visit: Visit) -> None:
    page = visit("disa", "/").page
    page.get_by_role("navigation").get_by_role("link", name="Personer och roller").click()

    expect(page.get_by_role("rowheader", name="Disa Norén")).to_be_visible()
    assert page.get_by_text("Maja Holm").count() == 0
    assert page.get_by_text("Cecilia Berg").count() == 0


def test_help_is_one_link_away_and_leads_back(visit: Visit) -> None:
    page = visit("astrid", "/").page
    page.get_by_text("Hjälp med den här sidan:").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Så här hittar du i portalen")).to_be_visible()
    page.get_by_role("link", name="All hjälp").click()
    page.get_by_role("link", name="Så här loggar du in").click()
    expect(page.get_by_role("img", name=re.compile("Inloggningen"))).to_be_visible()
    page.get_by_role("link", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name="Hej Astrid Ek")).to_be_visible()


def test_one_browser_is_logged_out_from_another(visit: Visit) -> None:
    visit("astrid", "/")
    page = visit("astrid", "/profil/").page
    page.get_by_role("link", name="Var du är inloggad").click()
    page.get_by_role("button", name="Logga ut den här").click()

    expect(page.get_by_text("Utloggad.")).to_be_visible()
    assert page.get_by_role("button", name="Logga ut den här").count() == 0
