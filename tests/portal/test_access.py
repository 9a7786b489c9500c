"""Who may use what: every address, method and role, in the own organisation and in another's. The table is `web/access.yaml`.

What may happen is told by status: 2xx, 3xx to a page of one's own, 422 for a form that lacks something, 400 for a link that is not one.
What may not is 403 in the own organisation, 404 elsewhere, 405 for another method, and the login page for a stranger.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person, Recovery, RecoveryProof
from spegla.portal.accounts.roles import OrganisationKind, Permission, roles
from spegla.portal.store import parts
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Emergency, EmergencyNote, EmergencyNotice, Intervention, Response, Review, ReviewRow, Round
from spegla.portal.store.models.imports import Import, Source
from spegla.portal.store.models.responses import AnswerVersion, VersionState
from spegla.portal.store.models.rounds import Comment
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.cast import CAST
from spegla.portal.web.addresses import addresses
from tests.portal.conftest import AT, LogIn
from tests.portal.every_kind import KINDS, commented, every_kind
from tests.portal.registrations import exported

TABLE = addresses()
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# Whose things are asked for: those of Falun, of Borlänge, and of nobody.
OWNERS = ("2080", "2081", "nobody")
ACTORS = (*(member.id for member in CAST), "stranger", "without_role", "without_factor")
CANARY = "kanariefågel"
NAMED = (
    *("invitation_id", "assignment_id", "person_id", "recovery_id", "part_id"),
    *("review_id", "row_id", "emergency_id", "link_id", "session_id"),
    *("response_id", "intervention_id", "conflict_id", "import_id", "export_id"),
)
# A response is asked for in every state that it can be in.
OF_KINDS = {f"response_{kind}": kind for kind in KINDS}
# Whose account at an identity provider is linked.
LINKED = {"2080": "lena", "2081": "cecilia"}


def patterns() -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern):
            raise TypeError(f"{pattern}: addresses are written one by one")
        yield pattern


def test_every_address_is_in_the_table_and_the_table_names_no_other() -> None:
    assert {str(pattern.name) for pattern in patterns()} == set(TABLE)


def test_every_permission_of_the_table_is_one() -> None:
    known = {permission.value for permission in Permission} | {"open", "login"}

    assert {entry["who"] for entry in TABLE.values()} <= known


@pytest.fixture
def things(person: Callable[[str], Person]) -> dict[str, dict[str, int | str]]:
    """One of each thing in Falun and in Borlänge; and numbers that nothing has."""
    found: dict[str, dict[str, int | str]] = {"nobody": dict.fromkeys((*NAMED, *OF_KINDS), 987654)}
    for code, giver, other in (("2080", "maja", "lena"), ("2081", "malin", "cecilia")):
        home = Organisation.objects.get(code=code, kind="municipality")
        invited = Invitation.objects.create_in(
            organisation=home, email=f"{CANARY}{code}@exempel.se", name=f"{CANARY} {code}", role="namndsekreterare",
            token_hash=f"{code:0>64}", invited_by=person(giver), invited_at=AT, expires_at=AT.replace(year=2036),
        )  # fmt: skip
        waiting = Assignment.objects.create_in(
            organisation=home, person=person(other), role="gruppledare", state=AssignmentState.WAITING, given_by=person(giver), given_at=AT
        )
        asked = Recovery.objects.create_in(
            organisation=home, person=person(other), asked_with=RecoveryProof.ADDRESS, asked_at=AT, expires_at=AT.replace(year=2036)
        )
        worker, told = {"2080": ("astrid", ("bo", "karin")), "2081": ("cecilia", ("malin",))}[code]
        unit = Assignment._base_manager.get(person=person(worker), state=AssignmentState.ACTIVE).organisation
        read = record(unit, Audit(person(worker), "role_given", AT))
        review = Review.objects.create_in(
            organisation=unit, month=AT.date().replace(day=1), drawn_by=person(told[0]), drawn_at=AT,
            head_number=read.number, head_seal=read.seal, candidates=1,
        )  # fmt: skip
        # Two rows, so that one answer does not finish it.
        row, _ = (
            ReviewRow.objects.create_in(organisation=unit, review=review, record=one)
            for one in (read, record(unit, Audit(person(worker), "role_given", AT)))
        )
        emergency = Emergency.objects.create_in(
            organisation=home, person=person(worker), reason="on_call", taken_at=AT, until=AT.replace(year=2036)
        )
        EmergencyNote.objects.create_in(organisation=home, emergency=emergency, words=f"{CANARY}{code}")
        for one in told:
            EmergencyNotice.objects.create_in(organisation=home, emergency=emergency, person=person(one))
        actor = Actor.of(person(worker), AT)
        responses = every_kind(actor, f"{CANARY}{code}")
        commented(actor, responses["draft"], f"{CANARY}{code} saknas.")
        [conflict] = AnswerVersion._base_manager.filter(response=responses["conflict"], state=VersionState.CONFLICT)[:1]
        link = SocialAccount.objects.create(user=person(LINKED[code]), provider="kommunen", uid=f"{CANARY}{code}")
        found[code] = {
            "invitation_id": invited.id, "assignment_id": waiting.id, "person_id": person(other).id,
            "recovery_id": asked.id, "part_id": home.children.all()[0].id,
            "review_id": review.id, "row_id": row.id, "emergency_id": emergency.id, "link_id": link.id,
            "session_id": session_of(person(LINKED[code])),
            "response_id": responses["draft"].id, "intervention_id": responses["decision"].intervention_id, "conflict_id": conflict.id,
            "import_id": waiting_file(unit, person(told[0])).id,
            **{name: responses[kind].id for name, kind in OF_KINDS.items()},
            "export_id": exported(person({"2080": "bo", "2081": "cecilia"}[code]), unit, f"{CANARY}{code}".encode()).id,
        }  # fmt: skip
    return found


def waiting_file(unit: Organisation, by: Person) -> Import:
    """A file that somebody has handed in."""
    board = Organisation.objects.get(path=unit.authority)
    source = Source.objects.create_in(organisation=board, name=f"{CANARY}{board.code}", instrument="webbkollen-2017", changed_at=AT)
    return Import.objects.create_in(
        organisation=unit, unit=unit, source=source, instrument="webbkollen-2017", state="checked", size=1, sha256="0" * 64,
        content=b"x", asked_by=by, asked_at=AT, moved_at=AT,
    )  # fmt: skip


def session_of(someone: Person) -> int:
    """Where someone else is logged in."""
    store = SessionStore()
    store.create()
    key = str(store.session_key)
    return int(
        UserSession.objects.create(user=someone, session_key=key, ip="192.0.2.1", user_agent=f"{CANARY}{someone.organisation.code}").pk
    )


def address(pattern: URLPattern, numbers: dict[str, int | str]) -> str:
    kinds = {"token": "ingen", "uidb36": "1", "key": "ingen", "pk": 987654, "variable": "kon", "step": "avslut"}
    path = re.sub(r"<\w+:(\w+)>", lambda found: str(numbers.get(found[1], kinds.get(found[1], 987654))), str(pattern.pattern))
    return f"/{path}"


def client_of(id: str, log_in: LogIn, person: Callable[[str], Person]) -> Client:
    if id == "stranger":
        return Client()
    if id in ("without_role", "without_factor"):
        someone = person("lena")
        Assignment._base_manager.filter(person=someone).update(state=AssignmentState.ENDED)
        if id == "without_factor":
            Authenticator.objects.filter(user=someone).delete()
        return log_in("lena")
    return log_in(id)


def may(id: str, permission: str) -> bool:
    member = next((one for one in CAST if one.id == id), None)
    return member is not None and Permission(permission) in roles()[member.role].may


def home_of(id: str) -> str:
    return next((one.code for one in CAST if one.id == id), "2080")


def expected(id: str, name: str, entry: Mapping[str, Any], method: str, owner: str, names_a_thing: bool) -> set[int]:
    """The answers that are right; a set, since a form may be accepted or found wanting."""
    who, methods = str(entry["who"]), {str(one).lower() for one in entry["methods"]}
    if method not in methods and not (method == "head" and "get" in methods):
        return {302} if "back" in entry and method in ("get", "head") else {405}
    if who == "open":
        return {200, 302, 400, 404, 422}
    if id == "stranger":
        return {302}
    if id == "without_factor":
        return {302} if who != "login" or names_a_thing else {200, 302}
    if names_a_thing and who == "login":
        # One's own alone: not even a colleague's is there. One's own session may have been ended by the address before.
        mine = LINKED.get(owner) == (LINKED["2080"] if id == "without_role" else id)
        return ({302, 404} if name == "session_end" else {302}) if mine else {404}
    if who == "login":
        # Keys and recovery codes that nobody has made are not there, and the reports of a demo only in a demo.
        return {200, 302, 404} if name.startswith(("mfa_", "demo_")) else {200, 302}
    if not may(id, who):
        return {403, 404} if names_a_thing else {403}
    if names_a_thing and owner != home_of(id):
        return {404}
    # A group leader answers for those of the unit, and this one is not.
    if name == "recovery_decide" and id == "bo":
        return {403}
    # What has been handed in or removed takes no answer, and the form says why.
    if name == "answer":
        return {200, 409}
    # One's own gift or role is for somebody else to decide.
    return {200, 302, 403, 422} if name == "role_decide" else {200, 302, 422}


@pytest.mark.django_db
@pytest.mark.parametrize("id", ACTORS)
def test_everyone_reaches_what_the_table_says_and_nothing_else(
    id: str, log_in: LogIn, person: Callable[[str], Person], things: dict[str, dict[str, int | str]]
) -> None:
    wrong = []
    tried = 0
    client = client_of(id, log_in, person)
    for pattern in patterns():
        entry = TABLE[str(pattern.name)]
        named = [name for name in pattern.pattern.converters if name in things["2080"]]
        kinds = OF_KINDS if "response_id" in named else ["response_id"]
        for owner, response in product(OWNERS if named else OWNERS[:1], kinds):
            # That a method is not taken does not hang on how far a response has come.
            for method in METHODS if response in ("response_id", "response_draft") else ("get", "post"):
                # A door that was closed behind someone is opened again.
                if id != "stranger" and "_auth_user_id" not in client.session:
                    client = client_of(id, log_in, person)
                path = address(pattern, {**things[owner], "response_id": things[owner][response]})
                sent = {"organisation": "1", "role": "handlaggare", "answer": "yes"} if method == "post" else None
                # What one address does to a case is taken back before the next: each meets it in the state that it is said to be in.
                with transaction.atomic():
                    answer = getattr(client, method)(path, sent)
                    transaction.set_rollback("response_id" in named or "intervention_id" in named)
                tried += 1
                right = expected(id, str(pattern.name), entry, method, owner, bool(named))
                if answer.status_code not in right:
                    wrong.append((method, path, owner, answer.status_code, right))
                other = "2081" if home_of(id) == "2080" else "2080"
                if id not in ("disa", "sara", "rolf") and f"{CANARY}{other}" in answer.content.decode(errors="replace"):
                    wrong.append((method, path, owner, "shows another organisation's", set()))
    assert tried >= 200
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("id", ["bo", "karin", "cecilia", "malin", "disa"])
def test_foreign_ids_in_a_body_reach_nothing(
    id: str, log_in: LogIn, person: Callable[[str], Person], things: dict[str, dict[str, int | str]]
) -> None:
    """The path is one's own where there is one, and what is nested in the body is another's."""
    client = log_in(id)
    own, other = ("2080", "2081") if home_of(id) == "2080" else ("2081", "2080")
    for wrong in (things[other], things["nobody"]):
        for owner in (own, other):
            answer = client.post(f"/granskning/stickprov/{things[owner]['review_id']}/", {f"row-{wrong['row_id']}": "follow_up"})
            assert answer.status_code in (403, 404), (owner, wrong)
    assert not ReviewRow._base_manager.exclude(answer="").exists()

    looked = client.get("/granskning/", {"person": str(things[other]["person_id"])})
    assert looked.status_code == (422 if may(id, "audit_read") else 403)
    copied = client.post(f"/granskning/kopia/?person={things[other]['person_id']}", {"reason": "review"})
    assert copied.status_code == (422 if may(id, "audit_read") else 403)


@pytest.mark.django_db
def test_what_is_searched_by_number_is_ones_own(log_in: LogIn, things: dict[str, dict[str, int | str]]) -> None:
    client = log_in("karin")
    for about in (f"person {things['2081']['person_id']}", f"nödåtkomst {things['2081']['emergency_id']}"):
        shown = client.get("/granskning/", {"about": about})
        assert shown.status_code == 200
        assert "Inget i loggen stämmer" in shown.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("id", ["maja", "malin", "disa"])
def test_foreign_ids_are_refused_wherever_they_are_put(
    id: str, log_in: LogIn, person: Callable[[str], Person], things: dict[str, dict[str, int | str]]
) -> None:
    """Whole requests, as from a form, with another organisation's ids in the path, in the body and in both. Nothing is changed by them."""
    client = log_in(id)
    own, other = home_of(id), "2081" if home_of(id) == "2080" else "2080"
    foreign = things[other]
    place = str(Organisation.objects.get(code=other, kind="municipality").id)
    today = timezone.localdate().isoformat()
    in_the_path = {
        f"/personer/{foreign['person_id']}/sluta/": {"last_day": today},
        f"/personer/{foreign['person_id']}/roll/": {"organisation": place, "role": "namndsekreterare"},
        f"/roller/{foreign['assignment_id']}/flytta/": {"organisation": place},
        f"/aterstallning/{foreign['recovery_id']}/": {"answer": "yes", "sure": "met"},
    }
    in_the_body = {
        "/personer/bjud-in/": {"name": "Ny", "email": "ny@exempel.se", "organisation": place, "role": "namndsekreterare"},
    }
    if own in things:
        in_the_body |= {
            f"/personer/{things[own]['person_id']}/roll/": {"organisation": place, "role": "samordnare"},
            f"/roller/{things[own]['assignment_id']}/flytta/": {"organisation": place},
        }
    before = state()

    assert {path: client.post(path, sent).status_code for path, sent in in_the_path.items()} == dict.fromkeys(in_the_path, 404)
    assert {path: client.post(path, sent).status_code for path, sent in in_the_body.items()} == dict.fromkeys(in_the_body, 422)
    # An id of one's own beside the foreign one, the same field twice, does not let it through.
    twice = {path: {**sent, "organisation": [str(person(id).organisation_id), place]} for path, sent in in_the_body.items()}
    assert {path: client.post(path, sent).status_code for path, sent in twice.items()} == dict.fromkeys(twice, 422)
    assert state() == before


