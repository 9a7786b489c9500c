"""What a page's script asks for by itself: it never says who one is.

While somebody logs in again in another tab, a form tries again to save, with the cookie of the session that has ended. An answer that came
late would put that session's end, or an empty session, in the place of the new one, and they would be logged out again.
"""

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


def by_script(request: HttpRequest) -> bool:
    """Whether a script asks and no page is opened: ours say so, and browsers of today say it too, over HTTPS and on this machine."""
    return request.headers.get("HX-Request") == "true" or request.headers.get("Sec-Fetch-Dest") == "empty"


def logged_out(request: HttpRequest) -> HttpResponse:
    """The answer to a script when nobody is logged in with both steps.

    A part of a page that asks again by itself opens the page anew, to log in.
    """
    answer = HttpResponse(status=401)
    if request.method == "GET" and request.headers.get("HX-Request") == "true":
        answer.headers["HX-Refresh"] = "true"
    return answer


class SessionCookieMiddleware(SessionMiddleware):
    """Django's, but the cookie comes and goes with pages alone."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not by_script(request):
            return super().process_response(request, response)
        try:
            answer: HttpResponse = super().process_response(request, response)
        except SessionInterrupted:
            # Somebody has logged out meanwhile. What was saved is saved, and the same key changes nothing.
            return logged_out(request)
        answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answer
