"""People and roles."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spegla.portal.accounts.models import Assignment, AssignmentState, Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.texts import language, texts
from spegla.portal.use_cases import leaving
from spegla.portal.use_cases import people as use_case
from spegla.portal.web.forms import InviteForm, LeaveForm, MoveForm, PasswordForm, RoleForm
from spegla.portal.web.proof import freshly_proved
from spegla.portal.web.request import Request
from spegla.portal.web.templatetags.spegla import period, role_title
from spegla.portal.web.views.doors import answering, done, linked, tried


@require_safe
@answering
def overview(request: Request) -> HttpResponse:
    return render(request, "people/overview.html", {"page": use_case.see_people(actor=request.actor, at=timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@answering
@freshly_proved
def invite(request: Request) -> HttpResponse:
    places = use_case.places(actor=request.actor, permission=Permission.PEOPLE_INVITE, at=timezone.now())
    form = InviteForm(places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"link": partial(_link, request), **form.cleaned_data}
        invitation = tried(form, lambda: use_case.invite(actor=request.actor, at=timezone.now(), **asked))
        if invitation:
            messages.success(request, texts(language()).say("invited", name=invitation.name))
            return redirect("people")
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@answering
def withdraw(request: Request, invitation_id: int) -> HttpResponse:
    act = partial(use_case.withdraw, actor=request.actor, invitation_id=invitation_id, at=timezone.now())
    return done(request, act, "withdrawn", "people")


@require_http_methods(["GET", "HEAD", "POST"])
@answering
@freshly_proved
def give(request: Request, person_id: int) -> HttpResponse:
    person = use_case.person_to_give(actor=request.actor, person_id=person_id)
    places = use_case.places(actor=request.actor, permission=Permission.PEOPLE_ASSIGN, at=timezone.now())
    form = RoleForm(places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        given = tried(form, lambda: use_case.give_role(actor=request.actor, person_id=person_id, at=timezone.now(), **asked))
        if given:
            messages.success(request, _was_given(given))
            return redirect("people")
    return render(request, "people/give.html", {"form": form, "person": person}, status=422 if form.errors else 200)


@require_POST
@answering
@freshly_proved
def decide(request: Request, assignment_id: int) -> HttpResponse:
    approved = request.POST.get("answer") == "yes"
    act = partial(use_case.decide_role, actor=request.actor, assignment_id=assignment_id, approved=approved, at=timezone.now())
    return done(request, act, "role_was_approved" if approved else "role_was_refused", "people")


@require_POST
@answering
@freshly_proved
def end(request: Request, assignment_id: int) -> HttpResponse:
    act = partial(use_case.end_role, actor=request.actor, assignment_id=assignment_id, at=timezone.now())
    return done(request, act, "role_was_ended", "people")


@require_http_methods(["GET", "HEAD", "POST"])
@answering
@freshly_proved
def move(request: Request, assignment_id: int) -> HttpResponse:
    page = use_case.see_move(actor=request.actor, assignment_id=assignment_id, at=timezone.now())
    form = MoveForm(page.places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        moved = tried(form, lambda: use_case.move_role(actor=request.actor, assignment_id=assignment_id, at=timezone.now(), **asked))
        if moved:
            say = texts(language()).say
            said = "role_was_moved_waits" if moved.state == AssignmentState.WAITING else "role_was_moved"
            messages.success(request, say(said, name=moved.person.name, place=moved.organisation.name))
            return redirect("people")
    return render(request, "people/move.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
@freshly_proved
def leave(request: Request, person_id: int) -> HttpResponse:
    now = timezone.now()
    page = leaving.see_departure(actor=request.actor, person_id=person_id, at=now)
    form = LeaveForm(request.POST or None, initial={"last_day": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        if tried(form, lambda: leaving.end_work(actor=request.actor, person_id=person_id, at=now, **asked)):
            messages.success(request, texts(language()).say("person_was_left", name=page.person.name))
            return redirect("people")
    return render(request, "people/leave.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@linked("people/dead_link.html")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = use_case.invitation_with(token=token, at=timezone.now())
    form = PasswordForm(Person(email=invitation.email, name=invitation.name), request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        if tried(form, lambda: use_case.accept(token=token, password=password, at=timezone.now())):
            messages.success(request, texts(language()).say("joined"))
            return redirect("account_login")
    return render(request, "people/accept.html", {"form": form, "invitation": invitation}, status=422 if form.errors else 200)


def _was_given(given: Assignment) -> str:
    """Whether the role holds or waits, and from when."""
    say, days = texts(language()).say, period(given)
    facts = {"name": given.person.name, "role": role_title(given.role)}
    later = given.valid_from is not None and given.valid_from > timezone.localdate()
    if given.state == AssignmentState.WAITING:
        return say("role_was_given_waits_later", days=days, **facts) if later else say("role_was_given_waits", **facts)
    return say("role_was_given_later", days=days, **facts) if later else say("role_was_given", **facts)


def _link(request: Request, token: str) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[token]))