def state() -> list[object]:
    """Everything that an act on people could change."""
    tables = (Person, Assignment, Invitation, Recovery)
    return [list(table._base_manager.order_by("id").values()) for table in tables]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_who_has_taken_access_in_an_emergency_reads_the_cases_of_another_unit_and_changes_nothing(
    kind: str, log_in: LogIn, person: Callable[[str], Person], things: dict[str, dict[str, int | str]]
) -> None:
    """Astrid's access holds in the whole of Falun, and what she registers in her own unit alone."""
    response = Response._base_manager.select_related("intervention").get(id=things["2080"][f"response_{kind}"])
    other = parts.add(person("maja").organisation, OrganisationKind.UNIT, "Familjerätt", None, Audit(None, "organisation_added", AT))
    for one in (response, response.intervention):
        one.organisation = other
        one.save(update_fields=["organisation"])
    actor = Actor.of(person("astrid"), timezone.now())
    assert (actor.may(Permission.CASES_READ, other), actor.may(Permission.CASES_REGISTER, other)) == (True, False)
    numbers = {**things["2080"], "response_id": response.id, "intervention_id": response.intervention_id}
    before, client, wrong = cases(), log_in("astrid"), []
    for pattern in patterns():
        if not {"response_id", "intervention_id"} & set(pattern.pattern.converters):
            continue
        entry = TABLE[str(pattern.name)]
        for method in (one.lower() for one in entry["methods"]):
            right = 200 if entry["who"] == "cases_read" and (method == "get" or pattern.name == "intervention_code") else 403
            path = address(pattern, numbers)
            status = getattr(client, method)(path, {"due": "", "kind": "unclear"} if method == "post" else None).status_code
            if status != right:
                wrong.append((method, path, status, right))
    assert wrong == []
    assert cases() == before


