"""What both protocols make of a provider's answer for allauth: whose account it is, and nothing else that would be kept."""

from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest

from spegla.portal.use_cases.single_sign_on import Answer


class NotBelievedError(OAuth2Error):  # type: ignore[misc]
    """An answer breaks a rule; the text says which, never of whom the answer speaks."""


class Answered:
    """Goes before a class of provider of allauth's."""

    app: Any

    def serialize(self) -> dict[str, Any]:
        """By its own id: two providers may know us by the same name."""
        return {"id": self.app.provider_id, "app.client_id": self.app.client_id}

    def sociallogin_from_response(self, request: HttpRequest, response: Answer) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)  # type: ignore[misc]
        login.answer = response
        return login

    def extract_uid(self, data: Answer) -> str:
        return data.subject

    def extract_extra_data(self, _: Answer) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, _: Answer) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, _: Answer) -> list[Any]:
        return []
