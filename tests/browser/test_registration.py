"""Registering from decision to correction, as a story: without JavaScript, by keyboard alone, on a narrow screen and on paper."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from spegla.portal.store.models import Intervention, Response, ResponseState
from spegla.portal.use_cases.access import Actor
from spegla.responses.forms import questions_of
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit
from tests.browser.witness import instrument, is_written, ticked
from tests.portal.registrations import WHOLE_CLOSURE, WHOLE_DECISION, begun, handed_in, open_round, unit_of

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]
pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]

CLOSED, DECIDED = ((localdate() - timedelta(days=days)).isoformat() for days in (10, 200))
WHOLE: Mapping[str, Mapping[str, Sequence[str]]] = {
    "beslut": {**WHOLE_DECISION, "datum": [DECIDED]},
    "avslut": {**WHOLE_CLOSURE, "datum": [CLOSED]},
}
# Everything that reaches past the edge of a narrow window and is not in a box that scrolls.
_CUT = """() => Array.from(document.querySelectorAll('main *')).filter((one) => {
  const box = one.getBoundingClientRect()
  return box.width && box.right > innerWidth + 1 && !one.closest('.rulla, .dold') && getComputedStyle(one).visibility !== 'hidden'
}).map((one) => one.outerHTML.slice(0, 120))"""


# What has focus in the form, if the row that stays at the top lies over all of it.
_UNDER = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect()
  const top = document.querySelector('.form-rad').getBoundingClientRect()
  return one.closest('#formular') && box.height && box.bottom <= top.bottom && box.top >= top.top ? [one.id || one.name] : []
}"""


@pytest.fixture(autouse=True)
def _round(actor: Actors) -> None:
    open_round(unit_of(actor("astrid")))


def give(page: Page, step: str, *names: str) -> None:
    """Answer the questions, all that are shown when none is named."""
    for name in names or [name for name in WHOLE[step] if page.locator(f"#fraga-{name}").is_visible()]:
        if is_written(step, name):
            page.fill(f"#svar-{name}", WHOLE[step][name][0])
        else:
            for code in WHOLE[step][name]:
                page.locator(f"#s-{name}-{code}").check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def test_a_registration_without_javascript_from_decision_to_correction(visit: Visit, actor: Actors) -> None:
    page = visit("astrid", "/registrera/", script=False).page
    page.get_by_label("Beteckning").fill("BU-1")
    page.get_by_label("Avslut, insatsen är slut").check()
    press(page, "Börja")
    expect(page.locator("#id_code_error")).to_contain_text("Ingen insats har beteckningen BU-1.")
    assert not Intervention._base_manager.exists()
    page.get_by_label("Beslut, en insats börjar").check()
    press(page, "Börja")
    heading(page, "Beslut om insats")

    give(page, "beslut", "datum", "kon", "ursprung")
    page.fill("#svar-alder", "sexton")
    press(page, "Spara och läs igenom")
    expect(page.get_by_role("heading", name="En sak behöver rättas")).to_be_visible()
    expect(page.locator("#svar-alder")).to_have_value("sexton")
    assert page.locator("#lage-alder .sparat").count() == 0
    assert Response._base_manager.get().answers == {"datum": DECIDED, "kon": "flicka", "ursprung": "utland"}
    give(page, "beslut")
    press(page, "Ta bort svaret Vilket kön har barnet?")
    expect(page.locator("#fraga-kon input:checked")).to_have_count(0)
    give(page, "beslut", "kon", "ensamkommande")
    press(page, "Spara och läs igenom")
    heading(page, "Läs igenom och lämna in")
    press(page, "Lämna in")
    heading(page, "Inlämnat")

    page.get_by_role("link", name="Insats").first.click()
    press(page, "Börja: Avslut")
    heading(page, "Avslut av insats")
    expect(page.locator("#fraga-samverkan_aktorer")).to_be_hidden()
    give(page, "avslut", "datum", "alder", "samverkan")
    press(page, "Spara och läs igenom")
    expect(page.get_by_text("De gav nya frågor längre ned.")).to_be_visible()
    give(page, "avslut")
    press(page, "Spara och läs igenom")
    press(page, "Lämna in")
    heading(page, "Inlämnat")

    page.get_by_role("link", name="Se registreringen").click()
    press(page, "Rätta")
    expect(page.get_by_text("Du rättar en registrering.")).to_be_visible()
    page.locator("#s-risk_avslut-lag").check()
    press(page, "Spara och läs igenom")
    press(page, "Lämna in")
    heading(page, "Inlämnat")
    closures = Response._base_manager.filter(step="avslut").order_by("id")
    assert [(one.state, one.answers["risk_avslut"]) for one in closures] == [("replaced", "forhojd"), ("handed_in", "lag")]
    assert Intervention._base_manager.count() == 1


