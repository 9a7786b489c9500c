"""The log as people read it: in words, by day, searched, turned over and copied."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spegla.portal.accounts.models import Assignment, Invitation, Person, Recovery, RecoveryProof
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.log import Wanted
from spegla.portal.store.models import AuditRecord, Response
from spegla.portal.texts import texts
from spegla.portal.use_cases import audits, case_codes, handing_in, interventions, people, registering, rounds
from spegla.portal.use_cases.access import Actor, RefusedError
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.templatetags.spegla import about, because
from spegla.responses.cells import guarded
from tests.portal.conftest import AT, LogIn
from tests.portal.every_kind import commented, every_kind, settled

pytestmark = pytest.mark.django_db
Who = Callable[[str], Actor]
People = Callable[[str], Person]


def wrote(person: People, who: str, count: int, **values: object) -> list[AuditRecord]:
    """`count` records of what `who` did, a minute apart."""
    someone = person(who)
    return [
        record(someone.organisation, Audit(someone, "role_given", AT + timedelta(minutes=number), **values))  # type: ignore[arg-type]
        for number in range(count)
    ]


def page(actor: Who, **wanted: object) -> audits.Log:
    return audits.see_log(actor=actor("karin"), wanted=Wanted(**wanted), at=AT)  # type: ignore[arg-type]


def test_a_line_says_whom_it_is_about_and_the_role_then(actor: Who, person: People) -> None:
    lena = person("lena")
    people.give_role(actor=actor("maja"), person_id=lena.id, organisation=lena.organisation, role="samordnare", at=AT)

    line = page(actor, person=person("maja").id).lines[0]

    assert line.concerns == lena
    assert line.roles == ("samordnare",)


def test_a_role_that_has_ended_since_still_stands_by_what_was_done_with_it(actor: Who, person: People) -> None:
    wrote(person, "bo", 1)
    [role] = Assignment._base_manager.filter(person=person("bo"))
    people.end_role(actor=actor("maja"), assignment_id=role.id, at=AT + timedelta(hours=1))
    after = record(person("bo").organisation, Audit(person("bo"), "log_read", AT + timedelta(hours=2)))

    lines = page(actor, person=person("bo").id).lines

    assert [line.roles for line in lines] == [(), ("gruppledare",)]
    assert lines[0].record == after


def test_what_was_done_to_someone_is_found_by_their_name_and_number(log_in: LogIn, actor: Who, person: People) -> None:
    lena = person("lena")
    role = people.give_role(actor=actor("maja"), person_id=lena.id, organisation=lena.organisation, role="handlaggare", at=AT)
    people.decide_role(actor=actor("karin"), assignment_id=role.id, approved=True, at=AT)
    client = log_in("karin")
    for written in ("Lena Vik", "lena  vik", f"person {lena.id}"):
        shown = client.get("/granskning/", {"about": written}).content.decode()
        assert shown.count('<tr class="dag">') == 1, written
        assert "Gav en roll" in shown
        assert "Godkände en roll" in shown
        assert "Tog emot" not in shown
    assert "Godkände en roll" in client.get("/granskning/", {"about": f"roll {role.id}"}).content.decode()


@pytest.mark.parametrize("written", ["Elsa", "roll", "roll x", "roll -1", "ärende 7", "person " + "9" * 40, "person ²"])
def test_what_cannot_be_looked_for_is_said_and_nothing_is_shown(log_in: LogIn, written: str) -> None:
    answer = log_in("karin").get("/granskning/", {"about": written})

    assert answer.status_code == 422
    assert "Skriv ett namn, eller en sak med nummer" in answer.content.decode()
    assert "<table" not in answer.content.decode()


def test_the_last_day_is_not_before_the_first(log_in: LogIn) -> None:
    answer = log_in("karin").get("/granskning/", {"since": "2026-11-24", "until": "2026-11-23"})

    assert answer.status_code == 422
    assert "Den sista dagen är före den första" in answer.content.decode()


def test_days_are_those_where_the_reader_is(actor: Who, person: People) -> None:
    maja = person("maja")
    late = record(maja.organisation, Audit(maja, "role_given", datetime(2026, 11, 22, 23, 30, tzinfo=UTC)))

    [line] = page(actor, since=date(2026, 11, 23), until=date(2026, 11, 23), person=maja.id).lines

    assert line.record == late
    assert line.day == date(2026, 11, 23)


def test_pages_are_turned_to_the_older_and_back(actor: Who, person: People) -> None:
    made = [one.number for one in wrote(person, "maja", 2 * audits.ON_A_PAGE + 7)][::-1]
    maja = person("maja").id

    def numbers(log: audits.Log) -> list[int]:
        return [line.record.number for line in log.lines]

    first = page(actor, person=maja)
    second = page(actor, person=maja, before=first.older)
    third = page(actor, person=maja, before=second.older)

    assert [numbers(one) for one in (first, second)] == [made[:50], made[50:100]]
    assert numbers(third)[:7] == made[100:]
    assert (first.newer, third.older) == (None, None)
    assert first.total == len(numbers(first) + numbers(second) + numbers(third))
    assert numbers(page(actor, person=maja, after=third.newer)) == numbers(second)
    assert numbers(page(actor, person=maja, after=second.newer)) == numbers(first)


def test_the_page_is_in_words(log_in: LogIn, actor: Who, person: People) -> None:
    lena = person("lena")
    people.give_role(actor=actor("maja"), person_id=lena.id, organisation=lena.organisation, role="samordnare", at=AT)

    shown = log_in("karin").get("/granskning/", {"about": "Lena Vik"}).content.decode()

    assert "Måndag 23 november 2026" in shown
    assert "10.00.00" in shown
    rows = shown.partition("<tbody>")[2].partition("</table>")[0]
    for code in ("role_given", "person:", "samordnare", "None"):
        assert code not in rows


def test_an_empty_search_says_what_to_do_next(log_in: LogIn) -> None:
    answer = log_in("karin").get("/granskning/", {"until": "2020-01-01"}).content.decode()

    assert "Inget i loggen stämmer" in answer
    assert "Ladda ner som CSV" not in answer


def test_a_person_on_the_page_of_people_leads_to_what_they_did_for_who_may_read_it(log_in: LogIn, person: People) -> None:
    link = f'href="/granskning/?person={person("bo").id}"'

    assert link in log_in("karin").get("/personer/").content.decode()
    assert link not in log_in("maja").get("/personer/").content.decode()


def test_who_has_left_can_still_be_looked_for(log_in: LogIn, person: People) -> None:
    wrote(person, "lena", 1)
    Person.objects.filter(email="lena@exempel.se").update(left=AT, is_active=False)

    assert log_in("karin").get("/granskning/", {"person": person("lena").id}).status_code == 200


def test_what_is_unusual_is_counted_and_marked(log_in: LogIn, person: People) -> None:
    client = log_in("karin")
    client.post("/granskning/kopia/", {"reason": "incident"})

    shown = client.get("/granskning/").content.decode()

    assert 'href="/granskning/?action=log_copied"' in shown
    assert "Ovanligt" in shown


def copied(client: object, query: str = "", **data: str) -> list[list[str]]:
    answer = client.post(f"/granskning/kopia/{query}", data)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="logg-')
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_a_copy_holds_what_was_looked_for_and_is_on_record_with_its_reason(log_in: LogIn, person: People) -> None:
    wrote(person, "maja", 3)
    maja = person("maja").id

    head, *rows = copied(log_in("karin"), f"?person={maja}&action=role_given", reason="question")

    assert head[:3] == ["Nummer", "Tid", "Vem"]
    assert {(row[2], row[4]) for row in rows} == {("Maja Holm", "Gav en roll")}
    last = AuditRecord._base_manager.order_by("-number").first()
    assert last is not None
    assert (last.action, last.actor) == ("log_copied", person("karin"))
    assert last.facts == {"person": maja, "action": "role_given", "reason": "question", "count": len(rows)}


@pytest.mark.parametrize("data", [{}, {"reason": ""}, {"reason": "curious"}])
def test_without_a_reason_there_is_no_copy(log_in: LogIn, data: dict[str, str]) -> None:
    answer = log_in("karin").post("/granskning/kopia/", data)

    assert answer.status_code == 422
    assert not AuditRecord._base_manager.filter(action="log_copied").exists()


def test_the_use_case_refuses_a_reason_that_is_none_and_who_may_not(actor: Who) -> None:
    with pytest.raises(NotPossibleError, match="copy_reason"):
        audits.copy_log(actor=actor("karin"), wanted=Wanted(), reason="curious", at=AT)
    with pytest.raises(RefusedError):
        audits.copy_log(actor=actor("maja"), wanted=Wanted(), reason="review", at=AT)


def test_more_than_fits_is_refused_and_never_cut_short(log_in: LogIn, person: People, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(person, "maja", 5)
    monkeypatch.setattr(audits, "IN_A_COPY", 4)

    answer = log_in("karin").post("/granskning/kopia/", {"reason": "review"})

    assert answer.status_code == 422
    assert "högst 4 rader" in answer.content.decode()


def test_a_copy_holds_nothing_of_another_municipality(log_in: LogIn, person: People) -> None:
    wrote(person, "cecilia", 2)

    assert "Cecilia Berg" not in {row[2] for row in copied(log_in("karin"), reason="review")}


def test_a_name_that_would_be_run_is_text(log_in: LogIn, person: People) -> None:
    Person.objects.filter(email="maja@exempel.se").update(name='=HYPERLINK("http://ond.se")')
    wrote(person, "maja", 1)

    assert '\'=HYPERLINK("http://ond.se")' in {row[2] for row in copied(log_in("karin"), reason="review")}


@given(st.text())
def test_no_cell_begins_with_what_would_be_run_and_nothing_is_lost(cell: str) -> None:
    shown = guarded(cell)

    assert not shown.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell == shown or shown == f"'{cell}"


def test_every_action_and_reason_has_words() -> None:
    from spegla.portal.texts import texts

    codes = [*(f"action_{one}" for one in audits.UNUSUAL), *(f"reason_{one}" for one in audits.COPY_REASONS)]
    codes += [f"object_{one}" for one in audits.KINDS]
    assert [one for one in codes if one not in texts("sv").table] == []


def test_what_a_row_is_about_is_named_and_a_role_says_in_which_unit(log_in: LogIn, actor: Who, person: People) -> None:
    astrid = person("astrid")
    [role] = Assignment._base_manager.filter(person=astrid)
    unit = role.organisation
    people.invite(
        actor=actor("maja"), organisation=unit, email="ny@exempel.se", name="Nya Ny", role="handlaggare", at=AT, link=lambda token: token
    )
    [invitation] = Invitation._base_manager.all()
    lost = Recovery.objects.create_in(
        organisation=unit, person=astrid, asked_with=RecoveryProof.ADDRESS, asked_at=AT, expires_at=AT + timedelta(days=1)
    )
    for number, what in enumerate((f"recovery:{lost.id}", f"assignment:{role.id}", "recovery:987654"), start=1):
        record(unit, Audit(person("maja"), "role_ended", AT + timedelta(minutes=number), what, {"role": "handlaggare"}))

    lines = page(actor, person=person("maja").id).lines

    assert [line.concerns for line in lines] == [None, astrid, astrid, None]
    assert [about(line) for line in lines] == ["återställning 987654", astrid.name, astrid.name, f"Nya Ny, inbjudan {invitation.id}"]
    assert {because(line) for line in lines} == {f"Handläggare, {unit.name}"}
    copied = log_in("karin").post("/granskning/kopia/", {"reason": "review"}).content.decode("utf-8-sig")
    assert f"Nya Ny, inbjudan {invitation.id};Handläggare, {unit.name}" in copied


def registered(actor: Who) -> Mapping[str, Response]:
    """Everything that can be done to registrations has been done, by Astrid, Bo and Maja."""
    found = every_kind(actor("astrid"), "BU-2026")
    closure, conflict, waits = found["closure"], found["conflict"], found["waiting"]
    interventions.see_intervention(actor=actor("bo"), intervention_id=closure.intervention_id, at=AT)
    case_codes.open_code(actor=actor("bo"), intervention_id=closure.intervention_id, at=AT)
    case_codes.correct_code(actor=actor("astrid"), intervention_id=closure.intervention_id, code="BU-2026-9", at=AT)
    registering.see_response(actor=actor("bo"), response_id=closure.id, at=AT)
    settled(actor("astrid"), conflict)
    handing_in.wait(actor=actor("astrid"), response_id=waits.id, until=None, at=AT)
    commented(actor("astrid"), found["draft"], "Ett svar saknas.")
    rounds.open_round(actor=actor("maja"), instrument="webbkollen-2016", at=AT)
    rounds.change(actor=actor("maja"), budget=360, free_text=True, shows_earlier=True, at=AT)
    rounds.state_closings(actor=actor("maja"), month=date(2026, 10, 1), count=46, at=AT)
    return found


def test_all_that_is_done_to_registrations_is_in_the_log_in_words(log_in: LogIn, actor: Who) -> None:
    registered(actor)
    done = {one.action for one in AuditRecord._base_manager.all()}
    kinds = ("response", "intervention", "case_code", "round", "closings", "comment")
    # What a use case can write of registrations, found in its source.
    folder = Path(audits.__file__).parent
    known = set(re.findall(rf'"((?:{"|".join(kinds)})_[a-z_]+)", at', "".join(one.read_text("utf-8") for one in folder.glob("*.py"))))
    known |= {"response_waits", "response_waits_no_more"}

    assert known - done == set()
    assert len(known) >= 15
    for who in ("astrid", "bo", "maja"):
        lines = page(actor, person=actor(who).person.id).lines
        said = [(*texts("sv").table[f"action_{line.record.action}"].sv.split(), about(line), because(line)) for line in lines]
        assert [one for one in said if any("_" in part or ":" in part for part in one)] == []
    shown = log_in("karin").get("/granskning/", {"person": actor("astrid").person.id}).content.decode()
    assert "Lämnade in en registrering" in shown


def test_a_line_about_a_registration_says_which_step_and_intervention(actor: Who) -> None:
    closure = registered(actor)["closure"]

    lines = [one for one in page(actor, about=f"response:{closure.id}").lines if one.record.action == "response_handed_in"]

    assert [(about(one), because(one)) for one in lines] == [(f"Registrering {closure.id} av insats {closure.intervention_id}", "Avslut")]


def test_who_saw_a_case_is_found_by_its_intervention(log_in: LogIn, actor: Who) -> None:
    closure = registered(actor)["closure"]

    shown = log_in("karin").get("/granskning/", {"about": f"insats {closure.intervention_id}"}).content.decode()
    actions = {line.record.action for line in page(actor, about=f"intervention:{closure.intervention_id}").lines}

    assert {"intervention_made", "intervention_read", "case_code_read", "response_begun", "response_read", "response_handed_in"} <= actions
    rows = shown.partition("<tbody>")[2].partition("</table>")[0]
    assert "Såg beteckningen på en insats" in rows
    assert "Läste en registrering" in rows
    assert "Ersatte en registrering med en rättelse" not in rows


def test_a_name_behind_a_number_of_another_municipality_is_not_looked_up(actor: Who, person: People) -> None:
    theirs = Assignment._base_manager.get(person=person("cecilia"))
    record(person("maja").organisation, Audit(person("maja"), "role_ended", AT, f"assignment:{theirs.id}"))

    assert page(actor).lines[0].concerns is None
