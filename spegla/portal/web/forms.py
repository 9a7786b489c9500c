"""What people fill in. Labels and errors come from the table of texts, in the reader's language."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.timezone import localdate

from spegla.messages import LANGUAGES
from spegla.portal.accounts.models import MadeSure, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, roles
from spegla.portal.texts import language, texts
from spegla.portal.use_cases.audits import COPY_REASONS, KINDS, Choices
from spegla.portal.use_cases.emergencies import EMERGENCY_REASONS, holds_personal_number
from spegla.responses.forms import GivenError, day_given

# Which field a refusal of a use case is about, the first that the form has.
_ABOUT: Mapping[str, Sequence[str]] = {
    "case_code_elsewhere": ("code",),
    "case_code_empty": ("code",),
    "case_code_identity": ("code",),
    "case_code_name": ("code",),
    "case_code_unknown": ("code",),
    "case_code_long": ("code",),
    "case_code_nowhere": ("code",),
    "case_code_taken": ("code",),
    "closings_count": ("count",),
    "closings_later": ("month",),
    "export_days": ("last",),
    "import_empty": ("file",),
    "import_read_before": ("file",),
    "import_too_big": ("file",),
    "invite_known": ("email",),
    "leave_before_joined": ("last_day",),
    "leave_later": ("last_day",),
    "organisation_closed": ("organisation", "unit"),
    "organisation_name_of_signs": ("called",),
    "organisation_name_taken": ("called",),
    "organisation_without_name": ("called",),
    "role_from_past": ("valid_from",),
    "role_held": ("role", "organisation"),
    "role_not_here": ("organisation",),
    "role_until_before": ("valid_until",),
    "round_budget": ("budget",),
    "round_instrument": ("instrument",),
    "wait_past": ("until",),
    "wait_unlikely": ("until",),
    "next_before_day": ("due",),
    "next_unlikely": ("due",),
    "source_empty": ("source",),
    "source_identity": ("source",),
    "source_long": ("source",),
}


class DayField(forms.DateField):
    """A day as people write it. A browser's own field for days sends one that is half written as none at all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return day_given(str(value))
        except GivenError as none:
            raise forms.ValidationError(texts(language()).say(none.code)) from None


class NumberField(forms.IntegerField):
    """A whole number as people write it. A browser's own field for numbers sends what is none as nothing at all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        if not re.fullmatch(r"-?[0-9]+|[0-9]{1,3}(\s[0-9]{3})+", value.strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python("".join(value.split()))


class Worded(forms.Form):
    """Errors stand with the field, and an empty field says what is wanted. `wordings` is for fields whose words are another's."""

    wordings: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        say = texts(language()).say
        for name, field in self.fields.items():
            wording = self.wordings.get(name, name)
            field.label = say(f"field_{wording}")
            field.error_messages["required"] = say(f"field_{wording}_required")
            # A browser that knows the limit cuts what is pasted, and says nothing.
            field.widget.attrs.pop("maxlength", None)
            field.error_messages["max_length"] = say("field_too_long")
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = say("field_email_wrong")
            if isinstance(field, DayField):
                field.help_text = say("form_day_hint", day=localdate().isoformat())
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "ds-input")

    def refuse(self, code: str, **facts: str) -> None:
        """What a use case refused, by the field that it is about, or above them all."""
        self.add_error(next((name for name in _ABOUT.get(code, ()) if name in self.fields), None), texts(language()).say(code, **facts))

    @property
    def listed(self) -> list[forms.BoundField]:
        """The fields with errors, for the summary above the form."""
        return [self[name] for name in self.fields if self[name].errors]


class RoleForm(Worded):
    organisation = forms.ChoiceField()
    role = forms.ChoiceField(widget=forms.RadioSelect)
    valid_from = DayField(required=False)
    valid_until = DayField(required=False)

    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.id): one for one in places}
        kinds = {OrganisationKind(one.kind) for one in self.places.values()}
        self.fields["organisation"].choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.id, role.title.in_language(language())) for role in roles().values() if role.given_in & kinds
        ]
        say = texts(language()).say
        for name, means in {"valid_from": say("valid_from_help"), "valid_until": say("valid_until_help")}.items():
            self.fields[name].help_text += f". {means}"

    def clean_organisation(self) -> Organisation:
        return self.places[self.cleaned_data["organisation"]]


