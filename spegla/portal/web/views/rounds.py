"""The round of a board: what is registered, how many closings are known, and how it goes."""

from datetime import date, datetime
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spegla.portal.texts import said
from spegla.portal.use_cases import rounds as use_case
from spegla.portal.use_cases.people import Act
from spegla.portal.use_cases.standing import see_standing
from spegla.portal.web.registration.round_forms import ClosingsForm, OpenRoundForm, RoundForm
from spegla.portal.web.request import Request
from spegla.portal.web.standing import shown
from spegla.portal.web.views.doors import answering, tried


@require_safe
@answering
def round(request: Request) -> HttpResponse:
    """How the round is set up, and how it goes."""
    now = timezone.now()
    page = use_case.see_round(actor=request.actor, at=now)
    return render(request, "rounds/round.html", _shown(request, page, now))


@require_POST
@answering
def begin(request: Request) -> HttpResponse:
    """Open a round under another instrument."""
    now = timezone.now()
    page = use_case.see_round_to_edit(actor=request.actor, at=now)
    form = OpenRoundForm(page.choices, page.round is not None, request.POST)
    act: Act = partial(use_case.open_round, actor=request.actor, instrument=request.POST.get("instrument", ""), at=now)
    opened = tried(form, act) if form.is_valid() else None
    if opened:
        messages.success(request, said("round_opened"))
        return redirect("round")
    return render(request, "rounds/round.html", {**_shown(request, page, now), "begin": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def change(request: Request) -> HttpResponse:
    """What holds in the round."""
    now = timezone.now()
    page = use_case.see_round_to_edit(actor=request.actor, at=now)
    form = RoundForm(page.round, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        if tried(form, lambda: use_case.change(actor=request.actor, at=now, **asked)):
            messages.success(request, said("round_was_changed"))
            return redirect("round")
    return render(request, "rounds/change.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_POST
@answering
def closings(request: Request) -> HttpResponse:
    """How many closings there were in a month."""
    now = timezone.now()
    form = ClosingsForm(request.POST)
    if form.is_valid():
        month: date = form.cleaned_data["month"]
        count = form.cleaned_data["count"]

        def state() -> bool:
            use_case.state_closings(actor=request.actor, month=month, count=count, at=now)
            return True

        if tried(form, state):
            messages.success(request, said("closings_were_stated") if count is not None else said("closings_were_taken_away"))
            return redirect("round")
    page = use_case.see_round(actor=request.actor, at=now)
    return render(request, "rounds/round.html", {**_shown(request, page, now), "closings": form}, status=422)


def _shown(request: Request, page: use_case.RoundPage, now: datetime) -> dict[str, object]:
    standing = see_standing(actor=request.actor, at=now)
    forms = {"begin": OpenRoundForm(page.choices, page.round is not None), "closings": ClosingsForm()}
    return {"page": page, **forms, "standing": None if standing is None else shown(standing)}
