"""The manual, for everyone: whoever cannot log in needs it most."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spegla.portal.web import manual


@login_not_required
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    pages = manual.pages().values()
    groups = [(kind, [page for page in pages if page.kind == kind]) for kind in manual.KINDS]
    return render(request, "help/contents.html", {"groups": [(kind, found) for kind, found in groups if found]})


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in manual.pages():
        raise Http404
    return render(request, "help/page.html", {"help": manual.pages()[name], "shown": manual.rendered(name)})
