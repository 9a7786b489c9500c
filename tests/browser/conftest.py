"""Debian's Chromium, or any other that SPEGLA_CHROMIUM names, and the county page in it."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect, sync_playwright

from spegla.cli.main import main

# What is waited for comes, on a busy machine too: five seconds were not always enough. Nothing here measures how long anything takes.
expect.set_options(timeout=30_000)
# No first-run chores and no calls home; a browser that runs as root has no sandbox to give.
_ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu"]
# What Chromium does without. It takes the last such list it is given: Playwright's own, then what draws menus for each new page that nobody
# sees, and takes a third of the time of making one.
_WITHOUT = [
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "LensOverlay"),
    *("HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
    *("AimEnabled", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup"),
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        yield browser
        browser.close()


def launch(chromium: BrowserType, without: Sequence[str] = ()) -> Browser:
    """The browser, `without` some of what Playwright asks of it."""
    path = os.environ.get("SPEGLA_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("No Chromium. Run `make test`, which installs one, or set SPEGLA_CHROMIUM.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return chromium.launch(
        executable_path=path, args=[*_ARGUMENTS, f"--disable-features={','.join(_WITHOUT)}", *sandbox], ignore_default_args=list(without)
    )


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
