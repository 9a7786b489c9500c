"""Every page of the table of addresses, found as people find them: from the menu and by links, as everyone who may see it.

A new address that is neither in a menu nor linked, or whose thing the walk does not have, fails until an example is added in `_unlinked`.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from spegla.catalogue import Severity
from spegla.importers.wide import ColumnMap
from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Person, Recovery, RecoveryProof, RecoveryState
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Emergency, EmergencyNote, EmergencyNotice, Response, ResponseState, Review, ReviewRow
from spegla.portal.store.models.imports import Import, Source
from spegla.portal.store.models.responses import AnswerVersion, VersionState
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.cast import CAST
from spegla.portal.web.addresses import addresses
from spegla.responses import Problem
from tests.portal.conftest import AT, PASSWORD, LogIn
from tests.portal.every_kind import commented, every_kind
from tests.portal.registrations import INSTRUMENT, exported, open_round

# What answers with something that is no page.
NO_PAGE = {
    "mfa_login_webauthn": "what a key is asked",
    "mfa_download_recovery_codes": "a file",
    "demo_report": "a file",
    "import_template": "a file",
    "import_example": "a file",
    "import_problems": "a file",
    "saml_metadata": "a file",
    "openid_connect_callback": "where a provider sends people",
    "saml_finish_acs": "where a provider sends people",
}
_KEY = json.loads((Path(__file__).parent / "key.json").read_text())
# How many pages of an address each visitor opens: they differ in what they show, not in how.
_AT_MOST = 1


@dataclass(frozen=True)
class Found:
    """A page: who sees it, and where."""

    who: str
    path: str


def furnish(person: Callable[[str], Person]) -> None:
    """Something on each page: an invitation, a role that waits, a sample, an emergency, ways in, a key and codes, and registrations."""
    maja, lena, astrid = person("maja"), person("lena"), person("astrid")
    Invitation.objects.create_in(
        organisation=maja.organisation, email="ny@exempel.se", name="Ny Person", role="namndsekreterare", invited_by=maja,
        token_hash=sha256(b"prov").hexdigest(), invited_at=AT, expires_at=AT.replace(year=2036),
    )  # fmt: skip
    Assignment.objects.create_in(
        organisation=maja.organisation, person=lena, role="handlaggare", state=AssignmentState.WAITING, given_by=maja, given_at=AT
    )
    home, karin = maja.organisation, person("karin")
    with transaction.atomic():
        read = record(home, Audit(astrid, "role_given", AT, f"person:{lena.id}"))
    review = Review.objects.create_in(
        organisation=home, month=date(2026, 10, 1), drawn_by=karin, drawn_at=AT, head_number=read.number, head_seal=read.seal, candidates=1
    )
    ReviewRow.objects.create_in(organisation=home, review=review, record=read)
    emergency = Emergency.objects.create_in(
        organisation=home, person=person("bo"), reason="on_call", taken_at=AT, until=AT + timedelta(hours=4), ended_at=AT
    )
    EmergencyNote.objects.create_in(organisation=home, emergency=emergency, words="Larm under jouren.")
    EmergencyNotice.objects.create_in(organisation=home, emergency=emergency, person=karin)
    asked = {"organisation": home, "asked_with": RecoveryProof.ADDRESS, "asked_at": AT, "expires_at": AT.replace(year=2036)}
    # Who logs in needs no other way in, so these are two who do not.
    out, let_in = (
        Person.objects.create_user(f"{name}@exempel.se", PASSWORD, name=name.title(), organisation=home) for name in ("ute", "inne")
    )
    Recovery.objects.create_in(person=out, **asked)
    Recovery.objects.create_in(person=let_in, state=RecoveryState.APPROVED, token_hash=sha256(b"vag-in").hexdigest(), **asked)
    Authenticator.objects.create(user=astrid, type=Authenticator.Type.WEBAUTHN, data=_KEY)
    files_read_in(person("bo"))
    RecoveryCodes.activate(astrid)
    Authenticator.objects.filter(user=person("rolf")).delete()
    registrations = every_kind(Actor.of(astrid, AT), "BU-2026")
    commented(Actor.of(astrid, AT), registrations["draft"], "Ett svar saknas.")
    exported(person("bo"), home)


def files_read_in(bo: Person) -> None:
    """A file that needs mending, and one that is read in."""
    unit = Assignment._base_manager.get(person=bo, state=AssignmentState.ACTIVE).organisation
    open_round(unit)
    source = Source.objects.create_in(organisation=bo.organisation, name="Procapita", instrument=INSTRUMENT, changed_at=AT)
    column = {"letter": "A", "name": "Kod", "id": "", "near": "", "samples": ["BU"], "identity": False}
    columns = {"rows": 1, "columns": [column], "unknown": {"kon": ["F"]}, "unknown_left_out": {}}
    problem = Problem(2, "arende", "import_no_case", Severity.ERROR).stored()
    whose = {"organisation": unit, "unit": unit, "source": source, "asked_by": bo}
    values = {**whose, "instrument": INSTRUMENT, "size": 1, "asked_at": AT, "moved_at": AT}
    # The one that is opened first is the last.
    done = {"state": "committed", "sha256": "1" * 64, "committed_by": bo, "committed_at": AT}
    Import.objects.create_in(**values, **done)
    Import.objects.create_in(
        **values, state="refused", sha256="2" * 64, content=b"x", columns=columns, problems=[problem], mapping=ColumnMap().as_data()
    )


def clients(log_in: LogIn) -> Mapping[str, Client]:
    """Everyone who comes: the cast, who have just shown who they are; Rolf has no second step; a stranger; and one between the steps."""
    found = {"stranger": Client(), **{member.id: log_in(member.id) for member in CAST}, "between": Client()}
    for member in CAST:
        if member.id != "rolf":
            found[member.id].post("/konto/bekrafta/", {"password": PASSWORD})
    found["between"].post("/logga-in/", {"login": "maja@exempel.se", "password": PASSWORD})
    return found


def walk(visitors: Mapping[str, Client], person: Callable[[str], Person]) -> Mapping[str, Found]:
    """By the name of the address: the first who sees the page, and where."""
    found: dict[str, Found] = {}
    readable = [name for name, entry in addresses().items() if "GET" in entry["methods"]]
    start = [path for name in readable if (path := _without_things(name))]
    for who, client in visitors.items():
        # Whoever is between the steps and goes anywhere else begins anew.
        here = ["/logga-in/kod/"] if who == "between" else [*start, *(path for one, path in _unlinked(person) if one == who)]
        _follow(who, client, here, found)
    return found


def _unlinked(person: Callable[[str], Person]) -> list[tuple[str, str]]:
    """Who comes by a link in a letter, or from a page that only what is just done leads to, and where it leads."""
    maja = person("maja")
    handed_in = Response._base_manager.filter(state=ResponseState.HANDED_IN).first()
    conflict = AnswerVersion._base_manager.filter(state=VersionState.CONFLICT).first()
    parts = {"uidb36": user_pk_to_url_str(maja), "key": default_token_generator.make_token(maja)}
    return [
        ("stranger", "/inbjudan/prov/"),
        ("stranger", "/aterstallning/losenord/vag-in/"),
        ("stranger", reverse("account_reset_password_from_key", kwargs=parts)),
        *([("astrid", reverse("response_done", args=[handed_in.id]))] if handed_in else []),
        # Of all drafts only one where answers have met leads to the choice between them.
        *([("astrid", reverse(name, args=[conflict.response_id])) for name in ("response", "response_review")] if conflict else []),
        # Only a file that is read in can be taken back.
        *(("bo", reverse("import_undo", args=[one.id])) for one in Import._base_manager.filter(state="committed")),
    ]


def _without_things(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _follow(who: str, client: Client, start: list[str], found: dict[str, Found]) -> None:
    queue, seen, times = list(start), set(start), dict.fromkeys(addresses(), 0)
    while queue:
        path = queue.pop(0)
        # What is open is the same for everyone.
        if _name(path) in found and addresses()[_name(path)]["who"] == "open":
            continue
        answer = client.get(path, follow=True, headers={"accept-language": "sv"})
        shown = answer.request["PATH_INFO"]
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        found.setdefault(_name(shown), Found(who, shown))
        for href in re.findall(r'<a [^>]*href="([^"#?]+)', answer.content.decode()):
            link = urljoin(shown, href)
            name = _name(link)
            if name and link not in seen and times[name] < _AT_MOST and "GET" in addresses()[name]["methods"]:
                seen.add(link)
                times[name] += 1
                queue.append(link)


def _name(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
