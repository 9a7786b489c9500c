"""What a form sends: answers by question, the versions that the sender saw, and the keys that make a second sending harmless."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from spegla.catalogue import Instrument
from spegla.portal.store.responses import DAY, NEXT
from spegla.responses.forms import questions_of

_KEY = re.compile(r"[A-Za-z0-9-]{8,40}")


@dataclass(frozen=True)
class Sent:
    """A whole form. `clear` is the question whose answer is to be taken away, "" for none. `turn` counts what the page has sent."""

    given: Mapping[str, Sequence[str]]
    seen: Mapping[str, int]
    key: str
    page: str
    turn: int
    clear: str


def sent_form(request: HttpRequest, instrument: Instrument, step: str) -> Sent:
    """Everything that a form without script sends. A question is answered when its version was sent along: no box ticked is an answer."""
    post = request.POST
    ids = [DAY, NEXT, *(one.id for one in questions_of(instrument, step))]
    there = [id for id in ids if f"seen-{id}" in post]
    clear = post.get("clear", "")
    given = {id: [] if id == clear else post.getlist(id) for id in there}
    seen = {id: number(post, f"seen-{id}") for id in there}
    return Sent(given, seen, key_of(post, "key"), key_of(post, "page"), number(post, "turn"), clear)


def number(post: QueryDict, name: str) -> int:
    """A version, an id or a count that was sent along; 0 when there is none."""
    text = post.get(name, "")
    return int(text) if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def numbers(post: QueryDict, name: str) -> frozenset[int]:
    """Every id that was sent along under one name."""
    return frozenset(int(text) for text in post.getlist(name) if text.isascii() and text.isdecimal() and len(text) < 19)


def key_of(post: QueryDict, name: str) -> str:
    """A key of the sender's own making, "" when there is none of the right form."""
    text = post.get(name, "")
    return text if _KEY.fullmatch(text) else ""
