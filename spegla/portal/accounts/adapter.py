"""What Spegla decides where allauth leaves a choice: nobody signs up by themselves, and what people read is in our own words."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation

from spegla.portal.accounts.identity_providers import STRONG_BY
from spegla.portal.accounts.models import Person
from spegla.portal.texts import said

# Of all that allauth may refuse, what our pages can bring about.
_REFUSALS = {
    "account_inactive": "refused_inactive",
    "email_password_mismatch": "refused_password",
    "enter_current_password": "refused_current_password",
    "incorrect_code": "refused_code",
    "incorrect_password": "refused_current_password",
    "invalid_password_reset": "refused_link",
    "rate_limited": "refused_too_many",
    "too_many_login_attempts": "refused_too_many",
    "cannot_generate_recovery_codes": "refused_codes",
}


class _OwnWords:
    """Refusals in the words of our own table; those that no page of ours brings about stay allauth's."""

    def validation_error(self, code: str, *args: object) -> ValidationError:
        if code in _REFUSALS:
            return ValidationError(said(_REFUSALS[code]), code=code)
        error: ValidationError = super().validation_error(code, *args)  # type: ignore[misc]
        return error


class AccountAdapter(_OwnWords, DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, _: HttpRequest) -> bool:
        """Only who is invited gets in."""
        return False

    def get_login_stages(self) -> list[str]:
        """allauth's, but a strong single sign-on spares the own second step."""
        own = {"allauth.mfa.stages.AuthenticateStage": "spegla.portal.web.sign_on.adapter.OwnSecondStep"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has no second factor yet has just given the password, and is not asked for it again to get one and see its codes.

        A session by strong single sign-on is not so fresh, since it goes on without one: there the password is asked for.
        """
        user, session = self.request.user, self.request.session
        before = timezone.now() - timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
        if (
            app == "allauth.mfa"
            and user.is_authenticated
            and not session.get(STRONG_BY)
            and not user.authenticator_set.filter(created_at__lt=before).exists()
        ):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show again who one is, in our words."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        words = {"reauthenticate": "again_password", "mfa_reauthenticate": "again_code", "mfa_reauthenticate:webauthn": "again_key"}
        return [{**one, "description": said(words[one["id"]])} for one in methods]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter in the language of the one who gets it. It goes when what it tells of is stored; one that fails takes nothing back."""
        person = Person.objects.filter(email=email.lower()).first()
        with translation.override(person.language if person else translation.get_language()):
            letter = self.render_mail(template_prefix, email, {**context, "email": email, "person": person, "request": self.request})
        transaction.on_commit(letter.send, robust=True)


class FactorAdapter(_OwnWords, DefaultMFAAdapter):  # type: ignore[misc]
    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """What a key is called until its owner says otherwise."""
        return said("key_name_new", number=Authenticator.objects.filter(user=user, type=type).count() + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser says that the key is for: the product's name, not the server's."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Spegla"}
