"""Whatever is posted to a form or asked in an address: no page breaks, and nothing of another organisation is in the answer.

The forms are found by reading the pages, so a new one is tried without being named here. HYPOTHESIS_PROFILE=more tries many more.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import lxml.html
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spegla.portal.web.addresses import addresses
from tests.portal.conftest import LogIn
from tests.portal.test_access import CANARY, OF_KINDS, TABLE, address, patterns, things
from tests.portal.walk import Found, clients, furnish, walk

__all__ = ["things"]
pytestmark = pytest.mark.django_db

# Who comes: of Falun, without a second step, between the steps, and nobody at all.
WHO = ("astrid", "bo", "maja", "karin", "nils", "rolf", "between", "stranger")
FOREIGN = f"{CANARY}2081"
KEY = {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA", "signature": "AA"}
ANSWERS: tuple[object, ...] = (
    {"response": []},
    {"response": {"userHandle": 1}},
    {"response": {"userHandle": "MQ"}},
    {"id": "x", "rawId": "x", "response": {}},
)
ODD = st.sampled_from(
    [
        *("", " ", "\x00", "a\x00b", "\u202etxet", "\u200f", "🦉👩‍👩‍👧", "ÅÄÖ", "٣", "a" * 5000),
        *("-1", "0", "987654", "9" * 30, "1e9", "NaN", "1.5", "None", "on", "yes", "true"),
        *("[]", "{}", "[[[[[", *map(json.dumps, ANSWERS), json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": KEY})),
        *("<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "../../etc/passwd", "//evil.example", "\r\nSet-Cookie: x=1"),
        *("2026-13-45", "0001-01-01", "9999-12-31", "99999-01-01"),
        # In capitals, so that what somebody typed themselves and sees again is not taken for what they were shown.
        *("x@y", "maja@exempel.se", f"{FOREIGN.upper()}@exempel.se"),
    ]
)
VALUE = st.one_of(ODD, st.text(max_size=40))
KINDS = st.sampled_from(["form", "form", "form", "form", "json", "broken_multipart", "no_boundary", "latin", "utf16", "nonsense", "plain"])


@dataclass(frozen=True)
class Form:
    """The fields of an address, as its page showed them, with the values that it offered."""

    name: str
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Field:
    """Everyone who comes, and what they can try."""

    visitors: Mapping[str, Client]
    forms: Mapping[str, Form]
    paths: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str], ...]


def forms_of(visitors: Mapping[str, Client], found: Mapping[str, Found]) -> dict[str, dict[str, set[str]]]:
    """By the address that a form is sent to: its fields and what they offer."""
    read: dict[str, dict[str, set[str]]] = {}
    for name, page in found.items():
        answer = visitors[page.who].get(page.path)
        if not answer.content:
            continue
        for form in lxml.html.fromstring(answer.content.decode()).forms:
            fields = read.setdefault(_aim(form.get("action") or page.path) or name, {})
            for one in form.xpath(".//input | .//select | .//textarea | .//button"):
                if one.get("name"):
                    offered = {one.get("value") or "", *(str(option.get("value") or "") for option in one.xpath(".//option"))}
                    fields.setdefault(one.get("name"), set()).update(offered)
    return read


def _aim(action: str) -> str:
    for pattern in patterns():
        if pattern.resolve(action.partition("?")[0].lstrip("/")):
            return str(pattern.name)
    return ""


@pytest.fixture
def field(log_in: LogIn, person: Any, things: dict[str, dict[str, int | str]]) -> Field:
    cache.clear()
    furnish(person)
    visitors = clients(log_in)
    read = forms_of(visitors, walk(visitors, person))
    posted = [str(pattern.name) for pattern in patterns() if "POST" in TABLE[str(pattern.name)]["methods"]]
    # One answer is sent as the whole form is; what no page shows a form for takes what the others take.
    read["answer"] = read["response"]
    everything = {name: values for fields in read.values() for name, values in fields.items()}
    forms = {name: Form(name, {one: tuple(sorted(values)) for one, values in (read.get(name) or everything).items()}) for name in posted}
    paths = tuple((str(pattern.name), address(pattern, things[owner])) for pattern in patterns() for owner in ("2080", "2081", "nobody"))
    # Those of a case in every state that it can be in: Falun's own.
    cases = tuple(
        (str(pattern.name), address(pattern, {**things["2080"], "response_id": things["2080"][kind], "variable": variable, "step": step}))
        for pattern in patterns()
        if {"response_id", "intervention_id"} & set(pattern.pattern.converters)
        for kind in OF_KINDS
        for variable, step in (("risk_beslut", "avslut"), ("utsatthet_hemmet", "uppfoljning"), ("alder", "beslut"), ("datum", "x"))
    )
    return Field(visitors, forms, tuple(dict.fromkeys(paths)), tuple(dict.fromkeys(cases)))


def broken(answer: Any, who: str) -> str:
    """What is wrong with an answer."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    typed = b"" if who == "stranger" else FOREIGN.encode()
    return "shows another organisation's" if typed and typed in answer.content else ""


