"""Registering: begin, fill in, read through, hand in; put together what two have answered, and correct."""

import json
import uuid
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spegla.portal.accounts.roles import Permission
from spegla.portal.store.models import ResponseState
from spegla.portal.texts import language, said, texts
from spegla.portal.use_cases import case_codes, handing_in, registering
from spegla.portal.use_cases import inbox as inbox_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.response_form import Form
from spegla.portal.web.registration.forms import BeginForm, WaitForm
from spegla.portal.web.registration.merging import Sent, meetings, told
from spegla.portal.web.registration.questions import Page, Wrong, other_answers
from spegla.portal.web.registration.sending import key_of, number, numbers, sent_form
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering, done, tried
from spegla.presentation.standing import inbox_sentences
from spegla.responses.forms import GivenError, affected


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def register(request: Request) -> HttpResponse:
    """What waits, and the door to a new registration."""
    now = timezone.now()
    beginning = registering.before_beginning(actor=request.actor, at=now)
    finding = request.POST.get("till") == "insats"
    form = BeginForm(beginning.units, request.POST or None, finding=finding, initial={"step": request.GET.get("steg", "")})
    if request.method == "POST" and form.is_valid() and finding:
        asked = form.cleaned_data
        known = tried(form, lambda: case_codes.look_up(actor=request.actor, unit=asked["unit"], code=asked["code"]))
        if known:
            return redirect("intervention", known.id)
    elif request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            begun = registering.begin(actor=request.actor, at=now, **asked)
        except NotPossibleError as impossible:
            if there := impossible.facts.get("intervention"):
                # Where it can be seen and corrected.
                messages.info(request, said(impossible.code))
                return redirect("intervention", int(there))
            form.refuse(impossible.code, **impossible.facts)
        else:
            if begun.step != asked["step"]:
                messages.info(request, said("begin_with_decision"))
            return redirect("response", begun.id)
    inbox = inbox_case.see_inbox(actor=request.actor, at=now)
    says = inbox_sentences(inbox.counts, texts(language())) if inbox.counts else (said("start_nothing"),)
    shown = {"form": form, "beginning": beginning, "inbox": inbox, "says": " ".join(says), "ready": all(beginning.ready.values())}
    return render(request, "registration/register.html", shown, status=422 if form.errors else 200)


@require_POST
@answering
def go_on(request: Request, intervention_id: int, step: str) -> HttpResponse:
    try:
        begun = registering.go_on(actor=request.actor, intervention_id=intervention_id, step=step, at=timezone.now())
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code, **impossible.facts))
        return redirect("intervention", intervention_id)
    if begun.step != step:
        messages.info(request, said("begin_with_decision"))
    return redirect("response", begun.id)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def response(request: Request, response_id: int) -> HttpResponse:
    """The form. Sent as a whole it saves everything that is an answer, and says what is not."""
    now = timezone.now()
    form = registering.see_form(actor=request.actor, response_id=response_id, at=now)
    if not form.response.is_open:
        if request.method == "POST":
            messages.error(request, said("form_too_late"))
        return redirect("response_read", response_id)
    if request.method != "POST":
        return _form(request, Page(form, now))
    sent = sent_form(request, form.instrument, form.response.step)
    saved = registering.save_all(
        actor=request.actor,
        response_id=response_id,
        given=sent.given,
        seen=sent.seen,
        key=sent.key or str(uuid.uuid4()),
        page=sent.page,
        turn=sent.turn,
        at=now,
    )
    if saved.wrong:
        wrong = {id: Wrong(said(code), ", ".join(sent.given[id])) for id, code in saved.wrong.items()}
        return _form(request, Page(saved.form, now, wrong), 422)
    if saved.form.conflicts:
        return redirect("response_merge", response_id)
    if sent.clear:
        return redirect(f"{request.path}#fraga-{sent.clear}")
    if request.POST.get("till") == "stang":
        messages.success(request, said("draft_kept"))
        return redirect(f"{reverse('register')}#sparat-{response_id}")
    if _asks_more(form, saved.form):
        # Answers that asked new questions: they are shown before one goes on.
        messages.info(request, said("form_asks_more"))
        return redirect("response", response_id)
    return redirect(f"{reverse('response_review', args=[response_id])}#sparat-{response_id}")