@pytest.mark.django_db
@pytest.mark.parametrize("id", ["astrid", "cecilia"])
def test_what_is_another_cases_in_a_body_reaches_nothing(
    id: str, log_in: LogIn, person: Callable[[str], Person], things: dict[str, dict[str, int | str]]
) -> None:
    """The path is one's own; the unit, the answer and the question are not."""
    client, own = log_in(id), things[home_of(id)]
    foreign = things["2081" if home_of(id) == "2080" else "2080"]
    unit = Response._base_manager.get(id=foreign["response_id"]).organisation_id
    mine = Response._base_manager.get(id=own["response_id"]).organisation_id
    conflict, draft = f"/registrera/{own['response_conflict']}", f"/registrera/{own['response_draft']}"
    sent: list[tuple[str, Mapping[str, Any], int]] = [
        ("/registrera/", {"code": "BU-9", "step": "beslut", "unit": str(unit)}, 422),
        ("/registrera/", {"code": "BU-9", "step": "beslut", "unit": [str(mine), str(unit)]}, 422),
        ("/registrera/", {"code": "BU-9", "step": "bedomning", "unit": str(mine)}, 422),
        (f"{conflict}/valj/", {"val-risk_beslut": str(foreign["conflict_id"])}, 404),
        (f"{conflict}/valj/", {"val-risk_beslut": "987654"}, 404),
        (f"{conflict}/valj/", {"val-kon": str(own["conflict_id"])}, 404),
        (f"{draft}/valj/", {"val-risk_beslut": str(own["conflict_id"])}, 404),
        (f"{draft}/svar/risk_avslut/", {"risk_avslut": "hog"}, 404),
        (f"{draft}/svar/tillfalle/", {"tillfalle": "avslut"}, 404),
        (f"{draft}/svar/state/", {"state": "handed_in"}, 404),
        (f"{draft}/saknas/risk_avslut/", {"kind": "unclear"}, 404),
        (f"{draft}/", {"seen-risk_avslut": "0", "risk_avslut": "hog", "seen-row": "0", "row": "{}"}, 302),
    ]
    before = cases()

    assert [(path, body, client.post(path, body).status_code) for path, body, _ in sent] == sent
    assert cases() == before


