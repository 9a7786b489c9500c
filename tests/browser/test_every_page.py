"""Every page of the table of addresses in a browser: readable by everyone, at every width, by keyboard and on paper."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from playwright.sync_api import Page

from spegla.portal.accounts.models import Person
from spegla.portal.web import errors
from tests.browser.visitor import Visit, Visitor, actor, django_db_setup, log_in, person, visit
from tests.portal.conftest import LogIn
from tests.portal.walk import clients, furnish, walk

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]
pytestmark = pytest.mark.django_db

ERRORS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "400": errors.bad,
    "403": errors.refused,
    "404": errors.not_found,
    "429": lambda request: render(request, "429.html", status=429),
    "500": errors.broken,
    "csrf": errors.csrf,
}


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is shown, for anybody who reads it."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    found = [f"axe {one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    page.set_viewport_size({"width": 320, "height": 700})
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append("wider than 320 px, which is 400 % of 1280")
    page.keyboard.press("Tab")
    first = "const one = document.activeElement; [one.className, one.hash, getComputedStyle(one).outlineStyle]"
    name, target, outline = page.evaluate(f"(() => {{ {first.replace('; [', '; return [')} }})()")
    if (name, target, outline) != ("hoppa", "#innehall", "solid") or not page.locator("main#innehall").count():
        found.append(f"no way past the menu first, or no visible focus: {name} {target} {outline}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    if page.locator("nav:visible, .hoppa:visible").count():
        found.append("the menu is printed")
    page.emulate_media(media="screen")
    return found


def test_every_page_is_for_everyone(visit: Visit, log_in: LogIn, person: Callable[[str], Person]) -> None:
    cache.clear()
    furnish(person)
    everyone = clients(log_in)
    visitors: dict[str, Visitor] = {}
    wrong = {}
    for name, found in walk(everyone, person).items():
        if found.who not in visitors:
            visitors[found.who] = visit(found.who, found.path, as_client=everyone[found.who])
        visitor = visitors[found.who]
        page = visitor.go(found.path)
        said = [one for one in visitor.said if "Security Policy" in one or "404" in one]
        visitor.said.clear()
        if here := [*faults(page), *said]:
            wrong[f"{name} {found.path}"] = here
    assert len(visitors) >= 4
    assert wrong == {}


@pytest.mark.parametrize("error", ERRORS)
def test_every_page_of_an_error_is_for_everyone(visit: Visit, error: str) -> None:
    page: Page = visit("", "/logga-in/").page
    page.set_content(ERRORS[error](RequestFactory().get("/")).content.decode())

    assert faults(page) == []


def test_a_fault_would_be_found(visit: Visit) -> None:
    page: Page = visit("", "/logga-in/").page
    page.evaluate("document.querySelector('label').remove(); document.querySelector('.hoppa').remove()")

    assert {one.split()[0] for one in faults(page)} >= {"axe", "no"}
