"""Where allauth leaves a choice about single sign-on: nobody gets an account by it, and only a strong answer spares the own second step."""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from requests import RequestException

from spegla.portal.texts import said
from spegla.portal.use_cases.single_sign_on import Answer, NotAdmittedError, admit
from spegla.portal.web.sign_on.answered import NotBelievedError

_log = logging.getLogger(__name__)


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """Those of the installation's file alone: a row in a table makes no provider."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Only who is invited gets in."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let the person in, or show the page that says the same to everyone who is not let in."""
        answer: Answer = sociallogin.answer
        if answer.nonce != sociallogin.state.get("nonce", ""):
            raise ImmediateHttpResponse(not_believed(request, answer.provider.id, "nonce"))
        try:
            link = admit(answer=answer, at=timezone.now())
        except NotAdmittedError as refused:
            raise ImmediateHttpResponse(render(request, "sign_on/no_account.html", status=403)) from refused
        sociallogin.account, sociallogin.user = link, link.user
        # For the rest of this request, which is the one with the signed answer, and no longer.
        request.sign_on = answer  # type: ignore[attr-defined]

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Exception | None = None, extra_context: Any = None
    ) -> None:
        if error == AuthError.CANCELLED:
            messages.info(request, said("sign_on_cancelled"))
            raise ImmediateHttpResponse(redirect("account_login"))
        # What the other server wrote may name someone; the kind of error does not.
        why = str(exception) if isinstance(exception, NotBelievedError) else type(exception).__name__ if exception else str(error)
        status = 502 if isinstance(exception, RequestException) else 400
        raise ImmediateHttpResponse(not_believed(request, provider.app.provider_id, why, status))


class OwnSecondStep(AuthenticateStage):  # type: ignore[misc]
    """The own second step for everyone, but for whom a provider has just asserted one that is as strong."""

    def _should_handle(self, request: HttpRequest) -> bool:
        answer: Answer | None = getattr(request, "sign_on", None)
        return not (answer and answer.strong) and bool(super()._should_handle(request))


def not_believed(request: HttpRequest, provider: str, why: str, status: int = 400) -> HttpResponse:
    """The page for an answer that did not come, or that no one should believe."""
    _log.warning("Single sign-on by %s failed: %s", provider, why)
    return render(request, "sign_on/failed.html", status=status)
