"""What Spegla decides where allauth leaves a choice: nobody signs up by themselves, and a login is on record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from spegla.portal.accounts.identity_providers import STRONG_BY


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, _: HttpRequest) -> bool:
        """Only who is invited gets in."""
        return False

    def get_login_stages(self) -> list[str]:
        """allauth's, but a strong single sign-on spares the own second step."""
        own = {"allauth.mfa.stages.AuthenticateStage": "spegla.portal.web.sign_on.adapter.OwnSecondStep"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has no second factor yet has just given the password, and is not asked for it again to get one.

        A session by strong single sign-on is not so fresh, since it goes on without one: there the password is asked for.
        """
        user, session = self.request.user, self.request.session
        if app == "allauth.mfa" and user.is_authenticated and not user.authenticator_set.exists() and not session.get(STRONG_BY):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))
