"""The municipality's own page: who saw and did what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spegla.portal.use_cases import audits as use_case
from spegla.portal.web.forms import LogForm
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering


@require_safe
@answering
def log(request: Request) -> HttpResponse:
    form = LogForm(use_case.choices(actor=request.actor), request.GET or None)
    wanted = use_case.Wanted(**form.cleaned_data) if form.is_bound and form.is_valid() else use_case.Wanted()
    page = None if form.errors else use_case.see_log(actor=request.actor, wanted=wanted, at=timezone.now())
    return render(request, "log.html", {"form": form, "page": page}, status=422 if form.errors else 200)
