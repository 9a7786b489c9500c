"""Every page of the table of addresses: there is one, with a title of its own, and wholly in the reader's language."""

import re
from collections.abc import Callable

import lxml.html
import pytest
from django.core.cache import cache

from spegla.portal.accounts.models import Person
from spegla.portal.use_cases.cast import CAST
from spegla.portal.web.addresses import addresses
from tests.portal.conftest import LogIn
from tests.portal.walk import NO_PAGE, clients, furnish, walk

pytestmark = pytest.mark.django_db
# Organisations are called what they are called.
NAMES = re.compile("|".join({member.unit for member in CAST if member.unit}))
SWEDISH = re.compile(r"\b(och|är|inte|att|för|som|av|på|med|din|ditt|dina|du)\b", re.IGNORECASE)


def test_every_address_with_a_page_is_walked(log_in: LogIn, person: Callable[[str], Person]) -> None:
    cache.clear()
    furnish(person)

    found = walk(clients(log_in), person)

    assert sorted({name for name, entry in addresses().items() if "GET" in entry["methods"]} - set(found)) == sorted(NO_PAGE)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_has_a_title_of_its_own_in_one_language(log_in: LogIn, person: Callable[[str], Person], language: str) -> None:
    cache.clear()
    furnish(person)
    visitors = clients(log_in)
    found = walk(visitors, person)
    Person.objects.update(language=language)
    titles: dict[str, str] = {}
    wrong: list[tuple[object, ...]] = []
    for name, page in found.items():
        answer = visitors[page.who].get(page.path, headers={"accept-language": language})
        if answer.status_code != 200:
            wrong.append((name, "is gone the second time", page.path, str(answer.status_code)))
            continue
        tree = lxml.html.fromstring(answer.content.decode())
        title = tree.findtext(".//title") or ""
        if title in titles or not title.removesuffix(" – Spegla"):
            wrong.append((name, "has the title of", titles.get(title), title))
        titles[title] = name
        if tree.get("lang") != language or len(tree.findall(".//h1")) != 1 or tree.xpath("//*[@style or @onclick]"):
            wrong.append((name, "language, heading or style", tree.get("lang"), str(len(tree.findall(".//h1")))))
        for other in tree.xpath("//*[@lang='sv'] | //head | //script | //noscript"):
            other.drop_tree() if other is not tree else None
        if language == "en" and (swedish := SWEDISH.findall(NAMES.sub("", tree.text_content()))):
            wrong.append((name, "speaks Swedish", str(swedish), page.path))
    assert wrong == []


def test_what_a_button_led_to_is_come_back_to_and_another_address_of_a_button_says_what_it_is(log_in: LogIn) -> None:
    client = log_in("astrid")

    for path, page in {"/insatser/7/kod/": "/insatser/7/", "/omgang/avslutade/": "/omgang/", "/hamta/7/fil/": "/hamta/"}.items():
        assert client.get(path).headers["Location"] == page
    answer = client.get("/sprak/")
    assert (answer.status_code, "hör till en knapp" in answer.content.decode()) == (405, True)
    assert client.put("/omgang/avslutade/").status_code == 405
    client.post("/sprak/", {"language": "en", "next": "/"})
    assert "belongs to a button" in client.get("/sprak/", headers={"accept-language": "sv"}).content.decode()


@pytest.mark.parametrize(
    ("back", "led"),
    [("/profil/", "/profil/"), ("profile", "/"), ("ôëÌj", "/"), ("//evil.example", "/"), ("https://evil.example/", "/"), ("", "/")],
)
def test_who_chooses_a_language_is_led_back_to_a_page_of_ours(log_in: LogIn, back: str, led: str) -> None:
    answer = log_in("lena").post("/sprak/", {"language": "en", "next": back})

    assert (answer.status_code, answer.headers["Location"]) == (302, led)
