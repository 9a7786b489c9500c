"""Log in with the account of one's municipality: who is let in on another's word, and the links that remember it.

Nobody gets an account by it. A provider lets in the people of the organisations that it is said to log in, and no other, whatever it
says of their addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial

from allauth.socialaccount.models import SocialAccount
from django.core.mail import send_mail
from django.db import transaction

from spegla.portal.accounts.identity_providers import IdentityProvider, identity_provider
from spegla.portal.accounts.models import Organisation, Person
from spegla.portal.store import links as store
from spegla.portal.store.audit import Audit, Facts, record
from spegla.portal.store.organisations import by_path
from spegla.portal.store.people import person_with
from spegla.portal.store.sessions import end_sessions
from spegla.portal.texts import texts
from spegla.portal.use_cases.access import Actor, NotFoundError


class NotAdmittedError(PermissionError):
    """The provider's word does not let anyone in here. It says nothing of why, so that nobody learns which addresses there are."""


class Refusal(Enum):
    """Why a provider's word lets nobody in: for the log of the person's organisation, never for whoever tried."""

    LEFT = "left"
    ORGANISATION = "organisation"
    EMAIL_NOT_VERIFIED = "email_not_verified"
    OTHER_ACCOUNT = "other_account"


@dataclass(frozen=True)
class Answer:
    """What a provider has said and signed: who it is, which address they have, and whether they proved it strongly.

    `nonce` is what ties the answer to what was asked, "" in a protocol that does it otherwise.
    """

    provider: IdentityProvider
    subject: str
    email: str
    email_verified: bool
    strong: bool
    nonce: str = ""


@dataclass(frozen=True)
class OwnLink:
    """A link as its owner sees it: the name of the provider, its id when there is no such provider any more."""

    id: int
    name: str
    since: datetime


def admit(*, answer: Answer, at: datetime) -> SocialAccount:
    """The link of whoever `answer` is about, made the first time; NotAdmittedError for everyone else.

    The first time a verified address says who it is, afterwards only the provider's own name for the account: an address that is given
    to a new colleague opens nothing.
    """
    provider = answer.provider
    with transaction.atomic():
        link = store.link_with(provider.id, answer.subject)
        person = link.user if link else person_with(answer.email) if answer.email else None
        if person is None:
            raise NotAdmittedError
        why = _why_not(answer, person, link)
        if why is None:
            return link or _link(answer, person, at)
        facts: Facts = {"by": provider.id, "why": why.value}
        record(person.organisation, Audit(person, "sign_on_refused", at, f"person:{person.pk}", facts))
    raise NotAdmittedError


def own_links(*, actor: Actor) -> Sequence[OwnLink]:
    """The accounts that the actor can log in with."""
    return [OwnLink(one.pk, _name(one.provider), one.date_joined) for one in store.links_of(actor.person)]


@transaction.atomic
def unlink(*, actor: Actor, link_id: int, at: datetime, session: str | None) -> None:
    """Log in with that account no more. As when a second step goes, every other session than `session` ends."""
    link = store.link_of(actor.person, link_id)
    if link is None:
        raise NotFoundError
    audit = Audit(actor.person, "sign_on_unlinked", at, f"person:{actor.person.pk}", {"by": link.provider})
    store.unlink(actor.person, link, audit)
    end_sessions(actor.person, but=session)


def may_log_in(provider: IdentityProvider | None, organisation: Organisation) -> bool:
    """Whether `provider` is one that logs in the people of the entity that `organisation` belongs to."""
    entity = by_path(organisation.entity)
    return provider is not None and entity is not None and entity.code in provider.organisations


def _why_not(answer: Answer, person: Person, link: SocialAccount | None) -> Refusal | None:
    """Why `person` is not let in; None when they are."""
    if person.left is not None or not person.is_active or person.joined is None:
        return Refusal.LEFT
    if not may_log_in(answer.provider, person.organisation):
        return Refusal.ORGANISATION
    if link is None and not answer.email_verified:
        return Refusal.EMAIL_NOT_VERIFIED
    if link is None and any(one.provider == answer.provider.id for one in store.links_of(person)):
        return Refusal.OTHER_ACCOUNT
    return None


def _link(answer: Answer, person: Person, at: datetime) -> SocialAccount:
    """The account is the person's from now on, and they are told by letter."""
    provider = answer.provider
    audit = Audit(person, "sign_on_linked", at, f"person:{person.pk}", {"by": provider.id})
    made = store.link(person, provider.id, answer.subject, audit)
    transaction.on_commit(partial(_tell, person, provider.name), robust=True)
    return made


def _tell(person: Person, provider: str) -> None:
    say = texts(person.language).say
    send_mail(say("sign_on_linked_subject"), say("sign_on_linked_letter", name=person.name, provider=provider), None, [person.email])


def _name(provider: str) -> str:
    found = identity_provider(provider)
    return found.name if found else provider
