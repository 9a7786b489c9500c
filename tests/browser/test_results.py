"""Astrid in Falun looks at the results: at her desk, on her phone, with the keyboard, without script, and on paper."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from spegla.portal.web.results.kept import Kept
from spegla.portal.web.views import results as view
from tests.browser.test_every_page import faults
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit
from tests.portal.counted import counted, unit

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]
pytestmark = pytest.mark.django_db
PAGES = {
    "the municipality": "/resultat/",
    "a choice": "/resultat/?kon=flicka&alder-fran=7",
    "a written rule": "/resultat/?regel=risk_avslut+%3C+risk_beslut",
    "what is wrong": "/resultat/?alder-fran=sju",
    "a rule that is wrong": "/resultat/?regel=kon+%3D%3D+%22robot%22",
}


@pytest.fixture(autouse=True)
def columns(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    settings.COLUMNS = tmp_path
    monkeypatch.setattr(view, "_KEPT", Kept())
    counted(tmp_path)
    return tmp_path


def opened(page: Page) -> Page:
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_each_state_is_for_everyone(visit: Visit, name: str) -> None:
    visitor = visit("astrid", PAGES[name])

    assert faults(opened(visitor.page)) == []
    assert [text for text in visitor.said if "Security Policy" in text or "404" in text] == []


@pytest.mark.parametrize("rows", [0, 7, 416])
def test_a_unit_is_for_everyone_however_many_there_are(visit: Visit, columns: Path, rows: int) -> None:
    counted(columns, rows, stamp=2)
    page = visit("astrid", f"/resultat/?var={unit().id}").page

    assert faults(opened(page)) == []


def test_she_chooses_her_unit_and_the_girls_with_the_keyboard(visit: Visit) -> None:
    page = visit("astrid", "/resultat/").page

    page.locator("summary", has_text="Ändra urvalet").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Vilkas svar").select_option("Barn och unga")
    page.locator("summary", has_text="Barnet").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Flicka").focus()
    page.keyboard.press("Space")
    page.get_by_label("Barnets ålder i hela år, från och med").focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")

    page.wait_for_url("**alder-fran=7**")
    expect(page.locator("h1")).to_have_text("Barn och unga bredvid hela Falun")
    expect(page.locator(".regel")).to_contain_text("barnets kön är flicka och barnets ålder i hela år är minst 7")


def test_the_rule_is_copied_with_a_button(visit: Visit) -> None:
    page = visit("astrid", "/resultat/?kon=flicka").page
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }")

    page.get_by_role("button", name="Kopiera").click()
    expect(page.get_by_text("Kopierad")).to_be_visible()
    assert page.evaluate("window.copied") == 'kon == "flicka"'


def test_without_script_all_is_there_but_the_button(visit: Visit) -> None:
    page = visit("astrid", "/resultat/?kon=flicka", script=False).page

    expect(page.get_by_label("Urvalet som regel")).to_have_value('kon == "flicka"')
    expect(page.get_by_text("Kopiera", exact=True)).to_be_hidden()
    page.locator("summary", has_text="Ändra urvalet").click()
    page.get_by_label("Pojke").check()
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_label("Urvalet som regel")).to_have_value(re.compile(re.escape('kon in ("flicka", "pojke")')))


def test_on_paper_there_are_figures_and_no_fields(visit: Visit) -> None:
    page = visit("astrid", f"/resultat/?var={unit().id}").page
    page.emulate_media(media="print")
    # A4 without its margins, in CSS pixels.
    page.set_viewport_size({"width": round(178 / 25.4 * 96), "height": 1000})

    assert page.locator("form:visible, input:visible, button:visible, .sido:visible").count() == 0
    assert page.locator(".stap:visible").count() > 20
    outside = page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length")
    assert outside == 0
