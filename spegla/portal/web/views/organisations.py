"""The organisation: how it is divided, and the coordinator's changes of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spegla.catalogue import Catalogue
from spegla.portal.store.organisations import day_of
from spegla.portal.texts import language, short_day, texts
from spegla.portal.use_cases import organisations as use_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.forms import CloseForm, NameForm, PartForm, PartMoveForm
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering, tried


@require_safe
@answering
def overview(request: Request) -> HttpResponse:
    tree = use_case.see_organisation(actor=request.actor, register=Catalogue.opened().municipalities, at=timezone.now())
    return render(request, "organisation/overview.html", {"tree": tree})


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def add(request: Request) -> HttpResponse:
    now = timezone.now()
    form = PartForm(use_case.parents(actor=request.actor, at=now), request.POST or None, initial={"kind": "unit"})
    if request.method == "POST" and form.is_valid():
        parent, kind, name = (form.cleaned_data[field] for field in ("parent", "kind", "called"))
        made = tried(form, lambda: use_case.add_part(actor=request.actor, parent=parent, kind=kind, name=name, at=now))
        if made:
            return _done(request, "part_was_added", name=made.name)
    return render(request, "organisation/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def rename(request: Request, part_id: int) -> HttpResponse:
    part = use_case.part_to_change(actor=request.actor, part_id=part_id)
    form = NameForm(request.POST or None, initial={"called": part.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["called"]
        renamed = tried(form, lambda: use_case.rename_part(actor=request.actor, part_id=part_id, name=name, at=timezone.now()))
        if renamed:
            return _done(request, "part_was_renamed", name=renamed.name)
    return render(request, "organisation/rename.html", {"form": form, "part": part}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def move(request: Request, part_id: int) -> HttpResponse:
    now = timezone.now()
    part = use_case.part_to_change(actor=request.actor, part_id=part_id)
    places = use_case.new_parents(actor=request.actor, part_id=part_id, at=now)
    form = PartMoveForm(places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        moved = tried(form, lambda: use_case.move_unit(actor=request.actor, part_id=part_id, parent=parent, at=now))
        if moved:
            return _done(request, "part_was_moved", name=moved.name, parent=parent.name)
    return render(request, "organisation/move.html", {"form": form, "part": part, "places": places}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def close(request: Request, part_id: int) -> HttpResponse:
    now = timezone.now()
    part = use_case.part_to_change(actor=request.actor, part_id=part_id)
    found = use_case.holding(actor=request.actor, part_id=part_id, at=now)
    empty = not (found.roles or found.invitations)
    form = CloseForm(request.POST or None, initial={"on": part.valid_until or (day_of(now) if empty else None)})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        closed = tried(form, lambda: use_case.close_part(actor=request.actor, part_id=part_id, on=on, at=now))
        if closed:
            said = "part_was_closed" if closed.closed(day_of(now)) else "part_will_close"
            return _done(request, said, name=closed.name, day=short_day(on))
    page = {"form": form, "part": part, "holding": found}
    return render(request, "organisation/close.html", page, status=422 if form.errors else 200)


@require_POST
@answering
def keep(request: Request, part_id: int) -> HttpResponse:
    try:
        part = use_case.keep_part(actor=request.actor, part_id=part_id, at=timezone.now())
    except NotPossibleError as impossible:
        messages.error(request, texts(language()).say(impossible.code, **impossible.facts))
        return redirect("organisation")
    return _done(request, "part_was_kept", name=part.name)


def _done(request: Request, said: str, **facts: str) -> HttpResponse:
    messages.success(request, texts(language()).say(said, **facts))
    return redirect("organisation")
