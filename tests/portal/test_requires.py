"""Each `require` is what says no: taken away, somebody gets through who must not.

Every use case that asks for a permission has a try here by someone who lacks it. The try is refused; and with any one of the function's
own `require(...)` taken out of its source, one of its tries is refused no more. So none of them is there in vain, and none can be lost
without a red test.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from spegla.catalogue import Catalogue
from spegla.portal import use_cases
from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person, Recovery, RecoveryProof
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.exports import Asked
from spegla.portal.store.log import Wanted
from spegla.portal.store.models import Emergency, EmergencyNote, EmergencyNotice, Response, Review, ReviewRow
from spegla.portal.store.models.exports import Export
from spegla.portal.store.models.imports import Import
from spegla.portal.store.people import ALWAYS, give
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError
from tests.portal.conftest import AT
from tests.portal.registrations import INSTRUMENT, begun, exported, handed_in
from tests.portal.test_access import waiting_file

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Site:
    """One `require(...)`: the statement at `line` of `function`."""

    module: str
    function: str
    line: int


def modules() -> list[str]:
    return sorted(path.stem for path in Path(next(iter(use_cases.__path__))).glob("*.py") if path.stem != "__init__")


def tree_of(module: str) -> ast.Module:
    return ast.parse((Path(next(iter(use_cases.__path__))) / f"{module}.py").read_text(encoding="utf-8"))


def sites() -> list[Site]:
    """Every statement that asks for a permission, in every use case."""
    return [
        Site(module, function.name, statement.lineno)
        for module in modules()
        for function in tree_of(module).body
        if isinstance(function, ast.FunctionDef) and function.name != "require"
        for statement in ast.walk(function)
        if isinstance(statement, ast.Expr) and asks(statement)
    ]


def asks(statement: ast.Expr) -> bool:
    call = statement.value
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "require"


class _Without(ast.NodeTransformer):
    def __init__(self, line: int) -> None:
        self.line = line

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return ast.copy_location(ast.Pass(), node) if node.lineno == self.line and asks(node) else node


def without(site: Site, name: str) -> Callable[..., object]:
    """The use case `name` as it would be without that statement."""
    module = import_module(f"spegla.portal.use_cases.{site.module}")
    namespace = dict(vars(module))
    exec(compile(_Without(site.line).visit(tree_of(site.module)), f"{site.module} without line {site.line}", "exec"), namespace)  # noqa: S102
    made: Callable[..., object] = namespace[name]
    return made


@dataclass(frozen=True)
class Things:
    """What is tried upon, all of it Falun's but `foreign`: Lena coordinates the district and nothing else."""

    home: Organisation
    foreign: Organisation
    unit: Organisation
    in_district: Organisation
    invitation: Invitation
    waiting: Assignment
    held: Assignment
    person: Person
    recovery: Recovery
    review: Review
    emergency: Emergency
    draft: Response
    export: Export
    file: Import


@pytest.fixture
def things(person: Callable[[str], Person]) -> Things:
    home, lena, karin, maja = person("maja").organisation, person("lena"), person("karin"), person("maja")
    with transaction.atomic():
        added = Audit(None, "organisation_added", AT)
        district = parts.add(home, OrganisationKind.DISTRICT, "Norra", None, added)
        in_district = parts.add(district, OrganisationKind.UNIT, "Öppenvård", None, added)
        give(district, lena, "samordnare", AssignmentState.ACTIVE, ALWAYS, Audit(None, "role_given", AT))
        read = record(home, Audit(maja, "role_given", AT))
    Assignment._base_manager.filter(person=lena, organisation=home).update(state=AssignmentState.ENDED)
    invitation = Invitation.objects.create_in(
        organisation=home, email="ny@exempel.se", name="Ny", role="namndsekreterare", token_hash="0" * 64,
        invited_by=maja, invited_at=AT, expires_at=AT + timedelta(days=7),
    )  # fmt: skip
    waiting = Assignment.objects.create_in(
        organisation=home, person=karin, role="handlaggare", state=AssignmentState.WAITING, given_by=maja, given_at=AT
    )
    recovery = Recovery.objects.create_in(
        organisation=home, person=karin, asked_with=RecoveryProof.ADDRESS, asked_at=AT, expires_at=AT + timedelta(days=7)
    )
    review = Review.objects.create_in(
        organisation=home, month=date(2026, 10, 1), drawn_by=karin, drawn_at=AT, head_number=read.number, head_seal=read.seal, candidates=1
    )
    ReviewRow.objects.create_in(organisation=home, review=review, record=read)
    emergency = Emergency.objects.create_in(
        organisation=home, person=person("astrid"), reason="on_call", taken_at=AT, until=AT + timedelta(hours=4)
    )
    EmergencyNote.objects.create_in(organisation=home, emergency=emergency, words="Larm under jouren.")
    # She was told, and has since lost the role that told her.
    EmergencyNotice.objects.create_in(organisation=home, emergency=emergency, person=lena)
    held = Assignment._base_manager.get(person=person("astrid"), state=AssignmentState.ACTIVE)
    foreign = person("malin").organisation
    draft = begun(Actor.of(person("astrid"), AT), "BU-1")
    handed_in(Actor.of(person("astrid"), AT), "BU-9", "avslut")
    unit = held.organisation
    export, file = exported(lena, unit), waiting_file(unit, person("bo"))
    return Things(home, foreign, unit, in_district, invitation, waiting, held, karin, recovery, review, emergency, draft, export, file)


