"""What templates need: sentences, days and names of roles, in the reader's language."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone, translation

from spegla.messages import Words
from spegla.portal.accounts.models import Assignment
from spegla.portal.accounts.roles import roles
from spegla.portal.store.models import AuditRecord
from spegla.portal.texts import texts

register = template.Library()


def language() -> str:
    return "en" if translation.get_language() == "en" else "sv"


@register.simple_tag
def say(code: str, **facts: Any) -> str:
    """The sentence `code`."""
    return texts(language()).say(code, **facts)


@register.simple_tag
def say_count(code: str, count: int, **facts: Any) -> str:
    """The sentence for so many."""
    return texts(language()).say_count(code, count, **facts)


@register.simple_tag
def role_title(id: str) -> str:
    return roles()[id].title.in_language(language())


@register.simple_tag
def role_says(id: str) -> str:
    return roles()[id].says.in_language(language())


@register.simple_tag
def about(record: AuditRecord) -> str:
    """What a record of the log is about: the role, if there is one, and the thing."""
    say = texts(language()).say
    role = roles()[str(record.facts["role"])].title.in_language(language()) if record.facts.get("role") in roles() else ""
    kind, _, number = record.object.partition(":")
    thing = say(f"object_{kind}", number=number) if kind else ""
    return ", ".join(part for part in (role, thing) if part) or say("log_about_nothing")


@register.simple_tag(takes_context=True)
def older(context: Context, number: int) -> str:
    """The address of the next page of what is shown."""
    query = context["request"].GET.copy()
    query["before"] = str(number)
    return str(query.urlencode())


@register.simple_tag
def action(code: str) -> str:
    """What was done, as a sentence of the log."""
    return texts(language()).say(f"action_{code}")


@register.simple_tag
def moment(at: datetime) -> str:
    """`16 nov 2026 kl. 10.42`."""
    local = timezone.localtime(at)
    say = texts(language()).say
    month = say("months_short").split()[local.month - 1]
    return say("moment", day=local.day, month=month, year=local.year, time=f"{local:%H.%M}" if language() == "sv" else f"{local:%H:%M}")


@register.simple_tag
def period(assignment: Assignment) -> str:
    """When the role begins, if it has not, and its last day: `till 31 mars 2027`; "" when it has no end."""
    say = texts(language()).say
    first, last = assignment.valid_from, assignment.valid_until
    later = first is not None and first > timezone.localdate()
    days = {name: _day(day) for name, day in (("first", first), ("last", last)) if day}
    if later:
        return say("period_both" if last else "period_from", **days)
    return say("period_until", **days) if last else ""


def _day(day: date) -> str:
    """`16 november 2026`."""
    say = texts(language()).say
    return say("day", day=day.day, month=say("months").split()[day.month - 1], year=day.year)


@register.simple_tag
def words(both: Words) -> str:
    """A name that is there in both languages."""
    return both.in_language(language())


@register.filter
def day(on: date) -> str:
    """`16 nov 2026`."""
    say = texts(language()).say
    return say("day", day=on.day, month=say("months_short").split()[on.month - 1], year=on.year)


@register.filter
def listed(words: Sequence[str]) -> str:
    """`2005, 2011 och 2017`."""
    *first, last = words
    both = texts(language()).say("list_and")
    return f"{', '.join(first)} {both} {last}" if first else last


@register.simple_tag(takes_context=True)
def current(context: Context, name: str) -> str:
    """`aria-current` on the link to the page that is shown."""
    match = context["request"].resolver_match
    return "page" if match and match.url_name == name else "false"
