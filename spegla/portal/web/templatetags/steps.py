"""What a response is called, and the steps of its intervention."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import template
from django.utils.timezone import localdate

from spegla.portal.store.models import Intervention, Response, ResponseState
from spegla.portal.texts import language, said, short_day, texts
from spegla.portal.use_cases.inbox import Draft
from spegla.portal.use_cases.response_form import Form

register = template.Library()


@dataclass(frozen=True)
class Step:
    """A step beside the form: the response that was handed in, if it was, and whether it is the one that is filled in."""

    name: str
    says: str
    response: Response | None
    now: bool


@dataclass(frozen=True)
class DraftRow:
    """A draft as a row of a list: all that the row says."""

    id: int
    step: str
    intervention_id: int
    waits_until: date | None
    due: date | None
    days: int
    late: bool
    saved: date
    corrects: bool
    unit: str
    answered: int
    asked: int
    by: str


@register.simple_tag
def draft_row(draft: Draft) -> DraftRow:
    """`draft` as a row."""
    one = draft.response
    saved, by = localdate(one.saved_at), one.saved_by.name if one.saved_by else ""
    return DraftRow(
        id=one.id, step=one.step, intervention_id=one.intervention_id,
        waits_until=one.waits_until, due=draft.due, days=draft.days, late=draft.late and not one.waits_until, saved=saved, by=by,
        corrects=one.corrects_id is not None, unit=one.organisation.name, answered=draft.answered, asked=draft.asked,
    )  # fmt: skip


@register.simple_tag
def step_of(response: Response | DraftRow) -> str:
    """`Avslut av insats 2019`."""
    return said(f"step_of_{response.step}", number=response.intervention_id)


@register.simple_tag
def step_name(step: str) -> str:
    """`Avslut`."""
    return said(f"step_{step}")


@register.simple_tag
def step_when(step: str) -> str:
    """`Insatsen är slut`: when the step is registered."""
    return said(f"step_when_{step}")


@register.simple_tag
def insats(intervention: Intervention) -> str:
    """`Insats 2019`: what pages call an intervention. Its code is not theirs to show."""
    return said("insats_number", number=intervention.id)


@register.simple_tag
def state_name(response: Response) -> str:
    return said(f"state_{response.state}")


@register.simple_tag
def due_when(days: int) -> str:
    """`7 dagar sen`, `I dag`, `Om 2 dagar`."""
    say = texts(language())
    if not days:
        return said("due_today")
    return say.say_count("due_late", -days) if days < 0 else say.say_count("due_in", days)


@register.simple_tag
def form_steps(form: Form) -> Sequence[Step]:
    """The steps that were handed in, in their order, and the one that is filled in; those to come after."""
    one = form.response
    done = [each for each in form.steps if each.state == ResponseState.HANDED_IN and each.id not in (one.id, one.corrects_id)]
    now = Step(said(f"step_{one.step}"), said("form_step_now") if one.is_open else _day(one), one, True)
    steps = [Step(said(f"step_{each.step}"), _day(each), each, False) for each in done if _before(form, each)]
    return [*steps, now, *(Step(said(f"step_{each.step}"), _day(each), each, False) for each in done if not _before(form, each))]


def _before(form: Form, other: Response) -> bool:
    order = form.instrument.steps.index
    if order(other.step) != order(form.response.step):
        return order(other.step) < order(form.response.step)
    return form.response.day is None or other.day is None or other.day <= form.response.day


def _day(response: Response) -> str:
    return said("form_step_done", day=short_day(response.day)) if response.day else ""
