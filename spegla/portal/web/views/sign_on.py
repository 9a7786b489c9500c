"""Single sign-on: to an identity provider and back, and the own links to them."""

from dataclasses import asdict
from typing import TypeVar

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.sessions import LoginSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from spegla.portal.accounts.identity_providers import IdentityProvider, OpenIdProvider, SamlProvider, identity_provider
from spegla.portal.texts import said
from spegla.portal.use_cases import single_sign_on as use_case
from spegla.portal.web.request import Request
from spegla.portal.web.sign_on import saml
from spegla.portal.web.sign_on.adapter import not_believed
from spegla.portal.web.sign_on.answered import NotBelievedError
from spegla.portal.web.sign_on.oidc import OpenIdAdapter
from spegla.portal.web.views.doors import answering

_P = TypeVar("_P", bound=IdentityProvider)
_STATE, _COOKIE, _KEPT = "saml_acs_session", "spegla-saml", "assertion"


# The provider is asked over the network meanwhile: no transaction waits for it.
@login_not_required
@require_POST
@non_atomic_requests
def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    found = _provider(OpenIdProvider, provider_id)
    return get_adapter().get_provider(request, found.id).redirect_from_request(request)  # type: ignore[no-any-return]


@login_not_required
@require_safe
@non_atomic_requests
def oidc_answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    found = _provider(OpenIdProvider, provider_id)
    return OAuth2CallbackView.adapter_view(OpenIdAdapter(request, found.id))(request)  # type: ignore[no-any-return]


@login_not_required
@require_POST
def saml_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    found = _provider(SamlProvider, provider_id)
    return get_adapter().get_provider(request, found.id).redirect_from_request(request)  # type: ignore[no-any-return]


@login_not_required
@csrf_exempt
@require_POST
def saml_answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider's page posts here, so the browser holds back the cookie of our session: what is believed waits for `saml_finish`."""
    found = _provider(SamlProvider, provider_id)
    try:
        assertion = saml.believed(request, found)
    except NotBelievedError as refused:
        return not_believed(request, found.id, str(refused))
    answer = redirect("saml_finish_acs", found.id)
    waiting = LoginSession(request, _STATE, _COOKIE)
    waiting.store[_KEPT] = {"provider": found.id, **asdict(assertion)}
    waiting.save(answer)
    answer.cookies[_COOKIE]["httponly"] = True
    return answer


@login_not_required
@require_safe
def saml_finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The login, when the assertion answers what was asked in this session and has not been used."""
    found = _provider(SamlProvider, provider_id)
    waiting = LoginSession(request, _STATE, _COOKIE)
    kept = waiting.store.get(_KEPT, {})
    waiting.delete()
    if kept.pop("provider", "") != found.id:
        return not_believed(request, found.id, "no assertion")
    assertion = saml.Assertion(**kept)
    provider = get_adapter().get_provider(request, found.id)
    try:
        state = provider.unstash_redirect_state(request, assertion.asked)
    except PermissionDenied:
        return not_believed(request, found.id, "not asked for in this session")
    login = provider.sociallogin_from_response(request, saml.answer_of(found, assertion))
    login.state = state
    return complete_social_login(request, login)  # type: ignore[no-any-return]


@login_not_required
@require_safe
def saml_metadata(request: HttpRequest, provider_id: str) -> HttpResponse:
    return HttpResponse(saml.metadata(request, _provider(SamlProvider, provider_id)), content_type="application/samlmetadata+xml")


@require_POST
@answering
def unlink(request: Request, link_id: int) -> HttpResponse:
    use_case.unlink(actor=request.actor, link_id=link_id, at=timezone.now(), session=request.session.session_key)
    messages.success(request, said("sign_on_unlinked"))
    return redirect("profile")


def _provider(kind: type[_P], id: str) -> _P:
    """The provider with this id that speaks this protocol; any other is not there."""
    found = identity_provider(id)
    if not isinstance(found, kind):
        raise Http404
    return found
