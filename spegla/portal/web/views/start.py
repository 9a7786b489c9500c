"""The start page of each role, one's own profile, and the language."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from spegla.messages import LANGUAGES
from spegla.portal.texts import said
from spegla.portal.use_cases import emergencies, reviews, sessions
from spegla.portal.use_cases import profile as use_case
from spegla.portal.use_cases.single_sign_on import own_links
from spegla.portal.web.reports import reports_in
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering
from spegla.portal.web.work import brief_of, work_of


@require_safe
def start(request: Request) -> HttpResponse:
    now = timezone.now()
    shown = {
        "waiting": use_case.waiting(actor=request.actor, at=now),
        "emergencies": emergencies.waiting(actor=request.actor),
        "reviews": reviews.waiting(actor=request.actor, at=now),
        "work": work_of(request.actor, now),
        "brief": brief_of(request.actor, settings.COLUMNS, now),
        "reports": reports_in(settings.DEMO_FILES),
    }
    return render(request, "start.html", shown)


@require_safe
def profile(request: Request) -> HttpResponse:
    factors = Authenticator.objects.filter(user=request.user)
    shown = {
        "roles": use_case.own_roles(actor=request.actor, at=timezone.now()),
        "factors": factors,
        "links": own_links(actor=request.actor),
    }
    return render(request, "profile.html", shown)


@require_POST
@answering
def end_session(request: Request, session_id: int) -> HttpResponse:
    sessions.end_session(actor=request.actor, session_id=session_id, at=timezone.now())
    messages.success(request, said("session_was_ended"))
    return redirect("usersessions_list")


@require_POST
def language(request: Request) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        use_case.choose_language(actor=request.actor, language=chosen)
    back = request.POST.get("next", "")
    # A path, and never taken for the name of an address.
    own = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back) if own else redirect("start")
