"""The review of the log and access in an emergency, as stories in a browser; with axe, at 320 px and on paper."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from spegla.portal.accounts.models import Assignment, Person
from spegla.portal.store.audit import Audit, record
from tests.browser.visitor import HOST, Visit, actor, django_db_setup, log_in, person, visit

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]

pytestmark = pytest.mark.django_db


def sound(page: Page) -> None:
    """Nothing for axe to find, and no wider than a narrow window."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})


def test_bo_takes_access_in_an_emergency_and_karin_looks_at_it_afterwards(visit: Visit) -> None:
    page = visit("bo", "/").page
    page.get_by_role("link", name="Ta nödåtkomst").click()
    expect(page.get_by_role("heading", name="Nödåtkomst")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Ta nödåtkomst").click()
    expect(page.get_by_text("Välj ett skäl.")).to_have_count(2)
    sound(page)
    page.get_by_label("Jour eller beredskap").check()
    page.get_by_label("Med egna ord").fill("Larm under jouren.")
    page.get_by_role("button", name="Ta nödåtkomst").click()
    expect(page.get_by_text("Du har nödåtkomst till alla ärenden i Falun.")).to_be_visible()
    sound(page)

    other = visit("karin", "/").page
    other.get_by_role("link", name="Se vad som hände Bo Lind").click()
    expect(other.get_by_text("Larm under jouren.")).to_be_visible()
    sound(other)
    other.get_by_role("button", name="Avsluta nu").click()
    expect(other.get_by_text("Nödåtkomsten är avslutad.")).to_be_visible()
    other.get_by_role("button", name="Jag har sett det").click()
    expect(other.get_by_text("Det står i loggen att du har sett det.")).to_be_visible()
    expect(other.get_by_text("Nödåtkomst att titta på")).not_to_be_visible()

    page.goto(f"{HOST}/profil/")
    expect(page.get_by_text("Du har nödåtkomst till alla ärenden i Falun.")).not_to_be_visible()


def test_karin_reviews_the_sample_of_the_month_by_keyboard(visit: Visit, person: Callable[[str], Person]) -> None:
    last_month = timezone.localtime().replace(day=1) - timedelta(days=3)
    astrid = person("astrid")
    unit = Assignment._base_manager.get(person=astrid).organisation
    with transaction.atomic():
        for minute in range(2):
            record(unit, Audit(astrid, "role_given", last_month + timedelta(minutes=minute), f"person:{person('lena').id}"))
    page = visit("karin", "/").page
    page.get_by_role("link", name="Öppna Falun").click()
    page.get_by_role("link", name="Börja granska Falun").click()
    sound(page)
    first, second = page.get_by_role("radiogroup").all()
    first.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Spara svaren").press("Enter")
    expect(page.get_by_text("En händelse är kvar att granska.")).to_be_visible()
    assert first.get_by_label("Stämmer med arbetet").is_checked()
    second.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Spara svaren").press("Enter")
    expect(page.get_by_text("Ta upp det som behöver följas upp")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Alla stickprov").click()
    sound(page)


def test_the_log_on_paper_has_its_rows_and_not_its_search(visit: Visit) -> None:
    visit("karin", "/granskning/")
    page = visit("karin", "/granskning/").page
    page.emulate_media(media="print")

    expect(page.locator("table.logg tbody tr").first).to_be_visible()
    expect(page.get_by_role("button", name="Visa")).to_be_hidden()
    expect(page.get_by_text("Att titta på")).to_be_hidden()


def test_a_copy_of_the_log_is_asked_why(visit: Visit) -> None:
    page = visit("karin", "/granskning/").page
    page.goto(f"{HOST}/granskning/?action=log_read")
    page.get_by_role("link", name="Ladda ner som CSV").click()
    expect(page).to_have_url(f"{HOST}/granskning/kopia/?action=log_read")
    page.get_by_role("button", name="Hämta kopian").click()

    expect(page.get_by_text("Välj ett skäl.")).to_have_count(2)
    sound(page)


def test_a_long_name_without_a_space_makes_no_page_wider(visit: Visit, person: Callable[[str], Person]) -> None:
    maja = person("maja")
    maja.name = "M" * 120
    maja.save()
    page = visit("maja", "/").page
    page.set_viewport_size({"width": 320, "height": 900})
    for path in ("/", "/personer/", "/organisation/", f"/personer/{person('lena').id}/roll/"):
        page.goto(f"{HOST}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
