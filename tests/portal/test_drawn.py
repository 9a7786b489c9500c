"""What is drawn once and kept is drawn for what it says alone: in each language, and never with anything of the page around it."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from spegla.portal.accounts.roles import Permission
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.registering import see_form
from spegla.portal.web.menu import menu
from spegla.portal.web.registration.questions import Alternative, Page, Question
from spegla.portal.web.templatetags import drawn as kept
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import begun, fill_in

Actors = Callable[[str], Actor]
QUESTION = "registration/question.html"


def drawn(name: str, language: str = "sv", **things: object) -> str:
    with translation.override(language):
        return kept.drawn(name, **things)


def question(**values: object) -> Question:
    known = {"id": "sip", "kind": "single", "asks": "Finns en SIP?", "hint": "", "more": (), "note": "", "shown": True}
    return Question(**{**known, "alternatives": (Alternative("ja", "Ja", False),), **values})  # type: ignore[arg-type]


def test_the_same_is_drawn_once() -> None:
    kept._drawn.cache_clear()
    first = drawn(QUESTION, q=question())

    assert drawn(QUESTION, q=question()) is first
    assert kept._drawn.cache_info().misses == 1


@pytest.mark.parametrize("other", [{"shown": False}, {"alternatives": (Alternative("ja", "Ja", True),)}, {"hint": "Samordnad plan"}])
def test_what_says_something_else_is_drawn_anew(other: dict[str, object]) -> None:
    assert drawn(QUESTION, q=question()) != drawn(QUESTION, q=question(**other))


def test_each_language_has_its_own() -> None:
    assert "Ta bort svaret" in drawn(QUESTION, "sv", q=question())
    assert "Ta bort svaret" not in drawn(QUESTION, "en", q=question())


def test_it_sees_nothing_of_the_page_around_it() -> None:
    """Otherwise what one person's page says could be in another's."""
    template = Template("{% load drawn %}{% drawn 'parts/links.html' listed=True %}")

    assert template.render(Context({"links": menu(frozenset(), "start"), "request": "någons"})) == ""


def test_what_can_be_changed_is_refused() -> None:
    with pytest.raises(TypeError):
        drawn(QUESTION, q=question(more=["en lista"]))


@pytest.mark.django_db
def test_every_question_is_as_it_is_drawn_by_itself(actor: Actors) -> None:
    decision = begun(actor("astrid"), "BU-1")
    page = Page(see_form(actor=actor("astrid"), response_id=decision.id, at=AT), AT)
    every = [one for part in page.parts for one in part.questions]
    chosen = [one for one in every if not one.is_written]

    assert len(chosen) > 8
    assert {one.kind for one in every if one.is_written} >= {"day", "number"}
    for one in chosen:
        assert drawn(QUESTION, q=one) == render_to_string(QUESTION, {"q": one})


@pytest.mark.django_db
def test_a_form_keeps_nothing_of_what_is_written(actor: Actors, log_in: LogIn) -> None:
    decision = begun(actor("astrid"), "BU-1")
    fill_in(actor("astrid"), decision, {"alder": ["14"]})
    kept._drawn.cache_clear()
    shown = log_in("astrid").get(f"/registrera/{decision.id}/").content.decode()

    written = len(re.findall(r'<input class="ds-input tal"', shown))
    assert written >= 3
    # The two menus are drawn too.
    assert kept._drawn.cache_info().currsize == len(re.findall(r'class="fraga"', shown)) - written + 2


@pytest.mark.django_db
def test_what_is_sent_in_the_place_of_an_alternative_is_kept_nowhere(actor: Actors, log_in: LogIn) -> None:
    decision, client = begun(actor("astrid"), "BU-1"), log_in("astrid")
    found = []
    for text in ("Elsa", "Elsa Ek"):
        answered = client.post(f"/registrera/{decision.id}/", {"kon": text, "alder": text, "seen-kon": "0", "till": "las"})
        assert answered.status_code == 422
        found.append(kept._drawn.cache_info().currsize)

    assert found[0] == found[1]


@pytest.mark.django_db
def test_the_addresses_of_a_question_are_those_of_the_response_whose_page_it_is_on(actor: Actors, log_in: LogIn) -> None:
    for code in ("BU-1", "BU-2"):
        page = f"/registrera/{begun(actor('astrid'), code).id}/"
        shown = log_in("astrid").get(page).content.decode()

        assert urljoin(page, re.findall(r'data-fraga="kon"[^>]* hx-post="([^"]+)"', shown)[0]) == f"{page}svar/kon/"
        assert log_in("astrid").get(urljoin(page, re.findall(r'href="(saknas/kon/)"', shown)[0])).status_code == 200


@pytest.mark.parametrize(
    ("shown", "now"), [("start", ["Start"]), ("import_columns", ["Läs in"]), ("review", ["Stickprov"]), ("profile", []), ("", [])]
)
def test_the_menu_says_where_one_is(shown: str, now: list[str]) -> None:
    assert [one.says for one in menu(frozenset(Permission), shown) if one.now] == now


def test_the_menu_has_what_one_may() -> None:
    assert [one.says for one in menu(frozenset(), "")] == ["Start", "Hjälp"]
    assert [one.address for one in menu({Permission.RESULTS_READ}, "")] == ["/", "/resultat/", "/hjalp/"]
