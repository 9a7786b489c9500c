"""Stories of those who keep order: they let someone in again, divide the organisation, look at the log, and act in an emergency."""

from collections.abc import Callable

import pytest
from allauth.socialaccount.models import SocialAccount
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from spegla.portal.accounts.identity_providers import OpenIdProvider
from spegla.portal.accounts.models import Assignment, Person, Recovery
from spegla.portal.config.single_sign_on import for_allauth
from spegla.portal.use_cases import recoveries
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def about_astrid(person: Callable[[str], Person]) -> dict[str, str]:
    """The pages about Astrid, who cannot get in, for someone who may change what she does."""
    recoveries.ask_with_password(person=person("astrid"), at=timezone.now())
    [role] = Assignment._base_manager.filter(person=person("astrid"))
    asked = Recovery._base_manager.get(person=person("astrid"))
    return {
        "decide": f"/aterstallning/{asked.id}/",
        "leave": f"/personer/{person('astrid').id}/sluta/",
        "give": f"/personer/{person('astrid').id}/roll/",
        "move": f"/roller/{role.id}/flytta/",
        "start": "/",
    }


@pytest.mark.parametrize("name", ["decide", "leave", "give", "move", "start"])
def test_pages_about_someone_are_readable_by_everyone_and_at_every_width(visit: Visit, about_astrid: dict[str, str], name: str) -> None:
    visitor = visit("maja", about_astrid[name], 320)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]

    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert visitor.page.get_by_role("heading", level=1).is_visible()


def test_two_colleagues_let_someone_in_by_keyboard(visit: Visit, about_astrid: dict[str, str]) -> None:
    for who, said in (("maja", "Nu ska en kollega till säga ja för Astrid Ek."), ("karin", "Astrid Ek har fått ett mejl med en länk.")):
        page = visit(who, "/").page
        page.get_by_role("link", name="Läs och svara Astrid Ek").press("Enter")
        page.get_by_label("Jag ringde upp").press("Space")
        page.get_by_role("button", name="Ja, det är personen").press("Enter")
        expect(page.get_by_text(said)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("who", "path"), [("", "/logga-in/"), ("", "/logga-in/oidc/falun/svar/?state=ingen"), ("astrid", "/profil/")])
def test_the_pages_of_single_sign_on_are_as_readable(
    visit: Visit, person: Callable[[str], Person], who: str, path: str, width: int
) -> None:
    provider = OpenIdProvider(
        id="falun",
        name="Falu kommun",
        organisations=frozenset({"2080"}),
        strong_levels=(),
        strong_methods=frozenset(),
        email_claim="email",
        email_verified="email_verified",
        also_through=(),
        server="https://login.falun.example",
        client_id="spegla",
        client_secret="",
    )
    SocialAccount.objects.create(user=person("astrid"), provider="falun", uid="konto-1")
    with override_settings(IDENTITY_PROVIDERS=(provider,), SOCIALACCOUNT_PROVIDERS=for_allauth([provider])):
        page = visit(who, path, width).page
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]

    assert [one["id"] for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_unit_is_added_and_closed_and_says_who_has_roles_there(visit: Visit) -> None:
    page = visit("maja", "/organisation/").page
    page.get_by_role("link", name="Lägg till en enhet eller stadsdel").click()
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_text("Skriv vad den heter.")).to_have_count(2)
    page.get_by_label("Namn").fill("Öppenvård")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("status")).to_contain_text("Öppenvård finns nu. Du kan ge roller där.")
    for link, title in (("Byt namn Öppenvård", "Byt namn på Öppenvård"), ("Flytta Öppenvård", "Flytta Öppenvård")):
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
        page.get_by_role("link", name="Tillbaka till organisationen").click()
    page.get_by_role("link", name="Stäng Barn och unga").click()
    expect(page.get_by_text("Astrid Ek, Handläggare")).to_be_visible()
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    page.get_by_role("link", name="Tillbaka till organisationen").click()
    page.get_by_role("link", name="Stäng Öppenvård").click()
    page.get_by_role("button", name="Stäng Öppenvård").click()
    expect(page.get_by_role("status")).to_have_text("Öppenvård är stängd.")
