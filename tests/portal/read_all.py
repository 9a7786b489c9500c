"""Reads every page of a real installation, as a stranger and as someone with every role, and prints what each answered, as JSON.

Run by `Installed.walk` in a process of its own: in the tests everything is in a transaction, and what needs one would not be noticed.
"""

import json

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402  the apps are there now
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from spegla.portal.accounts.models import AssignmentState, Person  # noqa: E402
from spegla.portal.accounts.roles import roles  # noqa: E402
from spegla.portal.store.audit import Audit  # noqa: E402
from spegla.portal.store.people import ALWAYS, active_roles, give  # noqa: E402
from spegla.portal.web.addresses import addresses  # noqa: E402
from tests.portal.test_access import address, patterns  # noqa: E402


def everything() -> dict[str, list[int]]:
    """By address, what it answered a stranger and someone with every role."""
    person = Person.objects.get()
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "A" * 32}})
    with transaction.atomic():
        for role in set(roles()) - {role for _, role in active_roles(person, timezone.localdate())}:
            give(person.organisation, person, role, AssignmentState.ACTIVE, ALWAYS, Audit(None, "role_given", timezone.now()))
    found: dict[str, list[int]] = {}
    for pattern in patterns():
        name = str(pattern.name)
        if "GET" not in addresses()[name]["methods"]:
            continue
        for logged_in in (False, True):
            client = Client(raise_request_exception=False, headers={"host": "spegla.test", "x-forwarded-proto": "https"})
            if logged_in:
                client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            numbers: dict[str, int | str] = {"person_id": person.id, "token": "finns-inte"}
            found.setdefault(name, []).append(client.get(address(pattern, numbers)).status_code)
    return found


print(json.dumps(everything()))
