"""Keys and fingerprints, where allauth's own page would lose the way."""

from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class AloneByKey(webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """A key that was refused at the login may be tried again, on the way to where one was going. allauth's forgets where that was."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return _once_more(self.request, form, passthrough_next_redirect_url(self.request, reverse("account_login"), "next"))


class AgainByKey(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The same where one shows again who one is. allauth's leads to the start page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return _once_more(self.request, form, self.passthrough_next_url(self.request.path))


alone = AloneByKey.as_view()
again = AgainByKey.as_view()


def _once_more(request: HttpRequest, form: Any, address: str) -> HttpResponse:
    for said in form.errors.get("credential", []):
        messages.error(request, said)
    return redirect(address)
