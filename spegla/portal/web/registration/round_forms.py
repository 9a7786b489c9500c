"""What a board says of its round."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from spegla.catalogue import Instrument
from spegla.portal.store.models import Round
from spegla.portal.texts import language, said
from spegla.portal.web.forms import NumberField, Worded


class OpenRoundForm(Worded):
    instrument = forms.ChoiceField(widget=forms.RadioSelect)
    sure = forms.BooleanField()
    wordings = {"instrument": "round_instrument", "sure": "round_sure"}  # noqa: RUF012

    def __init__(self, choices: Sequence[Instrument], switches: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not switches:
            del self.fields["sure"]
        self.fields["instrument"].choices = [(one.reference, one.title.in_language(language())) for one in choices]  # type: ignore[attr-defined]


class RoundForm(Worded):
    """Minutes on the page, seconds in the table."""

    budget = NumberField(min_value=1, max_value=60)
    free_text = forms.BooleanField(required=False)
    shows_earlier = forms.BooleanField(required=False)
    wordings = {"budget": "round_budget", "free_text": "round_free_text", "shows_earlier": "round_shows_earlier"}  # noqa: RUF012

    def __init__(self, round: Round | None, *args: Any, **kwargs: Any) -> None:
        known = {"budget": round.budget // 60, "free_text": round.free_text, "shows_earlier": round.shows_earlier} if round else {}
        super().__init__(*args, initial=known, **kwargs)
        for name in ("min_value", "max_value", "invalid"):
            self.fields["budget"].error_messages[name] = said("round_budget_minutes")
        for name in ("budget", "free_text", "shows_earlier"):
            self.fields[name].help_text = said(f"field_round_{name}_help")

    @property
    def toggles(self) -> list[forms.BoundField]:
        """The boxes to tick."""
        return [self["free_text"], self["shows_earlier"]]

    def clean_budget(self) -> int:
        return int(self.cleaned_data["budget"]) * 60


class ClosingsForm(Worded):
    month = forms.CharField(widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}))
    count = NumberField(required=False, min_value=0)
    wordings = {"month": "closings_month", "count": "closings_count"}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].help_text = said("field_closings_count_help")
        for name in ("min_value", "invalid"):
            self.fields["count"].error_messages[name] = said("closings_count")

    def clean_month(self) -> date:
        try:
            return date.fromisoformat(f"{self.cleaned_data['month'][:7]}-01")
        except ValueError:
            raise forms.ValidationError(said("closings_month_wrong")) from None
