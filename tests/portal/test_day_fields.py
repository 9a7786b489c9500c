"""Days and numbers outside the forms of the catalogue: as people write them, and what is none is told and takes nothing away."""

import pkgutil
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from spegla.portal import web
from spegla.portal.store.models import Intervention
from spegla.portal.use_cases import interventions, rounds
from spegla.portal.use_cases.access import Actor
from spegla.portal.web.forms import DayField, NumberField, Worded
from tests.portal.conftest import AT, LogIn
from tests.portal.registrations import handed_in, open_round, unit_of

pytestmark = pytest.mark.django_db
Actors = Callable[[str], Actor]


@pytest.mark.parametrize("written", ["2027-01-15", "20270115", "15/1 2027", "15 januari 2027", date(2027, 1, 15)])
def test_a_day_may_be_written_as_people_do(written: Any) -> None:
    assert DayField().clean(written) == date(2027, 1, 15)


@pytest.mark.parametrize("written", ["1 000", "1\u00a0000", "1000", 1000])
def test_a_number_may_have_spaces(written: Any) -> None:
    assert NumberField().clean(written) == 1000


@pytest.mark.parametrize("written", ["3 8", "12 5", "1_000", "12,5", "1 0000"])
def test_what_is_no_number_is_not_made_one(written: str) -> None:
    with pytest.raises(ValidationError):
        NumberField().clean(written)


def test_a_browser_is_told_of_no_field_of_its_own() -> None:
    """It sends what is half written as nothing."""
    for module in pkgutil.walk_packages(web.__path__, f"{web.__name__}."):
        import_module(module.name)
    fields = {(form.__name__, name): field for form in every(Worded) for name, field in form.base_fields.items()}
    assert len([one for one in fields.values() if isinstance(one, DayField)]) >= 8
    own = (forms.DateField, forms.IntegerField)
    assert [name for name, one in fields.items() if isinstance(one, own) and not is_ours(one)] == []


def is_ours(field: forms.Field) -> bool:
    widget: Any = field.widget
    return widget.is_hidden or (isinstance(field, DayField | NumberField) and widget.attrs.get("type", widget.input_type) == "text")


def every(form: type[Worded]) -> list[type[Worded]]:
    return [form, *(one for each in form.__subclasses__() for one in every(each))]


def test_a_half_day_leaves_what_is_planned(log_in: LogIn, actor: Actors) -> None:
    decision = handed_in(actor("astrid"), "BU-1")
    about, due = decision.intervention_id, date(2027, 1, 15)
    interventions.plan(actor=actor("astrid"), intervention_id=about, due=due, at=AT)
    answer = log_in("astrid").post(f"/insatser/{about}/", {"due": "2027-01-"})

    assert (answer.status_code, Intervention._base_manager.get().due) == (422, due)
    assert "Skriv dagen så här: 2026-11-20." in answer.content.decode()
    assert 'value="2027-01-"' in answer.content.decode()


@pytest.mark.parametrize("written", ["3e", "38-", "12,5"])
def test_half_a_number_leaves_the_number_that_is_known(log_in: LogIn, actor: Actors, written: str) -> None:
    open_round(unit_of(actor("bo")))
    maja = actor("maja")
    rounds.state_closings(actor=maja, month=date(2026, 9, 1), count=38, at=AT)
    answer = log_in("maja").post("/omgang/avslutade/", {"month": "2026-09", "count": written})

    assert answer.status_code == 422
    assert "Skriv ett antal mellan 0 och 100" in answer.content.decode()
    assert rounds.see_round(actor=maja, at=AT).closings[date(2026, 9, 1)] == 38
