"""What templates need: sentences, days and names of roles, in the reader's language."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spegla.messages import Words
from spegla.portal.accounts.identity_providers import OpenIdProvider, SamlProvider, identity_provider, identity_providers
from spegla.portal.accounts.models import Assignment, Invitation
from spegla.portal.accounts.roles import roles
from spegla.portal.store.models.exports import Export, ExportState
from spegla.portal.store.organisations import entity_of
from spegla.portal.texts import language, short_day, texts
from spegla.portal.texts import moment as spoken_moment
from spegla.portal.use_cases.audits import Line
from spegla.portal.use_cases.exports import Made
from spegla.portal.web import manual
from spegla.portal.web.browsers import named
from spegla.portal.web.menu import menu
from spegla.portal.web.reports import DemoReport
from spegla.portal.web.templatetags.drawn import drawn

register = template.Library()
register.filter(short_day)


@register.simple_tag
def say(code: str, **facts: Any) -> str:
    """The sentence `code`."""
    return texts(language()).say(code, **facts)


@register.simple_tag
def say_count(code: str, count: int, **facts: Any) -> str:
    """The sentence for so many. It begins with a capital, when it begins with how many too."""
    sentence = texts(language()).say_count(code, count, **facts)
    return sentence[:1].upper() + sentence[1:]


@register.simple_tag
def role_title(id: str) -> str:
    return roles()[id].title.in_language(language())


@register.simple_tag
def invited_to(invitation: Invitation) -> str:
    """Where an invitation is to: the municipality, and the unit or district of it when it is to one."""
    part = invitation.organisation
    home = entity_of(part)
    return part.name if part.id == home.id else texts(language()).say(f"accept_place_{part.kind}", place=home.name, part=part.name)


@register.simple_tag
def role_says(id: str) -> str:
    return roles()[id].says.in_language(language())


@register.simple_tag
def about(line: Line) -> str:
    """What a record of the log is about: a name, when it is a person or a part of the organisation, otherwise the thing and its number."""
    if line.concerns is not None:
        return line.concerns.name
    kind, _, number = line.record.object.partition(":")
    if kind == "organisation" and line.record.organisation is not None and number == str(line.record.organisation_id):
        return line.record.organisation.name
    say = texts(language()).say
    if line.invited:
        return say("object_invitation_of", name=line.invited, number=number)
    if line.intervention is not None:
        return say("object_response_of", number=number, intervention=line.intervention)
    return say(f"object_{kind}", number=number) if kind else say("log_about_nothing")


@register.simple_tag
def because(line: Line) -> str:
    """The role that a record is about and where, the reason that was given, who let them in, or which step of an intervention it was; empty
    when there is nothing."""
    facts, said = line.record.facts, texts(language()).say
    role = roles()[facts["role"]].title.in_language(language()) if facts.get("role") in roles() else ""
    role = said("log_role_in", role=role, place=line.place.name) if role and line.place else role
    reason = said(f"reason_{facts['reason']}") if facts.get("reason") else ""
    answer = said(f"answer_{facts['answer']}") if facts.get("answer") else ""
    provider = identity_provider(str(facts.get("by", "")))
    why = said(f"why_{facts['why']}") if provider and facts.get("why") else ""
    step = said(f"step_{facts['step']}") if facts.get("step") else ""
    return ", ".join(part for part in (role, reason, answer, provider.name if provider else "", why, step) if part)


@register.simple_tag
def answer_title(code: str) -> str:
    """What a reviewer can say of a record."""
    return texts(language()).say(f"answer_{code}")


@register.simple_tag
def reason_title(code: str) -> str:
    return texts(language()).say(f"reason_{code}")


@register.simple_tag
def export_what(export: Export) -> str:
    """`Barn och unga, 1 jan 2026 till 23 nov 2026, Excel`."""
    say = texts(language()).say
    kind, place = say(f"export_kind_{export.format}"), export.organisation.name
    return say("export_named", place=place, first=short_day(export.first), last=short_day(export.last), kind=kind)


@register.simple_tag
def export_state(made: Made) -> str:
    """How far an export has come. A file whose time is out is gone, though nobody has taken it away yet."""
    if made.slow:
        return texts(language()).say("export_slow")
    state = ExportState.GONE if made.export.state == ExportState.DONE and not made.ready else made.export.state
    return texts(language()).say(f"export_state_{state}")


@register.simple_tag
def whole_month(at: date) -> str:
    """`oktober 2026`."""
    say = texts(language()).say
    return say("whole_month", month=say("months").split()[at.month - 1], year=at.year)


@register.simple_tag
def time_left(until: datetime) -> str:
    """How long it is `until` then, in hours and minutes; a minute that has begun is counted."""
    minutes = max(0, -int((timezone.now() - until).total_seconds() // 60))
    return texts(language()).say("time_left", hours=minutes // 60, minutes=minutes % 60)


@register.simple_tag
def share_of(part: int, whole: int) -> str:
    """How much of a bar is filled, as a length of SVG."""
    return f"{100 * part // whole if whole else 100}%"


@register.simple_tag
def held(line: Line) -> str:
    """The roles that whoever did it had then."""
    return ", ".join(roles()[id].title.in_language(language()) for id in line.roles)


@register.simple_tag
def demo_report(one: DemoReport) -> str:
    """What a report of the demo is, and as what kind of file: `Länsrapport (Word)`."""
    say = texts(language()).say
    return say("demo_report", report=say(one.says), kind=say(f"demo_kind_{one.kind}"))


@register.simple_tag(takes_context=True)
def going_on(context: Context, direction: str, number: int) -> str:
    """The address of the next page of what is shown: `before` or `after` a number."""
    query = context["request"].GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query[direction] = str(number)
    return str(query.urlencode())


@register.simple_tag
def day(at: date) -> str:
    """`Måndag 23 november 2026`."""
    say = texts(language()).say
    weekday, month = say("weekdays").split()[at.weekday()], say("months").split()[at.month - 1]
    return say("whole_day", weekday=weekday, day=at.day, month=month, year=at.year)


@register.simple_tag
def clock(at: datetime) -> str:
    """`10.42.07`, where the reader is."""
    local = timezone.localtime(at)
    return f"{local:%H.%M.%S}" if language() == "sv" else f"{local:%H:%M:%S}"


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
    return spoken_moment(at, language())


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
def day_of(at: datetime) -> date:
    """The day where the reader is."""
    return timezone.localdate(at)


@register.simple_tag
def minutes(seconds: int) -> str:
    """`6 minuter`."""
    return texts(language()).say_count("minutes", seconds // 60)


@register.simple_tag
def comment_kind(code: str) -> str:
    """What somebody missed in a question."""
    return texts(language()).say(f"comment_{code}")


@register.filter
def listed(words: Sequence[str]) -> str:
    """`2005, 2011 och 2017`."""
    *first, last = words
    both = texts(language()).say("list_and")
    return f"{', '.join(first)} {both} {last}" if first else last


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
def main_menu(context: Context, listed: bool = False) -> SafeString:
    """Where the one who reads may go from the page that is shown; `listed`, each as an item of a list."""
    return drawn("parts/links.html", links=menu(context["request"].actor.permissions, _shown(context)), listed=listed)


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
