"""One's own registrations as a file: asked for, waited for, and fetched."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from spegla.portal.texts import said
from spegla.portal.use_cases import exports as use_case
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.export_forms import ExportForm
from spegla.portal.web.request import Request
from spegla.portal.web.views.doors import answering, tried


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def exports(request: Request) -> HttpResponse:
    """One's own files, and the form for a new one."""
    now = timezone.now()
    page = use_case.see_exports(actor=request.actor, at=now)
    form = ExportForm(page, timezone.localdate(now), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        place, reason = form.cleaned_data["place"], form.cleaned_data["reason"]
        if tried(form, lambda: use_case.ask(actor=request.actor, place=place, asked=form.asked, reason=reason, at=now)):
            messages.success(request, said("export_was_asked"))
            return redirect("exports")
    return render(request, "exports/exports.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_POST
@answering
def file(request: Request, export_id: int) -> HttpResponse:
    """The file. Sent and not linked, so that nothing fetches it that only follows links."""
    try:
        fetched = use_case.fetch(actor=request.actor, export_id=export_id, at=timezone.now())
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code, **impossible.facts))
        return redirect("exports")
    headers = {"Content-Disposition": f'attachment; filename="{fetched.name}"'}
    return HttpResponse(fetched.content, content_type=fetched.type, headers=headers)