class MoveForm(Worded):
    organisation = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.id): one for one in places}
        self.fields["organisation"].choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation:
        return self.places[self.cleaned_data["organisation"]]


class LeaveForm(Worded):
    last_day = DayField()


class RecoveryForm(Worded):
    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class MadeSureForm(Worded):
    sure = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say = texts(language()).say
        self.fields["sure"].choices = [(one.value, say(f"sure_{one.value}")) for one in MadeSure]  # type: ignore[attr-defined]

    def clean_sure(self) -> MadeSure:
        return MadeSure(self.cleaned_data["sure"])


class InviteForm(RoleForm):
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ("name", "email", "organisation", "role", "valid_from", "valid_until")


class PasswordForm(Worded):
    """A new password for `person`, who may be someone that is to be."""

    password = forms.CharField(max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class LogForm(Worded):
    person = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(required=False)
    since = DayField(required=False)
    until = DayField(required=False)
    about = forms.CharField(required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say = texts(language()).say
        self.known = choices.people
        people = [(one.id, one.name) for one in choices.people]
        actions = sorted(((one, say(f"action_{one}")) for one in choices.actions), key=lambda one: one[1])
        self.fields["person"].choices = [("", say("log_everyone")), *people]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", say("log_everything")), *actions]  # type: ignore[attr-defined]

    def clean_about(self) -> str:
        """`kind:id` of what somebody wrote: a name, or a thing and its number as the log shows it."""
        written = " ".join(self.cleaned_data["about"].casefold().split())
        if not written:
            return ""
        for one in self.known:
            if one.name.casefold() == written:
                return f"person:{one.id}"
        word, _, number = written.rpartition(" ")
        for kind in KINDS:
            words = {texts(one).say(f"object_{kind}", number="").strip().casefold() for one in LANGUAGES}
            if word in words and number.isascii() and number.isdecimal() and len(number) <= 18:
                return f"{kind}:{int(number)}"
        raise forms.ValidationError(texts(language()).say("log_about_unknown"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", texts(language()).say("log_days_reversed"))
        return said


class NameForm(Worded):
    called = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ParentForm(Worded):
    parent = forms.ChoiceField()

    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.id): one for one in places}
        self.fields["parent"].choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]

    def clean_parent(self) -> Organisation:
        return self.places[self.cleaned_data["parent"]]


class PartMoveForm(ParentForm):
    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(places, *args, **kwargs)
        self.fields["parent"].label = texts(language()).say("move_to")


class PartForm(NameForm, ParentForm):
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    field_order = ("kind", "called", "parent")

    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(places, *args, **kwargs)
        say = texts(language()).say
        kinds = (OrganisationKind.UNIT, OrganisationKind.DISTRICT)
        self.fields["kind"].choices = [(one.value, say(f"kind_{one.value}")) for one in kinds]  # type: ignore[attr-defined]

    def clean_kind(self) -> OrganisationKind:
        return OrganisationKind(self.cleaned_data["kind"])


class CloseForm(Worded):
    on = DayField()


class CopyForm(Worded):
    """Why somebody takes a copy of the log with them."""

    reason = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(one, texts(language()).say(f"reason_{one}")) for one in COPY_REASONS]  # type: ignore[attr-defined]


class EmergencyForm(Worded):
    """Why somebody takes access in an emergency: one of the reasons, and in their own words."""

    reason = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say = texts(language()).say
        self.fields["reason"].choices = [(one, say(f"reason_{one}")) for one in EMERGENCY_REASONS]  # type: ignore[attr-defined]
        self.fields["words"].help_text = say("emergency_words_help")

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if holds_personal_number(words):
            raise forms.ValidationError(texts(language()).say("emergency_identity"))
        return words
