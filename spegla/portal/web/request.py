"""The request as it is behind the gate: someone has logged in, and is an actor."""

from django.http import HttpRequest

from spegla.portal.use_cases.access import Actor


class Request(HttpRequest):
    """`actor` is who asks."""

    actor: Actor
