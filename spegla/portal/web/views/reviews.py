"""The monthly sample of the log."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spegla.portal.store.models import ReviewAnswer
from spegla.portal.texts import language, texts
from spegla.portal.use_cases import reviews as use_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering


@require_safe
@answering
def overview(request: Request) -> HttpResponse:
    found = use_case.see_reviews(actor=request.actor, at=timezone.now())
    shown = {
        "waiting": [one for one in found if one.review.finished_at is None],
        "finished": [one for one in found if one.review.finished_at is not None],
    }
    return render(request, "reviews/overview.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def review(request: Request, review_id: int) -> HttpResponse:
    """What is sent is what has been chosen so far: nobody has to say everything at once."""
    if request.method == "POST":
        say = texts(language())
        try:
            left = use_case.answer(actor=request.actor, review_id=review_id, answers=_chosen(request), at=timezone.now())
        except NotPossibleError as impossible:
            messages.error(request, say.say(impossible.code))
        else:
            messages.success(request, say.say_count("review_left", left) if left else say.say("review_done"))
        return redirect("review", review_id)
    sample = use_case.see_review(actor=request.actor, review_id=review_id, at=timezone.now())
    return render(request, "reviews/review.html", {"sample": sample, "answers": ReviewAnswer.values})


def _chosen(request: Request) -> Mapping[int, str]:
    """The rows that have been chosen something for, by id: `row-12=agrees`."""
    parts = ((name.partition("-"), str(said)) for name, said in request.POST.items())
    return {int(id): said for (kind, _, id), said in parts if kind == "row" and id.isascii() and id.isdecimal() and len(id) <= 18}
