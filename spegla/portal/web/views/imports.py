"""Reading in files: handed in, explained, looked at, registered and taken back."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spegla.portal.texts import language, said, texts
from spegla.portal.use_cases import import_files
from spegla.portal.use_cases import imports as use_case
from spegla.portal.use_cases.access import NotFoundError
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.web.imports.columns import ColumnsForm
from spegla.portal.web.imports.forms import HandInForm
from spegla.portal.web.imports.telling import ON_PAGE, changed, counted, lines, problems_csv, taken_back, together
from spegla.portal.web.request import Request
from spegla.portal.web.scripts import by_script
from spegla.portal.web.views.doors import answering, done, tried

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def imports(request: Request) -> HttpResponse:
    """The files of late, and the door to a new one."""
    now = timezone.now()
    page = use_case.see_imports(actor=request.actor, at=now)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandInForm(page.units, page.sources, *sent)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        act = partial(
            use_case.hand_in, actor=request.actor, unit=asked["unit"], source=asked["source"], file_name=asked["file"].name,
            content=asked["file"].read(), at=now,
        )  # fmt: skip
        made = tried(form, act)
        if made:
            return redirect("import", made.id)
    shown = {"page": page, "form": form, "examples": import_files.EXAMPLES}
    return render(request, "imports/imports.html", shown, status=422 if form.errors else 200)


@require_safe
@answering
def one(request: Request, import_id: int) -> HttpResponse:
    """How far a file has come. While a job is at work with it the page asks for itself again."""
    # A page that asks for itself shows how far it has come, and no answer.
    asks = by_script(request)
    see = use_case.see_problems if asks else use_case.see_import
    page = see(actor=request.actor, import_id=import_id, at=timezone.now())
    found = together(lines(page))
    shown = {
        "page": page, "one": page.one, "groups": found[:ON_PAGE], "more": max(0, len(found) - ON_PAGE) + page.left_out,
        "counted": counted(page.counts), "changed": [] if asks or page.one.at_work else changed(page),
    }  # fmt: skip
    answer = render(request, "imports/import.html", shown)
    if not page.one.at_work:
        # For whoever waits: the whole page is another now.
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_safe
@answering
def problems(request: Request, import_id: int) -> HttpResponse:
    """Every problem that is kept, for whoever mends the file."""
    page = use_case.see_problems(actor=request.actor, import_id=import_id, at=timezone.now())
    return _file(problems_csv(lines(page)), f"inlasning-{import_id}.csv", "text/csv; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def columns(request: Request, import_id: int) -> HttpResponse:
    """What the columns of the file mean."""
    try:
        page = use_case.see_columns(actor=request.actor, import_id=import_id)
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code))
        return redirect("import", import_id)
    form = ColumnsForm(page, request.POST.dict() if request.method == "POST" else None)
    if request.method == "POST" and form.is_old:
        messages.error(request, said("columns_old"))
        return redirect("import_columns", import_id)
    if request.method == "POST" and not form.listed:
        act = partial(
            use_case.explain_columns, actor=request.actor, import_id=import_id, columns=form.chosen_columns, codes=form.chosen_codes,
            at=timezone.now(),
        )  # fmt: skip
        return done(request, act, "columns_kept", "import", import_id)
    return render(request, "imports/columns.html", {"page": page, "form": form, "one": page.one}, status=422 if form.listed else 200)


@require_POST
@answering
def commit(request: Request, import_id: int) -> HttpResponse:
    act = partial(use_case.ask_to_commit, actor=request.actor, import_id=import_id, at=timezone.now())
    return done(request, act, "import_is_committed", "import", import_id)


@require_POST
@answering
def again(request: Request, import_id: int) -> HttpResponse:
    act = partial(use_case.again, actor=request.actor, import_id=import_id, at=timezone.now())
    return done(request, act, "import_tried_again", "import", import_id)


@require_http_methods(["GET", "HEAD", "POST"])
@answering
def undo(request: Request, import_id: int) -> HttpResponse:
    """Take a file back as a whole."""
    if request.method == "POST":
        act = partial(use_case.ask_to_undo, actor=request.actor, import_id=import_id, at=timezone.now())
        return done(request, act, "import_is_undone", "import", import_id)
    try:
        page = use_case.see_undo(actor=request.actor, import_id=import_id)
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code))
        return redirect("import", import_id)
    shown = {
        "page": page,
        "one": page.one,
        "counted": taken_back(page.counts),
        "hinders": page.hinders[:ON_PAGE],
        "more": len(page.hinders) - ON_PAGE,
    }
    return render(request, "imports/undo.html", shown)


@require_POST
@answering
def discard(request: Request, import_id: int) -> HttpResponse:
    act = partial(use_case.discard, actor=request.actor, import_id=import_id, at=timezone.now())
    return done(request, act, "import_was_discarded", "import", import_id)


@require_safe
@answering
def template(request: Request) -> HttpResponse:
    """The Excel template of the round."""
    try:
        name, content = import_files.template(actor=request.actor, words=texts(language()), at=timezone.now())
    except NotFoundError:
        return redirect("imports")
    return _file(content, name, _XLSX)


@require_safe
@answering
def example(request: Request, name: str) -> HttpResponse:
    """A file to try."""
    try:
        content = import_files.example(actor=request.actor, name=name, at=timezone.now())
    except NotFoundError:
        return redirect("imports")
    return _file(content, name, "text/csv; charset=utf-8")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
