"""allauth's forms at the door, in the words of our own table."""

from hashlib import sha256
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa import app_settings
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from spegla.portal.texts import said
from spegla.portal.web.forms import Worded


class _Plain(Worded):
    """Without what allauth puts beside the fields: its placeholders and its help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class _Twice(_Plain):
    """A new password is written twice, and both are the same."""

    wordings: ClassVar = {"password1": "new_password", "password2": "new_password_again"}

    def clean(self) -> dict[str, Any]:
        # allauth compares them too, in words of its own.
        cleaned = super(account.PasswordVerificationMixin, self).clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", said("refused_not_same"))
        return dict(cleaned)


class FirstStepForm(_Plain, account.LoginForm):  # type: ignore[misc]
    wordings: ClassVar = {"login": "email", "password": "own_password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ChangePasswordForm(_Twice, account.ChangePasswordForm):  # type: ignore[misc]
    wordings: ClassVar = {**_Twice.wordings, "oldpassword": "current_password"}


class ForgottenForm(_Plain, account.ResetPasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(_Twice, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class PasswordAgainForm(_Plain, account.ReauthenticateForm):  # type: ignore[misc]
    wordings: ClassVar = {"password": "own_password"}


class _Once(_Plain):
    """A code is good once, for as long as it would be right: allauth forgets it after one step, and takes it for three."""

    def clean_code(self) -> str:
        above: Any = super()
        code: str = above.clean_code()
        lasts = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        tried = sha256("".join(str(self.cleaned_data["code"]).split()).encode()).hexdigest()
        if not cache.add(f"second-step:{self.user.pk}:{tried}", True, timeout=lasts):  # type: ignore[attr-defined]
            raise ValidationError(said("refused_code"))
        return code


class SecondStepForm(_Once, mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(_Once, mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


class AddAppForm(_Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass


class _Named(_Plain):
    """A key's name fits on a line."""

    wordings: ClassVar = {"name": "key_name"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(60))
        self.fields["name"].widget.attrs["autocomplete"] = "off"


class NameKeyForm(_Named, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    pass


class _OfKey(_Plain):
    """What a key answered, as the browser wrote it. Anything else is refused as a key that did not answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["invalid"] = said("field_credential_required")

    def clean_credential(self) -> Any:
        """allauth reads it as nested mappings, and takes for granted that it is."""
        answer = self.cleaned_data["credential"]
        if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
            raise ValidationError(said("field_credential_required"))
        above: Any = super()
        return above.clean_credential() if hasattr(above, "clean_credential") else answer


class AddKeyForm(_OfKey, _Named, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].help_text = said("field_passwordless_hint")


class SecondStepKeyForm(_OfKey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class KeyAgainForm(_OfKey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class KeyAloneForm(_OfKey, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass
