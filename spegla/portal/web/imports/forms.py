"""What somebody fills in to hand in a file."""

from collections.abc import Sequence
from typing import Any

from django import forms

from spegla.portal.accounts.models import Organisation
from spegla.portal.store.models.imports import Source
from spegla.portal.texts import said
from spegla.portal.use_cases.imports import LONGEST_NAME
from spegla.portal.use_cases.planning import LIMITS
from spegla.portal.web.forms import Worded


class HandInForm(Worded):
    """A file, where it comes from, and the unit of the rows that name none."""

    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}))
    source = forms.CharField(max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"list": "kallor", "autocomplete": "off"}))
    unit = forms.ChoiceField()
    wordings = {"file": "import_file", "source": "import_source"}  # noqa: RUF012  as in Worded

    def __init__(self, places: Sequence[Organisation], sources: Sequence[Source], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.id): one for one in places}
        self.sources = sources
        file, source, unit = (self.fields[name] for name in ("file", "source", "unit"))
        file.help_text = said("field_import_file_help", most=LIMITS.size // 1_000_000)
        file.error_messages["empty"] = said("import_empty")
        file.error_messages["invalid"] = said("field_import_file_required")
        source.help_text = said("field_import_source_help")
        unit.choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]
        if len(self.places) == 1:
            # Nobody needs to choose from one.
            unit.widget, unit.initial = forms.HiddenInput(), next(iter(self.places))
        else:
            unit.help_text = said("field_import_unit_help")
        if len(sources) == 1:
            source.initial = sources[0].name

    def clean_unit(self) -> Organisation:
        return self.places[self.cleaned_data["unit"]]

    def clean_file(self) -> Any:
        """The file, if it is not too big: what is too big is not read."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.size:
            raise forms.ValidationError(said("import_too_big", most=LIMITS.size // 1_000_000))
        return file
