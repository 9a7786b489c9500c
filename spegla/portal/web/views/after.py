"""Right after handing in: how it looks now."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spegla.messages import messages
from spegla.portal.texts import language
from spegla.portal.use_cases import after as use_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.registration.questions import other_answers
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering
from spegla.presentation import to_html_part
from spegla.presentation.mirrors import mirror_brief


@require_safe
@answering
def done(request: Request, response_id: int) -> HttpResponse:
    """What was handed in, and the figures. Asked for by the page itself until they hold it, it is the figures alone."""
    try:
        found = use_case.see_after(actor=request.actor, response_id=response_id, columns=settings.COLUMNS, at=timezone.now())
    except NotPossibleError:
        return redirect("response", response_id)
    figures = "" if found.answer is None else to_html_part(mirror_brief(found.answer, found.ids, messages(language())), 3)
    alone = request.headers.get("HX-Request") == "true"
    page = "registration/figures.html" if alone else "registration/done.html"
    shown = {"found": found, "response": found.form.response, "figures": figures, "tries": _tries(request)}
    shown["others"] = other_answers(found.form)
    return render(request, page, shown)


def _tries(request: Request) -> int:
    """How often the page has asked again: it does so a few times, and then leaves it to the reader."""
    text = request.GET.get("forsok", "0")
    return min(int(text), 99) + 1 if text.isascii() and text.isdecimal() and len(text) < 3 else 1
