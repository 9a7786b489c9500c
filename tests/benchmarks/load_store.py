"""The store that the load is put on: 20 000 rows in one municipality, drafts to fill in, closures to hand in, and people who are logged in.

Run in the environment of an installation: `python -m tests.benchmarks.load_store <hand-ins> <drafts>` writes what the load needs as JSON.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django

ROWS, PEOPLE = 20_000, 8


def main(hand_ins: int, drafts: int) -> dict[str, Any]:
    """Fill the store; gives cookies with their tokens, the drafts, the responses to hand in and the partitions that were written."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.utils import timezone

    from spegla.portal.accounts.models import Person
    from spegla.portal.store.case_keys import make_key
    from spegla.portal.use_cases import invented, partitions, rounds
    from spegla.portal.use_cases.access import Actor
    from spegla.portal.use_cases.cast import place_cast
    from tests.portal.registrations import unit_of

    now = timezone.now()
    for person in place_cast(password="ett prov utan hemligheter", at=now - timedelta(days=400)):  # noqa: S106
        Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "A" * 32}})
    make_key("2080")
    maja, astrid = (Person.objects.select_related("organisation").get(email=f"{name}@exempel.se") for name in ("maja", "astrid"))
    rounds.open_round(actor=Actor.of(maja, now), instrument="webbkollen-2017", at=now)
    unit = unit_of(Actor.of(astrid, now))
    invented.register(shares=[invented.Share(unit, astrid, "BU", 1)], count=ROWS, seed=1, at=now)
    people = [astrid, *_colleagues(astrid, unit, now)]
    found = {
        "sessions": [_session(person, now) for person in people],
        "drafts": _closures(unit, astrid, drafts, now, answered=False),
        "ready": _closures(unit, astrid, hand_ins, now, answered=True),
    }
    return {**found, "partitions": partitions.refresh(settings.COLUMNS)}


def _colleagues(astrid: Any, unit: Any, now: Any) -> list[Any]:
    from allauth.mfa.models import Authenticator

    from spegla.portal.use_cases.installation import place

    made = []
    for number in range(1, PEOPLE):
        values = {"email": f"kollega{number}@exempel.se", "name": f"Kollega {number}", "role": "handlaggare", "password": "x" * 20}
        one = place(astrid.organisation, unit, at=now, **values)
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
        made.append(one)
    return made


def _session(person: Any, now: Any) -> dict[str, str]:
    """A browser that has logged in: its cookie and the token of its forms."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    token = "t" * 32
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY], session["_csrftoken"] = "allauth.account.auth_backends.AuthenticationBackend", token
    session["seen"] = session["began"] = now.isoformat()
    session.create()
    return {"cookie": str(session.session_key), "token": token}


def _closures(unit: Any, person: Any, count: int, now: Any, *, answered: bool) -> list[int]:
    """Drafts of closures that rest on decisions; `answered` ones can be handed in."""
    from spegla.portal.store.audit import Audit
    from spegla.portal.store.interventions import SealedCode, make
    from spegla.portal.store.models import Response, ResponseState
    from spegla.portal.store.organisations import authority_of
    from spegla.portal.store.responses import begin
    from spegla.portal.store.rounds import open_round
    from spegla.portal.use_cases.case_codes import sealed

    round = open_round(authority_of(unit))
    assert round is not None
    decision = {
        "datum": "2026-03-12",
        "kon": "flicka",
        "alder": 14,
        "ursprung": "sverige",
        "insats_heldygnsvard": "ingen",
        "risk_beslut": "hog",
    }
    closure = {
        "datum": "2026-11-16",
        "kon": "flicka",
        "alder": 14,
        "ursprung": "sverige",
        "samverkan": "nej",
        "sip": "nej",
        "risk_avslut": "lag",
    }
    found = []
    for number in range(count):
        code: SealedCode = sealed(unit, f"LAST-{answered}-{number}")
        audit = Audit(person, "intervention_made", now)
        intervention = make(unit, code, audit)
        made = begin(unit, intervention, round, "beslut", answers=decision, corrects=None, audit=Audit(person, "response_begun", now))
        Response._base_manager.filter(id=made.id).update(
            state=ResponseState.HANDED_IN, day="2026-03-12", handed_in_at=now, handed_in_by=person
        )
        answers = closure if answered else {}
        draft = begin(unit, intervention, round, "avslut", answers=answers, corrects=None, audit=Audit(person, "response_begun", now))
        if answered:
            Response._base_manager.filter(id=draft.id).update(day="2026-11-16")
        found.append(draft.id)
    return found


if __name__ == "__main__":
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        made = main(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(made))