Made = Callable[[Things], Mapping[str, Any]]
ASKED = Asked(INSTRUMENT, date(2026, 1, 1), date(2026, 12, 31), "csv")
# Who tries what they may not, by the module and the function that asks: the use case that is called, by whom, and with what.
TRIES: dict[tuple[str, str], tuple[str, str, Made]] = {
    ("audits", "choices"): ("choices", "lena", lambda _: {}),
    ("audits", "see_log"): ("see_log", "lena", lambda _: {"wanted": Wanted()}),
    ("audits", "copy_log"): ("copy_log", "lena", lambda _: {"wanted": Wanted(), "reason": "review"}),
    ("case_codes", "look_up"): ("look_up", "maja", lambda had: {"unit": had.draft.organisation, "code": "BU-1", "at": None}),
    ("case_codes", "before_correcting"): (
        "before_correcting", "maja", lambda had: {"intervention_id": had.draft.intervention_id, "at": None}
    ),
    ("case_codes", "correct_code"): (
        "correct_code", "maja", lambda had: {"intervention_id": had.draft.intervention_id, "code": "BU-77"}
    ),
    ("case_codes", "open_code"): ("open_code", "maja", lambda had: {"intervention_id": had.draft.intervention_id}),
    ("comments", "before_commenting"): (
        "before_commenting", "maja", lambda had: {"response_id": had.draft.id, "variable": "kon", "at": None}
    ),
    ("comments", "see_logbook"): ("see_logbook", "astrid", lambda _: {"at": None}),
    ("emergencies", "_home"): ("before_taking", "lena", lambda _: {"lasts": timedelta(hours=4), "at": None}),
    ("emergencies", "_told"): ("acknowledge", "lena", lambda had: {"emergency_id": had.emergency.id}),
    ("handing_in", "look_through"): ("look_through", "maja", lambda had: {"response_id": had.draft.id}),
    ("handing_in", "_locked"): ("wait", "maja", lambda had: {"response_id": had.draft.id, "until": None}),
    ("inbox", "see_inbox"): ("see_inbox", "maja", lambda _: {}),
    ("interventions", "_found"): ("see_intervention", "maja", lambda had: {"intervention_id": had.draft.intervention_id}),
    ("exports", "see_exports"): ("see_exports", "astrid", lambda _: {}),
    ("exports", "ask"): ("ask", "astrid", lambda had: {"place": had.unit, "asked": ASKED, "reason": "report"}),
    # She asked for it, and has since lost the role that let her.
    ("exports", "fetch"): ("fetch", "lena", lambda had: {"export_id": had.export.id}),
    ("committing", "commit"): (
        "commit", "astrid", lambda had: {"import_id": had.file.id, "demo": False, "clock": lambda: AT, "at": None}
    ),
    ("imports", "see_imports"): ("see_imports", "astrid", lambda _: {}),
    ("imports", "hand_in"): (
        "hand_in", "astrid", lambda had: {"unit": had.unit, "source": "Procapita", "file_name": "uttag.csv", "content": b"x"}
    ),
    ("imports", "_found"): ("see_import", "astrid", lambda had: {"import_id": had.file.id}),
    ("imports", "_found_locked"): ("discard", "astrid", lambda had: {"import_id": had.file.id}),
    ("undoing", "undo"): ("undo", "astrid", lambda had: {"import_id": had.file.id, "clock": lambda: AT, "at": None}),
    ("leaving", "see_departure"): ("see_departure", "lena", lambda had: {"person_id": had.person.id}),
    ("organisations", "see_organisation"): (
        "see_organisation", "astrid", lambda _: {"register": Catalogue.opened().municipalities}
    ),
    ("organisations", "parents"): ("parents", "astrid", lambda _: {}),
    ("organisations", "add_part"): (
        "add_part", "lena", lambda had: {"parent": had.home, "kind": OrganisationKind.UNIT, "name": "Ny enhet"}
    ),
    ("organisations", "part_to_change"): ("part_to_change", "lena", lambda had: {"part_id": had.unit.id, "at": None}),
    ("organisations", "move_unit"): ("move_unit", "lena", lambda had: {"part_id": had.in_district.id, "parent": had.home}),
    ("results", "_scopes"): ("see_results", "karin", lambda _: {"columns": Path("finns-inte"), "scope": None, "instrument": ""}),
    ("people", "see_people"): ("see_people", "astrid", lambda _: {}),
    ("people", "places"): ("places", "astrid", lambda _: {"permission": Permission.PEOPLE_INVITE}),
    ("people", "invite"): (
        "invite", "lena", lambda had: {
            "organisation": had.home, "email": "en@exempel.se", "name": "En Till", "role": "namndsekreterare", "link": str,
        },
    ),
    ("people", "withdraw"): ("withdraw", "lena", lambda had: {"invitation_id": had.invitation.id}),
    ("people", "person_to_give"): ("person_to_give", "astrid", lambda had: {"person_id": had.person.id, "at": None}),
    ("people", "give_role"): (
        "give_role", "maja", lambda had: {"person_id": had.person.id, "organisation": had.foreign, "role": "namndsekreterare"}
    ),
    ("people", "decide_role"): ("decide_role", "lena", lambda had: {"assignment_id": had.waiting.id, "approved": True}),
    ("people", "end_role"): ("end_role", "lena", lambda had: {"assignment_id": had.held.id}),
    ("people", "see_move"): ("see_move", "lena", lambda had: {"assignment_id": had.held.id}),
    ("people", "move_role"): (
        "move_role", "lena", lambda had: {"assignment_id": had.held.id, "organisation": had.in_district}
    ),
    ("recoveries", "_found"): ("see", "lena", lambda had: {"recovery_id": had.recovery.id}),
    ("registering", "before_beginning"): ("before_beginning", "maja", lambda _: {}),
    # Astrid registers in her unit: her own intervention does not let her begin in the whole municipality.
    ("registering", "begin"): ("begin", "astrid", lambda had: {"unit": had.home, "step": "beslut", "code": "BU-1"}),
    ("registering", "go_on"): ("go_on", "maja", lambda had: {"intervention_id": had.draft.intervention_id, "step": "avslut"}),
    ("registering", "see_response"): ("see_response", "maja", lambda had: {"response_id": had.draft.id}),
    ("registering", "see_form"): ("see_form", "maja", lambda had: {"response_id": had.draft.id}),
    ("registering", "_locked"): (
        "save_answer", "maja", lambda had: {
            "response_id": had.draft.id, "variable": "alder", "texts": ["14"], "seen": 0, "key": "nyckel-01", "page": "sidan-01",
        },
    ),
    ("reviews", "see_reviews"): ("see_reviews", "lena", lambda _: {}),
    ("standing", "see_standing"): ("see_standing", "astrid", lambda _: {}),
    ("standing", "own_time"): ("own_time", "maja", lambda _: {}),
    ("reviews", "_review"): ("see_review", "lena", lambda had: {"review_id": had.review.id}),
    ("rounds", "_board"): ("see_round", "astrid", lambda _: {}),
}  # fmt: skip


def refused(use_case: Callable[..., object], actor: Actor, asked: Mapping[str, Any]) -> bool:
    """Whether `actor` is told no; `at` is left out where it is None, since the use case does not ask for it."""
    given = {name: value for name, value in {"at": AT, **asked}.items() if name != "at" or value is not None}
    try:
        with transaction.atomic():
            use_case(actor=actor, **given)
            transaction.set_rollback(True)
    except (RefusedError, NotFoundError):
        return True
    return False


def test_each_use_case_that_asks_is_tried() -> None:
    assert sorted({(site.module, site.function) for site in sites()}) == sorted(TRIES)


@pytest.mark.parametrize("site", sites(), ids=lambda site: f"{site.module}.{site.function}")
def test_each_require_is_what_says_no(site: Site, person: Callable[[str], Person], things: Things) -> None:
    name, who, made = TRIES[site.module, site.function]
    actor, asked = Actor.of(person(who), AT), made(things)

    assert refused(getattr(import_module(f"spegla.portal.use_cases.{site.module}"), name), actor, asked)
    assert not refused(without(site, name), actor, asked)
