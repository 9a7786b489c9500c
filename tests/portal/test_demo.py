"""The demo: unmistakable on every page, with the reports that were made beside it, and nothing of it in a real installation."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from spegla.portal.store.models import AuditRecord
from spegla.portal.use_cases import invented
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web import errors
from spegla.portal.web.addresses import addresses
from spegla.portal.web.reports import REPORTS
from tests.portal.conftest import AT, LogIn
from tests.portal.installed import Installed
from tests.portal.registrations import handed_in, open_round, unit_of
from tests.portal.test_access import address, patterns

pytestmark = pytest.mark.django_db
BANNER = "Det här är en demo."


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    """A demo with two of its reports made, and a file that is none of them."""
    for name in ("index.html", "lansrapport.pdf", "hemligt.txt"):
        (tmp_path / name).write_text(f"det här är {name}")
    with override_settings(DEMO=True, DEMO_FILES=tmp_path):
        yield tmp_path


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("who", ["", "karin", "maja"])
def test_every_page_of_a_demo_says_so(who: str, log_in: LogIn) -> None:
    client = log_in(who) if who else Client()
    silent = []
    for pattern in patterns():
        name = str(pattern.name)
        if "GET" not in addresses()[name]["methods"] or name in ("account_logout", "demo_report"):
            continue
        answer = client.get(address(pattern, {}))
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content and BANNER not in answer.content.decode():
            silent.append(name)

    assert silent == []


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("error", [errors.bad, errors.refused, errors.not_found, errors.broken, errors.csrf])
def test_every_error_of_a_demo_says_so(error: Callable[[HttpRequest], object]) -> None:
    assert BANNER in error(RequestFactory().get("/")).content.decode()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("files")
def test_a_host_that_is_not_the_demos_is_refused_with_the_same_words() -> None:
    answer = Client().get("/", headers={"host": "spegla.falun.se"})

    assert answer.status_code == 400
    assert BANNER in answer.content.decode()


@pytest.mark.usefixtures("files")
def test_the_start_page_lists_the_reports_that_were_made_and_shows_them(log_in: LogIn) -> None:
    client = log_in("maja")
    page = client.get("/").content.decode()

    assert '<a href="/demo/index.html">Länets tabell (webbsida)</a>' in page
    assert "Länsrapport (PDF)" in page
    assert "spegel.html" not in page
    shown = client.get("/demo/index.html")
    assert b"".join(shown.streaming_content) == "det här är index.html".encode()  # type: ignore[attr-defined]
    assert "script" not in shown.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("file", ["hemligt.txt", "spegel.html", "..%2Fsettings.py", "%2e%2e%2fhemligt.txt"])
def test_no_other_file_is_shown(log_in: LogIn, file: str) -> None:
    assert log_in("maja").get(f"/demo/{file}").status_code == 404


def test_in_a_real_installation_there_are_no_reports_of_a_demo(log_in: LogIn, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("kvar sedan en demo")
    client = log_in("maja")

    assert client.get("/demo/index.html").status_code == 404
    assert "Rapporter i demon" not in client.get("/").content.decode()


def test_the_list_names_what_make_demo_makes() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")

    assert [one.file for one in REPORTS if f"-o demo/{one.file}" not in makefile] == []


def test_a_demo_is_started_as_one() -> None:
    with pytest.raises(CommandError, match="Det här är ingen demo"):
        call_command("demo", lang="sv")


@pytest.mark.usefixtures("files")
def test_a_port_that_is_taken_is_said_before_anything_else() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"Något annat använder redan port {port}.*--port {port + 1}"):
            call_command("demo", port=port, lang="sv")


def test_a_demo_that_is_only_made_prints_who_there_is_and_ends(tmp_path: Path) -> None:
    made = Installed(tmp_path, {"SPEGLA_DEMO_DATA": str(tmp_path / "demo")}).run("demo", "--no-serve")

    assert made.returncode == 0
    assert "Lösenord för alla: en demo utan hemligheter" in made.stdout
    assert "astrid@exempel.se" in made.stdout
    assert made.stdout.strip().endswith("inget körs. Starta portalen med make portal.")
    assert made.stderr == ""


def make_demo(folder: Path, stdin: int, *arguments: str) -> str:
    """What `make demo` asks of the portal, with commands that only write down what they are asked."""
    root = Path(__file__).parents[2]
    shutil.copy(root / "Makefile", folder)
    (folder / "demo").mkdir()
    (folder / "demo" / "spegel.txt").touch()
    for name in ("spegla", "spegla-portal"):
        (folder / name).write_text(f'#!/bin/sh\necho "$@" >> {folder}/{name}.said\n')
        (folder / name).chmod(0o755)
    command = ["make", "--old-file=.venv/core", "--old-file=.venv/portal", "demo", f"BIN={folder}", *arguments]
    subprocess.run(command, cwd=folder, stdin=stdin, stdout=subprocess.DEVNULL, check=True, timeout=30)
    return (folder / "spegla-portal.said").read_text().strip()


def test_make_demo_starts_the_portal_where_somebody_can_stop_it_and_else_ends(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    try:
        said = []
        for number, (stdin, arguments) in enumerate(
            [(theirs, []), (theirs, ["PORT=8001"]), (theirs, ["DEMO_SERVE=no"]), (subprocess.DEVNULL, [])]
        ):
            folder = tmp_path / str(number)
            folder.mkdir()
            said.append(make_demo(folder, stdin, *arguments))
    finally:
        os.close(ours)
        os.close(theirs)

    assert said == ["demo --port 8000", "demo --port 8001", "demo --no-serve", "demo --no-serve"]


def test_years_of_registrations_take_few_questions_and_one_record(actor: Callable[[str], Actor]) -> None:
    open_round(unit_of(actor("astrid")))
    shares = [invented.Share(unit_of(actor("astrid")), actor("astrid").person, "BU", 1)]
    before = AuditRecord._base_manager.count()

    with CaptureQueriesContext(connection) as asked:
        invented.register(shares=shares, count=2000, seed=1, at=AT)

    assert AuditRecord._base_manager.count() == before + 1
    # Eight thousand rows would be as many statements, one by one.
    assert len(asked) < 200


def test_nothing_invented_is_put_among_what_is_registered(actor: Callable[[str], Actor]) -> None:
    handed_in(actor("astrid"), "BU-1")
    shares = [invented.Share(unit_of(actor("astrid")), actor("astrid").person, "BU", 1)]

    with pytest.raises(NotPossibleError, match="invented_among_others"):
        invented.register(shares=shares, count=10, seed=1, at=AT)


def test_a_demo_answers_with_a_worker_beside_and_both_end_together(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Installed(tmp_path, {"SPEGLA_DEMO": "1", "SPEGLA_DEMO_DATA": str(tmp_path / "demo")})
    with made.started("demo", "--port", str(port)) as served:
        assert served.stdout is not None
        while f"http://localhost:{port}/" not in served.stdout.readline():
            assert served.poll() is None
        found = made.beside("hand_in")
        served.send_signal(signal.SIGINT)
        said, _ = served.communicate(timeout=60)

    assert found["after"] == found["before"] + 1
    assert "worker_lives" in made.doctor()
    assert served.returncode == 0
    assert "Demon är avslutad" in said
    # Nobody works on: another can begin.
    with made.started("worker") as worker:
        assert worker.stdout is not None
        assert "Bakgrundstjänsten är igång" in worker.stdout.readline()