@transaction.non_atomic_requests
@require_POST
@answering
def answer(request: Request, response_id: int, variable: str) -> HttpResponse:
    """One answer, as it is given. The header says whether it was saved: nothing else does.

    The use case writes everything in a transaction of its own, which has ended before the page is drawn: on SQLite whoever else saves
    waits for it.
    """
    now = timezone.now()
    post = request.POST
    try:
        saved = registering.save_answer(
            actor=request.actor, response_id=response_id, variable=variable,
            texts=post.getlist(variable), seen=number(post, f"seen-{variable}"),
            key=key_of(post, "key") or str(uuid.uuid4()), page=key_of(post, "page"), turn=number(post, "turn"), at=now,
        )  # fmt: skip
    except GivenError as none:
        return _kept(render(request, "registration/not_saved.html", {"id": variable, "says": said(none.code)}, status=422), False)
    except NotPossibleError as impossible:
        return _kept(render(request, "registration/not_saved.html", {"id": variable, "says": said(impossible.code)}, status=409), False)
    page = Page(saved.form, now, seen={variable: saved.seen})
    touched = affected(saved.form.instrument, saved.form.response.step, variable) | {variable}
    [one] = page.only(frozenset({variable}))
    others = page.only(touched)
    shown = {"one": one, "others": others, "page": page, "response": saved.form.response, "accepted": saved.accepted}
    answered = render(request, "registration/saved.html", shown)
    asked = {other.id: other.shown for other in others if other.id != variable}
    answered.headers["HX-Trigger"] = json.dumps({"spegla:asked": asked})
    return _kept(answered, True)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def review(request: Request, response_id: int) -> HttpResponse:
    """Read through and hand in."""
    now = timezone.now()
    if request.method == "POST":
        try:
            handing_in.hand_in(actor=request.actor, response_id=response_id, version=number(request.POST, "version"), at=now)
        except NotPossibleError as impossible:
            messages.error(request, said(impossible.code, **impossible.facts))
            return redirect("response_review", response_id)
        return redirect("response_done", response_id)
    found = handing_in.look_through(actor=request.actor, response_id=response_id, at=now)
    one = found.form.response
    if not one.is_open:
        return redirect("response_read", response_id)
    shown = {"found": found, "page": Page(found.form, now), "response": one, "others": other_answers(found.form)}
    return render(request, "registration/review.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def wait(request: Request, response_id: int) -> HttpResponse:
    """Something is to be added before it can be handed in."""
    now = timezone.now()
    found = registering.see_form(actor=request.actor, response_id=response_id, at=now)
    if not found.response.is_open:
        return redirect("response_read", response_id)
    form = WaitForm(request.POST or None, initial={"until": found.response.waits_until or _in_a_week(now)})
    if request.method == "POST" and request.POST.get("wait") == "no":
        handing_in.wait(actor=request.actor, response_id=response_id, until=None, at=now)
        messages.success(request, said("waits_no_more"))
        return redirect("response", response_id)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        if tried(form, lambda: handing_in.wait(actor=request.actor, response_id=response_id, until=until, at=now)):
            messages.success(request, said("draft_waits"))
            return redirect("register")
    return render(request, "registration/wait.html", {"form": form, "found": found}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def remove(request: Request, response_id: int) -> HttpResponse:
    """Put a draft aside, or take a registration that was made by mistake away."""
    now = timezone.now()
    if request.method == "POST":
        intervention = registering.see_form(actor=request.actor, response_id=response_id, at=now).response.intervention_id
        return done(
            request,
            lambda: handing_in.remove(actor=request.actor, response_id=response_id, at=now),
            "response_was_removed",
            "intervention",
            intervention,
        )
    try:
        found = handing_in.before_removing(actor=request.actor, response_id=response_id, at=now)
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code, **impossible.facts))
        return redirect("response_read", response_id)
    return render(request, "registration/remove.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def merge(request: Request, response_id: int) -> HttpResponse:
    """Two people have answered the same question: both answers beside each other, and a choice."""
    now = timezone.now()
    found = registering.see_form(actor=request.actor, response_id=response_id, at=now)
    if not found.response.is_open:
        return redirect("response_read", response_id)
    if request.method == "POST":
        chosen = {name.removeprefix("val-"): number(request.POST, name) for name in request.POST if name.startswith("val-")}
        shown, version = numbers(request.POST, "visade"), number(request.POST, "version")
        met = meetings(found, Sent(chosen, shown, version))
        # Where something was chosen of a question that waits no longer, choosing says what becomes of it.
        lacking = [one for one in met if one.lacks]
        if lacking and chosen.keys() <= {one.id for one in met}:
            return render(request, "registration/merge.html", {"found": found, "meetings": met, "lacking": lacking}, status=422)
        if not registering.choose(actor=request.actor, response_id=response_id, chosen=chosen, shown=shown, version=version, at=now):
            messages.success(request, said("merged"))
            return redirect("response", response_id)
        messages.info(request, said("merge_more"))
        return redirect("response_merge", response_id)
    if not found.conflicts:
        return redirect("response", response_id)
    return render(request, "registration/merge.html", {"found": found, "meetings": meetings(found, None)})


@require_safe
@answering
def read(request: Request, response_id: int) -> HttpResponse:
    """A response as it was answered, in its own version; what one prints."""
    now = timezone.now()
    found = registering.see_response(actor=request.actor, response_id=response_id, at=now)
    if found.response.is_open and request.actor.may(Permission.CASES_REGISTER, found.response.organisation):
        return redirect("response", response_id)
    shown = {"found": found, "page": Page(found, now), "history": told(found, registering.history(found)), "response": found.response}
    if found.response.state == ResponseState.REPLACED:
        shown["successor"] = registering.successor(found)
    return render(request, "registration/read.html", shown)


@require_POST
@answering
def correct(request: Request, response_id: int) -> HttpResponse:
    try:
        begun = registering.correct(actor=request.actor, response_id=response_id, at=timezone.now())
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code, **impossible.facts))
        return redirect("response_read", response_id)
    return redirect("response", begun.id)


def _form(request: Request, page: Page, status: int = 200) -> HttpResponse:
    shown = {"page": page, "response": page.form.response, "page_key": str(uuid.uuid4()), "key": str(uuid.uuid4())}
    return render(request, "registration/form.html", shown, status=status)


def _kept(answered: HttpResponse, saved: bool) -> HttpResponse:
    """Say whether the answer is on disk. The transaction of the page has ended when this is sent; one that fails sends something else."""
    answered.headers["X-Spegla-Saved"] = "yes" if saved else "no"
    return answered


def _asks_more(before: Form, after: Form) -> bool:
    """Whether there are questions now that the sender has not been shown."""
    return bool((after.filled.asked - before.filled.asked) - set(after.filled.answers))


def _in_a_week(now: datetime) -> date:
    return timezone.localdate(now) + timedelta(days=7)
