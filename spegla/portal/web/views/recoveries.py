"""The way in when nothing else opens: asked for from outside, approved by two inside, ended by the link of a letter."""

from functools import partial

from allauth.account.stages import LoginStageController
from allauth.core.ratelimit import consume_or_429
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spegla.portal.accounts.models import Person, RecoveryState
from spegla.portal.texts import language, said, texts
from spegla.portal.use_cases import recoveries as use_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.forms import MadeSureForm, PasswordForm, RecoveryForm
from spegla.portal.web.proof import freshly_proved
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering, linked


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Whoever has given the right password need not say who they are; anyone else gives an address."""
    if request.user.is_authenticated:
        return redirect("start")
    person = _half_in(request)
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and (person or form.is_valid()):
        email = person.email if person else form.cleaned_data["email"]
        # The same door as a forgotten password, and knocked on as seldom.
        too_often: HttpResponse | None = consume_or_429(request, action="reset_password", key=email.lower())
        if too_often:
            return too_often
        if person:
            use_case.ask_with_password(person=person, at=timezone.now())
        else:
            use_case.ask(email=email, language=language(), at=timezone.now())
        return redirect("recovery_asked")
    wrong = form.errors and not person
    return render(request, "recoveries/ask.html", {"form": form, "person": person}, status=422 if wrong else 200)


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "recoveries/asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
@answering
@freshly_proved
def decide(request: Request, recovery_id: int) -> HttpResponse:
    now = timezone.now()
    asked = use_case.see(actor=request.actor, recovery_id=recovery_id, at=now)
    refusing = request.POST.get("answer") == "no"
    form = MadeSureForm(None if refusing else request.POST or None)
    if request.method == "POST" and (refusing or form.is_valid()):
        say = texts(language()).say
        try:
            if refusing:
                use_case.refuse(actor=request.actor, recovery_id=recovery_id, at=now)
                messages.success(request, say("recovery_was_refused", name=asked.recovery.person.name))
                return redirect("start")
            done = use_case.approve(actor=request.actor, recovery_id=recovery_id, at=now, link=partial(_link, request), **form.cleaned_data)
        except NotPossibleError as impossible:
            messages.error(request, say(impossible.code))
            return redirect("recovery_decide", recovery_id)
        first = done.state == RecoveryState.OPEN
        messages.success(request, say("recovery_was_approved_first" if first else "recovery_was_approved", name=done.person.name))
        return redirect("start")
    return render(request, "recoveries/decide.html", {"form": form, "asked": asked}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@linked("recoveries/dead_link.html")
def password(request: HttpRequest, token: str) -> HttpResponse:
    recovery = use_case.opened(token=token, at=timezone.now())
    form = PasswordForm(recovery.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        use_case.complete(token=token, password=form.cleaned_data["password"], at=timezone.now())
        messages.success(request, said("recovery_was_done"))
        return redirect("account_login")
    return render(request, "recoveries/password.html", {"form": form, "recovery": recovery}, status=422 if form.errors else 200)


def _half_in(request: HttpRequest) -> Person | None:
    """Who has given the right password and waits at the second step."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    return stage.login.user if stage else None


def _link(request: Request, token: str) -> str:
    return request.build_absolute_uri(reverse("recovery_password", args=[token]))
