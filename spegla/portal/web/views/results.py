"""The results of one's own municipality, and of each unit."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spegla.catalogue.rules import RuleError
from spegla.portal.texts import language
from spegla.portal.use_cases import results as use_case
from spegla.portal.use_cases.access import NotFoundError
from spegla.portal.web.request import Request
from spegla.portal.web.results.choosing import chosen_in
from spegla.portal.web.results.kept import Kept
from spegla.portal.web.views.doors import answering

_KEPT = Kept()


@require_safe
@answering
def results(request: Request) -> HttpResponse:
    """The mirror of the rows that the address chooses. Everything is in the address, so that it can be sent and saved."""
    found = use_case.see_results(
        actor=request.actor,
        columns=settings.COLUMNS,
        scope=_whose(request),
        instrument=request.GET.get("formular", ""),
        at=timezone.now(),
    )
    choosing = None if found.instrument is None else chosen_in(request.GET, found.instrument, found.instruments)
    shown = None
    if choosing is not None and found.saved is not None and not choosing.faults:
        try:
            shown = _KEPT.mirrored(found, choosing.rule, language())
        except RuleError as error:
            choosing = choosing.refusing(error)
    faults = choosing.faults if choosing is not None else 0
    return render(request, "results/results.html", {"found": found, "choosing": choosing, "shown": shown}, status=422 if faults else 200)


def _whose(request: Request) -> int | None:
    """The id of the organisation in the address; what is no number is nobody's."""
    given = request.GET.get("var", "")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise NotFoundError
    return int(given)
