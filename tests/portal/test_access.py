"""Who may use what: every address, method and role, in the own organisation and in another's. The table is `web/access.yaml`.

What may happen is told by status: 2xx, 3xx to a page of one's own, 422 for a form that lacks something, 400 for a link that is not one.
What may not is 403 in the own organisation, 404 elsewhere, 405 for another method, and the login page for a stranger.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import URLPattern, get_resolver

from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.use_cases.cast import CAST
from spegla.portal.web.addresses import addresses
from tests.portal.conftest import AT, LogIn

TABLE = addresses()
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# Whose things are asked for: those of Falun, of Borlänge, and of nobody.
OWNERS = ("2080", "2081", "nobody")
ACTORS = (*(member.id for member in CAST), "stranger", "without_role", "without_factor")
CANARY = "kanariefågel"


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
    """An invitation, a role that waits and a person in Falun and in Borlänge; and numbers that nothing has."""
    found: dict[str, dict[str, int | str]] = {
        "nobody": {"invitation_id": 987654, "assignment_id": 987654, "person_id": 987654, "session_id": 987654}
    }
    for code, giver, other in (("2080", "maja", "lena"), ("2081", "malin", "cecilia")):
        home = Organisation.objects.get(code=code, kind="municipality")
        invited = Invitation.objects.create_in(
            organisation=home, email=f"{CANARY}{code}@exempel.se", name=f"{CANARY} {code}", role="namndsekreterare",
            token_hash=f"{code:0>64}", invited_by=person(giver), invited_at=AT, expires_at=AT.replace(year=2036),
        )  # fmt: skip
        waiting = Assignment.objects.create_in(
            organisation=home, person=person(other), role="gruppledare", state=AssignmentState.WAITING, given_by=person(giver), given_at=AT
        )
        found[code] = {
            "invitation_id": invited.id,
            "assignment_id": waiting.id,
            "person_id": person(other).id,
            "session_id": session_of(person(other)),
        }
    return found


def session_of(someone: Person) -> int:
    """Where someone else is logged in."""
    store = SessionStore()
    store.create()
    key = str(store.session_key)
    return int(
        UserSession.objects.create(user=someone, session_key=key, ip="192.0.2.1", user_agent=f"{CANARY}{someone.organisation.code}").pk
    )


def address(pattern: URLPattern, numbers: dict[str, int | str]) -> str:
    kinds = {"token": "ingen", "uidb36": "1", "key": "ingen", "pk": 987654}
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
        return {405}
    if who == "open":
        return {200, 302, 400, 404, 422}
    if id == "stranger":
        return {302}
    if id == "without_factor":
        return {302} if who != "login" else {200, 302}
    if who == "login" and names_a_thing:
        # What is one's own alone is nobody else's, whatever their role; one's own may have been ended by the address before.
        return {302, 404} if (id, owner) in (("without_role", "2080"), ("cecilia", "2081")) else {404}
    if who == "login":
        # Keys and recovery codes that nobody has made are not there.
        return {200, 302, 404} if name.startswith("mfa_") else {200, 302}
    if not may(id, who):
        return {403, 404} if names_a_thing else {403}
    if names_a_thing and owner != home_of(id):
        return {404}
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
        for owner in OWNERS if named else OWNERS[:1]:
            for method in METHODS:
                # A door that was closed behind someone is opened again.
                if id != "stranger" and "_auth_user_id" not in client.session:
                    client = client_of(id, log_in, person)
                path = address(pattern, things[owner])
                answer = getattr(client, method)(
                    path, {"organisation": "1", "role": "handlaggare", "answer": "yes"} if method == "post" else None
                )
                tried += 1
                right = expected(id, str(pattern.name), entry, method, owner, bool(named))
                if answer.status_code not in right:
                    wrong.append((method, path, owner, answer.status_code, right))
                other = "2081" if home_of(id) == "2080" else "2080"
                if id not in ("disa", "sara", "rolf") and f"{CANARY}{other}" in answer.content.decode(errors="replace"):
                    wrong.append((method, path, owner, "shows another organisation's", set()))
    assert tried >= 200
    assert wrong == []
