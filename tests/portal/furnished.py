"""`python -m tests.portal.furnished beslut=3 avslut=2 astrid=40`, in the environment of an installation: the cast, a round, drafts of each
step for children who do not exist, and sessions of those who have logged in. What was made is written as JSON.
"""

import json
import sys
import time
from datetime import timedelta

import django

PASSWORD = "ett prov utan hemligheter"  # noqa: S105
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105


def main(asked: dict[str, int]) -> dict[str, list[int | str]]:
    """By step the ids of its drafts, by person the keys of their sessions."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.test import Client
    from django.utils import timezone

    from spegla.portal.accounts.roles import Permission
    from spegla.portal.store.case_keys import make_key
    from spegla.portal.use_cases import registering, rounds
    from spegla.portal.use_cases.access import Actor
    from spegla.portal.use_cases.cast import place_cast
    from tests.portal.conftest import proved
    from tests.portal.registrations import INSTRUMENT, WHOLE_DECISION, handed_in

    now = timezone.now()
    people = {one.email.partition("@")[0]: one for one in place_cast(password=PASSWORD, at=now)}
    for person in people.values():
        values = {"data": {"secret": get_adapter().encrypt(SECRET)}, "created_at": now - timedelta(days=365)}
        Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults=values)
    make_key("2080")
    rounds.open_round(actor=Actor.of(people["maja"], now), instrument=INSTRUMENT, at=now)
    astrid = Actor.of(people["astrid"], now)
    [unit] = registering.units(astrid, Permission.CASES_REGISTER, now)
    decided = {**WHOLE_DECISION, "datum": [(now - timedelta(days=200)).date().isoformat()]}
    made: dict[str, list[int | str]] = {}
    for name, count in asked.items():
        if name in people:
            clients = [Client() for _ in range(count)]
            for client in clients:
                client.force_login(people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
                proved(client, people[name], time.time())
            made[name] = [str(client.session.session_key) for client in clients]
        else:
            codes = [f"PÅHITTAD-{name}-{number}" for number in range(count)]
            if name == "avslut":
                for code in codes:
                    handed_in(astrid, code, answers=decided, at=now)
            made[name] = [registering.begin(actor=astrid, unit=unit, step=name, code=code, at=now).id for code in codes]
    return made


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main({name: int(count) for name, _, count in (one.partition("=") for one in sys.argv[1:])})))
