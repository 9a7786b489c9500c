"""What somebody fetches to fill in and to try: the template of the round that is open, and two files for the own municipality."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from spegla.catalogue import Catalogue
from spegla.messages import Messages
from spegla.packs import own_files, own_template
from spegla.portal.store.organisations import entity_of
from spegla.portal.use_cases.access import Actor, NotFoundError
from spegla.portal.use_cases.imports import see_imports

EXAMPLES = ("ratt.csv", "fel.csv")


def template(*, actor: Actor, words: Messages, at: datetime) -> tuple[str, bytes]:
    """The Excel template and what it is called."""
    page = see_imports(actor=actor, at=at)
    if page.instrument is None:
        raise NotFoundError
    return f"{page.instrument.reference}.xlsx", own_template(page.instrument, Catalogue.opened().municipalities, words)


def example(*, actor: Actor, name: str, at: datetime) -> bytes:
    """One of `EXAMPLES`. Every child in it is made up."""
    page = see_imports(actor=actor, at=at)
    if page.instrument is None or name not in EXAMPLES:
        raise NotFoundError
    return _examples(page.instrument.reference, entity_of(page.board).code)[name]


@cache
def _examples(instrument: str, municipality: str) -> Mapping[str, bytes]:
    return own_files(Catalogue.opened().instruments[instrument], municipality)
