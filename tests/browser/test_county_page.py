"""Cecilia in Borlänge opens the county page: at her desk, on her phone, with the keyboard, without script, and on paper."""

from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page
from pypdf import PdfReader

# 320 px is also what a 1 280 px window is at 400 % zoom.
WIDTHS = [1280, 390, 320]


@pytest.fixture(params=["county_page", "indicator_file"])
def any_page(request: pytest.FixtureRequest) -> str:
    path: Path = request.getfixturevalue(request.param)
    return path.as_uri()


def open_at(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_sideways(page: Page, any_page: str, width: int) -> None:
    open_at(page, any_page, width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(page: Page, any_page: str, width: int) -> None:
    open_at(page, any_page, width)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


def test_axe_would_find_something(page: Page, county_page: Path) -> None:
    open_at(page, county_page.as_uri(), 1280)
    page.evaluate("document.querySelector('img').removeAttribute('alt')")

    assert Axe().run(page).violations_count > 0


def test_the_browser_has_nothing_to_complain_of(page: Page, any_page: str) -> None:
    said: list[ConsoleMessage] = []
    page.on("console", lambda message: said.append(message))

    open_at(page, any_page, 1280)

    assert [message.text for message in said] == []


def test_the_page_fetches_nothing(page: Page, county_page: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    open_at(page, county_page.as_uri(), 1280)

    assert [address for address in asked if not address.startswith("data:")] == [county_page.as_uri()]


def test_without_script_everything_is_there(browser: Browser, county_page: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(county_page.as_uri())

    text = page.inner_text("main").replace("\u00a0", " ")
    context.close()
    assert "Ett tryckt tal stämmer inte." in text
    assert "46 i tryck, svaren ger 40" in text


def test_each_answer_has_its_word_beside_its_shape(page: Page, county_page: Path) -> None:
    open_at(page, county_page.as_uri(), 1280)

    cells = page.locator(".block .matris tbody:first-of-type td:not(.n)")
    words = {text.strip() for text in cells.all_inner_texts()}
    assert cells.count() == 15 * 38
    assert words == {"Ja", "Nej", "Ej akt.", "Delvis"}
    assert page.locator(".block .matris tbody:first-of-type td:not(.n) svg").count() == 15 * 38


def test_one_cell_is_flagged_and_says_why(page: Page, county_page: Path) -> None:
    open_at(page, county_page.as_uri(), 1280)

    flagged = page.locator(".block .matris td.flagga")
    assert flagged.count() == 1
    assert flagged.inner_text().replace("\u00a0", " ").split() == [
        "46",
        "%",
        "Stämmer",
        "inte.",
        "46",
        "i",
        "tryck,",
        "svaren",
        "ger",
        "40",
    ]


def test_the_keyboard_reaches_the_text_and_the_tables(page: Page, county_page: Path) -> None:
    open_at(page, county_page.as_uri(), 390)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Se uträkningen"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rulla"
    before = page.evaluate("document.activeElement.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => document.activeElement.scrollLeft > before", arg=before)


def test_every_link_leads_to_something_on_the_page(page: Page, county_page: Path) -> None:
    open_at(page, county_page.as_uri(), 1280)

    dead = page.evaluate("[...document.querySelectorAll('a')].map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert dead == []
    assert len(ids) == len(set(ids))


def test_on_paper_the_whole_county_is_one_page(page: Page, county_page: Path) -> None:
    page.goto(county_page.as_uri())

    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))

    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (297, 210)
    text = reader.pages[0].extract_text().replace("\u00a0", " ")
    for word in ("Avesta", "Älvdalen", "ungdomsmedicin", "Dalarna, räknat", "Dalarna, i tryck", "Riket, i tryck", "46 % i tryck"):
        assert word in text.replace("\n", " "), word


def test_on_paper_nothing_is_cut_off(page: Page, county_page: Path) -> None:
    page.goto(county_page.as_uri())
    page.emulate_media(media="print")
    # A4 on its side without its margins, in CSS pixels.
    page.set_viewport_size({"width": round(281 / 25.4 * 96), "height": round(194 / 25.4 * 96)})

    sheet = page.locator(".ark-matris").bounding_box()
    assert sheet
    assert sheet["width"] <= 281 / 25.4 * 96 + 1
    assert sheet["height"] <= 194 / 25.4 * 96
    heads = page.evaluate(
        "[...document.querySelectorAll('.ark-matris .lod')].filter(e => e.getBoundingClientRect().top"
        " < e.closest('tr').getBoundingClientRect().top - 1).map(e => e.textContent)"
    )
    assert heads == []


def test_an_indicator_alone_can_be_printed(page: Page, indicator_file: Path) -> None:
    page.goto(indicator_file.as_uri())

    text = " ".join(part.extract_text() for part in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages)

    assert "Vi visar 40 och låter 46 stå kvar som tryckt." in text.replace("\n", " ")
    assert 'samverkan_barnmedicin == "ja"' in text.replace("\n", " ")
