"""Bo in Falun reads in a file: at his desk, on his phone, with what is wrong, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from spegla.portal.use_cases.access import Actor
from tests.browser.test_every_page import faults
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit
from tests.portal.importing import file_of, follow_up, handed_in, in_this_process, read_in, row, work
from tests.portal.registrations import open_round, unit_of

__all__ = ["actor", "django_db_setup", "in_this_process", "log_in", "person", "visit"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]


@pytest.fixture
def bo(actor: Callable[[str], Actor]) -> Actor:
    one = actor("bo")
    open_round(unit_of(one))
    return one


def hand_in(page: Page, content: bytes) -> None:
    page.get_by_label("Fil", exact=True).set_input_files({"name": "uttag.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_label("Vilket system kommer filen från?").fill("Procapita")
    page.get_by_role("button", name="Lämna in och kontrollera").click()


def test_he_hands_in_a_file_waits_looks_and_reads_it_in(visit: Visit, bo: Actor) -> None:
    visitor = visit("bo", "/las-in/")
    page = visitor.page
    hand_in(page, file_of(follow_up(), row()))
    page.get_by_text("Väntar på att börja.").wait_for()
    work()

    # The page asks for itself.
    page.get_by_role("button", name="Läs in").click()
    page.get_by_text("Filen läses in, allt på en gång.").wait_for()
    work()
    page.get_by_text("Inläst av Bo Lind").wait_for()
    assert [text for text in visitor.said if "Security Policy" in text] == []


def test_without_script_he_loads_the_page_again_himself(visit: Visit, bo: Actor) -> None:
    page = visit("bo", "/las-in/", script=False).page
    hand_in(page, file_of(row()))
    page.get_by_text("Väntar på att börja.").wait_for()
    work()
    page.get_by_role("link", name="Ladda om").click()

    expect(page.get_by_role("button", name="Läs in")).to_be_visible()


def test_every_state_is_for_everyone(visit: Visit, bo: Actor) -> None:
    done = read_in(bo, row())
    changes = handed_in(bo, file_of(row(risk_avslut="lag"), row(arende="PX-2")))
    strange = {"arende": "Ärendenr", "kon": "Könet"}
    rows = [{**{strange.get(id, id): cell for id, cell in row(risk_beslut="fel").items()}, "Personnr": "-"} for _ in range(2)]
    wrong = handed_in(bo, file_of(*rows))
    pages = [
        *("/las-in/", f"/las-in/{done.id}/", f"/las-in/{done.id}/angra/", f"/las-in/{changes.id}/"),
        *(f"/las-in/{wrong.id}/", f"/las-in/{wrong.id}/kolumner/"),
    ]

    assert {path: found for path in pages if (found := faults(visit("bo", path).page))} == {}
