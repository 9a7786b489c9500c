"""Before an act that others depend on: whoever sits there shows again that it is they, unless they just did.

A session that someone left open reads pages for half an hour; it does not give away roles.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_P = ParamSpec("_P")
_R = TypeVar("_R", bound=HttpRequest)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the last proof, a login too, is no older than ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    proofs = get_authentication_records(request, request.user)
    return bool(proofs) and time.time() - proofs[-1]["at"] <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def freshly_proved(view: Callable[Concatenate[_R, _P], HttpResponse]) -> Callable[Concatenate[_R, _P], HttpResponse]:
    """Ask for the password or the second step when the last proof, a login too, is older than ACCOUNT_REAUTHENTICATION_TIMEOUT.

    allauth asks, keeps what was sent and goes on with it afterwards: nothing is written twice.
    """

    @wraps(view)
    def proved(request: _R, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        if not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return proved