def tried(client: Client, act: Any, who: str) -> str:
    """One request in a transaction of its own, taken back after: what is wrong with the answer."""
    client.raise_request_exception = False
    kept = deepcopy(client.cookies)
    point = transaction.savepoint()
    try:
        wrong = broken(act(client), who)
    finally:
        transaction.savepoint_rollback(point)
    client.cookies = kept
    return wrong


def body(kind: str, fields: Mapping[str, list[str]]) -> tuple[bytes, str]:
    """What is sent, and what it is said to be."""
    encoded = urlencode([(name, value) for name, values in fields.items() for value in values], encoding="utf-8", errors="surrogatepass")
    text = encoded.encode()
    match kind:
        case "json":
            return json.dumps(fields).encode("utf-8", "surrogatepass"), "application/json"
        case "broken_multipart":
            return b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + text + b"\r\n--x", "multipart/form-data; boundary=x"
        case "no_boundary":
            return text, "multipart/form-data"
        case "latin":
            return text + b"&name=%E5%E4%F6&code=%FF%FE", "application/x-www-form-urlencoded; charset=latin-1"
        case "utf16":
            return encoded.encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"
        case "nonsense":
            return text, "application/x-www-form-urlencoded; charset=no-such"
        case "plain":
            return text, "text/plain"
        case _:
            return text, "application/x-www-form-urlencoded"


_FEW = settings(
    max_examples=settings().max_examples if settings.get_current_profile_name() == "more" else 200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_FEW
@given(data=st.data())
def test_no_form_breaks(field: Field, data: st.DataObject) -> None:
    name, path = data.draw(st.sampled_from([one for one in field.paths if one[0] in field.forms]), label="address")
    who = data.draw(st.sampled_from(WHO), label="who")
    form = field.forms[name]
    fields = {
        one: data.draw(st.lists(st.one_of(st.sampled_from(offered), VALUE), max_size=3), label=one) for one, offered in form.fields.items()
    }
    kind = data.draw(KINDS, label="kind")
    sent, said = body(kind, fields)

    assert tried(field.visitors[who], lambda client: client.generic("POST", path, sent, content_type=said), who) == ""


@_FEW
@given(data=st.data())
def test_no_form_of_a_case_breaks_however_far_it_has_come(field: Field, data: st.DataObject) -> None:
    name, path = data.draw(st.sampled_from([one for one in field.cases if one[0] in field.forms]), label="address")
    who = data.draw(st.sampled_from(("astrid", "bo")), label="who")
    every = field.forms[name].fields
    chosen = data.draw(st.lists(st.sampled_from(sorted(every)), unique=True, max_size=6) if every else st.just([]), label="fields")
    # The question that the address names is always answered.
    chosen += [one for one in every if f"/{one}/" in path and one not in chosen]
    sent = {one: data.draw(st.lists(st.one_of(st.sampled_from(every[one]), VALUE), max_size=3), label=one) for one in chosen}
    encoded, said = body("form", sent)

    assert tried(field.visitors[who], lambda client: client.generic("POST", path, encoded, content_type=said), who) == ""


@_FEW
@given(data=st.data())
def test_no_question_breaks(field: Field, data: st.DataObject) -> None:
    _, path = data.draw(st.sampled_from([one for one in field.paths if "GET" in addresses()[one[0]]["methods"]]), label="address")
    who = data.draw(st.sampled_from(WHO), label="who")
    names = st.sampled_from(["next", "person", "action", "since", "until", "before", "page", "q", "language"])
    query = data.draw(st.lists(st.tuples(st.one_of(names, VALUE), VALUE), max_size=4), label="query")

    assert tried(field.visitors[who], lambda client: client.get(path, query_params=query), who) == ""


def test_every_form_has_its_own_fields(field: Field) -> None:
    """The names come from the pages: a few that are known are there."""
    assert {"name", "email", "organisation", "role"} <= set(field.forms["people_invite"].fields)
    assert "code" in field.forms["mfa_authenticate"].fields
    assert {"code", "step", "unit"} <= set(field.forms["register"].fields)
    assert {"datum", "seen-datum", "risk_beslut", "seen-risk_beslut", "clear", "till"} <= set(field.forms["response"].fields)
    assert "val-risk_beslut" in field.forms["response_merge"].fields
    assert {"budget", "free_text", "shows_earlier"} <= set(field.forms["round_change"].fields)
    assert "oldpassword" in field.forms["account_change_password"].fields
    assert set(field.forms) == {name for name, entry in addresses().items() if "POST" in entry["methods"]}
