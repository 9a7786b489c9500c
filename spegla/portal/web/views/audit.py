"""The municipality's own page: who saw and did what, and a copy of it to take along."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spegla.portal.store.heads import DamagedError, last_export
from spegla.portal.store.log import Wanted
from spegla.portal.texts import said
from spegla.portal.use_cases import audits as use_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.forms import CopyForm, LogForm
from spegla.portal.web.log_copy import log_csv
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering


@require_safe
@answering
def log(request: Request) -> HttpResponse:
    now = timezone.now()
    choices = use_case.choices(actor=request.actor, at=now)
    form = LogForm(choices, request.GET or None)
    wanted = _wanted(form)
    page = None if wanted is None else use_case.see_log(actor=request.actor, wanted=wanted, at=now)
    shown = {"form": form, "page": page, "choices": choices, "exported": _exported()}
    return render(request, "log/log.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def copy(request: Request) -> HttpResponse:
    """What is looked for stands in the address, so that the copy is of what was shown."""
    now = timezone.now()
    searched = LogForm(use_case.choices(actor=request.actor, at=now), request.GET or None)
    wanted = _wanted(searched)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and wanted is not None and form.is_valid():
        try:
            lines = use_case.copy_log(actor=request.actor, wanted=wanted, reason=form.cleaned_data["reason"], at=now)
        except NotPossibleError as impossible:
            form.add_error(None, said(impossible.code, most=f"{use_case.IN_A_COPY:,}".replace(",", "\u00a0")))
        else:
            name = f"logg-{timezone.localtime(now):%Y-%m-%d}.csv"
            headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
            return HttpResponse(log_csv(lines), content_type="text/csv; charset=utf-8", headers=headers)
    wrong = bool(form.errors) or wanted is None
    return render(request, "log/copy.html", {"form": form, "searched": searched}, status=422 if wrong else 200)


def _wanted(form: LogForm) -> Wanted | None:
    """What the form asks for: everything when nobody has searched, None when it cannot be read."""
    if not form.is_bound:
        return Wanted()
    return Wanted(**form.cleaned_data) if form.is_valid() else None


def _exported() -> datetime | None:
    """When the end of the log was last sent out. A file that is damaged says nothing here: the commands tell of it."""
    try:
        return last_export(settings.HEADS)
    except DamagedError:
        return None
