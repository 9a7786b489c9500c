"""One intervention and its code; and what somebody misses in a question."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spegla.portal.texts import language, said
from spegla.portal.use_cases import case_codes, comments
from spegla.portal.use_cases import interventions as use_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.registration.forms import CodeForm, CommentForm, PlanForm
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering, tried


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def intervention(request: Request, intervention_id: int) -> HttpResponse:
    """Its steps; sent, the day of the next one."""
    now = timezone.now()
    page = use_case.see_intervention(actor=request.actor, intervention_id=intervention_id, at=now)
    form = PlanForm(request.POST if request.method == "POST" else None, initial={"due": page.intervention.due})
    if request.method == "POST" and form.is_valid():
        due = form.cleaned_data["due"]
        if tried(form, lambda: use_case.plan(actor=request.actor, intervention_id=intervention_id, due=due, at=now)):
            messages.success(request, said("planned" if due else "planned_no_more"))
            return redirect("intervention", intervention_id)
    return render(request, "registration/intervention.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_POST
@answering
def code(request: Request, intervention_id: int) -> HttpResponse:
    """The case code in the clear, on this one page. That it was read is in the log."""
    now = timezone.now()
    try:
        opened = case_codes.open_code(actor=request.actor, intervention_id=intervention_id, at=now)
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code, **impossible.facts))
        return redirect("intervention", intervention_id)
    page = use_case.see_intervention(actor=request.actor, intervention_id=intervention_id, at=now)
    form = PlanForm(initial={"due": page.intervention.due})
    return render(request, "registration/intervention.html", {"page": page, "form": form, "code": opened})


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def recode(request: Request, intervention_id: int) -> HttpResponse:
    """The code was written wrong: another in its place. The old one is not shown, nor kept."""
    about = case_codes.before_correcting(actor=request.actor, intervention_id=intervention_id)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code, now = form.cleaned_data["code"], timezone.now()
        if tried(form, lambda: case_codes.correct_code(actor=request.actor, intervention_id=intervention_id, code=code, at=now)):
            messages.success(request, said("recoded"))
            return redirect("intervention", intervention_id)
    return render(request, "registration/recode.html", {"form": form, "about": about}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def comment(request: Request, response_id: int, variable: str) -> HttpResponse:
    """Something is missing in a question."""
    about = comments.before_commenting(actor=request.actor, response_id=response_id, variable=variable)
    form = CommentForm(about.free_text, request.POST if request.method == "POST" else None)
    found, may_insist = [], False
    if request.method == "POST" and form.is_valid():
        asked = {"kind": form.cleaned_data["kind"], "words": form.cleaned_data.get("words", "")}
        insists = request.POST.get("insist") == "yes"
        try:
            comments.comment(actor=request.actor, response_id=response_id, variable=variable, insists=insists, at=timezone.now(), **asked)
        except comments.IdentityError as identity:
            found = sorted({said(f"identity_{one.kind}") for one in identity.found})
            may_insist = not identity.never
        else:
            messages.success(request, said("comment_thanks"))
            return redirect("response", response_id)
    page = {"response": about.response, "variable": about.variable, "asks": about.variable.question.in_language(language())}
    shown = {"form": form, "page": page, "found": found, "may_insist": may_insist}
    return render(request, "registration/comment.html", shown, status=422 if form.errors or found else 200)


@require_safe
@answering
def logbook(request: Request) -> HttpResponse:
    """What people have missed, by question."""
    return render(request, "registration/logbook.html", {"page": comments.see_logbook(actor=request.actor)})
