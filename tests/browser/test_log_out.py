"""Who has logged out leaves nothing in the browser. Against a portal that really answers: the browser itself does the clearing."""

import re
import socket
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, Page, Route, expect

from spegla.portal.use_cases.cast import CAST
from tests.portal.installed import Installed

KEPT = "JSON.stringify({...localStorage, ...sessionStorage})"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A demo that answers, where, and Astrid's secret of the second step."""
    folder = tmp_path_factory.mktemp("demo")
    made = Installed(folder, {"SPEGLA_DEMO": "1", "SPEGLA_DEMO_DATA": str(folder / "portal")})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with made.started("demo", "--port", str(port)) as served:
        assert served.stdout is not None
        said = ""
        while f"http://localhost:{port}/" not in said:
            line = served.stdout.readline()
            assert line, said
            said += line
        [secret] = re.findall(r"astrid@exempel\.se .* ([A-Z2-7]{32})", said)
        yield f"http://localhost:{port}", secret


def log_in(page: Page, address: str, secret: str) -> None:
    page.goto(f"{address}/logga-in/")
    page.locator("#id_login").fill(next(one.email for one in CAST if one.id == "astrid"))
    page.locator("#id_password").fill("en demo utan hemligheter")
    page.keyboard.press("Enter")
    [_, now, _] = yield_hotp_counters_from_time()
    page.locator("#id_code").fill(format_hotp_value(hotp_value(secret, now)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Astrid")


def refused(route: Route) -> None:
    """The network is gone for what is sent."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_what_was_being_changed_is_forgotten_at_log_out(browser: Browser, demo: tuple[str, str]) -> None:
    address, secret = demo
    page = browser.new_page(locale="sv-SE")
    page.on("dialog", lambda dialog: dialog.accept())
    log_in(page, address, secret)
    page.goto(f"{address}/registrera/")
    page.get_by_role("link", name="Beslut").first.click()
    page.route("**/*", refused)
    page.locator("#fraga-kon input").first.check()
    expect(page.get_by_text("Inte sparat").first).to_be_visible()
    assert "spegla-andras" in page.evaluate(KEPT)

    page.goto(f"{address}/logga-ut/")
    assert "spegla-andras" in page.evaluate(KEPT)
    page.unroute("**/*")
    page.get_by_role("button", name="Logga ut").last.click()
    page.wait_for_url(f"{address}/logga-in/**")

    assert page.evaluate(KEPT) == "{}"
    page.close()
