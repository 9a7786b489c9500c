"""The examination, check by check: what it looks at is broken, and the finding follows. The whole of it is tried in test_installation."""

import os
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail.backends.smtp import EmailBackend
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper as Postgresql
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from spegla.portal.accounts.models import Assignment, Person
from spegla.portal.doctor import files, keys, log, mail, people, settings, stores, worker
from spegla.portal.doctor.findings import Asked, Finding, State
from spegla.portal.store.case_keys import make_key
from spegla.portal.store.heads import FILE
from spegla.portal.store.models import PartitionState
from spegla.portal.texts import texts
from spegla.portal.use_cases.access import Actor
from spegla.portal.worker import heartbeat
from spegla.portal.worker.heartbeat import beat
from tests.portal import jobs_of_tests
from tests.portal.conftest import AT
from tests.portal.registrations import begun, handed_in, open_round, unit_of

ASKED = Asked(AT)
HERE = Path(__file__).parents[2] / "spegla" / "portal"


def codes(found: Iterable[Finding]) -> set[str]:
    """The codes of what was found; each has its sentence in both languages, with all its facts."""
    listed = list(found)
    for one in listed:
        assert all("{" not in texts(language).say(f"doctor_{one.code}", **one.facts) for language in ("sv", "en"))
    return {one.code for one in listed}


def test_each_finding_has_a_sentence_and_each_sentence_a_finding() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (HERE / "doctor").glob("*.py"))
    found = set(re.findall(r"\b(?:well|look|wrong)\(\s*f?\"([\w{}.]+)\"", code)) - {"log_{broken.why}"}
    found |= {f"log_{why}" for why in ("changed", "missing", "cut")}
    said = set(re.findall(r"^doctor_(\w+): ", (HERE / "texts.yaml").read_text(encoding="utf-8"), re.M))

    assert said - found == {"meta_url", "url", "sum", *(f"state_{state.value}" for state in State)}
    assert found - said == set()


# ── Settings and files ─────────────────────────────────────────────────────


def test_a_warning_of_django_is_to_be_looked_at_and_a_refusal_is_wrong() -> None:
    with override_settings(SECURE_HSTS_SECONDS=0):
        assert "deploy_warned" in codes(settings.deployed(ASKED))
    with override_settings(DEMO=True, ALLOWED_HOSTS=["spegla.falun.se"]):
        assert "deploy_refused" in codes(settings.deployed(ASKED))


def test_a_demo_is_nothing_to_rely_on() -> None:
    with override_settings(DEMO=True):
        assert codes(settings.readable(ASKED)) == {"settings_demo"}


@pytest.mark.parametrize(
    ("megabytes", "finding"), [(199, "room_none"), (1_999, "room_little"), (2_000, "room_enough")]
)  # fmt: skip
def test_room_on_the_disk(megabytes: int, finding: str, tmp_path: Path) -> None:
    assert codes(files.room(tmp_path, megabytes * files.MEGABYTE)) == {finding}


def test_a_copy_of_what_is_there_must_have_room(tmp_path: Path) -> None:
    with (tmp_path / "cases.sqlite3").open("wb") as file:
        file.truncate(3_000 * files.MEGABYTE)

    assert codes(files.room(tmp_path, 5_999 * files.MEGABYTE)) == {"room_little"}


@pytest.mark.parametrize(
    ("mounts", "finding"),
    [
        ("/dev/sda1 / ext4 rw 0 0", "disk_local"),
        ("/dev/sda1 / ext4 rw 0 0\nfiler:/s {folder} nfs4 rw 0 0", "disk_networked"),
        ("/dev/sda1 / ext4 rw 0 0\nfiler:/s {folder} nfs4 rw 0 0\n/dev/sdb1 {folder} xfs rw 0 0", "disk_local"),
        ("filer:/s / nfs4 rw 0 0\n/dev/sdb1 {folder} xfs rw 0 0", "disk_local"),
        ("", "disk_unknown"),
    ],
)
def test_the_disk_is_this_machines_own(mounts: str, finding: str, tmp_path: Path) -> None:
    assert codes(files.local(tmp_path, mounts.format(folder=tmp_path))) == {finding}


