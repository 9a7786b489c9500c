"""Disa opens the county report as a web page: at her desk, on her phone, and with a reader of screens."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from spegla.cli.main import main


@pytest.fixture(scope="session")
def report_page(tmp_path_factory: pytest.TempPathFactory, answers_file: Path, printed_file: Path) -> str:
    target = tmp_path_factory.mktemp("rapport") / "lansrapport.html"
    assert main(["report", "lansrapport", str(answers_file), "--published", str(printed_file), "-o", str(target)]) == 0
    return target.as_uri()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_sticks_out_sideways(page: Page, report_page: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(report_page)

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(page: Page, report_page: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(report_page)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
