"""What every process reads once is read before the first page is asked for, so that nobody waits for it."""

import gc

from django.urls import reverse

from spegla.catalogue import Catalogue
from spegla.portal.accounts.roles import roles
from spegla.portal.texts import texts
from spegla.portal.web import manual
from spegla.portal.web.addresses import addresses


def warm() -> None:
    """Read the catalogue, the sentences, the manual and the addresses. What is there now is never looked through for rubbish again."""
    Catalogue.opened()
    for language in ("sv", "en"):
        texts(language)
    manual.pages()
    addresses()
    roles()
    reverse("start")
    gc.collect()
    gc.freeze()