# ── Mail ───────────────────────────────────────────────────────────────────


@contextmanager
def mail_server(answers: dict[str, str]) -> Iterator[tuple[int, list[str]]]:
    """A server that answers each command as it is told to, and what it was asked."""
    asked: list[str] = []

    def serve(listening: socket.socket) -> None:
        caller, _ = listening.accept()
        with caller, caller.makefile("rw", newline="\r\n") as lines:
            lines.write("220 prov\n")
            lines.flush()
            for line in lines:
                asked.append(line.strip())
                lines.write(answers.get(line.split()[0].upper(), "250 ja") + "\n")
                lines.flush()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1], asked
        thread.join(5)


def backend(port: int, user: str = "") -> EmailBackend:
    return EmailBackend("127.0.0.1", port, user, "hemligt" if user else "", timeout=60)


def test_a_mail_server_is_greeted_and_no_letter_sent() -> None:
    with mail_server({}) as (port, asked):
        assert codes(mail.server(backend(port), "127.0.0.1", port)) == {"mail_answers"}
    assert [line.split()[0].upper() for line in asked] == ["EHLO", "QUIT"]


def test_letters_that_go_without_tls_to_another_machine_are_to_be_looked_at() -> None:
    with mail_server({}) as (port, _):
        assert codes(mail.server(backend(port), "mail.falun.se", port)) == {"mail_answers", "mail_in_the_clear"}


def test_a_mail_server_that_does_not_know_the_password_is_wrong() -> None:
    with mail_server({"EHLO": "250-prov\r\n250 AUTH PLAIN", "AUTH": "535 nej"}) as (port, _):
        assert codes(mail.server(backend(port, "portal"), "127.0.0.1", port)) == {"mail_refused"}


def test_a_mail_server_that_is_not_there_is_wrong() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    assert codes(mail.server(backend(port), "127.0.0.1", port)) == {"mail_unreachable"}


# ── Stores ─────────────────────────────────────────────────────────────────


def of_file(file: Path, pragmas: str) -> Sqlite:
    """A connection to a file, as weak as it is told to be."""
    file.touch()
    return Sqlite({**connections["inbox"].settings_dict, "NAME": str(file), "OPTIONS": {"init_command": pragmas}}, "default")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragmas", "finding"),
    [
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", "store_durable"),
        ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL", "store_forgets"),
        ("PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL", "store_not_wal"),
        ("PRAGMA journal_mode=OFF", "store_forgets"),
    ],
)
def test_a_file_that_may_forget_is_found(pragmas: str, finding: str, tmp_path: Path) -> None:
    connection = of_file(tmp_path / "inbox.sqlite3", pragmas)
    try:
        assert finding in codes(stores.one_store("inbox", connection))
    finally:
        connection.close()


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_found(tmp_path: Path) -> None:
    nowhere = Postgresql(
        {
            **connections["inbox"].settings_dict,
            "NAME": "spegla",
            "USER": "",
            "PASSWORD": "",
            "HOST": str(tmp_path),
            "PORT": "",
            "OPTIONS": {},
        }
        | {"ENGINE": "django.db.backends.postgresql"},
        "default",
    )

    assert codes(stores.one_store("cases", nowhere)) == {"store_unreachable"}


GOOD = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on"}
WELL = {"server_version", "server_checksums", "server_role", "server_room"}


def test_a_server_as_it_should_be() -> None:
    assert codes(stores.examine_server(stores.Server(17, GOOD, "spegla", False))) == WELL


@pytest.mark.parametrize(
    ("server", "finding", "state"),
    [
        (stores.Server(13, GOOD, "spegla", False), "server_too_old", State.WRONG),
        (stores.Server(14, GOOD, "spegla", False), "server_ageing", State.LOOK),
        (stores.Server(17, GOOD, "postgres", True), "server_superuser", State.WRONG),
        (stores.Server(17, GOOD | {"data_checksums": "off"}, "spegla", False), "server_without_checksums", State.LOOK),
        *(
            (stores.Server(17, GOOD | {name: value}, "spegla", False), "server_forgets", State.WRONG)
            for name, value in (
                ("fsync", "off"),
                ("full_page_writes", "off"),
                ("synchronous_commit", "off"),
                ("synchronous_commit", "local"),
            )
        ),
    ],
)
def test_a_server_that_is_not(server: stores.Server, finding: str, state: State) -> None:
    assert {one.code: one.state for one in stores.examine_server(server)}[finding] is state


