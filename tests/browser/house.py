"""A portal on this machine for tests that break things: really installed, really served, and filled in in a real browser."""

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from spegla.portal.store.responses import DAY, NEXT
from spegla.responses.forms import questions_of
from tests.browser.witness import Store, Witness, answer, instrument, stored
from tests.portal.furnished import PASSWORD, SECRET
from tests.portal.installed import installed
from tests.portal.registrations import WHOLE_CLOSURE, WHOLE_DECISION
from tests.portal.served import APPLICATION, Server, served

# On a busy machine too. Nothing here measures how long anything takes.
_SOON = 45_000
# Where a field is saved.
ANSWERS = "**/svar/**"


@dataclass
class House:
    """The server, its store, the ids of drafts that nobody has touched by step, sessions that nobody has used by person, and codes used."""

    server: Server
    store: Store
    drafts: Mapping[str, list[int]]
    sessions: Mapping[str, list[str]]
    codes: set[tuple[str, str]] = field(default_factory=set)

    def let_in(self, context: BrowserContext, who: str) -> str:
        """`who` has logged in in the browser; the key of the session."""
        key = self.sessions[who].pop()
        context.add_cookies([{"name": "spegla", "value": key, "url": self.server.address, "secure": True, "httpOnly": True}])
        return key

    def log_in(self, page: Page, who: str) -> None:
        """`who` logs in by both steps, on a page that shows the first."""
        page.get_by_label("Mejladress").fill(f"{who}@exempel.se")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Fortsätt").click()
        page.get_by_label("Kod").fill(self._code(who))
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Hej").wait_for()

    def _code(self, who: str) -> str:
        """A code is good once: the one of now or, within the same half minute, the next."""
        [_, *counters] = yield_hotp_counters_from_time()
        codes = [str(format_hotp_value(hotp_value(SECRET, each))) for each in counters]
        code = next(one for one in codes if (who, one) not in self.codes)
        self.codes.add((who, code))
        return code

    def throw_out(self, key: str) -> None:
        """The session is gone, as when it has ended."""
        with sqlite3.connect(self.store.path, timeout=20) as store:
            gone = store.execute("DELETE FROM django_session WHERE session_key = ?", (key,)).rowcount
        store.close()
        if gone != 1:
            raise LookupError(key)


@contextmanager
def house(folder: Path, *made: str, application: str = APPLICATION) -> Iterator[House]:
    """A new installation below `folder` with what `tests.portal.furnished` makes of `made`, as long as it is needed."""
    server = served(installed(folder), tls=True, application=application)
    done = server.installation.python("-m", "tests.portal.furnished", *made, DJANGO_SETTINGS_MODULE="spegla.portal.config.settings")
    if done.returncode:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout)
    steps = {name: ids for name, ids in found.items() if name in instrument().steps}
    sessions = {name: keys for name, keys in found.items() if name not in steps}
    server.start()
    try:
        yield House(server, Store(folder / "data" / "cases.sqlite3"), steps, sessions)
    finally:
        server.kill()


def answers_of(step: str) -> dict[str, Sequence[str]]:
    """What is answered in the end to every question of `step`, its days first."""
    today = datetime.now(UTC).date()
    days = {"beslut": 200, "avslut": 10}
    whole = {"beslut": WHOLE_DECISION, "avslut": WHOLE_CLOSURE}[step]
    planned = {NEXT: [(today + timedelta(days=90)).isoformat()]} if step == "beslut" else {}
    asked = [one.id for one in questions_of(instrument(), step)]
    return {DAY: [(today - timedelta(days=days[step])).isoformat()], **planned, **{id: whole[id] for id in asked}}


def thought_first(step: str, field: str) -> Sequence[str]:
    """Something else than what is answered in the end."""
    given = answers_of(step)[field]
    if field in (DAY, NEXT):
        return [f"{given[0][:8]}{'01' if given[0][8:] != '01' else '02'}"]
    asked = next(one for one in questions_of(instrument(), step) if one.id == field)
    if not asked.categories:
        return [str(int(given[0]) - 1)]
    return [next(one.code for one in asked.categories if one.code not in given and not one.exclusive)]


