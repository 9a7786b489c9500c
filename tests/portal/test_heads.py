"""The end of the log leaves the installation each day, and is held against the log afterwards."""

import stat
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from spegla.portal.accounts.models import Person
from spegla.portal.store.audit import Audit, Head, head, record
from spegla.portal.store.heads import FILE, DamagedError, Exported, add, exported, last_export
from spegla.portal.store.models import AuditRecord
from spegla.portal.use_cases import heads
from tests.portal.conftest import AT, LogIn
from tests.portal.test_audit import unguarded

pytestmark = pytest.mark.django_db
People = Callable[[str], Person]


@pytest.fixture
def folder(tmp_path: Path, settings: object) -> Path:
    settings.HEADS = tmp_path / "heads"  # type: ignore[attr-defined]
    return tmp_path / "heads"


def wrote(person: People) -> None:
    maja = person("maja")
    record(maja.organisation, Audit(maja, "role_given", AT))


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_a_head_is_a_line_that_nobody_else_may_read_and_that_is_read_back(folder: Path) -> None:
    first, second = Exported(AT, Head(7, "a" * 64)), Exported(AT + timedelta(days=1), Head(12, "b" * 64))
    add(folder, first)
    add(folder, second)

    assert exported(folder) == [first, second]
    assert last_export(folder) == AT + timedelta(days=1)
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_nothing_exported_is_nothing_and_no_error(folder: Path) -> None:
    assert exported(folder) == []
    assert last_export(folder) is None


@pytest.mark.parametrize("line", ["", "nonsense", "2026-11-23T09:00:00+00:00 7:" + "a" * 63, "2026-11-23T09:00:00+00:00 7:" + "å" * 64])
def test_a_line_that_was_not_exported_is_told_by_its_number(folder: Path, line: str) -> None:
    add(folder, Exported(AT, Head(7, "a" * 64)))
    (folder / FILE).write_text((folder / FILE).read_text() + line + "\n")

    with pytest.raises(DamagedError) as damaged:
        exported(folder)
    assert damaged.value.line == 2


def test_everyone_who_looks_after_a_log_gets_one_letter_with_the_head(folder: Path, person: People) -> None:
    wrote(person)

    sent = heads.export(folder=folder, at=AT)

    [letter] = mail.outbox
    assert letter.to == ["karin@exempel.se"]
    assert f"{sent.head.number}:{sent.head.seal}" in letter.body
    assert "Spara brevet" in letter.body
    assert "verify-audit --head" in letter.body
    assert (sent.letters, sent.failed, sent.head) == (1, 0, head())
    assert [one.head for one in exported(folder)] == [sent.head]


def test_it_is_done_once_a_day_where_people_are_unless_forced(folder: Path, person: People) -> None:
    # 23.30 in Stockholm, and half an hour into the next day there, which is the same day in UTC.
    evening = AT.replace(hour=22, minute=30)

    assert heads.export_daily(folder=folder, at=evening) is not None
    assert heads.export_daily(folder=folder, at=evening + timedelta(minutes=10)) is None
    assert heads.export(folder=folder, at=evening + timedelta(minutes=20)) is not None
    assert heads.export_daily(folder=folder, at=evening + timedelta(minutes=40)) is not None
    assert len(mail.outbox) == len(exported(folder)) == 3


def test_an_address_that_is_refused_keeps_no_letter_from_the_others(folder: Path, person: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "everyone_with", lambda _: [person("karin"), person("maja")])
    send = EmailBackend.send_messages

    def broken(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if messages[0].to == ["karin@exempel.se"]:
            raise OSError("no such mailbox")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", broken)

    sent = heads.export(folder=folder, at=AT)

    assert (sent.letters, sent.failed) == (1, 1)
    assert [one.to for one in mail.outbox] == [["maja@exempel.se"]]
    assert len(exported(folder)) == 1


def test_a_log_that_does_not_hold_is_not_exported_as_if_it_did(folder: Path, person: People) -> None:
    wrote(person)
    unguarded()
    AuditRecord._base_manager.filter(number=head().number).update(action="log_read")

    with pytest.raises(heads.BrokenChainError):
        heads.export(folder=folder, at=AT)
    with pytest.raises(CommandError, match="Kör verify-audit"):
        call_command("export-audit-head")
    assert exported(folder) == []
    assert mail.outbox == []


def test_verify_holds_the_log_against_every_head_in_the_file(folder: Path, person: People) -> None:
    wrote(person)
    assert "Inget huvud har exporterats" in said("verify-audit")
    assert "Skickade brev" in said("export-audit-head")
    assert "Inget gjordes" in said("export-audit-head")
    assert "Skickade brev" in said("export-audit-head", "--force")
    assert "2 exporterade huvuden finns kvar" in said("verify-audit")
    unguarded()
    AuditRecord._base_manager.filter(number=head().number).delete()

    with pytest.raises(CommandError, match="är borta"):
        call_command("verify-audit")


def test_verify_takes_the_head_of_a_letter_beside_the_file(folder: Path, person: People) -> None:
    wrote(person)
    now = head()

    assert "varje sigill håller" in said("verify-audit", "--head", f"{now.number}:{now.seal}")
    with pytest.raises(CommandError, match="har ändrats"):
        call_command("verify-audit", "--head", f"{now.number}:{'0' * 64}")
    with pytest.raises(CommandError, match="ett nummer, ett kolon"):
        call_command("verify-audit", "--head", "7")


def test_a_damaged_file_is_told_of_by_the_commands_and_breaks_no_page(folder: Path, log_in: LogIn) -> None:
    folder.mkdir()
    (folder / FILE).write_text("nonsense\n")

    for command in ("verify-audit", "export-audit-head"):
        with pytest.raises(CommandError, match="går inte att läsa på rad 1"):
            call_command(command)
    assert log_in("karin").get("/granskning/").status_code == 200


def test_the_page_of_the_log_says_when_its_end_was_sent_out(folder: Path, log_in: LogIn) -> None:
    client = log_in("karin")
    assert "Loggens slut är inte sparat någon annanstans" in client.get("/granskning/").content.decode()
    heads.export(folder=folder, at=AT)

    assert "Kontrollerad, och slutet är mejlat till er, 23 nov 2026 kl. 10.00" in client.get("/granskning/").content.decode()
