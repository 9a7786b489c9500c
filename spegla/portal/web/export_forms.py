"""What somebody says who takes registrations with them: of what, from when, as what, and why."""

from datetime import date
from typing import Any

from django import forms

from spegla.portal.accounts.models import Organisation
from spegla.portal.store.exports import Asked
from spegla.portal.texts import language, said
from spegla.portal.use_cases.exports import EXPORT_REASONS, FORMATS, ExportsPage
from spegla.portal.web.forms import DayField, Worded


class ExportForm(Worded):
    place = forms.ChoiceField()
    instrument = forms.ChoiceField()
    first = DayField()
    last = DayField()
    format = forms.ChoiceField(widget=forms.RadioSelect)
    reason = forms.ChoiceField(widget=forms.RadioSelect)
    wordings = {  # noqa: RUF012  as in Worded
        **{name: f"export_{name}" for name in ("place", "first", "last", "format")},
        "instrument": "round_instrument",
    }

    def __init__(self, page: ExportsPage, today: date, *args: Any, **kwargs: Any) -> None:
        known = {"first": today.replace(month=1, day=1), "last": today, "format": FORMATS[0]}
        super().__init__(*args, initial=known, **kwargs)
        self.places = {str(one.id): one for one in page.places}
        self.fields["place"].choices = [(id, _named(one)) for id, one in self.places.items()]  # type: ignore[attr-defined]
        self.fields["instrument"].choices = [(one.reference, one.title.in_language(language())) for one in page.instruments]  # type: ignore[attr-defined]
        self.fields["format"].choices = [(one, said(f"export_as_{one}")) for one in FORMATS]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [(one, said(f"reason_{one}")) for one in EXPORT_REASONS]  # type: ignore[attr-defined]
        for name in ("place", "instrument"):
            choices = self.fields[name].choices  # type: ignore[attr-defined]
            if len(choices) == 1:
                # Nobody needs to choose from one.
                self.fields[name].widget = forms.HiddenInput()
                self.fields[name].initial = choices[0][0]

    @property
    def choosing(self) -> list[forms.BoundField]:
        """The lists that there is something to choose from."""
        return [self[name] for name in ("place", "instrument") if not self[name].is_hidden]

    def clean_place(self) -> Organisation:
        return self.places[self.cleaned_data["place"]]

    @property
    def asked(self) -> Asked:
        """What a form that is valid asks for."""
        one = self.cleaned_data
        return Asked(one["instrument"], one["first"], one["last"], one["format"])


def _named(place: Organisation) -> str:
    """A board is all of its units."""
    return said("export_whole", name=place.name) if place.path == place.authority else place.name
