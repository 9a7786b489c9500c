"""SAML: what is asked, and an assertion that is believed only when it is signed, fresh, for us, and the answer to what we asked.

All that is believed stands inside the one signed assertion. Of the message around it nothing is, since nobody has signed that.
"""

import binascii
from dataclasses import dataclass
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from spegla.portal.accounts.identity_providers import SamlProvider, identity_provider
from spegla.portal.use_cases.single_sign_on import Answer
from spegla.portal.web.sign_on.answered import Answered, NotBelievedError

_SAML = {"saml": Names.NS_SAML}
_LONGEST = 191
# A message is some thousand characters; more than this is not one.
_LARGEST = 300_000


@dataclass(frozen=True)
class Assertion:
    """What a believed assertion says. `asked` is the number of the request that it answers."""

    asked: str
    subject: str
    email: str
    strong: bool


class Saml(Answered, SAMLProvider):  # type: ignore[misc]
    def redirect_from_request(self, request: HttpRequest) -> HttpResponse:
        """To the provider, with a request whose number is remembered in the session."""
        provider = identity_provider(self.app.provider_id)
        if not isinstance(provider, SamlProvider):
            raise TypeError(f"{self.app.provider_id} does not speak SAML")
        auth = OneLogin_Saml2_Auth(_request(request, provider), old_settings=_settings(request, provider))
        address = auth.login(return_to="")
        self.stash_redirect_state(request, AuthProcess.LOGIN, get_next_redirect_url(request), state_id=auth.get_last_request_id())
        return HttpResponseRedirect(address)


def believed(request: HttpRequest, provider: SamlProvider) -> Assertion:
    """The assertion in what was posted; NotBelievedError when a rule is broken. That it was asked for is seen by the session."""
    message = request.POST.get("SAMLResponse", "")
    if not message or len(message) > _LARGEST:
        raise NotBelievedError("no message, or one that is too large")
    known = _settings(request, provider)
    try:
        response = OneLogin_Saml2_Response(known, message)
        response.is_valid(_request(request, provider), raise_exceptions=True)
        levels = response.get_authn_contexts()
        attributes = response.get_attributes()
        nameid, kind = response.get_nameid(), response.get_nameid_format()
        [assertion] = response.get_xml_document().iter(f"{{{Names.NS_SAML}}}Assertion")
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, LxmlError, binascii.Error, ValueError) as wrong:
        raise NotBelievedError(_rule(wrong)) from wrong
    asked = _asked(assertion, request.build_absolute_uri(reverse("saml_acs", args=[provider.id])))
    named = _first(attributes, provider.id_claim) if provider.id_claim else "" if kind == Names.NAMEID_TRANSIENT else nameid or ""
    if not 0 < len(named) <= _LONGEST:
        raise NotBelievedError("it says nobody, or somebody who is called otherwise next time")
    email = _first(attributes, provider.email_claim)
    if not email and kind == Names.NAMEID_EMAIL_ADDRESS:
        email = nameid or ""
    return Assertion(asked, named, email, provider.is_strong(levels))


def answer_of(provider: SamlProvider, assertion: Assertion) -> Answer:
    """What the assertion says, in the words of both protocols. Each address is the provider's own: it gives them out."""
    return Answer(
        provider=provider, subject=assertion.subject, email=assertion.email, email_verified=bool(assertion.email), strong=assertion.strong
    )


def metadata(request: HttpRequest, provider: SamlProvider) -> bytes:
    """What the provider needs to know of us, as it wants it."""
    made: bytes | str = _settings(request, provider).get_sp_metadata()
    return made.encode() if isinstance(made, str) else made


def _asked(assertion: Any, here: str) -> str:
    """The number of the request that the assertion itself says that it answers; python3-saml is content when it says nothing.

    What it says of when, where and for whom must be there too.
    """
    conditions = assertion.xpath("saml:Conditions[@NotOnOrAfter]/saml:AudienceRestriction/saml:Audience", namespaces=_SAML)
    confirmed = assertion.xpath("saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData", namespaces=_SAML)
    if not conditions:
        raise NotBelievedError("it does not say for whom it is and until when")
    if len(confirmed) != 1 or confirmed[0].get("Recipient") != here or not confirmed[0].get("NotOnOrAfter"):
        raise NotBelievedError("it does not say that it is for this address and until when")
    asked = confirmed[0].get("InResponseTo", "")
    if not asked:
        raise NotBelievedError("nobody here asked for it")
    return str(asked)


def _first(attributes: dict[str, list[Any]], name: str) -> str:
    [value, *_] = attributes.get(name) or [""]
    return value if isinstance(value, str) else ""


def _rule(wrong: Exception) -> str:
    """What python3-saml calls the rule: its sentences may quote the message."""
    names = [name for name, value in vars(type(wrong)).items() if name.isupper() and value == getattr(wrong, "code", None)]
    return (names or [type(wrong).__name__])[0]


def _request(request: HttpRequest, provider: SamlProvider) -> dict[str, Any]:
    """The request as python3-saml wants it."""
    return {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": reverse("saml_acs", args=[provider.id]),
        "get_data": {},
        "post_data": {},
    }


def _settings(request: HttpRequest, provider: SamlProvider) -> OneLogin_Saml2_Settings:
    answers, about = (request.build_absolute_uri(reverse(name, args=[provider.id])) for name in ("saml_acs", "saml_metadata"))
    signs = bool(provider.own_key)
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": provider.own_id or about,
                "assertionConsumerService": {"url": answers, "binding": Names.BINDING_HTTP_POST},
                "NameIDFormat": Names.NAMEID_UNSPECIFIED,
                "x509cert": provider.own_certificate,
                "privateKey": provider.own_key,
            },
            "idp": {
                "entityId": provider.entity_id,
                "singleSignOnService": {"url": provider.sign_on_address, "binding": Names.BINDING_HTTP_REDIRECT},
                "x509certMulti": {"signing": list(provider.certificates)},
            },
            "security": {
                "wantAssertionsSigned": True,
                "rejectDeprecatedAlgorithm": True,
                "wantNameId": not provider.id_claim,
                "wantAttributeStatement": False,
                "allowRepeatAttributeName": True,
                "authnRequestsSigned": signs,
                "signatureAlgorithm": Names.RSA_SHA256,
                "digestAlgorithm": Names.SHA256,
                "requestedAuthnContext": list(provider.strong_levels) or False,
                "requestedAuthnContextComparison": "exact",
                # A weaker answer is let in, and asked for the own second step.
                "failOnAuthnContextMismatch": False,
                "allowSingleLabelDomains": True,
            },
        }
    )
