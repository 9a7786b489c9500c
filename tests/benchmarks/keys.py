"""How long a closure takes by key presses alone, the median of seven; never a test.

`python -m pytest -q -s -p no:randomly tests/benchmarks/keys.py` says it.

A script presses the keys of somebody who knows where everything is and has nothing to read or think: from the page where one begins to
the page that says that it is handed in, each field saved before the next. What is left is what the portal itself costs.
"""

import statistics
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from spegla.portal.use_cases.access import Actor
from spegla.responses.forms import questions_of
from tests.browser import test_registration as story
from tests.browser.conftest import browser
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit
from tests.browser.witness import instrument
from tests.portal.registrations import handed_in, open_round, unit_of

__all__ = ["actor", "browser", "django_db_setup", "log_in", "person", "visit"]
TIMES = 7


@pytest.mark.django_db
def test_closures_by_practised_keys(visit: Visit, actor: Callable[[str], Actor]) -> None:
    open_round(unit_of(actor("astrid")))
    for number in range(TIMES):
        handed_in(actor("astrid"), f"BU-{number}", "beslut", story.WHOLE["beslut"])
    page = visit("astrid", "/registrera/").page
    seconds = []
    for number in range(TIMES):
        page.goto("http://localhost/registrera/")
        begun = time.perf_counter()
        _close(page, f"BU-{number}")
        seconds.append(time.perf_counter() - begun)
    middle, least, most = statistics.median(seconds), min(seconds), max(seconds)
    print(f"\nEn avslutning med tangenter: median {middle:.1f} s, {least:.1f}–{most:.1f} s, {TIMES} gånger.")


def _close(page: Page, code: str) -> None:
    story.keyboard_to(page, "one.name === 'code'")
    page.keyboard.type(code)
    page.keyboard.press("Tab")
    # The last of the three: the closure.
    page.keyboard.press("ArrowUp")
    story.keyboard_press(page, "Börja")
    story.heading(page, "Avslut av insats")
    for name in ("datum", *(one.id for one in questions_of(instrument(), "avslut"))):
        story.keyboard_give(page, "avslut", name)
    story.keyboard_press(page, "Spara och läs igenom")
    story.heading(page, "Läs igenom och lämna in")
    story.keyboard_press(page, "Lämna in")
    story.heading(page, "Inlämnat")
