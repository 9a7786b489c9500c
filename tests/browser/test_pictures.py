"""The pictures of the manual, taken of the portal as it is. `make docs` keeps them in docs/bilder; a test run only takes them."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from PIL import Image

from spegla.portal.accounts.models import Person
from tests.browser.visitor import Visit, actor, django_db_setup, log_in, person, visit
from tests.portal.walk import furnish

__all__ = ["actor", "django_db_setup", "log_in", "person", "visit"]
pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[2] / "docs" / "bilder"
LARGEST = 150_000
PICTURES = {
    "portal-logga-in": ("", "/logga-in/"),
    "portal-start": ("karin", "/"),
    "portal-personer": ("maja", "/personer/"),
    "portal-logg": ("karin", "/granskning/"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_taken(visit: Visit, person: Callable[[str], Person], tmp_path: Path, name: str) -> None:
    """With few colours, so that it is small: the pages have few."""
    cache.clear()
    furnish(person)
    who, path = PICTURES[name]
    page = visit(who, path, width=1100).page
    page.set_viewport_size({"width": 1100, "height": min(720, page.evaluate("document.documentElement.scrollHeight"))})
    target = Path(os.environ.get("SPEGLA_PICTURES", tmp_path)) / f"{name}.png"
    Image.open(io.BytesIO(page.screenshot())).quantize(128, Image.Quantize.MAXCOVERAGE).save(target, optimize=True)

    assert target.stat().st_size < LARGEST
    assert (DOCS / target.name).stat().st_size < LARGEST


def test_every_picture_is_shown_somewhere() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in (DOCS.parent / "sv").glob("*.md"))

    assert [name for name in PICTURES if f"../bilder/{name}.png" not in shown] == []
