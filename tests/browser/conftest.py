"""Debian's Chromium, or any other that SPEGLA_CHROMIUM names, and the county page in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from spegla.cli.main import main

# No first-run chores and no calls home; a browser that runs as root has no sandbox to give.
_ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("SPEGLA_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("No Chromium. Run `make test`, which installs one, or set SPEGLA_CHROMIUM.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS + sandbox)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def _page_file(tmp_path_factory: pytest.TempPathFactory, *arguments: object) -> Path:
    target = tmp_path_factory.mktemp("sida") / "index.html"
    assert main([*map(str, arguments), "--format", "html", "-o", str(target)]) == 0
    return target


@pytest.fixture(scope="session")
def county_page(tmp_path_factory: pytest.TempPathFactory, answers_file: Path, printed_file: Path) -> Path:
    return _page_file(tmp_path_factory, "indicators", answers_file, "--instrument", "oj-sbu-2016", "--published", printed_file)


@pytest.fixture(scope="session")
def indicator_file(tmp_path_factory: pytest.TempPathFactory, answers_file: Path, printed_file: Path) -> Path:
    asked = ("--instrument", "oj-sbu-2016", "--indicator", "samverkan_barnmedicin")
    return _page_file(tmp_path_factory, "explain", answers_file, *asked, "--published", printed_file)
