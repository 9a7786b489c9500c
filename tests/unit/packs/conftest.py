"""The pack of every instrument, made once."""

from collections.abc import Mapping
from functools import cache

from spegla.catalogue import load
from spegla.messages import messages
from spegla.packs import requirement_pack

REFERENCES = tuple(load().instruments)


@cache
def pack_of(reference: str) -> Mapping[str, bytes]:
    catalogue = load()
    return requirement_pack(catalogue.instruments[reference], catalogue.municipalities, messages("sv"))
