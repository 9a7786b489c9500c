"""What a page writes is written whole or not at all; a page that is only read holds no lock.

Django's ATOMIC_REQUESTS would open a transaction for every page. On SQLite each of ours takes the write lock when it begins, since one
that starts by reading and goes on to write is refused when someone else has written meanwhile. A slow page would then stop everyone
who registers. So reading is done outside, and a use case that writes while it shows (the log says that it was read) opens its own.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def written_together(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view`, in a transaction when it is asked to write; what it raises takes back what it wrote."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in _READING:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return answer
