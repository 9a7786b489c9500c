"""The manual inside the portal: what docs/sv says, open to everyone, with links that lead somewhere."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from spegla.portal.web import manual
from spegla.portal.web.addresses import addresses

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_again() -> None:
    for one in (manual.pages, manual.explaining, manual.rendered):
        one.cache_clear()


def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, name: str = "gor-sa-har-prov") -> None:
    (tmp_path / "sv").mkdir(exist_ok=True)
    (tmp_path / "sv" / f"{name}.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(manual, "MANUAL", tmp_path)


def test_every_page_of_the_docs_is_in_the_manual() -> None:
    on_disk = {path.stem for folder in ("sv", "generated") for path in (ROOT / "docs" / folder).glob("*.md")}

    assert set(manual.pages()) == on_disk


def test_the_contents_lead_a_stranger_to_every_page() -> None:
    client = Client()
    links = set(re.findall(r'href="(/hjalp/[^"/]+/)"', client.get("/hjalp/").content.decode()))

    assert len(links) == len(manual.pages())
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("name", manual.pages())
def test_links_pictures_and_headings_are_there(name: str) -> None:
    html = manual.rendered(name).html
    for href in map(unquote, re.findall(r'href="([^"]+)"', html)):
        if href.startswith("https://"):
            continue
        path, _, fragment = href.partition("#")
        aimed = path.removeprefix("/hjalp/").rstrip("/") or name
        assert path in ("", "/hjalp/") or aimed in manual.pages(), href
        assert not fragment or fragment == "printed" or f'id="{fragment}"' in manual.rendered(aimed).html, href
    for source in re.findall(r'src="/static/([^"]+)"', html):
        assert finders.find(source), source
    names = re.findall(r' id="([^"]+)"', html)
    assert len(names) == len(set(names))
    assert "style=" not in html
    assert "&lt;!--" not in html
    assert "&lt;a id" not in html


def test_a_page_that_does_not_exist_is_not_there() -> None:
    assert Client().get("/hjalp/finns-inte/").status_code == 404
    assert Client().get("/hjalp/..%2F..%2FREADME/").status_code == 404


def test_html_is_shown_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, monkeypatch, "# Prov\n\n<script>x()</script>\n\n[här](javascript:x) och `<b>`\n\n```\n<i>\n```\n")

    html = manual.rendered("gor-sa-har-prov").html

    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert 'href="javascript' not in html


def test_a_table_scrolls_by_itself_and_numbers_stand_to_the_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, monkeypatch, "# Prov\n\n## Antal\n\n| a | b |\n|---|---:|\n| x | 1 |\n")

    html = manual.rendered("gor-sa-har-prov").html

    assert '<div class="rulla" tabindex="0" role="region" aria-label="Tabell 1: Antal">' in html
    assert '<td class="n">1</td>' in html


def test_what_is_outside_the_manual_is_named_and_not_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(
        tmp_path, monkeypatch, "# Prov\n\n[beslutet](../adr/0014-portal-ground.md) och [sidan](gor-sa-har-prov.md#ett-två)\n\n## Ett två\n"
    )

    html = manual.rendered("gor-sa-har-prov").html

    assert "beslutet" in html
    assert "adr" not in html
    assert 'href="/hjalp/gor-sa-har-prov/#ett-tv%C3%A5"' in html or 'href="/hjalp/gor-sa-har-prov/#ett-två"' in html


def test_a_page_says_what_it_explains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, monkeypatch, "<!-- hjälp: people people_invite -->\n\n# Bjud in\n\nSå här.\n")

    found = manual.explaining("people_invite")

    assert found is not None
    assert (found.title, found.kind) == ("Bjud in", "portal")
    assert manual.explaining("log") is None


def test_what_the_pages_explain_are_addresses() -> None:
    said = {name for page in manual.pages().values() for name in page.explains}

    assert said - set(addresses()) == set()


def test_an_installed_portal_has_the_manual(tmp_path: Path) -> None:
    """The wheel is built, unpacked beside nothing of the repository, and asked."""
    build = "import sys; sys.path.insert(0, 'scripts'); import wheel_with_manual; print(wheel_with_manual.build_wheel(sys.argv[1]))"
    built = subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(tmp_path / built.stdout.strip()) as wheel:
        wheel.extractall(tmp_path / "installed")
    ask = "from spegla.portal import folders; from spegla.portal.web import manual; print(folders.MANUAL, *manual.pages())"
    asked = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path / "installed", capture_output=True, text=True, check=True)

    folder, *names = asked.stdout.split()
    assert Path(folder).is_relative_to(tmp_path)
    assert set(names) == set(manual.pages())
