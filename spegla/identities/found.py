"""All that could tell who somebody is in a text, in order, each with its kind and place.

It warns and decides nothing. It is made to miss little: who writes can look once more, but what has been sent is seen by others.
"""

from collections.abc import Callable, Iterator, Mapping

from spegla.identities.addresses import addresses
from spegla.identities.names import names
from spegla.identities.numbers import likely_personal_numbers, likely_phone_numbers, mail_addresses
from spegla.identities.plain import read_plain
from spegla.identities.spans import KINDS, Found, Span, blanked, joined


def found_in(text: str) -> tuple[Found, ...]:
    """What in `text` could tell who somebody is, by place; none overlaps another. Each has a kind of `KINDS`."""
    plain = read_plain(text)
    left, found = plain.text, []
    for kind in KINDS:
        spans = joined(_SEARCHES[kind](left))
        found += [Found(kind, *plain.origin(span)) for span in spans]
        left = blanked(left, spans)
    return tuple(sorted(found, key=lambda one: one.start))


_SEARCHES: Mapping[str, Callable[[str], Iterator[Span]]] = {
    "personnummer": likely_personal_numbers,
    "mail": mail_addresses,
    "phone": likely_phone_numbers,
    "address": addresses,
    "name": names,
}
