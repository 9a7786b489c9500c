"""OpenID Connect: what is asked, and an ID token that is believed only when every part of it holds.

Beside what allauth does (state, PKCE), the signature is always checked and by an asymmetric key of the provider, the nonce ties the
token to this login, and the provider must be who its address says. Nothing of the query of our own addresses reaches the provider.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from requests import RequestException

from spegla.portal.accounts.identity_providers import ALWAYS, OpenIdProvider, identity_provider
from spegla.portal.use_cases.single_sign_on import Answer
from spegla.portal.web.sign_on.answered import Answered, NotBelievedError

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# A server's description changes seldom, and is asked for by whoever presses the button.
_KEPT = 600
# The clocks of two servers differ a little.
_DRIFT = 60
_LONGEST = 191


class OpenIdAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def configured(self) -> OpenIdProvider:
        found = identity_provider(self.provider_id)
        if not isinstance(found, OpenIdProvider):
            raise NotBelievedError("no such provider")
        return found

    @property
    def openid_config(self) -> Mapping[str, Any]:
        """What the server says of itself; NotBelievedError when it is not who it should be."""
        key = f"openid-configuration:{self.configured.server}"
        known: Mapping[str, Any] | None = cache.get(key)
        if known is None:
            known = self._described()
            cache.set(key, known, _KEPT)
        return known

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """Used for the userinfo and forgotten."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """The login that a signed ID token speaks of."""
        claims = self._signed(kwargs["response"].get("id_token"))
        provider = self.configured
        methods = claims.get("amr")
        told = claims if provider.email_claim in claims else self._userinfo(token.token, claims["sub"])
        email = told.get(provider.email_claim)
        return self.get_provider().sociallogin_from_response(
            request,
            Answer(
                provider=provider,
                subject=claims["sub"],
                email=email if isinstance(email, str) else "",
                email_verified=provider.email_verified == ALWAYS or told.get(provider.email_verified) is True,
                strong=provider.is_strong(str(claims.get("acr", "")), [str(one) for one in methods] if isinstance(methods, list) else []),
                nonce=str(claims["nonce"]),
            ),
        )

    def _described(self) -> Mapping[str, Any]:
        server = self.configured.server
        described = self._json(f"{server}/.well-known/openid-configuration")
        if described.get("issuer") not in (server, f"{server}/"):
            raise NotBelievedError("the server is not the issuer it should be")
        scheme = urlsplit(server).scheme
        wanted = [*_ENDPOINTS, *({"userinfo_endpoint"} & set(described))]
        if any(urlsplit(str(described.get(name, ""))).scheme != scheme for name in wanted):
            raise NotBelievedError("an endpoint is missing or is not as safe as the server")
        return described

    def _signed(self, token: object) -> Mapping[str, Any]:
        """The claims of the ID token."""
        if not isinstance(token, str):
            raise NotBelievedError("no ID token")
        try:
            header = jwt.get_unverified_header(token)
            keys = jwt.PyJWKSet.from_dict(dict(self._json(self.openid_config["jwks_uri"]))).keys
            named = [one for one in keys if one.key_id == header.get("kid")] if "kid" in header else keys
            [key] = [one for one in named if one.public_key_use in (None, "sig")]
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self.configured.client_id,
                issuer=self.openid_config["issuer"],
                leeway=_DRIFT,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except (jwt.PyJWTError, ValueError) as wrong:
            raise NotBelievedError(f"ID token: {type(wrong).__name__}") from wrong
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.configured.client_id:
            raise NotBelievedError("the ID token was made for another")
        if not 0 < len(claims["sub"]) <= _LONGEST:
            raise NotBelievedError("the ID token says nobody")
        return claims

    def _userinfo(self, token: str, subject: str) -> Mapping[str, Any]:
        """What else the server says of the same person. It is not signed: no strength is taken from it."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            return {}
        told = self._json(address, {"Authorization": f"Bearer {token}"})
        if told.get("sub") != subject:
            raise NotBelievedError("userinfo is of another")
        return told

    def _json(self, address: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise NotBelievedError("not an object")
        return found


class OpenIdConnect(Answered, OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = OpenIdAdapter

    def redirect_from_request(self, request: HttpRequest) -> HttpResponse:
        """To the provider, with what the installation asks for and nothing that the address of the request says."""
        nonce = secrets.token_urlsafe(24)
        asked = {**self.get_auth_params(), "nonce": nonce}
        try:
            return self.redirect(  # type: ignore[no-any-return]
                request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request), auth_params=asked, nonce=nonce
            )
        except (RequestException, OAuth2Error) as failed:
            return render_authentication_error(request, self, exception=failed)  # type: ignore[no-any-return]
