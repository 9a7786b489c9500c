"""What people fill in. Labels and errors come from the table of texts, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password

from spegla.portal.accounts.models import Invitation, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, roles
from spegla.portal.texts import language, texts
from spegla.portal.use_cases.audits import Choices


class Worded(forms.Form):
    """Errors stand with the field, and an empty field says what is wanted. `words` is for fields whose words are another's."""

    words: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        say = texts(language()).say
        for name, field in self.fields.items():
            wording = self.words.get(name, name)
            field.label = say(f"field_{wording}")
            field.error_messages["required"] = say(f"field_{wording}_required")
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput | forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "ds-input")

    @property
    def listed(self) -> list[forms.BoundField]:
        """The fields with errors, for the summary above the form."""
        return [self[name] for name in self.fields if self[name].errors]


class RoleForm(Worded):
    organisation = forms.ChoiceField()
    role = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.id): one for one in places}
        kinds = {OrganisationKind(one.kind) for one in self.places.values()}
        self.fields["organisation"].choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.id, role.title.in_language(language())) for role in roles().values() if role.given_in & kinds
        ]

    def clean_organisation(self) -> Organisation:
        return self.places[self.cleaned_data["organisation"]]


class InviteForm(RoleForm):
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ("name", "email", "organisation", "role")


class AcceptForm(Worded):
    password = forms.CharField(max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(email=self.invitation.email, name=self.invitation.name))
        return password


class LogForm(Worded):
    person = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say = texts(language()).say
        people = [(one.id, one.name) for one in choices.people]
        actions = [(one, say(f"action_{one}")) for one in choices.actions]
        self.fields["person"].choices = [("", say("log_everyone")), *people]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", say("log_everything")), *actions]  # type: ignore[attr-defined]