NONSENSE = (
    "finns-inte",
    "BESLUT",
    "beslut ",
    "%00",
    "beslut%00",
    "..",
    "%2e%2e",
    "%F0%9F%A6%89",
    "a" * 3000,
    "'--",
    "{{7*7}}",
    "None",
    "0",
)


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
def test_a_step_or_a_question_that_there_is_not_is_not_found(nonsense: str, log_in: LogIn, things: dict[str, dict[str, int | str]]) -> None:
    client, own, before = log_in("astrid"), things["2080"], cases()

    for id in (own["response_draft"], own["response_closure"], own["response_removed"]):
        # What has been handed in takes no answer, whatever the question.
        assert client.post(f"/registrera/{id}/svar/{nonsense}/", {}).status_code in ((404,) if id == own["response_draft"] else (404, 409))
        for method in (client.get, client.post):
            assert method(f"/registrera/{id}/saknas/{nonsense}/").status_code == 404
    assert client.post(f"/insatser/{own['intervention_id']}/{nonsense}/").status_code == 404
    assert client.get(f"/insatser/{own['intervention_id']}/{nonsense}/").status_code in (404, 405)
    assert cases() == before


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_nothing_can_have_is_not_found(number: int, log_in: LogIn, things: dict[str, dict[str, int | str]]) -> None:
    client, wrong = log_in("astrid"), []
    for pattern in patterns():
        if {"response_id", "intervention_id"} & set(pattern.pattern.converters):
            path = address(pattern, {"response_id": number, "intervention_id": number})
            wrong += [
                (method, path, status)
                for method in TABLE[str(pattern.name)]["methods"]
                if (status := getattr(client, method.lower())(path).status_code) != 404
            ]
    assert wrong == []


def cases() -> list[object]:
    """Everything of cases that an act could change; what is read is in the log, and once a sitting."""
    return [list(table._base_manager.order_by("id").values()) for table in (Intervention, Response, AnswerVersion, Comment, Round)]
