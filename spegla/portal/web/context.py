"""What every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "may": {permission.value: True for permission in actor.permissions} if actor else {},
        "demo": bool(getattr(settings, "DEMO", False)),
    }