def test_what_met_without_javascript_is_chosen_between(visit: Visit, actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    first = visit("astrid", f"/registrera/{draft.id}/", script=False).page
    second = visit("bo", f"/registrera/{draft.id}/", script=False).page
    for page, code in ((first, "hog"), (second, "lag")):
        page.locator(f"#s-risk_beslut-{code}").check()
        press(page, "Spara och stäng")

    heading(second, "Välj vilket svar som gäller")
    assert {text.splitlines()[0] for text in second.locator(".jamka label").all_inner_texts()} == {"Hög risk", "Ingen eller låg risk"}
    second.get_by_label("Ingen eller låg risk").check()
    press(second, "Spara valet")
    expect(second.get_by_text("Svaren är valda.")).to_be_visible()
    expect(second.locator("#s-risk_beslut-lag")).to_be_checked()


def test_enter_in_a_field_without_javascript_saves_and_takes_no_answer_away(visit: Visit, actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    page = visit("astrid", f"/registrera/{draft.id}/", script=False).page
    give(page, "beslut", "datum", "kon")
    page.press("#svar-datum", "Enter")

    heading(page, "Läs igenom och lämna in")
    assert Response._base_manager.get().answers == {"datum": DECIDED, "kon": "flicka"}


def keyboard_to(page: Page, wanted: str) -> None:
    """Go on by Tab until `wanted` is true of what has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const one = document.activeElement; return {wanted} }})()"):
            return
    pytest.fail(f"The keyboard does not reach {wanted}.")


def keyboard_press(page: Page, name: str) -> None:
    keyboard_to(page, f"one.tagName === 'BUTTON' && one.innerText.trim() === '{name}'")
    page.keyboard.press("Enter")


def keyboard_give(page: Page, step: str, name: str) -> None:
    """Answer a question with Tab, Space, arrows and letters, and wait until it is saved."""
    keyboard_to(page, f"one.name === '{name}' && one.matches('input')")
    codes = WHOLE[step][name]
    if ticked(page, name) == codes:
        # It was fetched from the decision.
        return
    if is_written(step, name):
        page.keyboard.press("Control+a")
        page.keyboard.type(codes[0])
        page.keyboard.press("Enter")
    else:
        asked = next(one for one in questions_of(instrument(), step) if one.id == name)
        order = page.eval_on_selector_all(f"#fraga-{name} input[name={name}]", "all => all.map((one) => one.value)")
        place = 0
        for code in sorted(codes, key=order.index):
            for _ in range(order.index(code) - place):
                page.keyboard.press("Tab" if asked.type.value == "multiple" else "ArrowDown")
            place = order.index(code)
            if not page.evaluate("document.activeElement.checked"):
                page.keyboard.press("Space")
    expect(page.locator(f"#lage-{name} .sparat")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == name


def keyboard_hand_in(page: Page, step: str) -> None:
    """Answer every question of `step`, read it through and hand it in."""
    for name in ("datum", *(one.id for one in questions_of(instrument(), step))):
        keyboard_give(page, step, name)
    keyboard_press(page, "Spara och läs igenom")
    heading(page, "Läs igenom och lämna in")
    keyboard_press(page, "Lämna in")
    heading(page, "Inlämnat")


def test_a_registration_by_keyboard_alone_from_decision_to_correction(visit: Visit, actor: Actors) -> None:
    page = visit("astrid", "/registrera/").page
    keyboard_to(page, "one.name === 'code'")
    page.keyboard.type("BU-1")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    keyboard_press(page, "Börja")
    heading(page, "Beslut om insats")
    keyboard_hand_in(page, "beslut")

    keyboard_to(page, "one.matches('.knappar a') && one.innerText.startsWith('Insats')")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/insatser/"))
    keyboard_press(page, "Börja: Avslut")
    heading(page, "Avslut av insats")
    keyboard_hand_in(page, "avslut")
    keyboard_to(page, "one.innerText === 'Se registreringen'")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/registreringar/"))
    keyboard_press(page, "Rätta")
    expect(page.get_by_text("Du rättar en registrering.")).to_be_visible()
    keyboard_to(page, "one.id === 's-risk_avslut-forhojd'")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#lage-risk_avslut .sparat")).to_be_visible()
    keyboard_press(page, "Spara och läs igenom")
    heading(page, "Läs igenom och lämna in")
    keyboard_press(page, "Lämna in")
    heading(page, "Inlämnat")

    [closure] = Response._base_manager.filter(step="avslut", state=ResponseState.HANDED_IN)
    assert {name: closure.answers[name] for name in ("risk_avslut", "samverkan_aktorer", "boende_avslut")} == {
        "risk_avslut": "hog",
        "samverkan_aktorer": ["bup", "skola"],
        "boende_avslut": "en",
    }


def faults(page: Page) -> list[str]:
    """What is wrong with the page for anybody who reads it, at the width that it has."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    found = [f"axe {one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    width = page.viewport_size["width"] if page.viewport_size else 0
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("wider than the window")
    return [*found, *(f"cut: {one}" for one in page.evaluate(_CUT))]


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_of_a_registration_is_for_everyone(visit: Visit, actor: Actors, width: int) -> None:
    """320 px is what 400 % of 1280 leaves."""
    closure = handed_in(actor("astrid"), "BU-1", "avslut", WHOLE["avslut"], at=now())
    draft = begun(actor("astrid"), "BU-2")
    page = visit("astrid", f"/registrera/{draft.id}/", width=width).page
    other = visit("bo", f"/registrera/{draft.id}/").page
    found = {"a new form": faults(page)}
    give(page, "beslut")
    page.fill("#svar-alder", "sexton")
    page.press("#svar-alder", "Tab")
    page.locator("#s-insats_heldygnsvard-ingen").check()
    expect(page.locator("#lage-alder .inte-sparat")).to_be_visible()
    expect(page.locator("#fel-insats_heldygnsvard .fel-text")).to_be_visible()
    found["a form with faults"] = faults(page)
    other.locator("#s-risk_beslut-lag").check()
    expect(other.locator("#lage-risk_beslut .ruta")).to_be_visible()
    found["an answer that met another"] = faults(other)
    page.get_by_role("button", name="Spara och läs igenom").click()
    expect(page.locator("#fel")).to_be_focused()
    expect(page.locator("#avbrott")).to_be_hidden()
    found["a form that was sent with faults"] = faults(page)
    for name, path in {
        "the choice": f"/registrera/{draft.id}/valj/",
        "read through": f"/registrera/{draft.id}/las-igenom/",
        "wait": f"/registrera/{draft.id}/vanta/",
        "remove": f"/registrera/{draft.id}/ta-bort/",
        "handed in": f"/registrera/{closure.id}/klart/",
        "read": f"/registreringar/{closure.id}/",
        "the intervention": f"/insatser/{closure.intervention_id}/",
        "what waits": "/registrera/",
    }.items():
        page.goto(f"http://localhost{path}")
        found[name] = faults(page)

    assert {name: here for name, here in found.items() if here} == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_going_backwards_nothing_that_has_focus_is_under_what_stays_at_the_top(visit: Visit, actor: Actors, width: int) -> None:
    page = visit("astrid", f"/registrera/{begun(actor('astrid'), 'BU-1').id}/", width=width).page
    page.set_viewport_size({"width": width, "height": 500})
    page.locator(".knappar button").last.focus()
    under = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        under += page.evaluate(_UNDER)

    assert under == []


def test_a_registration_is_printed_with_every_answer(visit: Visit, actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut", WHOLE["avslut"], at=now())
    page = visit("astrid", f"/registreringar/{closure.id}/").page
    said = [text for text in page.locator(".svarslista dt, .svarslista dd").all_inner_texts() if text.strip()]
    printed = "".join(one.extract_text() for one in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    there = "".join(printed.split())

    assert len(said) == 2 * len(closure.answers)
    assert [text for text in said if "".join(text.split()) not in there] == []


def test_what_was_written_before_the_page_went_is_spoken_of_until_it_is_saved(visit: Visit, actor: Actors) -> None:
    draft = begun(actor("astrid"), "BU-1")
    page = visit("astrid", f"/registrera/{draft.id}/").page
    page.fill("#svar-alder", "15")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("http://localhost/hjalp/")
    page.goto(f"http://localhost/registrera/{draft.id}/")
    spoken = page.locator("#avbrott")
    if Response._base_manager.get().answers.get("alder") != 15:
        expect(spoken.get_by_role("link", name="Hur många år har barnet fyllt?")).to_be_visible()
    page.fill("#svar-alder", "16")
    page.press("#svar-alder", "Tab")
    expect(page.locator("#lage-alder .sparat")).to_be_visible()

    expect(spoken).to_be_hidden()
    page.wait_for_function("localStorage.getItem('spegla-andras') === null")