@dataclass
class Filling:
    """Someone fills in a draft, in one tab after the other of the same browser."""

    house: House
    context: BrowserContext
    witness: Witness
    draft: int
    session: str
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.come()

    @property
    def step(self) -> str:
        return self.witness.step

    def come(self) -> None:
        """Open the form in a new tab."""
        self.page = self.context.new_page()
        self.page.goto(f"{self.house.server.address}/registrera/{self.draft}/")
        self.page.locator("#formular").wait_for()

    def answer(self, name: str, texts: Sequence[str], leave: bool = True) -> None:
        answer(self.page, self.witness, name, texts, leave)

    def think_first(self, name: str) -> None:
        """A question that is answered already as it is to be in the end, since it was fetched, is answered otherwise."""
        final = answers_of(self.step)[name]
        if stored(self.step, name, final) == self.house.store.answers(self.draft).get(name):
            self.answer(name, thought_first(self.step, name))
            self.saved(name)

    def finally_(self, name: str) -> None:
        """The answer that is meant to stay."""
        self.answer(name, answers_of(self.step)[name])

    def says(self, name: str, state: str) -> None:
        """The field says so, soon."""
        self.sees(self.page.locator(f"#lage-{name} .{state}"))

    def saved(self, name: str) -> None:
        self.says(name, "sparat")

    def at_rest(self) -> None:
        """Nothing is on its way, and everything is kept."""
        self.page.locator("body").click(position={"x": 1, "y": 1})
        expect(self.page.locator(".lage .sparar, .lage .inte-sparat")).to_have_count(0, timeout=_SOON)

    def sees(self, what: Locator) -> None:
        """It is there, soon."""
        expect(what).to_be_visible(timeout=_SOON)

    def again(self, name: str) -> None:
        """Try again, unless the form has done so by itself and is through with it."""
        button = self.page.locator(f"#lage-{name}").get_by_role("button", name="Försök igen")
        button.evaluate_all("all => all.forEach((one) => one.click())")

    def crash(self) -> None:
        """The tab dies without a word: the process that drew it is killed, with every other of this browser's."""
        browser = self.context.browser
        if browser is None:
            raise LookupError
        asks = browser.new_browser_cdp_session()

        def drawing() -> set[int]:
            return {one["id"] for one in asks.send("SystemInfo.getProcessInfo")["processInfo"] if one["type"] == "renderer"}

        killed = drawing()
        with self.page.expect_event("crash"):
            for id in killed:
                os.kill(id, signal.SIGKILL)
        # One that was kept ready is dead too. Until the browser knows, it would be given to the next tab, which then never opens.
        late = time.monotonic() + _SOON / 1000
        while killed & drawing():
            if time.monotonic() > late:
                raise TimeoutError
            time.sleep(0.05)
        self.page.close()

    def told(self) -> set[str]:
        """The fields that the page says were being changed when it went."""
        links = self.page.locator("#avbrott:visible a").evaluate_all("all => all.map((one) => one.hash)")
        return {link.removeprefix("#fraga-") for link in links}

    def faults(self) -> list[str]:
        """What was lost or is there twice, as the store is now."""
        return [*self.witness.losses(self.house.store.answers(self.draft)), *self.house.store.doubled()]

    def come_back(self) -> list[str]:
        """Open the form again after something went wrong; what was lost, is there twice, or is missing without a word. Then mend it."""
        found = self.faults()
        self.come()
        missing = self.witness.missing(self.house.store.answers(self.draft))
        found += [f"{name} is not there, and the page does not say so" for name in missing - self.told()]
        for name in missing:
            self.finally_(name)
            self.saved(name)
        found += [f"{name} is still spoken of" for name in missing & self.told()]
        return found

    def hand_in(self) -> list[str]:
        """Read through and hand in, with one click too many; what is not as it should be then."""
        self.page.get_by_role("button", name="Spara och läs igenom").click()
        self.page.get_by_role("button", name="Lämna in").dblclick()
        self.page.wait_for_url("**/klart/")
        [(state, rows)] = self.house.store.rows("SELECT state, row IS NOT NULL FROM store_response WHERE id = ?", self.draft)
        is_row = int(self.step == "avslut")
        counted = self.house.store.rows(
            """SELECT COUNT(*) FROM store_response WHERE state = 'handed_in' AND row IS NOT NULL
            AND intervention_id = (SELECT intervention_id FROM store_response WHERE id = ?)""",
            self.draft,
        )
        as_it_should = (state, rows, counted) == ("handed_in", is_row, [(is_row,)])
        return [*self.faults(), *([] if as_it_should else [f"handed in as {state}, {rows}, counted {counted}"])]


def fill_in(house: House, browser: Browser, step: str, who: str = "astrid", draft: int = 0) -> Filling:
    """`who` opens a draft of `step` in a browser of their own; one that nobody has touched when none is named."""
    context = browser.new_context(ignore_https_errors=True, locale="sv-SE", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(_SOON)
    witness = Witness(step)
    witness.watch(context)
    key = house.let_in(context, who)
    return Filling(house, context, witness, draft or house.drafts[step].pop(), key)
