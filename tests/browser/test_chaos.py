"""The form cannot lose an answer: at every field, the tab dies, the network is cut, the session is gone and the server is killed.

After each disaster every answer that a page had shown as saved is on disk, what is missing is told when somebody comes back, nothing is
there twice, and the form is finished and handed in as one.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Browser, Route

from spegla.portal.web.registration.questions import shown_answer
from spegla.responses.stored import answer_from_data
from tests.browser.conftest import launch
from tests.browser.house import ANSWERS, Filling, House, answers_of, fill_in, house, thought_first
from tests.browser.witness import Shown, Version, instrument

# It is about a browser and a disk: one database is enough.
SEED = 2017
STEPS = ("beslut", "avslut")


@pytest.fixture(scope="module")
def falun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("falun"), "beslut=20", "avslut=6", "astrid=96", "bo=4") as found:
        yield found


@pytest.fixture(autouse=True)
def _nothing_left_open(browser: Browser) -> Iterator[None]:
    """What a story opens is closed when it ends, however it ends: what it held back would fail the next."""
    before = browser.contexts
    yield
    for context in browser.contexts:
        if context not in before:
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")
            context.close()


def hold(route: Route) -> None:
    """The request never reaches the server, and nobody says so."""


def swallow(route: Route) -> None:
    """The server has done as it was asked, and its answer never comes."""
    route.fetch()


def drop(route: Route) -> None:
    """The server has done as it was asked, and the line is cut before it has said so."""
    route.fetch()
    route.abort("connectionreset")


def tab_dies(one: Filling, name: str, number: int) -> list[str]:
    """When the answer is saved, while it is on its way, when a second one waits behind it, and when the field has not been left."""
    match number % 4:
        case 0:
            one.finally_(name)
            one.saved(name)
        case 1:
            one.page.route(ANSWERS, hold if number % 8 == 1 else swallow)
            one.finally_(name)
        case 2:
            one.answer(name, thought_first(one.step, name))
            one.finally_(name)
        case 3:
            one.answer(name, answers_of(one.step)[name], leave=False)
    if number % 3:
        one.page.close()
    else:
        one.crash()
    return one.come_back()


def network_is_cut(one: Filling, name: str, number: int) -> list[str]:
    """Before the answer has come to the server, after it, for a while, and with the tab closed before it is back."""
    match number % 4:
        case 0:
            one.page.route(ANSWERS, lambda route: route.abort("connectionrefused"))
        case 1:
            one.page.route(ANSWERS, drop)
        case 2:
            one.context.set_offline(True)
        case 3:
            one.page.route(ANSWERS, lambda route: route.fulfill(status=502, body="Bad Gateway"))
    one.finally_(name)
    one.says(name, "inte-sparat")
    found = one.faults()
    if number % 4 == 3:
        one.page.close()
        return [*found, *one.come_back()]
    one.page.unroute(ANSWERS)
    one.context.set_offline(False)
    if number % 4 != 2:
        one.again(name)
    one.saved(name)
    return [*found, *one.faults()]


def session_is_gone(one: Filling, name: str, number: int) -> list[str]:
    """The answer is sent again after a new login, or the tab is closed before it, or the whole form is sent before it."""
    one.house.throw_out(one.session)
    one.finally_(name)
    one.says(name, "inte-sparat")
    one.sees(one.page.locator(f"#lage-{name}").get_by_text("Du är utloggad"))
    found = one.faults()
    match number % 3:
        case 0:
            one.session = one.house.let_in(one.context, "astrid")
            one.again(name)
            one.saved(name)
            return [*found, *one.faults()]
        case 1:
            one.page.close()
            one.session = one.house.let_in(one.context, "astrid")
            return [*found, *one.come_back()]
        case _:
            keep = one.page.get_by_role("button", name="Spara och stäng")
            keep.click()
            # The form stays, at the field.
            one.sees(one.page.locator(f"#fraga-{name} input:focus"))
            one.says(name, "inte-sparat")
            one.session = one.house.let_in(one.context, "astrid")
            keep.click()
            one.sees(one.page.get_by_text("Utkastet ligger kvar."))
            one.page.close()
            return [*found, *one.come_back()]


DISASTERS = {"the tab dies": tab_dies, "the network is cut": network_is_cut, "the session is gone": session_is_gone}
Disaster = Callable[[Filling, str, int], list[str]]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("disaster", DISASTERS.values(), ids=list(DISASTERS))
def test_no_answer_is_lost_at_any_field(falun: House, browser: Browser, step: str, disaster: Disaster) -> None:
    one = fill_in(falun, browser, step)
    fields = list(answers_of(step))
    faults = {}
    for number, name in enumerate(fields):
        one.think_first(name)
        if found := disaster(one, name, number):
            faults[f"{number} {name}"] = found
    if found := one.hand_in():
        faults["handing in"] = found

    assert faults == {}
    assert one.witness.answered.keys() == set(fields)


@pytest.mark.parametrize("step", STEPS)
def test_no_answer_is_lost_when_the_server_is_killed(falun: House, browser: Browser, step: str) -> None:
    """Four fields are on their way each time, and it dies at any moment of it."""
    chance = random.Random(f"{SEED} {step}")  # noqa: S311
    one = fill_in(falun, browser, step)
    left, faults, kills = list(answers_of(step)), {}, 0
    while left:
        names = [name for name in left if one.page.locator(f"#fraga-{name}").is_visible()][:4]
        left = [name for name in left if name not in names]
        for name in names:
            one.think_first(name)
        for name in names:
            one.finally_(name)
        one.page.wait_for_timeout(chance.choice((0, 5, 10, 20, 40, 80)))
        falun.server.kill()
        kills += 1
        dead = [f"alive: {pid}" for pid in falun.server.pids]
        found = one.faults()
        if kills % 2:
            one.page.close()
        falun.server.start()
        if kills % 2:
            found += one.come_back()
        else:
            for name in names:
                one.saved(name)
            found += one.faults()
        if found or dead:
            faults[", ".join(names)] = found + dead
    if found := one.hand_in():
        faults["handing in"] = found

    assert faults == {}
    assert kills >= 4
    assert one.witness.answered.keys() == set(answers_of(step))


def test_a_server_that_says_saved_and_forgets_is_found_out(tmp_path: Path, browser: Browser) -> None:
    with house(tmp_path, "beslut=1", "astrid=1") as found:
        found.server.kill()
        found.server.application = "tests.browser.forgetful:application"
        found.server.start()
        one = fill_in(found, browser, "beslut")
        one.finally_("kon")
        one.saved("kon")
        said = one.faults()

    assert said == ["kon: 'flicka' was said to be saved, None is there"]


def test_whoever_logs_in_again_beside_the_form_finds_it_saved(falun: House, browser: Browser) -> None:
    one = fill_in(falun, browser, "beslut")
    falun.throw_out(one.session)
    one.finally_("kon")
    one.finally_("alder")
    one.says("alder", "inte-sparat")
    with one.context.expect_page() as opened:
        one.page.locator("#lage-alder").get_by_role("link", name="Logga in").click()
    falun.log_in(opened.value, "astrid")
    one.page.bring_to_front()
    # What a browser tells a tab that is looked at again; without a screen nobody looks away.
    one.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    one.saved("kon")
    one.saved("alder")
    found = one.faults()

    assert found == []


def test_an_answer_that_comes_after_one_has_logged_in_again_ends_no_session(falun: House, browser: Browser) -> None:
    one = fill_in(falun, browser, "beslut")
    late: list[tuple[Route, APIResponse]] = []
    falun.throw_out(one.session)
    one.page.evaluate("htmx.config.defaultTimeout = 120000")
    one.page.route(ANSWERS, lambda route: late.append((route, route.fetch(max_redirects=0))))
    one.finally_("kon")
    one.says("kon", "sparar")
    beside = one.context.new_page()
    beside.goto(f"{falun.server.address}/logga-in/")
    falun.log_in(beside, "astrid")
    route, answered = late[0]
    route.fulfill(response=answered)
    one.page.unroute(ANSWERS)
    one.says("kon", "inte-sparat")
    beside.reload()
    still = beside.get_by_role("heading", name="Hej").count()
    one.again("kon")
    one.saved("kon")
    found = one.faults()

    assert (answered.status, still, found) == (401, 1, [])


# Nothing that is to happen in a second or later happens.
NO_LATER = "const soon = window.setTimeout; window.setTimeout = (does, wait, ...rest) => wait >= 1000 ? 0 : soon(does, wait, ...rest)"


def test_when_one_answer_gets_through_those_that_did_not_are_sent_at_once(falun: House, browser: Browser) -> None:
    one = fill_in(falun, browser, "beslut")
    one.page.evaluate(NO_LATER)
    one.page.route(ANSWERS, lambda route: route.abort("connectionrefused"))
    one.finally_("kon")
    one.says("kon", "inte-sparat")
    one.page.unroute(ANSWERS)
    one.finally_("alder")
    one.saved("alder")
    one.saved("kon")
    found = one.faults()

    assert found == []


def test_what_was_wrong_with_an_answer_is_not_said_of_the_next(falun: House, browser: Browser) -> None:
    one = fill_in(falun, browser, "beslut")
    wrong = one.page.locator("#fel-alder .fel-text")
    one.answer("alder", ["40"])
    one.saved("alder")
    one.sees(wrong)
    one.answer("alder", ["fjorton"])
    one.says("alder", "inte-sparat")
    left = wrong.count()
    found = one.faults()

    assert (left, found) == (0, [])


def test_what_is_far_too_long_is_refused_by_the_server_and_not_said_to_be_on_its_way(falun: House, browser: Browser) -> None:
    one = fill_in(falun, browser, "beslut")
    one.answer("alder", ["7" * 70_000])
    one.says("alder", "inte-sparat")
    said = one.page.locator("#lage-alder").inner_text()
    one.answer("alder", ["14"])
    one.saved("alder")
    found = one.faults()

    assert "skickas igen" not in said
    assert found == []


def test_one_who_writes_and_looks_away_has_it_saved(falun: House, browser: Browser) -> None:
    one = fill_in(falun, browser, "beslut")
    one.answer("alder", ["15"], leave=False)
    one.says("alder", "sparar")
    before = one.house.store.answers(one.draft)
    one.page.evaluate(
        """Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
        document.dispatchEvent(new Event('visibilitychange'))"""
    )
    one.saved("alder")
    found = one.faults()

    assert (before, found) == ({}, [])
    assert one.house.store.answers(one.draft) == {"alder": 15}


def test_a_second_answer_that_waits_is_sent_when_the_page_is_left(falun: House, browser: Browser) -> None:
    """The first comes to the server after the second, and is known to be late."""
    one = fill_in(falun, browser, "beslut")
    held: list[Route] = []
    one.page.route(ANSWERS, lambda route: held.append(route) if not held else route.fallback())
    one.answer("kon", ["pojke"])
    one.answer("kon", ["flicka"])
    with one.page.expect_response(ANSWERS):
        one.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    second = one.house.store.answers(one.draft)
    held[0].continue_()
    one.saved("kon")
    found = one.faults()

    assert second == {"kon": "flicka"}
    assert found == []
    assert one.house.store.answers(one.draft) == {"kon": "flicka"}


@pytest.mark.parametrize("script", ["htmx", "form"])
def test_what_is_answered_before_a_script_has_come_is_saved_when_it_has(falun: House, browser: Browser, script: str) -> None:
    one = fill_in(falun, browser, "beslut")
    one.page.close()
    held: list[Route] = []
    one.page = one.context.new_page()
    one.page.route(f"**/{script}*.js", lambda route: held.append(route))
    one.page.goto(f"{falun.server.address}/registrera/{one.draft}/", wait_until="commit")
    one.finally_("kon")
    while not held:
        one.page.wait_for_timeout(10)
    held[0].continue_()
    one.page.unroute(f"**/{script}*.js")
    one.saved("kon")
    found = one.faults()
    # It is not waited for any longer.
    one.page.get_by_role("button", name="Spara och läs igenom").click()
    one.page.wait_for_url("**/las-igenom/**")

    assert found == []


def test_without_the_library_that_sends_the_form_is_sent_as_a_whole(falun: House, browser: Browser) -> None:
    one = fill_in(falun, browser, "beslut")
    one.page.close()
    one.context.route("**/htmx*.js", lambda route: route.abort())
    one.come()
    for name in answers_of("beslut"):
        if one.page.locator(f"#fraga-{name}").is_visible():
            one.finally_(name)
            one.says(name, "sparar")
    one.page.get_by_role("button", name="Spara och läs igenom").click()
    one.sees(one.page.get_by_text("De gav nya frågor längre ned."))
    one.finally_("ensamkommande")
    found = one.hand_in()

    assert found == []


MET = {
    "alder": (["12"], ["13"], ["14"], ["15"], ["16"]),
    "risk_beslut": (["lag"], ["forhojd"], ["hog"], ["mycket_hog"], ["inte_kant"]),
    "insats_heldygnsvard": (["familjehem"], ["jourhem"], ["hvb"], ["ungdomshem"], ["stodboende"]),
    "skola_beslut": (["nar_kraven"], ["nar_inte_kraven"], ["kan_ej_bedoma"], ["ej_aktuellt"]),
    "utsatthet_barnet": (["skola"], ["missbruk", "skola"], ["ingen"], ["annat"]),
}


def test_two_people_in_the_same_form_lose_nothing(falun: House, browser: Browser) -> None:
    """Forty answers to a few questions, in an order by chance, some of them in the same moment and some after a page was loaded again."""
    chance = random.Random(SEED)  # noqa: S311
    astrid = fill_in(falun, browser, "beslut")
    both = [astrid, fill_in(falun, browser, "beslut", "bo", astrid.draft)]
    for _ in range(40):
        one, name = chance.choice(both), chance.choice(list(MET))
        if chance.random() < 1 / 20:
            one.at_rest()
            one.page.reload()
        one.answer(name, chance.choice(MET[name]))
        if chance.random() < 1 / 2:
            one.at_rest()
    for one in both:
        one.at_rest()
    history, answers = falun.store.history(astrid.draft), falun.store.answers(astrid.draft)
    faults = [fault for one in both for fault in (*one.witness.unheard(history), *falun.store.doubled())]
    faults += written_over(history, [shown for one in both for shown in one.witness.shown])
    waiting = {name: [one for one in history if one.field == name and one.state == "conflict"] for name in MET}
    met = {name: found for name, found in waiting.items() if found}

    assert len(met) >= 2
    assert faults == []
    assert chosen_in_the_end(astrid, met, answers) == []
    assert [one for one in falun.store.history(astrid.draft) if one.state == "conflict"] == []


def written_over(history: Sequence[Version], shown: Sequence[Shown]) -> list[str]:
    """Answers that somebody else's took the place of without having been shown to them."""
    found = []
    for name in MET:
        held = [one for one in history if one.field == name and one.state == "accepted"]
        for before, after in pairwise(held):
            seen = any((one.page, one.field, one.value) == (after.page, name, before.value) for one in shown)
            if before.page != after.page and not seen:
                found.append(f"{name}: {before.value!r} was written over by one who had not seen it")
    return found


