"""The log: nothing is changed or removed without being found."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from spegla.portal.accounts.models import Person
from spegla.portal.accounts.scoped import UnscopedError
from spegla.portal.store.audit import Audit, Head, breaks, head, record
from spegla.portal.store.models import AuditRecord
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


def test_a_record_without_a_transaction_is_refused(person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch) -> None:
    maja = person("maja")
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)

    with pytest.raises(transaction.TransactionManagementError):
        record(maja.organisation, Audit(maja, "role_given", AT))


def test_whose_records_must_be_said() -> None:
    with pytest.raises(UnscopedError):
        AuditRecord.objects.all()


def test_a_thousand_tamperings_are_found(person: Callable[[str], Person]) -> None:
    """Changed, removed, put in, swapped and cut off: each is found, and the untouched chain between them holds."""
    written(person, 30)
    unguarded()
    chance = random.Random(1)  # noqa: S311  nothing secret
    exported = head()
    found = 0
    for _ in range(1000):
        point = transaction.savepoint()
        tamper(chance)
        found += any(breaks(exported))
        transaction.savepoint_rollback(point)
    assert found == 1000
    assert list(breaks(exported)) == []


def tamper(chance: random.Random) -> None:
    rows = AuditRecord._base_manager
    one, other = chance.sample(list(rows.values_list("number", flat=True)), 2)
    match chance.choice(["change", "delete", "insert", "swap", "cut"]):
        case "change":
            field, value = chance.choice(
                [("action", "log_read"), ("object", "person:x"), ("facts", {"role": "x"}), ("at", AT - timedelta(1))]
            )
            rows.filter(number=one).update(**{field: value})
        case "delete":
            rows.filter(number=one).delete()
        case "insert":
            last = rows.order_by("-number").first()
            AuditRecord(number=last.number + 1, at=AT, action="role_given", facts={}, seal=last.seal).save(force_insert=True)  # type: ignore[union-attr]
        case "swap":
            first, second = (rows.get(number=number) for number in (one, other))
            rows.filter(number=one).update(action="x", object=second.object, facts=second.facts)
            rows.filter(number=other).update(object=first.object, facts=first.facts)
        case "cut":
            rows.filter(number__gte=max(one, other)).delete()


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
