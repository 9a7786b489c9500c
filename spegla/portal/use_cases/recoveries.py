"""A way in for someone who has lost phone, key and recovery codes: two others who know who it is say yes, and a letter has a link.

Which two are enough: any two different people with the permission `people_recover` wherever the person has a role. Neither is the
person. They are not the same hand: someone to whom the other gave that permission within the last thirty days, or to whom the same
third person gave it, is not a second person, since whoever gives roles could otherwise make a colleague to agree with. In a small
municipality the operator and the data protection officer are two, and no other is needed. A group leader answers for those whose
roles are all in the unit.

What it never does: it says to nobody outside whether an address is known, it takes nothing away before both have agreed, and it lets
nobody in without the letter.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate

from spegla.portal.accounts.models import MadeSure, Organisation, Person, Recovery, RecoveryProof, RecoveryState
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import people, recoveries
from spegla.portal.store.audit import Audit, Facts
from spegla.portal.store.factors import remove_factors
from spegla.portal.store.sessions import end_sessions
from spegla.portal.use_cases import letters
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError, require
from spegla.portal.use_cases.hands import hands
from spegla.portal.use_cases.people import NotPossibleError

OPEN_FOR = timedelta(days=7)
LINK_FOR = timedelta(hours=24)
# Someone who was refused asks a colleague first; a stranger who goes on asking is answered by nobody.
AGAIN_AFTER = timedelta(days=1)


@transaction.atomic
def ask(*, email: str, language: str, at: datetime) -> None:
    """Ask with nothing but an address. One letter goes, whoever has it or nobody: the answer is the same, and so is what takes its time.

    What differs is a few milliseconds of queries, which the limit on how often one may ask keeps from being counted.
    """
    person = people.person_with(email)
    if person is None or not person.is_active:
        letters.post(email, language, subject="recovery_subject", letter="recovery_unknown_letter", email=email)
        return
    _ask(person, RecoveryProof.ADDRESS, at)


@transaction.atomic
def ask_with_password(*, person: Person, at: datetime) -> None:
    """Ask at the second step, where the password was right."""
    _ask(person, RecoveryProof.PASSWORD, at)


def waiting(*, actor: Actor, at: datetime) -> Sequence[Recovery]:
    """Those who wait for the actor's answer."""
    if Permission.PEOPLE_RECOVER not in actor.permissions:
        return ()
    asked = recoveries.open_in(actor.organisation, at)
    return [one for one in asked if actor.person not in (one.person, one.first_by) and _answers_for(actor, one.person, at)]


@dataclass(frozen=True)
class Asked:
    """Someone who asks, and what the actor can do about it: `closed` names why nothing, "" when they can answer."""

    recovery: Recovery
    closed: str


def see(*, actor: Actor, recovery_id: int, at: datetime) -> Asked:
    """What someone who can approve must know before they answer."""
    recovery = _found(actor, recovery_id, at)
    return Asked(recovery, _closed(actor, recovery, at))


@transaction.atomic
def approve(*, actor: Actor, recovery_id: int, sure: MadeSure, at: datetime, link: Callable[[str], str]) -> Recovery:
    """Say that it is the person, and how one knows. The second yes sends the letter; `link` makes an address of its secret."""
    recovery = _found(actor, recovery_id, at)
    _answerable(actor, recovery, at)
    facts: Facts = {"person": recovery.person_id, "sure": sure.value}
    audit = Audit(actor.person, "recovery_approved", at, f"recovery:{recovery.id}", facts)
    if _first(recovery, at) is None:
        recoveries.approve_first(recovery.organisation, recovery, sure, audit)
        return recovery
    token = secrets.token_urlsafe(32)
    recoveries.approve_second(recovery.organisation, recovery, sure, _hash(token), at + LINK_FOR, audit)
    _tell(recovery.person, "recovery_link_letter", address=link(token))
    return recovery


@transaction.atomic
def refuse(*, actor: Actor, recovery_id: int, at: datetime) -> Recovery:
    """Say no. One is enough, and the person is told by whom."""
    recovery = _found(actor, recovery_id, at)
    _answerable(actor, recovery, at)
    audit = Audit(actor.person, "recovery_refused", at, f"recovery:{recovery.id}", {"person": recovery.person_id})
    recoveries.close(recovery.organisation, recovery, RecoveryState.REFUSED, audit)
    _tell(recovery.person, "recovery_refused_letter", who=actor.person.name)
    return recovery


