"""What templates need: sentences, days and names of roles, in the reader's language."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from spegla.portal.accounts.roles import roles
from spegla.portal.store.models import AuditRecord
from spegla.portal.texts import language, texts
from spegla.portal.web import manual
from spegla.portal.web.browsers import named

register = template.Library()


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
def browser(user_agent: str) -> str:
    """`Firefox på Windows`, from what a browser says of itself."""
    return named(user_agent)


@register.simple_tag
def mail_when(at: datetime, user_agent: str, ip: str) -> str:
    """When and from where something was done, for a letter about it."""
    return texts(language()).say("mail_when", at=moment(at), browser=named(user_agent), ip=ip)


@register.simple_tag
def fours(secret: str) -> str:
    """A secret to be typed, four letters at a time."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@register.simple_tag(takes_context=True)
def current(context: Context, name: str) -> str:
    """What `aria-current` is on the link to `name`: "page" when it is the page that is shown, else ""."""
    return "page" if _shown(context) == name else ""


@register.inclusion_tag("parts/help.html", takes_context=True)
def page_help(context: Context) -> dict[str, manual.Page | None]:
    """A link to the help about the page that is shown, when there is some."""
    return {"help": manual.explaining(_shown(context))}


@register.simple_tag
def say_kind(kind: str) -> str:
    """What a group of pages of the manual is called."""
    return texts(language()).say(f"help_kind_{kind}")


def _shown(context: Context) -> str:
    """The name of the address of the page that is shown, "" for a page of an error."""
    request = context.get("request")
    match = request.resolver_match if request else None
    return str(match.url_name or "") if match else ""
