"""One's own registrations as a file: the same answers, for whoever asked and nobody else, on record, and gone after a day."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spegla.catalogue import Catalogue
from spegla.columns.rows import StoredRow, stored_rows
from spegla.importers import read_wide
from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit
from spegla.portal.store.exports import Asked
from spegla.portal.store.models import AuditRecord, Intervention, Response, ResponseState
from spegla.portal.store.models.exports import Export, ExportState
from spegla.portal.store.organisations import authority_of
from spegla.portal.use_cases import exports, handing_in, registering
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.templatetags.spegla import because
from spegla.synthesis import municipalities, synthesise
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import CLOSURE, INSTRUMENT, begun, handed_in, open_round, unit_of
from tests.portal.traces import traced

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]
People = Callable[[str], Person]
YEAR = Asked(INSTRUMENT, date(2026, 1, 1), date(2026, 12, 31), "csv")
DAY = timedelta(days=1)


def asked(actor: Actor, what: Asked = YEAR, place: Organisation | None = None, reason: str = "report") -> Export:
    return exports.ask(actor=actor, place=place or unit_of(actor), asked=what, reason=reason, at=AT)


def work() -> None:
    """Do what the queue holds now, as the worker does."""
    for one in DBTaskResult.objects.ready():
        one.claim("prov")
        one.task.call(*one.args_kwargs["args"], **one.args_kwargs["kwargs"])
        one.set_successful(None)


def made(actor: Actor, what: Asked = YEAR, place: Organisation | None = None) -> exports.Fetched:
    export = asked(actor, what, place)
    exports.make(export_id=export.id, at=AT)
    return exports.fetch(actor=actor, export_id=export.id, at=AT)


def read_back(fetched: exports.Fetched, folder: Path) -> Sequence[StoredRow]:
    (folder / fetched.name).write_bytes(fetched.content)
    catalogue = Catalogue.opened()
    read = read_wide(folder / fetched.name, catalogue.instruments[INSTRUMENT], catalogue.municipalities)
    assert read.value is not None, read.problems
    return stored_rows(read.value)


def in_unit(place: Organisation, name: str) -> Organisation:
    with transaction.atomic():
        return parts.add(place, OrganisationKind.UNIT, name, None, Audit(None, "organisation_added", AT, facts={"kind": "unit"}))


def invent(unit: Organisation, number: int, folder: Path, *, invented: bool = True) -> Sequence[StoredRow]:
    """Put `number` made up registrations in the tables of `unit`, as they are stored; gives them by day."""
    instrument, round = Catalogue.opened().instruments[INSTRUMENT], open_round(unit)
    falun = [one for one in municipalities() if one.code == "2080"]
    (folder / "pahittade.csv").write_text(synthesise(instrument, falun, number, 7).write_csv(separator=";"), encoding="utf-8")
    read = read_wide(folder / "pahittade.csv", instrument, Catalogue.opened().municipalities)
    assert read.value is not None
    rows = [StoredRow(unit.name, one.day, one.latest, one.data) for one in stored_rows(read.value)]
    cases = [
        Intervention.objects.create_in(organisation=unit, case_hash=f"{n:064}", case_cipher="", case_key="", made_at=AT)
        for n in range(len(rows))
    ]
    Response._base_manager.bulk_create(
        Response(
            organisation=unit, round=round, intervention=case, instrument=INSTRUMENT, step=str(row.data["tillfalle"]), day=row.day,
            state=ResponseState.HANDED_IN, answers={}, row=dict(row.data), latest=row.latest, invented=invented,
            begun_at=AT, saved_at=AT, handed_in_at=AT,
        )
        for case, row in zip(cases, rows, strict=True)
    )  # fmt: skip
    return sorted(rows, key=lambda row: row.day or date.min)


ALL = {name: Asked(INSTRUMENT, date(2010, 1, 1), date(2030, 12, 31), name) for name in ("csv", "xlsx")}


@pytest.mark.parametrize("format", ALL)
def test_six_hundred_registrations_are_read_back_as_they_are_stored(actor: Actors, tmp_path: Path, format: str) -> None:
    rows = invent(unit_of(actor("bo")), 600, tmp_path)

    found = read_back(made(actor("bo"), ALL[format]), tmp_path)

    assert [(row.unit, row.day, dict(row.data)) for row in found] == [(row.unit, row.day, dict(row.data)) for row in rows]


def test_what_was_registered_in_the_form_is_read_back(actor: Actors, tmp_path: Path) -> None:
    closure = handed_in(actor("astrid"), "BU-2026-117", "avslut")

    [row] = read_back(made(actor("bo")), tmp_path)

    assert (row.unit, row.day, dict(row.data)) == (closure.organisation.name, closure.day, closure.row)
    assert row.data["samtal_avslut"] == ["enskilt", "med_vardnadshavare"]
    assert row.latest


def test_the_case_is_the_number_of_the_intervention_and_its_code_is_nowhere(actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-2026-117", "avslut")
    content = made(actor("bo")).content.decode("utf-8-sig")
    _, head, row = csv.reader(io.StringIO(content), delimiter=";")

    assert row[head.index("arende")] == f"Spegla-{closure.intervention_id}"
    assert traced("BU-2026-117", content) == []


def test_a_draft_a_decision_and_what_was_replaced_or_removed_are_not_in_it(actor: Actors, tmp_path: Path) -> None:
    astrid = actor("astrid")
    begun(astrid, "BU-1")
    handed_in(astrid, "BU-2")
    removed = handed_in(astrid, "BU-3", "avslut")
    handing_in.remove(actor=astrid, response_id=removed.id, at=AT)
    wrong = handed_in(astrid, "BU-4", "avslut")
    correction = registering.correct(actor=astrid, response_id=wrong.id, at=AT)
    handing_in.hand_in(actor=astrid, response_id=correction.id, version=correction.version, at=AT)

    assert len(read_back(made(actor("bo")), tmp_path)) == 1


def test_the_days_are_both_in_the_period(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    day = date.fromisoformat(CLOSURE["datum"][0])

    assert asked(actor("bo"), Asked(INSTRUMENT, day, day, "csv"))
    for first, last in ((day - DAY, day - DAY), (day + DAY, day + DAY)):
        with pytest.raises(NotPossibleError, match="export_none"):
            asked(actor("bo"), Asked(INSTRUMENT, first, last, "csv"))


def test_a_unit_is_alone_and_a_board_is_all_of_its_units_and_nobody_elses(actor: Actors, person: People, tmp_path: Path) -> None:
    unit = unit_of(actor("bo"))
    board = authority_of(unit)
    other, foreign = in_unit(board, "Norra"), unit_of(actor("cecilia"))
    with transaction.atomic():
        district = parts.add(board, OrganisationKind.DISTRICT, "Öster", None, Audit(None, "organisation_added", AT))
    for place, number in ((unit, 1), (other, 2), (foreign, 4), (in_unit(district, "Södra"), 8)):
        invent(place, number, tmp_path)
    Assignment.objects.create_in(
        organisation=board, person=person("lena"), role="gruppledare", state=AssignmentState.ACTIVE, given_by=person("maja"),
        given_at=AT, decided_by=person("karin"), decided_at=AT,
    )  # fmt: skip
    leader = actor("lena")

    assert {row.unit for row in read_back(made(actor("bo"), ALL["csv"], unit), tmp_path)} == {unit.name}
    assert sorted(row.unit for row in read_back(made(leader, ALL["csv"], board), tmp_path)) == [unit.name, "Norra", "Norra"]
    assert [one.name for one in exports.see_exports(actor=leader, at=AT).places] == [board.name, unit.name, "Norra"]
    assert [one.name for one in exports.see_exports(actor=actor("bo"), at=AT).places] == [unit.name]
    for place in (board, other, district):
        with pytest.raises(RefusedError):
            asked(actor("bo"), ALL["csv"], place)
    with pytest.raises(NotFoundError):
        asked(actor("bo"), ALL["csv"], foreign)


@pytest.mark.parametrize(
    ("code", "what", "reason"),
    [
        ("export_reason", YEAR, ""),
        ("export_reason", YEAR, "review"),
        ("export_format", Asked(INSTRUMENT, YEAR.first, YEAR.last, "pdf"), "report"),
        ("export_instrument", Asked("bbic-3.1", YEAR.first, YEAR.last, "csv"), "report"),
        ("export_days", Asked(INSTRUMENT, YEAR.last, YEAR.first, "csv"), "report"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_not_on_record(actor: Actors, code: str, what: Asked, reason: str) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    with pytest.raises(NotPossibleError, match=code):
        asked(actor("bo"), what, reason=reason)
    assert not AuditRecord._base_manager.filter(action="export_asked").exists()
    assert not DBTaskResult.objects.exists()


def test_more_than_fits_is_refused_and_never_cut_short(actor: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("BU-1", "BU-2"):
        handed_in(actor("astrid"), code, "avslut")
    monkeypatch.setattr(exports, "IN_A_FILE", 2)
    waiting = asked(actor("bo"))
    handed_in(actor("astrid"), "BU-3", "avslut")

    with pytest.raises(NotPossibleError, match="export_too_much"):
        asked(actor("bo"))
    exports.make(export_id=waiting.id, at=AT)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.content) == (ExportState.FAILED, None)


def test_the_worker_makes_the_file_and_takes_it_away_after_a_day(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    work()
    export.refresh_from_db()
    [clearing] = DBTaskResult.objects.exclude(task_path__endswith="write_export")

    assert (export.state, export.rows) == (ExportState.DONE, 1)
    assert clearing.task_path.endswith("exports.clear_exports")
    assert clearing.run_after == export.expires_at


def test_a_file_that_is_made_twice_is_made_once(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    exports.make(export_id=export.id, at=AT)
    handed_in(actor("astrid"), "BU-2", "avslut")
    exports.make(export_id=export.id, at=AT + DAY)

    export.refresh_from_db()
    assert (export.rows, export.expires_at) == (1, AT + DAY)
    assert AuditRecord._base_manager.filter(action="export_made").count() == 1


def test_what_is_made_at_once_by_two_is_stored_by_the_first(actor: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    once = exports._WRITERS["csv"]

    def meanwhile(*what: object) -> bytes:
        monkeypatch.setitem(exports._WRITERS, "csv", once)
        exports.make(export_id=export.id, at=AT)
        return b"den andra"

    monkeypatch.setitem(exports._WRITERS, "csv", (meanwhile, once[1]))
    exports.make(export_id=export.id, at=AT)

    export.refresh_from_db()
    assert bytes(export.content or b"") != b"den andra"
    assert AuditRecord._base_manager.filter(action="export_made").count() == 1


def test_the_queue_holds_nothing_of_what_was_taken_back(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    with transaction.atomic():
        asked(actor("bo"))
        transaction.set_rollback(True)

    assert not DBTaskResult.objects.exists()


def test_only_who_asked_gets_the_file(actor: Actors, person: People) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    exports.make(export_id=export.id, at=AT)
    Assignment.objects.create_in(
        organisation=export.organisation, person=person("lena"), role="gruppledare", state=AssignmentState.ACTIVE,
        given_by=person("maja"), given_at=AT, decided_by=person("karin"), decided_at=AT,
    )  # fmt: skip

    for name in ("lena", "astrid", "cecilia"):
        with pytest.raises(NotFoundError):
            exports.fetch(actor=actor(name), export_id=export.id, at=AT)
    assert exports.see_exports(actor=actor("lena"), at=AT).made == []


def test_who_has_lost_the_role_gets_the_file_no_more(actor: Actors, person: People) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    exports.make(export_id=export.id, at=AT)
    Assignment._base_manager.filter(person=person("bo")).update(state=AssignmentState.ENDED)

    with pytest.raises(RefusedError):
        exports.fetch(actor=actor("bo"), export_id=export.id, at=AT)


@pytest.mark.parametrize(("after", "there"), [(timedelta(hours=24, seconds=-1), True), (timedelta(hours=24), False)])
def test_a_file_is_there_for_a_day_whether_or_not_it_was_taken_away(actor: Actors, after: timedelta, there: bool) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    exports.make(export_id=export.id, at=AT)

    [one] = exports.see_exports(actor=actor("bo"), at=AT + after).made
    assert one.ready is there
    if not there:
        with pytest.raises(NotPossibleError, match="export_not_there"):
            exports.fetch(actor=actor("bo"), export_id=export.id, at=AT + after)
    assert exports.clear(at=AT + after) == (not there)
    export.refresh_from_db()
    assert (export.state, export.content is None) == ((ExportState.DONE, False) if there else (ExportState.GONE, True))


def test_what_nobody_has_made_for_a_day_is_given_up_and_is_late_before_that(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    seen = [exports.see_exports(actor=actor("bo"), at=AT + after).made[0].slow for after in (timedelta(), timedelta(minutes=11))]

    assert seen == [False, True]
    assert (exports.clear(at=AT + timedelta(hours=23)), exports.clear(at=AT + DAY)) == (0, 1)
    export.refresh_from_db()
    assert export.state == ExportState.FAILED


def test_an_answer_that_no_longer_can_be_read_makes_no_file_and_says_so(actor: Actors) -> None:
    closure = handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    Response._base_manager.filter(id=closure.id).update(row={**(closure.row or {}), "risk_beslut": "ett annat svar"})
    exports.make(export_id=export.id, at=AT)

    export.refresh_from_db()
    assert export.state == ExportState.FAILED
    assert AuditRecord._base_manager.filter(action="export_failed", object=f"export:{export.id}").exists()


def test_asking_making_and_each_fetch_are_on_record_with_the_reason_and_how_many(actor: Actors, log_in: LogIn) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"), reason="correction")
    exports.make(export_id=export.id, at=AT)
    for _ in range(2):
        exports.fetch(actor=actor("bo"), export_id=export.id, at=AT)
    told = AuditRecord._base_manager.filter(object=f"export:{export.id}").order_by("number")

    bo = actor("bo").person
    assert [(one.action, one.actor) for one in told] == [
        ("export_asked", bo), ("export_made", None), ("export_fetched", bo), ("export_fetched", bo),
    ]  # fmt: skip
    assert {(one.facts["reason"], one.facts["count"]) for one in told} == {("correction", 1)}
    shown = log_in("karin").get("/granskning/", {"about": f"fil {export.id}"}).content.decode()
    assert shown.count("Hämtade en fil med registreringar") >= 2
    assert "Kontroll eller rättning av uppgifter" in shown


def test_each_reason_has_words() -> None:
    from spegla.portal.texts import texts

    assert [one for one in exports.EXPORT_REASONS if f"reason_{one}" not in texts("sv").table] == []


def fields(place: Organisation, **other: str) -> dict[str, str]:
    known = {"place": str(place.id), "instrument": INSTRUMENT, "first": "2026-01-01", "last": "2026-12-31"}
    return {**known, "format": "xlsx", "reason": "report", **other}


def bo_asks(client: Client, place: Organisation) -> Export:
    answer = client.post("/hamta/", fields(place))
    assert answer.status_code == 302, answer.content.decode()
    return Export._base_manager.get()


def test_on_the_page_a_file_is_asked_for_waited_for_and_fetched(log_in: LogIn, actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    client = log_in("bo")
    export = bo_asks(client, unit_of(actor("bo")))
    assert "Väntar" in client.get("/hamta/").content.decode()
    work()

    assert f'action="/hamta/{export.id}/fil/"' in client.get("/hamta/").content.decode()
    answer = client.post(f"/hamta/{export.id}/fil/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="registreringar-2026-01-01-2026-12-31.xlsx"'
    assert answer.content.startswith(b"PK")


def test_a_file_that_is_not_there_is_told_and_a_form_that_is_wrong_is_shown_again(log_in: LogIn, actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    client, unit = log_in("bo"), unit_of(actor("bo"))
    export = bo_asks(client, unit)

    assert "inte klar än" in client.post(f"/hamta/{export.id}/fil/", follow=True).content.decode()
    for wrong, says in (
        ({"reason": ""}, "Välj ett skäl."),
        ({"last": "2025-01-01"}, "före den första"),
        ({"first": "2026-12-01"}, "Inget är inlämnat"),
    ):
        answer = client.post("/hamta/", fields(unit, **wrong))
        assert answer.status_code == 422
        assert says in answer.content.decode()
    assert "Välj ett giltigt" in client.post("/hamta/", fields(authority_of(unit))).content.decode()


def test_a_file_of_which_the_time_is_out_is_shown_as_gone_at_once(log_in: LogIn, actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    client = log_in("bo")
    export = bo_asks(client, unit_of(actor("bo")))
    exports.make(export_id=export.id, at=timezone.now() - DAY)

    assert "Borta" in client.get("/hamta/").content.decode()


def test_the_title_of_a_file_names_who_took_it_and_why(actor: Actors) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")

    title = made(actor("bo")).content.decode("utf-8-sig").splitlines()[0]

    assert title.startswith("Hämtad ur Spegla av Bo Lind 23 nov 2026 kl. 10.00. Skäl: En rapport eller en redovisning.")


def test_made_up_registrations_are_called_so(actor: Actors, tmp_path: Path) -> None:
    invent(unit_of(actor("bo")), 3, tmp_path)
    fetched = made(actor("bo"), ALL["csv"])
    (tmp_path / fetched.name).write_bytes(fetched.content)
    read = read_wide(tmp_path / fetched.name, Catalogue.opened().instruments[INSTRUMENT], Catalogue.opened().municipalities)

    assert read.value is not None
    assert read.value.invented


def test_the_log_reads_the_reason(actor: Actors) -> None:
    from spegla.portal.use_cases.audits import lines_of

    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"), reason="follow_up")
    [record] = AuditRecord._base_manager.filter(object=f"export:{export.id}")

    [line] = lines_of(export.organisation, [record])
    assert because(line) == "Uppföljning av verksamheten"


def test_the_nights_cleaning_takes_old_files_away(actor: Actors, capsys: pytest.CaptureFixture[str]) -> None:
    handed_in(actor("astrid"), "BU-1", "avslut")
    export = asked(actor("bo"))
    exports.make(export_id=export.id, at=timezone.now() - DAY)
    call_command("clear-exports")

    export.refresh_from_db()
    assert (export.state, export.content) == (ExportState.GONE, None)
    assert capsys.readouterr().out == "En fil är borttagen.\n"
