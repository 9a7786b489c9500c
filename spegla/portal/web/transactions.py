"""What a page writes is written whole or not at all; on SQLite, a page that is only read holds no lock.

Django's ATOMIC_REQUESTS would open a transaction for every page. On SQLite each of ours takes the only lock when it begins, since one
that starts by reading and goes on to write is refused when someone else has written meanwhile: a slow page would stop everyone who
registers. There, reading is done outside, and a use case that writes while it shows (the log says that it was read) opens its own. A
database that locks single rows has nothing to gain from it, and every page is one transaction.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def written_together(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view`, in a transaction when it is asked to write; what it raises takes back what it wrote.

    One that is marked with Django's `non_atomic_requests` has a transaction of its own that is shorter: it waits for somebody else's
    server, or has written what it writes before it draws what it shows.
    """
    if getattr(view, "_non_atomic_requests", None):
        return view

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in _READING and not connection.features.has_select_for_update:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return answer
