"""The gate before every page: a second factor for everyone, sessions that end, and nothing that the browser keeps."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone, translation

from spegla.portal.accounts.identity_providers import STRONG_BY, identity_provider
from spegla.portal.texts import said, texts
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.planning import LIMITS
from spegla.portal.use_cases.single_sign_on import may_log_in
from spegla.portal.web.addresses import addresses
from spegla.portal.web.scripts import by_script, logged_out

# What someone may reach who has logged in but has no second factor yet.
BEFORE_FACTOR = frozenset(
    {
        *("account_logout", "mfa_activate_totp", "mfa_add_webauthn", "mfa_index"),
        *("account_reauthenticate", "mfa_reauthenticate", "language", "help", "help_page"),
    }
)
# How many bytes an address takes that takes files: the file and what is sent around it. Others take what a form is.
MOST = {"imports": LIMITS.size + 1_000_000}
_SEEN, _BEGAN = "seen", "began"
_SEEN_EVERY = timedelta(minutes=1)


class GateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = _name(request)
        answer = _too_big(request, name) or self._not_so(request, name) or self._stopped(request, name) or self.get_response(request)
        # Case pages and lists of people must not be found in a browser's memory; files without secrets may.
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if name == "account_logout" and request.method == "POST" and not request.user.is_authenticated:
            # Whoever has the machine next finds nothing of who had it. A session that only ended is gone on with by the same person, who
            # is told which field they were changing.
            answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    def _not_so(self, request: HttpRequest, name: str) -> HttpResponse | None:
        """An address takes the methods that the table gives it and no other. Come back to, what a button leads to is the button's page."""
        if not name:
            return None
        entry = addresses()[name]
        allowed = [*entry["methods"], *(["HEAD"] if "GET" in entry["methods"] else [])]
        if request.method in allowed:
            return None
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(allowed)
        if "back" in entry:
            return redirect(_page(entry["back"], resolve(request.path_info).kwargs))
        with _spoken_to(request):
            return HttpResponseNotAllowed(allowed, render(request, "errors/405.html").content)

    def _stopped(self, request: HttpRequest, name: str) -> HttpResponse | None:
        if not request.user.is_authenticated:
            if not name or addresses()[name]["who"] == "open":
                return None
            if by_script(request):
                return logged_out(request)
            if _was_ended(request):
                messages.info(request, said("session_gone"))
            return None
        now = timezone.now()
        if _over(request, now):
            if by_script(request):
                # The next page ends it, and says why.
                return logged_out(request)
            language = request.user.language
            logout(request)
            messages.info(request, texts(language).say("session_ended"))
            return redirect("account_login")
        if _long_seen(request, now):
            request.session[_SEEN] = now.isoformat()
            UserSession.objects.create_from_request(request)
        request.session.setdefault(_BEGAN, now.isoformat())
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language
        request.actor = Actor.of(request.user, now)  # type: ignore[attr-defined]
        request.has_factor = get_adapter().is_mfa_enabled(request.user) or _strong(request)  # type: ignore[attr-defined]
        if not request.has_factor and name not in BEFORE_FACTOR:  # type: ignore[attr-defined]
            return logged_out(request) if by_script(request) else redirect("mfa_activate_totp")
        return None


def _spoken_to(request: HttpRequest) -> Any:
    """In the language of whoever asks, before the gate has looked at who that is."""
    return translation.override(request.user.language if request.user.is_authenticated else translation.get_language())


def _too_big(request: HttpRequest, name: str) -> HttpResponse | None:
    """What is larger than its address takes is refused before anything of it is read. A request is never read further than it says."""
    said_length = request.META.get("CONTENT_LENGTH") or "0"
    most = MOST.get(name, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if not said_length.isdecimal() or int(said_length) <= most:
        return None
    with _spoken_to(request):
        return render(request, "errors/413.html", {"most": (LIMITS.size if name == "imports" else most) // 1_000_000}, status=413)


def client_address(request: HttpRequest) -> str | None:
    """Whose knock it is, for counting failed logins: what the trusted proxies saw. None when nobody knocked from anywhere."""
    if "REMOTE_ADDR" not in request.META:
        return None
    return str(account_adapter(request).get_client_ip(request))


def typed_address(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whose account is tried, for counting failed logins; "" when nobody's is named."""
    given = credentials or {}
    return str(given.get("email") or given.get("login") or request.POST.get("login") or "").lower()


def _was_ended(request: HttpRequest) -> bool:
    """Whether the browser has the cookie of a session that somebody has ended since."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return key != "" and request.method == "GET" and not request.session.exists(key)


def _strong(request: HttpRequest) -> bool:
    """Whether this session began by the strong answer of a provider that still logs in the people of the organisation."""
    by = identity_provider(request.session.get(STRONG_BY, ""))
    return may_log_in(by, request.user.organisation)  # type: ignore[union-attr]


def _name(request: HttpRequest) -> str:
    """What the address is called; "" when there is none such."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _page(name: str, known: dict[str, Any]) -> str:
    """The address of a page that is about the same, or about nothing in particular."""
    try:
        return reverse(name, kwargs=known)
    except NoReverseMatch:
        return reverse(name)


def _long_seen(request: HttpRequest, now: datetime) -> bool:
    """Whether it is so long ago that it must be written down: to store every page that is read would make each of them a write."""
    seen = request.session.get(_SEEN)
    return not seen or now - datetime.fromisoformat(seen) > _SEEN_EVERY


def _over(request: HttpRequest, now: datetime) -> bool:
    """Whether nobody has used the session for too long, or it has lasted too long."""
    seen, began = (request.session.get(name) for name in (_SEEN, _BEGAN))
    idle: timedelta = settings.SESSION_IDLE
    longest: timedelta = settings.SESSION_ABSOLUTE
    return bool((seen and now - datetime.fromisoformat(seen) > idle) or (began and now - datetime.fromisoformat(began) > longest))