@pytest.mark.django_db
@pytest.mark.skipif("connections['default'].vendor != 'postgresql'", reason="asks PostgreSQL")
def test_a_server_says_what_it_is_and_who_we_are() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        asked = stores.server_of(connections["default"])

    assert asked.settings == GOOD | {"synchronous_commit": "off"}
    assert asked.is_superuser
    assert asked.version >= 15


@pytest.mark.django_db
def test_the_clock_is_the_database_servers() -> None:
    assert codes(stores.clock(ASKED)) <= {"clock_agrees", "clock_follows_log"}
    assert codes(stores.clock(Asked(AT - timedelta(days=1)))) == {"clock_behind_log"}


@pytest.mark.parametrize(("seconds", "finding"), [(4, "clock_agrees"), (-5, "clock_off"), (29, "clock_off"), (-30, "clock_far_off")])
def test_clocks_that_differ(seconds: int, finding: str) -> None:
    assert codes([stores.compare_clocks(AT, AT + timedelta(seconds=seconds))]) == {finding}


# ── The log's head, and people ─────────────────────────────────────────────


def test_a_head_is_exported_lately_or_too_long_ago_or_never(tmp_path: Path) -> None:
    with override_settings(HEADS=tmp_path):
        assert codes(log.exported(Asked(AT))) == {"head_never"}
        (tmp_path / FILE).write_text(f"2026-11-22T04:00:00+00:00 12:{'a' * 64}\n")
        assert codes(log.exported(Asked(datetime(2026, 11, 23, 4, 59, tzinfo=UTC)))) == {"head_exported"}
        assert codes(log.exported(Asked(datetime(2026, 11, 23, 5, 1, tzinfo=UTC)))) == {"head_old"}


