"""The log: nothing is changed or removed without being found."""

import os
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from spegla.portal.accounts.models import Person
from spegla.portal.accounts.scoped import UnscopedError
from spegla.portal.store.audit import Audit, Head, breaks, head, record, seal
from spegla.portal.store.models import AuditRecord
from spegla.portal.store.protection import missing_triggers, protect
from tests.portal.conftest import AT

pytestmark = pytest.mark.django_db


def written(person: Callable[[str], Person], count: int) -> list[AuditRecord]:
    maja = person("maja")
    return [
        record(maja.organisation, Audit(maja, "role_given", AT + timedelta(seconds=number), f"person:{number}", {"role": "regional"}))
        for number in range(count)
    ]


def unguarded() -> None:
    """Take the triggers away, as someone with the database's own password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
            cursor.execute("DROP TRIGGER audit_no_delete")
        else:
            cursor.execute("DROP TRIGGER audit_no_change ON store_auditrecord")


def test_a_chain_that_nobody_touched_holds(person: Callable[[str], Person]) -> None:
    written(person, 20)

    assert list(breaks(head())) == []


@pytest.mark.parametrize("statement", ["UPDATE store_auditrecord SET action = 'x'", "DELETE FROM store_auditrecord"])
def test_the_database_refuses_to_change_a_record(person: Callable[[str], Person], statement: str) -> None:
    written(person, 1)

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_protection_that_was_taken_away_is_put_back(person: Callable[[str], Person]) -> None:
    written(person, 1)
    unguarded()
    assert missing_triggers(connection) != ()

    protect(connection)
    protect(connection)

    assert missing_triggers(connection) == ()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE store_auditrecord SET action = 'x'")


@pytest.mark.skipif(os.environ.get("SPEGLA_TEST_DB", "sqlite") == "sqlite", reason="SQLite cannot switch a trigger off")
def test_a_protection_that_was_switched_off_is_put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE store_auditrecord DISABLE TRIGGER audit_no_change")
    assert missing_triggers(connection) != ()

    protect(connection)

    assert missing_triggers(connection) == ()


def test_a_record_without_a_transaction_is_refused(person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch) -> None:
    maja = person("maja")
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)

    with pytest.raises(transaction.TransactionManagementError):
        record(maja.organisation, Audit(maja, "role_given", AT))


def test_whose_records_must_be_said() -> None:
    with pytest.raises(UnscopedError):
        AuditRecord.objects.all()


def in_three_parts(person: Callable[[str], Person]) -> list[Head]:
    """A log whose head was exported three times, the last time at its end."""
    heads = []
    for _ in range(3):
        written(person, 8)
        heads.append(head())
    return heads


def test_a_thousand_tamperings_are_found(person: Callable[[str], Person]) -> None:
    """Any field changed, records removed, put in, moved, and the end cut off, by someone who has taken the triggers away."""
    heads = in_three_parts(person)
    unguarded()
    found = 0
    for seed in range(1000):
        point = transaction.savepoint()
        tamper(random.Random(seed))  # noqa: S311  nothing secret
        found += any(breaks(*heads))
        transaction.savepoint_rollback(point)
    assert found == 1000
    assert list(breaks(*heads)) == []


def test_what_is_altered_by_someone_who_has_the_key_is_found_too(person: Callable[[str], Person]) -> None:
    """They seal the whole chain anew afterwards, so that only the heads that have left the installation tell."""
    heads = in_three_parts(person)
    unguarded()
    as_it_was = contents(heads[-1])
    found = []
    for seed in range(150):
        point = transaction.savepoint()
        tamper(random.Random(seed))  # noqa: S311  nothing secret
        seal_anew()
        # A false seal is mended by that, and what is put in after the last export is nobody's receipt yet.
        if contents(heads[-1]) != as_it_was:
            found.append(any(breaks(*heads)))
        transaction.savepoint_rollback(point)
    assert all(found)
    assert len(found) >= 100


def contents(until: Head) -> list[object]:
    names = [name for name in FIELDS if name != "seal"]
    return list(AuditRecord._base_manager.filter(number__lte=until.number).order_by("number").values_list(*names))


def seal_anew() -> None:
    before = "0" * 64
    rows = list(AuditRecord._base_manager.order_by("number"))
    for one in rows:
        one.seal = before = seal(before, one)
    AuditRecord._base_manager.bulk_update(rows, ["seal"])


def test_without_an_exported_head_a_chain_that_is_sealed_anew_looks_whole(person: Callable[[str], Person]) -> None:
    """Why the heads are sent away."""
    written(person, 3)
    unguarded()
    AuditRecord._base_manager.filter(number__gt=head().number - 1).delete()

    assert list(breaks()) == []


def tamper(chance: random.Random) -> None:
    rows = AuditRecord._base_manager
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    match chance.choice(["change", "delete", "insert", "move", "cut"]):
        case "change":
            one = rows.get(number=chance.choice(numbers))
            field, value = chance.choice(changes(chance, one))
            rows.filter(number=one.number).update(**{field: value})
        case "delete":
            gone = chance.choice(numbers)
            rows.filter(number=gone).delete()
            if chance.random() < 0.5:
                shift(numbers, gone, -1)
        case "insert":
            where = chance.choice([*numbers, numbers[-1] + 1])
            copied = rows.get(number=chance.choice(numbers))
            shift(numbers, where - 1, 1)
            copied.number, copied.action = where, chance.choice([copied.action, "log_read"])
            copied.save(force_insert=True)
        case "move":
            one, other = (rows.get(number=number) for number in chance.sample(numbers, 2))
            one.number, other.number = other.number, one.number
            for moved in (one, other):
                rows.filter(number=moved.number).update(**{name: getattr(moved, name) for name in FIELDS if name != "number"})
        case "cut":
            rows.filter(number__gte=chance.choice(numbers)).delete()


FIELDS = ("number", "at", "organisation_id", "actor_id", "action", "object", "facts", "seal")


def changes(chance: random.Random, one: AuditRecord) -> list[tuple[str, object]]:
    """A new value for each field, which the record does not have."""
    other = Person.objects.exclude(id=one.actor_id or 0).order_by("id").values_list("id", "organisation_id")
    someone, _ = chance.choice(list(other))
    elsewhere = chance.choice([place for _, place in other if place != one.organisation_id] or [None])
    return [
        ("number", 10_000 + one.number),
        ("at", one.at + timedelta(microseconds=chance.choice([-1, 1, 86_400_000_000]))),
        ("organisation_id", chance.choice([None, elsewhere] if one.organisation_id else [elsewhere])),
        ("actor_id", chance.choice([None, someone] if one.actor_id else [someone])),
        ("action", f"{one.action}x"),
        ("object", f"{one.object}1"),
        ("facts", {**one.facts, "role": "nationell"}),
        ("facts", {**one.facts, "waits": 1}),
        ("seal", "f" * 64),
    ]


def shift(numbers: list[int], after: int, by: int) -> None:
    """Close or open a gap, in an order in which no two records have the same number."""
    for number in sorted((one for one in numbers if one > after), reverse=by > 0):
        AuditRecord._base_manager.filter(number=number).update(number=number + by)


def test_what_is_cut_off_is_found_by_the_head_that_was_exported(person: Callable[[str], Person]) -> None:
    written(person, 5)
    exported = head()
    unguarded()
    AuditRecord._base_manager.filter(number=exported.number).delete()

    assert list(breaks()) == []
    assert [one.why for one in breaks(exported)] == ["cut"]


def test_another_key_makes_another_chain(person: Callable[[str], Person], settings: object) -> None:
    written(person, 1)
    settings.AUDIT_KEY = "en annan nyckel " * 4  # type: ignore[attr-defined]

    assert [one.why for one in breaks()] == ["changed"]


def test_an_empty_head_asks_for_nothing() -> None:
    assert list(breaks(Head(0, "0" * 64))) == []
