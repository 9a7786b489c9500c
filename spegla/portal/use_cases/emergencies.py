"""Access in an emergency: someone with a case role reads the cases of their whole municipality for some hours, and others are told.

It never reaches beyond the municipality, ends by itself, and is looked at afterwards by everyone who was told. Why, in the person's own
words, is in a table of its own and in no log and no letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction

from spegla.identities import found_in
from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import emergencies as store
from spegla.portal.store import log
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Emergency, EmergencyNotice
from spegla.portal.store.organisations import authority_of
from spegla.portal.store.people import lock
from spegla.portal.texts import moment, texts
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.audits import Line, lines_of
from spegla.portal.use_cases.people import NotPossibleError

# Why somebody may need to.
EMERGENCY_REASONS = ("child_at_risk", "on_call", "colleague_away", "role_missing")


@dataclass(frozen=True)
class Caution:
    """What someone should know before they take access: where it holds, how long, and who is told."""

    organisation: Organisation
    lasts: timedelta
    told: Sequence[Person]


@dataclass(frozen=True)
class Seen:
    """An emergency as those see it who were told: why, who else knows, and what was done meanwhile.

    `holds` is whether it still does; `seen` whether the reader has said so.
    """

    emergency: Emergency
    words: str
    notices: Sequence[EmergencyNotice]
    lines: Sequence[Line]
    holds: bool
    seen: bool


def before_taking(*, actor: Actor, lasts: timedelta) -> Caution:
    """What to read first."""
    home = _home(actor)
    return Caution(home, lasts, [one for one in store.to_tell(home) if one != actor.person])


@transaction.atomic
def take(*, actor: Actor, reason: str, words: str, lasts: timedelta, at: datetime, address: str) -> Emergency:
    """Read the cases of the whole municipality from now on, for as long as it lasts. Those who are to know get a letter with `address`."""
    home = _home(actor)
    if reason not in EMERGENCY_REASONS:
        raise NotPossibleError("emergency_reason")
    if not words.strip():
        raise NotPossibleError("emergency_words")
    if holds_personal_number(words):
        raise NotPossibleError("emergency_identity")
    # Two clicks at once take it once.
    lock(actor.person)
    if store.holding(home, actor.person, at):
        raise NotPossibleError("emergency_held")
    told = before_taking(actor=actor, lasts=lasts).told
    audit = Audit(actor.person, "emergency_taken", at, "", {"hours": int(lasts.total_seconds() // 3600)})
    made = store.take(home, actor.person, reason=reason, words=words.strip(), until=at + lasts, told=told, audit=audit)
    transaction.on_commit(lambda: _tell(made, told, address), robust=True)
    return made


def holds_personal_number(words: str) -> bool:
    """Whether something in `words` looks like a personal number: that must not be kept, whatever else is written."""
    return any(found.kind == "personnummer" for found in found_in(words))


def waiting(*, actor: Actor) -> Sequence[Emergency]:
    """What the actor was told of and has not yet said to have seen; nothing for who is not one to be told."""
    return store.unseen_by(actor.organisation, actor.person) if actor.places(Permission.BREAK_GLASS_NOTICE) else []


@transaction.atomic
def see_emergency(*, actor: Actor, emergency_id: int, at: datetime) -> Seen:
    """What happened. That it was read is in the log."""
    emergency, notice = _told(actor, emergency_id)
    home = emergency.organisation
    ended = emergency.ended_at or emergency.until
    meanwhile = log.records_between(home, emergency.person, emergency.taken_at, min(ended, at))
    record(home, Audit(actor.person, "emergency_read", at, f"emergency:{emergency.id}", {"person": emergency.person_id}))
    return Seen(
        emergency,
        store.words_of(home, emergency),
        store.notices_of(home, emergency),
        lines_of(home, meanwhile),
        _holds(emergency, at),
        notice.seen_at is not None,
    )


@transaction.atomic
def acknowledge(*, actor: Actor, emergency_id: int, at: datetime) -> None:
    """Say that it has been seen; a second time changes nothing."""
    emergency, notice = _told(actor, emergency_id)
    if notice.seen_at is None:
        audit = Audit(actor.person, "emergency_seen", at, f"emergency:{emergency.id}", {"person": emergency.person_id})
        store.see(emergency.organisation, notice, audit)


@transaction.atomic
def end(*, actor: Actor, at: datetime) -> None:
    """End one's own before its time."""
    _home(actor)
    held = store.holding(actor.organisation, actor.person, at)
    if held is None:
        raise NotPossibleError("emergency_over")
    _end(actor, held, at)


@transaction.atomic
def stop(*, actor: Actor, emergency_id: int, at: datetime) -> None:
    """End another's before its time: whoever was told may."""
    emergency, _ = _told(actor, emergency_id)
    if not _holds(emergency, at):
        raise NotPossibleError("emergency_over")
    _end(actor, emergency, at)


def _end(actor: Actor, emergency: Emergency, at: datetime) -> None:
    audit = Audit(actor.person, "emergency_ended", at, f"emergency:{emergency.id}", {"person": emergency.person_id})
    store.end(emergency.organisation, emergency, audit)


def _home(actor: Actor) -> Organisation:
    """The municipality, or the district, whose cases may be reached: the one that answers for those that a role of the actor sees."""
    [place, *_] = actor.places(Permission.BREAK_GLASS) or [actor.organisation]
    require(actor, Permission.BREAK_GLASS, place)
    return authority_of(place)


def _told(actor: Actor, emergency_id: int) -> tuple[Emergency, EmergencyNotice]:
    """The emergency that the actor was told of, and their notice; what they were not told of does not exist for them."""
    places = actor.places(Permission.BREAK_GLASS_NOTICE)
    emergency = store.emergency_of(actor.organisation, emergency_id)
    if emergency is None:
        raise NotFoundError
    require(actor, Permission.BREAK_GLASS_NOTICE, places[0] if places else actor.organisation)
    for notice in store.notices_of(emergency.organisation, emergency):
        if notice.person_id == actor.person.id:
            return emergency, notice
    raise NotFoundError


def _holds(emergency: Emergency, at: datetime) -> bool:
    return emergency.ended_at is None and emergency.until > at


def _tell(emergency: Emergency, told: Sequence[Person], address: str) -> None:
    """A letter to each, in their language, without what the person wrote. Whoever is not reached sees it on the start page."""
    for one in told:
        say = texts(one.language).say
        body = say(
            "emergency_letter",
            name=one.name,
            person=emergency.person.name,
            organisation=emergency.organisation.name,
            reason=say(f"reason_{emergency.reason}").lower(),
            until=moment(emergency.until, one.language),
            address=address,
        )
        send_mail(say("emergency_subject", organisation=emergency.organisation.name), body, None, [one.email], fail_silently=True)