@pytest.mark.django_db
def test_a_file_of_heads_that_somebody_has_changed_is_told_of(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("skräp\n")

    with override_settings(HEADS=tmp_path):
        assert codes(log.chain(ASKED)) == {"heads_damaged"}


@pytest.mark.django_db
def test_an_organisation_where_too_few_can_let_others_in_is_named() -> None:
    found = {one.facts["organisation"]: one.code for one in people.enough(ASKED)}

    assert "Falun" not in found
    assert found["Borlänge"] == "people_too_few"


@pytest.mark.django_db
def test_an_organisation_where_nobody_can_approve_is_named(person: Callable[[str], Person]) -> None:
    for who in ("karin", "nils"):
        left = person(who)
        left.left = AT
        left.save()
    Assignment._base_manager.filter(person=person("lena")).update(role="samordnare")

    assert ("people_no_approver", "Falun") in {(one.code, one.facts["organisation"]) for one in people.enough(ASKED)}


@pytest.mark.django_db
def test_who_has_only_codes_for_a_bad_day_has_no_second_step(person: Callable[[str], Person]) -> None:
    assert codes(people.factors(ASKED)) == {"people_factors"}
    Authenticator.objects.filter(user=person("bo")).update(type=Authenticator.Type.RECOVERY_CODES)

    [found] = people.factors(ASKED)

    assert (found.code, dict(found.facts)) == ("people_without_factor", {"organisation": "Falun", "count": 1})


# ── The keys to case codes, and the worker ─────────────────────────────────


@pytest.fixture
def key_folder(tmp_path: Path) -> Iterator[Path]:
    """The folder of Falun's key, apart from the data."""
    folder = tmp_path / "keys"
    with override_settings(CASE_KEYS=folder, DATA=tmp_path / "data", HEADS=tmp_path / "data" / "heads"):
        make_key("2080")
        yield folder


def test_without_a_folder_of_keys_nothing_can_be_registered() -> None:
    with override_settings(CASE_KEYS=None):
        assert codes(keys.folder(ASKED)) == {"keys_none"}


def test_keys_that_are_the_portals_alone_are_well(key_folder: Path) -> None:
    assert codes(keys.folder(ASKED)) == {"keys_closed"}


@pytest.mark.parametrize(("which", "mode"), [("2080.key", 0o640), ("2080.key", 0o604), (".", 0o750)])
def test_a_key_that_others_may_read_is_wrong(key_folder: Path, which: str, mode: int) -> None:
    (key_folder / which).chmod(mode)

    assert codes(keys.folder(ASKED)) == {"keys_open"}


def test_a_key_that_is_none_is_wrong(key_folder: Path) -> None:
    (key_folder / "2080.key").write_text("c2tyw6Rw")
    (key_folder / "2080.key").chmod(0o600)

    assert codes(keys.folder(ASKED)) == {"keys_unreadable"}


def test_a_key_that_a_link_leads_to_among_the_data_is_copied_with_them(key_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (key_folder / "2080.key").rename(tmp_path / "data" / "2080.key")
    (key_folder / "2080.key").symlink_to(tmp_path / "data" / "2080.key")

    [found] = keys.folder(ASKED)
    assert (found.code, found.facts["file"]) == ("keys_copied", str(key_folder / "2080.key"))


def test_keys_in_a_folder_that_holds_the_data_too_are_copied_with_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with override_settings(CASE_KEYS=tmp_path, DATA=tmp_path / "data", HEADS=tmp_path / "data" / "heads"):
        tmp_path.chmod(0o700)
        make_key("2080")
        assert codes(keys.folder(ASKED)) == {"keys_copied"}


@pytest.mark.django_db
def test_a_board_that_registers_without_a_key_is_named(actor: Callable[[str], Actor], key_folder: Path) -> None:
    open_round(unit_of(actor("astrid")))
    assert codes(keys.used(ASKED)) == {"keys_there"}
    (key_folder / "2080.key").unlink()

    [found] = keys.used(ASKED)
    assert (found.code, dict(found.facts)) == ("keys_missing", {"organisation": "Falun", "code": "2080"})


@pytest.mark.django_db
def test_codes_whose_key_is_lost_are_told_of(actor: Callable[[str], Actor], key_folder: Path) -> None:
    begun(actor("astrid"), "BU-1")
    (key_folder / "2080.key").rename(key_folder / "2080.1.key")
    make_key("2080")
    # An old key that stays beside the new one still reads what it wrote.
    assert codes(keys.used(ASKED)) == {"keys_there"}
    (key_folder / "2080.1.key").unlink()

    [found] = keys.used(ASKED)
    assert (found.code, found.facts["organisation"]) == ("keys_lost", "Falun")


@pytest.mark.parametrize(("seconds", "finding"), [(None, "worker_never"), (59, "worker_lives"), (61, "worker_still")])
def test_a_worker_has_lived_lately_or_long_ago_or_never(tmp_path: Path, seconds: int | None, finding: str) -> None:
    if seconds is not None:
        beat(tmp_path)
        last = AT.timestamp() - seconds
        os.utime(tmp_path / heartbeat.FILE, (last, last))
    with override_settings(DATA=tmp_path):
        assert codes(worker.lives(ASKED)) == {finding}


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "finding"), [(59, "figures_written"), (61, "figures_behind")])
def test_figures_may_lack_something_for_a_minute(actor: Callable[[str], Actor], seconds: int, finding: str) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    PartitionState._base_manager.update(behind_since=AT - timedelta(seconds=seconds))

    assert codes(worker.figures(ASKED)) == {finding}


@pytest.mark.django_db
def test_jobs_that_went_wrong_are_named_and_what_went_wrong_is_not() -> None:
    assert codes(worker.jobs(ASKED)) == {"jobs_done"}
    job = jobs_of_tests.fail.enqueue("hemligheten om barnet")
    DBTaskResult.objects.get(id=job.id).set_failed(ValueError("hemligheten om barnet"))

    [found] = worker.jobs(ASKED)
    assert (found.code, dict(found.facts)) == ("jobs_failed", {"count": 1, "names": "fail"})
