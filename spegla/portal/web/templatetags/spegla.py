"""What templates need: sentences, days and names of roles, in the reader's language."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone, translation

from spegla.portal.accounts.identity_providers import OpenIdProvider, SamlProvider, identity_provider, identity_providers
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
    provider = identity_provider(str(record.facts.get("by", "")))
    why = say(f"why_{record.facts['why']}") if provider and record.facts.get("why") else ""
    return ", ".join(part for part in (role, thing, provider.name if provider else "", why) if part) or say("log_about_nothing")


@register.simple_tag(takes_context=True)
def older(context: Context, number: int) -> str:
    """The address of the next page of what is shown."""
    query = context["request"].GET.copy()
    query["before"] = str(number)
    return str(query.urlencode())


@register.simple_tag
def providers() -> list[dict[str, str]]:
    """The identity providers of the installation: what each is called and where its login begins."""
    names = {OpenIdProvider: "openid_connect_login", SamlProvider: "saml_login"}
    return [{"name": one.name, "url": reverse(names[type(one)], args=[one.id])} for one in identity_providers()]


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


@register.simple_tag(takes_context=True)
def current(context: Context, name: str) -> str:
    """`aria-current` on the link to the page that is shown."""
    match = context["request"].resolver_match
    return "page" if match and match.url_name == name else "false"
