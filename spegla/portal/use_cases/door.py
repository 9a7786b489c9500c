"""What happens at the door goes into the log: logins, failed ones, and every change of password or second step.

When a password or a second step changes, every other session of that person ends.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from spegla.portal.accounts.identity_providers import STRONG_BY
from spegla.portal.accounts.models import Person
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.people import person_with
from spegla.portal.store.sessions import end_sessions
from spegla.portal.use_cases import recoveries
from spegla.portal.use_cases.single_sign_on import Answer


def _provider_of(request: HttpRequest, user: Person) -> str:
    """The provider by which the first step of this login was taken; "" when it was a password or a key."""
    steps = [one for one in get_authentication_records(request, user) if one["method"] != "mfa" or one.get("passwordless")]
    return str(steps[-1]["provider"]) if steps and steps[-1]["method"] == "socialaccount" else ""


def _record(person: Person, action: str, **facts: str | bool) -> None:
    with transaction.atomic():
        record(person.organisation, Audit(person, action, timezone.now(), f"person:{person.pk}", facts))


@receiver(user_logged_in)
def logged_in(sender: Any, user: Person, request: HttpRequest, **_: Any) -> None:
    """What a provider asserted in this very request holds for this session; any other login leaves nothing of an earlier one."""
    answer: Answer | None = getattr(request, "sign_on", None)
    strong = answer is not None and answer.strong
    request.session.pop(STRONG_BY, None)
    if answer is not None and strong:
        request.session[STRONG_BY] = answer.provider.id
    by = _provider_of(request, user)
    facts: dict[str, str | bool] = {"by": by, "strong": strong} if by else {}
    _record(user, "logged_in", **facts)
    recoveries.no_longer_needed(person=user, by=user, at=timezone.now())


@receiver(user_logged_out)
def logged_out(sender: Any, user: Person | None, **_: Any) -> None:
    if user is not None:
        _record(user, "logged_out")


@receiver(user_login_failed)
def login_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Only about someone whom there is: what a stranger types is not kept. Nobody has shown who it was, so the log names no actor."""
    typed = str(credentials.get("email") or credentials.get("login") or credentials.get("username") or "")
    person = person_with(typed)
    if person is not None:
        shut = request is not None and AxesProxyHandler.is_locked(request, credentials)
        with transaction.atomic():
            record(person.organisation, Audit(None, "login_shut" if shut else "login_failed", timezone.now(), f"person:{person.pk}"))


@receiver(password_changed)
@receiver(password_reset)
def password_is_new(sender: Any, request: HttpRequest, user: Person, **_: Any) -> None:
    _record(user, "password_changed")
    end_sessions(user, but=request.session.session_key)


@receiver(authenticator_added)
@receiver(authenticator_reset)
def factor_added(sender: Any, request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    _record(user, "factor_added", kind=str(authenticator.type))
    end_sessions(user, but=request.session.session_key)


@receiver(authenticator_removed)
def factor_removed(sender: Any, request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    _record(user, "factor_removed", kind=str(authenticator.type))
    end_sessions(user, but=request.session.session_key)
