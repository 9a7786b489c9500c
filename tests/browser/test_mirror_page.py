"""Astrid in Falun opens the mirror: at her desk, on her phone, with the keyboard, without script, and on paper."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page
from pypdf import PdfReader

from spegla.messages import messages
from spegla.presentation import to_html
from spegla.presentation.mirrors import mirror_page
from tests.unit.presentation.mirrored import mirrored, mirrored_for_staff, packed, stored

WIDTHS = [1280, 390, 320]
ANSWERS = {
    "own": mirrored(packed()),
    "all": mirrored(packed(), own=""),
    "by": mirrored(packed(), where="alder >= 7", by="kon"),
    "wide": mirrored(packed(), by="utsatthet_hemmet"),
    "few": mirrored(packed(own_rows=7)),
    "six": mirrored(packed(6)),
    "none": mirrored(packed(0)),
    "alone": mirrored_for_staff(stored()),
    "unit": mirrored_for_staff(stored(), where="alder >= 7", unit="Barn och unga"),
}


@pytest.fixture(scope="session")
def mirrors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("spegel")
    for name, answer in ANSWERS.items():
        (folder / f"{name}.html").write_text(to_html(mirror_page(answer, messages("sv"))), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in ANSWERS}


@pytest.fixture(params=ANSWERS)
def any_mirror(request: pytest.FixtureRequest, mirrors: dict[str, Path]) -> str:
    return mirrors[request.param].as_uri()


def open_at(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_sideways(page: Page, any_mirror: str, width: int) -> None:
    open_at(page, any_mirror, width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


# Each kind of page once, since axe reads every cell; both widths where most is seen.
@pytest.mark.parametrize(
    ("name", "width"),
    [
        *(("own", 1280), ("own", 390), ("all", 390), ("by", 1280), ("few", 390), ("six", 1280), ("none", 390)),
        *(("alone", 390), ("unit", 390)),
    ],
)
def test_axe_finds_nothing(page: Page, mirrors: dict[str, Path], name: str, width: int) -> None:
    open_at(page, mirrors[name].as_uri(), width)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


def test_the_browser_has_nothing_to_complain_of_and_fetches_nothing(page: Page, any_mirror: str) -> None:
    said: list[ConsoleMessage] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message))
    page.on("request", lambda request: asked.append(request.url))

    open_at(page, any_mirror, 1280)

    assert [message.text for message in said] == []
    assert [address for address in asked if not address.startswith("data:")] == [any_mirror]


def test_headings_come_in_order_and_each_link_leads_somewhere(page: Page, any_mirror: str) -> None:
    open_at(page, any_mirror, 1280)

    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(heading => +heading.tagName[1])")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.evaluate("[...document.querySelectorAll('a')].filter(a => !document.getElementById(a.hash.slice(1))).length") == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))


def test_without_script_everything_is_there(browser: Browser, mirrors: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(mirrors["own"].as_uri())

    text = page.inner_text("main").replace("\u00a0", " ")
    context.close()
    assert "Exakta uppgifter – får inte spridas." in text
    assert "Visar 108 registreringar i Falun." in text
    assert "Vanligast i Falun är ”Flicka”: 66 av 102" in text


def test_the_own_bar_is_as_long_as_its_share_and_stands_above_all(page: Page, mirrors: dict[str, Path]) -> None:
    open_at(page, mirrors["own"].as_uri(), 1280)

    row = page.locator("figure[aria-labelledby=fraga-kon] .stap li").first
    whole = row.locator("svg").bounding_box()
    own, all_ = (row.locator(f"rect.{kind}").bounding_box() for kind in ("d-egen", "d-alla"))
    assert whole
    assert own
    assert all_
    assert own["width"] / whole["width"] == pytest.approx(66 / 102, abs=0.01)
    assert all_["width"] / whole["width"] == pytest.approx(287 / 404, abs=0.01)
    assert own["y"] + own["height"] <= all_["y"]


def test_a_reader_who_hears_the_row_gets_both_figures(page: Page, mirrors: dict[str, Path]) -> None:
    open_at(page, mirrors["own"].as_uri(), 1280)

    row = page.locator("figure[aria-labelledby=fraga-kon] .stap li").first
    assert " ".join(row.inner_text().replace("\u00a0", " ").split()) == "Flicka Falun 65 % Alla 71 %"
    assert row.locator("svg").get_attribute("aria-hidden") == "true"


def test_the_keyboard_reaches_the_text_the_parts_and_what_is_folded_away(page: Page, mirrors: dict[str, Path]) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(mirrors["own"].as_uri())

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Till innehållet"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#grupp-registrering"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Definition av Registreringstillfälle"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_a_table_with_many_groups_scrolls_inside_itself(page: Page, mirrors: dict[str, Path]) -> None:
    open_at(page, mirrors["wide"].as_uri(), 390)

    region = page.locator("figure[aria-labelledby=fraga-kon] .rulla").first
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_on_paper_nothing_is_cut_off(page: Page, mirrors: dict[str, Path]) -> None:
    page.goto(mirrors["wide"].as_uri())
    page.emulate_media(media="print")
    # A4 without its margins, in CSS pixels.
    page.set_viewport_size({"width": round(190 / 25.4 * 96), "height": 1000})

    outside = page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length")
    assert outside == 0


def test_on_paper_the_tables_are_there_without_being_opened(page: Page, mirrors: dict[str, Path]) -> None:
    page.goto(mirrors["own"].as_uri())

    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))

    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (210, 297)
    text = " ".join(part.extract_text() for part in reader.pages).replace("\u00a0", " ").replace("\n", " ")
    assert "Flicka 66 65 % 55–73 % 287 71 % 66–75 %" in text
    assert "Barnets juridiska kön" not in text
