"""What people fill in around a registration: which intervention, until when something waits, what they miss."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from spegla.portal.accounts.models import Organisation
from spegla.portal.store.models.rounds import CommentKind
from spegla.portal.texts import language, said, short_day, texts
from spegla.portal.use_cases.case_codes import LONGEST
from spegla.portal.web.forms import DayField, Worded

STEPS = ("beslut", "uppfoljning", "avslut")


class CodeForm(Worded):
    """Which intervention, by its code."""

    code = forms.CharField(max_length=LONGEST, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
    wordings = {"code": "case_code"}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = said("field_case_code_help")


class BeginForm(CodeForm):
    """Which intervention, and which step of it; `finding` it, no step is chosen."""

    step = forms.ChoiceField(widget=forms.RadioSelect)
    unit = forms.ChoiceField()

    def __init__(self, places: Sequence[Organisation], *args: Any, finding: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].required = not finding
        self.places = {str(one.id): one for one in places}
        self.fields["step"].choices = [(one, said(f"begin_{one}")) for one in STEPS]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [(id, one.name) for id, one in self.places.items()]  # type: ignore[attr-defined]
        if len(self.places) == 1:
            # Nobody needs to choose from one.
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = next(iter(self.places))

    def clean_unit(self) -> Organisation:
        return self.places[self.cleaned_data["unit"]]


class WaitForm(Worded):
    until = DayField()
    wordings = {"until": "wait_until"}  # noqa: RUF012


class PlanForm(Worded):
    """When the next step is to be done; empty for not at all."""

    due = DayField(required=False)

    def refuse(self, code: str, **facts: str) -> None:
        day = facts.get("day")
        super().refuse(code, **facts | ({"day": short_day(date.fromisoformat(day))} if day else {}))


class CommentForm(Worded):
    """What somebody misses in a question; in words of their own only where that is switched on."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}))
    wordings = {"kind": "comment_kind", "words": "comment_words"}  # noqa: RUF012

    def __init__(self, free_text: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say = texts(language()).say
        self.fields["kind"].choices = [(one.value, say(f"comment_{one.value}")) for one in CommentKind]  # type: ignore[attr-defined]
        self.fields["words"].help_text = say("comment_words_help")
        if not free_text:
            del self.fields["words"]
