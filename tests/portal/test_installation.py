"""A portal that is set up by its own commands: what they say, what they leave on disk, and what `doctor` says of it when it is whole and
when something is broken."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spegla.portal.store.heads import FILE
from tests.portal.installed import SECRETS, Installed, installed

WHOLE = {"head_never", "keys_none", "mail_files", "people_too_few", "people_without_factor", "worker_never"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Set up once. What breaks it breaks a copy."""
    return installed(tmp_path_factory.mktemp("installation"))


@pytest.fixture
def copy(whole: Installed, tmp_path: Path) -> Installed:
    shutil.copytree(whole.folder, tmp_path / "copy")
    said = {name: value.replace(str(whole.folder), str(tmp_path / "copy")) for name, value in whole.environ.items()}
    return Installed(tmp_path / "copy", said)


def test_a_new_installation_lacks_only_what_people_must_do(whole: Installed) -> None:
    found = whole.doctor()

    assert {code for code, one in found.items() if one["state"] != "well"} == WHOLE
    assert {"deploy_clean", "secrets_good", "files_closed", "static_gathered", "store_durable", "store_whole", "log_protected"} <= set(
        found
    )


def test_the_examination_speaks_swedish_and_english_and_ends_with_one_when_something_is_wrong(whole: Installed) -> None:
    swedish, english = whole.run("doctor"), whole.run("doctor", "--lang", "en")

    assert swedish.returncode == english.returncode == 1
    assert "Fel      För få kan ge eller godkänna roller i Falun: 1." in swedish.stdout
    assert "Wrong  Too few can give or approve roles in Falun: 1." in english.stdout
    assert swedish.stdout.splitlines()[-1] == "23 bra, 3 att se över, 3 fel."


def test_setup_says_what_comes_next_and_can_be_run_again(whole: Installed) -> None:
    again = whole.run("setup")

    assert again.returncode == 0
    assert "Alla organisationer fanns redan." in again.stdout
    assert "Nästa steg: starta om portalen" in again.stdout
    assert "Next:" in whole.run("setup", "--lang", "en").stdout


def test_what_cannot_be_understood_is_said_in_swedish(whole: Installed) -> None:
    tried = whole.run("setup", "--vad")

    assert tried.returncode == 2
    assert "användning: spegla-portal setup" in tried.stderr
    assert "fel: det här finns inte: --vad" in tried.stderr


def test_what_cannot_be_done_is_one_sentence(whole: Installed) -> None:
    tried = whole.run("setup", "--organisation", "9999", "--email", "a@exempel.se", "--name", "A")

    assert tried.returncode == 1
    assert tried.stderr == "spegla-portal: Det finns ingen organisation med koden 9999.\n"


