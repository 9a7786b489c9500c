"""Someone who visits the portal in a browser. Django answers in this process, so that one transaction holds all of a test."""

import mimetypes
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from tests.portal.conftest import LogIn, actor, django_db_setup, log_in, person

__all__ = ["Visit", "Visitor", "actor", "django_db_setup", "log_in", "person", "visit"]

# A browser trusts localhost as it trusts https: keys work there and nowhere else without it.
HOST = "http://localhost"


class Visitor:
    """A browser page that a test client answers. `said` is what the console got."""

    def __init__(self, page: Page, client: Client) -> None:
        self.page = page
        self.client = client
        self.context = copy_context()
        self.said: list[str] = []
        client.handler.enforce_csrf_checks = True
        page.on("console", lambda message: self.said.append(message.text))
        page.route("**/*", self._answer)

    def go(self, path: str) -> Page:
        self.page.goto(f"{HOST}{path}")
        return self.page

    def _answer(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            found = finders.find(parts.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(parts.path)[0] or "application/octet-stream"
            if not found:
                route.fulfill(status=404)
                return
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
            return
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        sent = route.request.post_data_buffer or b""
        asked = route.request.headers
        headers = {"accept-language": "sv", "host": "localhost", "accept": asked.get("accept", ""), "user-agent": asked["user-agent"]}
        # Playwright calls from a context of its own; the connection with the test's data belongs to the test's.
        answer = self.context.run(
            self.client.generic, route.request.method, path, sent, content_type=asked.get("content-type", ""), headers=headers
        )
        if answer.status_code == 302:
            # Chromium takes no redirect from us: a page that moves on does the same.
            to = answer.headers["Location"].partition("#")[0]
            # To another place of the same page it would not move at all.
            to = to if to == path else answer.headers["Location"]
            route.fulfill(body=f'<meta http-equiv="refresh" content="0; url={to}">', content_type="text/html")
            return
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, log_in: LogIn) -> Iterator[Visit]:
    """Open a page as someone of the cast, or as "" who has not logged in; `as_client` is a client of one's own."""
    opened = []

    def made(who: str, path: str, width: int = 1280, as_client: Client | None = None, script: bool = True) -> Visitor:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="sv-SE", java_script_enabled=script)
        opened.append(page)
        visitor = Visitor(page, as_client or (log_in(who) if who else Client()))
        visitor.go(path)
        return visitor

    yield made
    for page in opened:
        page.close()
