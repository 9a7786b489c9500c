"""What Spegla decides where allauth leaves a choice: nobody signs up by themselves, and a login is on record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, _: HttpRequest) -> bool:
        """Only who is invited gets in."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has no second factor yet has just given the password, and is not asked for it again to get one."""
        user = self.request.user
        if app == "allauth.mfa" and user.is_authenticated and not user.authenticator_set.exists():
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))
