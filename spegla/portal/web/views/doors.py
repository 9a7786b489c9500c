"""How what a use case refuses becomes an answer, a word in the form or a message."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from spegla.portal.texts import said
from spegla.portal.use_cases.access import NotFoundError, RefusedError
from spegla.portal.use_cases.people import Act, NotPossibleError
from spegla.portal.web.forms import Worded

_P = ParamSpec("_P")
_R = TypeVar("_R", bound=HttpRequest)
_T = TypeVar("_T")
_View = Callable[Concatenate[_R, _P], HttpResponse]


def answering(view: _View[_R, _P]) -> _View[_R, _P]:
    """What does not exist, and what is another organisation's, is 404; what is one's own but not allowed is 403."""

    @wraps(view)
    def answer(request: _R, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFoundError as missing:
            raise Http404 from missing
        except RefusedError as refused:
            raise PermissionDenied from refused

    return answer


def linked(page: str) -> Callable[[_View[_R, _P]], _View[_R, _P]]:
    """For the address in a letter: a link that is used, too old or never was gets `page`, the same for all, which says what to do."""

    def made(view: _View[_R, _P]) -> _View[_R, _P]:
        @wraps(view)
        def answer(request: _R, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except NotFoundError:
                return render(request, page, status=404)

        return answer

    return made


def tried(form: Worded, act: Callable[[], _T]) -> _T | None:
    """What came of it; None when it could not be, and the form says why, at the field that it is about."""
    try:
        return act()
    except NotPossibleError as impossible:
        form.refuse(impossible.code, **impossible.facts)
        return None


def done(request: HttpRequest, act: Act, code: str, back: str, *place: int) -> HttpResponse:
    """Do it, say with `code` that it was done or why it could not be, and go `back`."""
    try:
        act()
    except NotPossibleError as impossible:
        messages.error(request, said(impossible.code, **impossible.facts))
    else:
        messages.success(request, said(code))
    return redirect(back, *place)
