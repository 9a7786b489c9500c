"""What people fill in. Labels and errors come from the table of texts, in the reader's language."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from spegla.portal.accounts.models import MadeSure, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, roles
from spegla.portal.texts import texts
from spegla.portal.use_cases.audits import Choices
from spegla.portal.web.templatetags.spegla import language


class _Form(forms.Form):
    """Errors stand with the field, and an empty field says what is wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        say = texts(language()).say
        for name, field in self.fields.items():
            field.label = say(f"field_{name}")
            field.error_messages["required"] = say(f"field_{name}_required")
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs.setdefault("class", "ds-input")

    @property
    def listed(self) -> list[forms.BoundField]:
        """The fields with errors, for the summary above the form."""
        return [self[name] for name in self.fields if self[name].errors]


def _day() -> forms.DateInput:
    """A field for a day, as browsers want it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RoleForm(_Form):
    organisation = forms.ChoiceField()
    role = forms.ChoiceField(widget=forms.RadioSelect)
    valid_from = forms.DateField(required=False, widget=_day())
    valid_until = forms.DateField(required=False, widget=_day())

    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.id): one for one in places}
        kinds = {OrganisationKind(one.kind) for one in self.places.values()}
        self.fields["organisation"].choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.id, role.title.in_language(language())) for role in roles().values() if role.given_in & kinds
        ]
        self.fields["valid_from"].help_text = texts(language()).say("valid_from_help")
        self.fields["valid_until"].help_text = texts(language()).say("valid_until_help")

    def clean_organisation(self) -> Organisation:
        return self.places[self.cleaned_data["organisation"]]


class MoveForm(_Form):
    organisation = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, places: Sequence[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.id): one for one in places}
        self.fields["organisation"].choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation:
        return self.places[self.cleaned_data["organisation"]]


class LeaveForm(_Form):
    last_day = forms.DateField(widget=_day())


class RecoveryForm(_Form):
    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class MadeSureForm(_Form):
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


class PasswordForm(_Form):
    """A new password for `person`, who may be someone that is to be."""

    password = forms.CharField(max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class LogForm(_Form):
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


class NameForm(_Form):
    called = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ParentForm(_Form):
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


class CloseForm(_Form):
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].error_messages["invalid"] = texts(language()).say("field_on_wrong")
