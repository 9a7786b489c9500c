"""Access in an emergency: the caution before it, its end, and what those see who are told."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spegla.portal.texts import said
from spegla.portal.use_cases import emergencies as use_case
from spegla.portal.web.forms import EmergencyForm
from spegla.portal.web.proof import is_fresh
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering, done, tried


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def take(request: Request) -> HttpResponse:
    """Only with fresh proof of who it is, a login too. What has been written is not kept while it is given: it is free text.

    Whoever has it already is told so, and how to end it.
    """
    caution = use_case.before_taking(actor=request.actor, lasts=settings.EMERGENCY_LASTS)
    if request.actor.emergency is not None:
        return render(request, "emergencies/held.html", {"emergency": request.actor.emergency})
    if not is_fresh(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = request.build_absolute_uri(reverse("start"))
        asked = {"lasts": settings.EMERGENCY_LASTS, "address": address, **form.cleaned_data}
        if tried(form, lambda: use_case.take(actor=request.actor, at=timezone.now(), **asked)):
            messages.success(request, said("emergency_taken"))
            return redirect("start")
    shown = {"form": form, "caution": caution, "hours": int(caution.lasts.total_seconds() // 3600)}
    return render(request, "emergencies/take.html", shown, status=422 if form.errors else 200)


@require_POST
@answering
def end(request: Request) -> HttpResponse:
    return done(request, partial(use_case.end, actor=request.actor, at=timezone.now()), "emergency_ended", "start")


@require_safe
@answering
def see(request: Request, emergency_id: int) -> HttpResponse:
    seen = use_case.see_emergency(actor=request.actor, emergency_id=emergency_id, at=timezone.now())
    return render(request, "emergencies/see.html", {"page": seen})


@require_POST
@answering
def seen(request: Request, emergency_id: int) -> HttpResponse:
    use_case.acknowledge(actor=request.actor, emergency_id=emergency_id, at=timezone.now())
    messages.success(request, said("emergency_acknowledged"))
    return redirect("start")


@require_POST
@answering
def stop(request: Request, emergency_id: int) -> HttpResponse:
    act = partial(use_case.stop, actor=request.actor, emergency_id=emergency_id, at=timezone.now())
    return done(request, act, "emergency_ended", "emergency_see", emergency_id)