def test_what_is_written_is_for_the_portals_account_alone(whole: Installed) -> None:
    data = whole.folder / "data"
    private = [data, *data.glob("*.sqlite3")]

    assert len(private) == 1 + 3
    assert [path for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_every_page_of_a_real_installation_answers(copy: Installed) -> None:
    read = copy.walk()

    assert len(read) >= 25
    assert {name: answers for name, answers in read.items() if max(answers) >= 500} == {}
    assert read["people"] == read["log"] == [302, 200]


def test_verify_audit_says_the_head_and_finds_a_change(copy: Installed) -> None:
    said = copy.run("verify-audit").stdout
    assert said.startswith("2 poster, varje sigill håller. Huvud 2:")
    _change(copy, "DROP TRIGGER audit_no_update", "UPDATE store_auditrecord SET action = 'x' WHERE number = 2")

    found = copy.run("verify-audit")

    assert found.returncode == 1
    assert found.stderr == "spegla-portal: Post 2 har ändrats, eller så är nyckeln en annan.\n"


def _change(one: Installed, *statements: str, store: str = "cases") -> None:
    connection = sqlite3.connect(one.folder / "data" / f"{store}.sqlite3")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _damage(one: Installed) -> None:
    """The disk has written something else over the second half of the file."""
    file = one.folder / "data" / "cases.sqlite3"
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2 :] = bytes(0xFF for _ in whole[len(whole) // 2 :])
    file.write_bytes(whole)


def _head(one: Installed, days: int, number: int = 2, seal: str = "0" * 64) -> None:
    heads = one.folder / "data" / "heads"
    heads.mkdir(mode=0o700)
    at = datetime.now(UTC) - timedelta(days=days)
    (heads / FILE).write_text(f"{at.isoformat(timespec='seconds')} {number}:{seal}\n")
    (heads / FILE).chmod(0o600)


def _data(one: Installed) -> Path:
    return one.folder / "data"


def _key(one: Installed) -> Path:
    return one.folder / "SPEGLA_AUDIT_KEY"


# What is broken, together where one does not hide the other, by the finding that must follow.
BROKEN: list[dict[str, Callable[[Installed], object]]] = [
    {"tables_missing": lambda one: _change(one, "DROP TABLE cache")},
    {
        "log_unprotected": lambda one: _change(one, "DROP TRIGGER audit_no_delete"),
        "head_old": lambda one: _head(one, 2),
        "people_none": lambda one: _change(one, "UPDATE accounts_person SET is_active = 0"),
        "static_stale": lambda one: (_data(one) / "static" / "web" / "portal.css").write_text(""),
        "file_open": lambda one: (_data(one) / "cases.sqlite3").chmod(0o644),
        "secret_open": lambda one: _key(one).chmod(0o640),
        "log_changed": lambda one: _key(one).write_text("en helt annan nyckel, 0123456789 abcdefghijklmnopq"),
        "clock_behind_log": lambda one: _change(
            one, "DROP TRIGGER audit_no_update", "UPDATE store_auditrecord SET at = '2099-01-01 00:00:00' WHERE number = 2"
        ),
    },
    {"log_cut": lambda one: _head(one, 0, number=3)},
    {
        "log_missing": lambda one: _change(one, "DROP TRIGGER audit_no_delete", "DELETE FROM store_auditrecord WHERE number = 1"),
        "secret_same": lambda one: (one.folder / "SPEGLA_SECRET_KEY").write_text(SECRETS["SPEGLA_AUDIT_KEY"]),
    },
    {
        "store_broken": _damage,
        "tables_missing": lambda one: _change(one, "DELETE FROM django_migrations WHERE app = 'store'", store="published"),
        "store_missing": lambda one: (_data(one) / "inbox.sqlite3").unlink(),
        "secret_weak": lambda one: _key(one).write_text("abc" * 20),
        "static_missing": lambda one: (_data(one) / "static" / "staticfiles.json").unlink(),
        "folder_anothers": lambda one: shutil.chown(_data(one), 65534),
        "not_examined": lambda _: None,
    },
    {"store_shut": lambda one: (_data(one) / "inbox.sqlite3-wal").mkdir()},
    {"folder_missing": lambda one: shutil.rmtree(_data(one))},
    {"settings_unreadable": lambda one: _key(one).unlink()},
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: next(iter(broken)))
def test_what_is_broken_is_found(copy: Installed, broken: dict[str, Callable[[Installed], object]]) -> None:
    for one in broken.values():
        one(copy)

    found = copy.doctor()

    assert set(broken) - {code for code, one in found.items() if one["state"] != "well"} == set()
    assert [one["says"] for one in found.values() if "{" in one["says"]] == []


def test_the_protection_of_the_log_is_put_back_as_the_guide_says(copy: Installed) -> None:
    _change(copy, "DROP TRIGGER audit_no_delete")
    assert copy.doctor()["log_unprotected"]["facts"] == {"names": "audit_no_delete"}

    assert copy.run("protect-audit").returncode == 0

    assert {"log_protected", "log_holds"} <= set(copy.doctor())
    assert "Inget behövde göras" in copy.run("protect-audit").stdout


def test_nobody_goes_back_to_before_there_were_registrations(copy: Installed) -> None:
    """All of them would be gone."""
    tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('store_response', 'store_answerversion', 'store_intervention')"

    assert copy.run("migrate", "store", "0002").returncode != 0
    with closing(sqlite3.connect(_data(copy) / "cases.sqlite3")) as store:
        assert store.execute(tables).fetchone() == (3,)


def test_a_secret_in_the_environment_is_to_be_looked_at(copy: Installed) -> None:
    environ = {name: value for name, value in copy.environ.items() if name != "SPEGLA_AUDIT_KEY_FILE"}
    found = Installed(copy.folder, environ).doctor(SPEGLA_AUDIT_KEY=SECRETS["SPEGLA_AUDIT_KEY"])

    assert found["secret_in_environment"]["facts"] == {"name": "SPEGLA_AUDIT_KEY"}


def test_an_export_of_today_is_well(copy: Installed) -> None:
    exported = copy.run("export-audit-head")
    assert exported.returncode == 0, exported

    assert {"head_exported", "log_holds"} <= set(copy.doctor())


def test_the_examination_changes_nothing(copy: Installed) -> None:
    before = {path: path.read_bytes() for path in copy.folder.rglob("*") if path.is_file()}
    copy.doctor()

    assert {path: path.read_bytes() for path in copy.folder.rglob("*") if path.is_file()} == before


def test_the_commands_are_listed_when_none_is_named(whole: Installed) -> None:
    swedish, english = whole.run(), whole.run("--lang", "en")

    assert "setup" in swedish.stdout
    assert "Undersöker en installation" in swedish.stdout
    assert "Examines an installation" in english.stdout


def test_settings_that_cannot_be_read_are_said_in_swedish_by_every_command(tmp_path: Path) -> None:
    nothing = Installed(tmp_path, {})

    assert nothing.run("setup").stderr == "spegla-portal: SPEGLA_DATA saknas. Ange mappen där portalen ska ha sina data.\n"
    assert json.loads(nothing.run("doctor", "--format=json").stdout)["wrong"] == 1
