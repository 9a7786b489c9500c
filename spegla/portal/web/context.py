"""What every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    # Who has no second step yet gets no menu: nothing in it would open.
    actor = getattr(request, "actor", None) if getattr(request, "has_factor", False) else None
    return {
        "actor": actor,
        "may": {permission.value: True for permission in actor.permissions} if actor else {},
        "demo": bool(getattr(settings, "DEMO", False)),
    }
