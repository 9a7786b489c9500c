"""Whose registrations a file may hold: units where one reads in, and those of nobody else."""

from collections.abc import Callable

import pytest
from django.db import transaction

from spegla.portal.accounts.models import AssignmentState, Organisation
from spegla.portal.accounts.roles import OrganisationKind
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit
from spegla.portal.store.models import Intervention, Response
from spegla.portal.store.people import ALWAYS, give
from spegla.portal.use_cases import imports, inbox
from spegla.portal.use_cases.access import Actor
from tests.portal.conftest import AT
from tests.portal.importing import codes, file_of, handed_in, in_this_process, read_in, row
from tests.portal.registrations import unit_of

__all__ = ["in_this_process"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_this_process")]
Actors = Callable[[str], Actor]


@pytest.fixture
def bo(actor: Actors) -> Actor:
    return actor("bo")


@pytest.fixture
def other_unit(bo: Actor) -> Organisation:
    with transaction.atomic():
        return parts.add(bo.organisation, OrganisationKind.UNIT, "Familjerätten", None, Audit(None, "organisation_added", AT))


def test_a_unit_where_one_does_not_read_in_is_unknown(bo: Actor, other_unit: Organisation) -> None:
    assert codes(handed_in(bo, file_of(row(enhet=other_unit.name)))) == [(2, "enhet", "import_unit_unknown")]


@pytest.mark.parametrize(
    ("role", "code", "facts"),
    [
        ("", "import_case_elsewhere", {}),
        ("handlaggare", "import_case_elsewhere", {}),
        ("gruppledare", "import_case_other_unit", {"unit": "Familjerätten"}),
    ],
)
def test_a_case_of_another_unit_is_refused_and_the_unit_named_to_who_reads_in_there(
    bo: Actor, other_unit: Organisation, role: str, code: str, facts: dict[str, str]
) -> None:
    read_in(bo, row())
    Intervention._base_manager.update(organisation=other_unit)
    if role:
        with transaction.atomic():
            give(other_unit, bo.person, role, AssignmentState.ACTIVE, ALWAYS, Audit(None, "role_given", AT))
    [problem] = handed_in(bo, file_of(row(risk_avslut="lag"))).problems

    assert (problem["row"], problem["code"], problem["facts"]) == (2, code, facts)


def test_the_name_of_the_unit_may_stand_in_the_row(bo: Actor) -> None:
    read_in(bo, row(enhet="barn och unga"))

    assert Intervention._base_manager.get().organisation_id == unit_of(bo).id


def test_somebody_of_another_municipality_sees_nothing_of_it(bo: Actor, actor: Actors) -> None:
    one = handed_in(bo, file_of(row()))

    with pytest.raises(LookupError):
        imports.see_import(actor=actor("cecilia"), import_id=one.id, at=AT)
    with pytest.raises(PermissionError):
        imports.see_import(actor=actor("astrid"), import_id=one.id, at=AT)


def test_what_was_read_in_is_not_among_what_one_has_handed_in_oneself(bo: Actor) -> None:
    read_in(bo, row())

    assert Response._base_manager.filter(handed_in_by=bo.person).exists()
    assert inbox.see_inbox(actor=bo, at=AT).lately == []