def chosen_in_the_end(one: Filling, met: Mapping[str, Sequence[Version]], answers: Mapping[str, Any]) -> list[str]:
    """The page of choices has every answer; those that are chosen hold. What is not so."""
    one.page.goto(f"{one.house.server.address}/registrera/{one.draft}/valj/")
    found, expected = [], dict(answers)
    for number, (name, waiting) in enumerate(met.items()):
        said = [text.splitlines()[0] for text in one.page.locator(f"label[for^=val-{name}-]").all_inner_texts()]
        there = [answers.get(name), *(each.value for each in waiting)]
        if said != [in_words(name, value) for value in there]:
            found.append(f"{name}: {said} is shown, not {there}")
        place = number % len(there)
        one.page.locator(f"input[name=val-{name}]").nth(place).check()
        expected[name] = there[place]
    one.page.get_by_role("button", name="Spara valet").dblclick()
    one.sees(one.page.get_by_text("Svaren är valda."))
    holds = one.house.store.answers(one.draft)
    return found + [f"{name}: {holds.get(name)!r} holds, not {value!r}" for name, value in expected.items() if holds.get(name) != value]


def in_words(name: str, value: Any) -> str:
    asked = instrument().variable(name)
    return shown_answer(answer_from_data(value, asked), {one.code: one.label.sv for one in asked.categories})


def test_a_page_that_comes_back_from_the_memory_of_the_browser_shows_what_is_now(falun: House, browser: Browser) -> None:
    """The form is left, somebody else answers, and one goes back."""
    chromium = launch(browser.browser_type, ["--disable-back-forward-cache"])
    one = fill_in(falun, chromium, "beslut")
    other = fill_in(falun, chromium, "beslut", "bo", one.draft)
    one.answer("kon", ["pojke"])
    one.saved("kon")
    one.page.get_by_role("link", name="Till det som väntar").first.click()
    one.sees(one.page.get_by_role("heading", name="Registrera", level=1))
    other.page.reload()
    other.answer("kon", ["flicka"])
    other.saved("kon")
    one.page.go_back()
    one.sees(one.page.locator("#s-kon-flicka:checked"))
    one.answer("alder", ["15"])
    one.saved("alder")
    found = [*one.faults(), *other.faults()]
    chromium.close()

    assert found == []
    assert falun.store.answers(one.draft) == {"kon": "flicka", "alder": 15}