def opened(*, token: str, at: datetime) -> Recovery:
    """What the link of the letter is for; NotFoundError when it has been used or is too old."""
    found = recoveries.recovery_with(_hash(token), at)
    if found is None or not found.person.is_active:
        raise NotFoundError
    return found


@transaction.atomic
def complete(*, token: str, password: str, at: datetime) -> Person:
    """A new password. The old second steps are taken away and every session ends; the gate asks for a new step at the next login."""
    recovery = opened(token=token, at=at)
    person = recovery.person
    person.set_password(password)
    person.save(update_fields=["password"])
    facts: Facts = {"factors": remove_factors(person)}
    recoveries.close(
        recovery.organisation, recovery, RecoveryState.DONE, Audit(person, "recovery_done", at, f"recovery:{recovery.id}", facts)
    )
    end_sessions(person)
    _tell(person, "recovery_done_letter")
    return person


@transaction.atomic
def no_longer_needed(*, person: Person, by: Person, at: datetime) -> None:
    """Whoever has got in, or has left, needs no other way; one that someone else asked for in their name is closed by it."""
    latest = recoveries.latest_of(person)
    if latest is not None and latest.state in (RecoveryState.OPEN, RecoveryState.APPROVED):
        audit = Audit(by, "recovery_closed", at, f"recovery:{latest.id}")
        recoveries.close(latest.organisation, latest, RecoveryState.CLOSED, audit)


def _ask(person: Person, proof: RecoveryProof, at: datetime) -> None:
    latest = recoveries.latest_of(person)
    home = person.organisation
    if latest is not None and latest.state in (RecoveryState.OPEN, RecoveryState.APPROVED):
        if at < latest.expires_at:
            _tell(person, "recovery_waits_letter")
            return
        recoveries.close(home, latest, RecoveryState.CLOSED, Audit(None, "recovery_expired", at, f"recovery:{latest.id}"))
    if latest is not None and latest.state == RecoveryState.REFUSED and latest.closed_at and at < latest.closed_at + AGAIN_AFTER:
        _tell(person, "recovery_too_soon_letter")
        return
    # Nobody has shown that it is the person: the log does not say that they did it.
    audit = Audit(None, "recovery_asked", at, f"person:{person.id}", {"with": proof.value})
    recoveries.ask(home, person, proof, at + OPEN_FOR, audit)
    _tell(person, "recovery_asked_letter")


def _tell(person: Person, letter: str, **facts: str) -> None:
    letters.post(person.email, person.language, subject="recovery_subject", letter=letter, name=person.name, **facts)


def _found(actor: Actor, id: int, at: datetime) -> Recovery:
    """The one with `id`, when the actor answers for the person everywhere they have a role."""
    recovery = recoveries.recovery_of(actor.organisation, id)
    if recovery is None:
        raise NotFoundError
    for place in _places(recovery.person, at):
        require(actor, Permission.PEOPLE_RECOVER, place)
    if recovery.person == actor.person:
        raise RefusedError("oneself")
    return recovery


def _answerable(actor: Actor, recovery: Recovery, at: datetime) -> None:
    closed = _closed(actor, recovery, at)
    if closed:
        raise NotPossibleError(closed)


def _closed(actor: Actor, recovery: Recovery, at: datetime) -> str:
    """Why the actor can answer no more, as the code of a sentence; "" when they can."""
    if recovery.state != RecoveryState.OPEN or at >= recovery.expires_at:
        return "recovery_closed"
    first = _first(recovery, at)
    if first is None:
        return ""
    if first == actor.person:
        return "recovery_by_two"
    if hands(first, Permission.PEOPLE_RECOVER, at) & hands(actor.person, Permission.PEOPLE_RECOVER, at):
        return "recovery_same_hand"
    return ""


def _first(recovery: Recovery, at: datetime) -> Person | None:
    """Who has said yes. Someone who has left since, or lost the role, does not count any more."""
    first = recovery.first_by
    return first if first and _answers_for(Actor.of(first, at), recovery.person, at) else None


def _answers_for(actor: Actor, person: Person, at: datetime) -> bool:
    return all(actor.may(Permission.PEOPLE_RECOVER, place) for place in _places(person, at))


def _places(person: Person, at: datetime) -> Sequence[Organisation]:
    """Where `person` has roles; where they belong, when they have none."""
    return [one.organisation for one in people.holding(person, localdate(at))] or [person.organisation]


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
