"""The portal's pages in a browser: readable by everyone, at every width, and by keyboard. The browser talks to Django in this process."""

import mimetypes
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from spegla.portal.accounts.identity_providers import OpenIdProvider
from spegla.portal.accounts.models import Assignment, Person, Recovery
from spegla.portal.config.single_sign_on import for_allauth
from spegla.portal.use_cases import recoveries
from tests.portal.conftest import LogIn, actor, django_db_setup, log_in, person

__all__ = ["actor", "django_db_setup", "log_in", "person"]

HOST = "http://testserver"
# Who sees which page.
PAGES = [
    ("", "/logga-in/"),
    ("", "/losenord/glomt/"),
    ("", "/logga-in/hjalp/"),
    ("", "/logga-in/hjalp/skickat/"),
    ("karin", "/"),
    ("astrid", "/"),
    ("maja", "/personer/"),
    ("maja", "/personer/bjud-in/"),
    ("maja", "/konto/bekrafta/?next=/"),
    ("maja", "/konto/tva-steg/bekrafta/?next=/"),
    ("maja", "/organisation/"),
    ("maja", "/organisation/lagg-till/"),
    ("bo", "/organisation/"),
    ("disa", "/organisation/"),
    ("karin", "/granskning/"),
    ("karin", "/granskning/?person=0"),
    ("karin", "/granskning/?until=2020-01-01"),
    ("karin", "/granskning/kopia/"),
    ("karin", "/granskning/stickprov/"),
    ("astrid", "/profil/"),
    ("astrid", "/konto/tva-steg/"),
    ("astrid", "/konto/losenord/"),
    ("astrid", "/konto/inloggningar/"),
    ("astrid", "/finns-inte/"),
    ("astrid", "/granskning/"),
]
pytestmark = pytest.mark.django_db


class Visitor:
    """A browser page that a test client answers."""

    def __init__(self, page: Page, client: Client) -> None:
        self.page = page
        self.client = client
        self.context = copy_context()
        self.said: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            found = finders.find(parts.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(parts.path)[0] or "application/octet-stream"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
            return
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        sent = route.request.post_data_buffer or b""
        kind = route.request.headers.get("content-type", "")
        # Playwright calls from a context of its own; the connection with the test's data belongs to the test's.
        answer = self.context.run(
            self.client.generic, route.request.method, path, sent, content_type=kind, headers={"accept-language": "sv"}
        )
        if answer.status_code == 302:
            # Chromium takes no redirect from us: a page that moves on does the same.
            route.fulfill(body=f'<meta http-equiv="refresh" content="0; url={answer.headers["Location"]}">', content_type="text/html")
            return
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)


@pytest.fixture
def visit(browser: Browser, log_in: LogIn) -> Iterator[object]:
    opened = []

    def made(who: str, path: str, width: int = 1280) -> Visitor:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="sv-SE")
        opened.append(page)
        visitor = Visitor(page, log_in(who) if who else Client())
        page.goto(f"{HOST}{path}")
        return visitor

    yield made
    for page in opened:
        page.close()


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_axe_finds_nothing_and_the_policy_stops_nothing(visit, who: str, path: str) -> None:  # type: ignore[no-untyped-def]
    visitor = visit(who, path)
    found = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]

    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert [said for said in visitor.said if "Content Security Policy" in said] == []


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_no_page_is_wider_than_a_narrow_window(visit, who: str, path: str) -> None:  # type: ignore[no-untyped-def]
    page = visit(who, path, 320).page

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


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
def test_pages_about_someone_are_readable_by_everyone_and_at_every_width(visit, about_astrid: dict[str, str], name: str) -> None:  # type: ignore[no-untyped-def]
    visitor = visit("maja", about_astrid[name], 320)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]

    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    assert visitor.page.get_by_role("heading", level=1).is_visible()


def test_two_colleagues_let_someone_in_by_keyboard(visit, about_astrid: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    for who, said in (("maja", "Nu ska en kollega till säga ja för Astrid Ek."), ("karin", "Astrid Ek har fått ett mejl med en länk.")):
        page = visit(who, "/").page
        page.get_by_role("link", name="Läs och svara Astrid Ek").press("Enter")
        page.get_by_label("Jag ringde upp").press("Space")
        page.get_by_role("button", name="Ja, det är personen").press("Enter")
        expect(page.get_by_text(said)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("who", "path"), [("", "/logga-in/"), ("", "/logga-in/oidc/falun/svar/?state=ingen"), ("astrid", "/profil/")])
def test_the_pages_of_single_sign_on_are_as_readable(visit, person, who: str, path: str, width: int) -> None:  # type: ignore[no-untyped-def]
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


def test_a_role_is_asked_for_given_and_approved(visit) -> None:  # type: ignore[no-untyped-def]
    page = visit("maja", "/personer/").page
    page.get_by_role("link", name="Ge en roll Lena Vik").click()
    page.get_by_role("button", name="Ge en roll").click()
    assert page.get_by_text("Välj en roll.").count() == 2
    page.get_by_label("Gruppledare eller chef").check()
    page.get_by_role("button", name="Ge en roll").click()
    expect(page.get_by_text("Väntar på godkännande")).to_be_visible()

    page = visit("karin", "/").page
    assert page.get_by_text("En roll väntar på att du godkänner den.").is_visible()
    page.get_by_role("button", name="Godkänn Lena Vik").click()
    expect(page.get_by_text("Rollen gäller nu.")).to_be_visible()


def test_the_log_is_searched(visit) -> None:  # type: ignore[no-untyped-def]
    visit("karin", "/granskning/")
    page = visit("karin", "/granskning/").page
    page.get_by_label("Vad").select_option("log_read")
    page.get_by_role("button", name="Visa").click()

    assert page.locator("tbody tr:not(.dag)").count() == 2
    assert page.get_by_role("rowheader", name="Karin Dahl").first.is_visible()


def test_a_unit_is_added_and_closed_and_says_who_has_roles_there(visit) -> None:  # type: ignore[no-untyped-def]
    page = visit("maja", "/organisation/").page
    page.get_by_role("link", name="Lägg till en enhet eller stadsdel").click()
    page.get_by_role("button", name="Lägg till").click()
    assert page.get_by_text("Skriv vad den heter.").count() == 2
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
