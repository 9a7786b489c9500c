"""Who works here and what they may do: invite, give, approve and end roles.

A role that sees cases holds first when a second person has approved it. Nobody approves what they gave themselves, and nobody gives a
role to themselves.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.mail import send_mail
from django.db import transaction

from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, Permission, Role, roles
from spegla.portal.store import organisations
from spegla.portal.store import people as store
from spegla.portal.store.audit import Audit, Facts, record
from spegla.portal.store.sessions import end_sessions
from spegla.portal.texts import texts
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError, require

INVITED_FOR = timedelta(days=7)
# Something that is done or is not possible.
Act = Callable[[], object]


class NotPossibleError(ValueError):
    """The request makes no sense as things stand; `code` names the sentence and `facts` fill it."""

    def __init__(self, code: str, /, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class People:
    """Those who work in an organisation, the roles they hold, the invitations that wait, and what the actor may do about them."""

    organisation: Organisation
    people: Sequence[tuple[Person, Sequence[Assignment]]]
    invitations: Sequence[Invitation]
    may_invite: bool
    may_assign: bool
    may_approve: bool


def see_people(*, actor: Actor, at: datetime) -> People:
    """Everyone where the actor's role holds: the organisation, or a unit of it."""
    [place, *others] = actor.places(Permission.PEOPLE_READ) or [actor.organisation]
    organisation = actor.organisation if others else place
    for one in (place, *others):
        require(actor, Permission.PEOPLE_READ, one)
    held = [role for one in (place, *others) for role in store.assignments_of(one)]
    seen = dict.fromkeys(one for where in (place, *others) for one in store.people_of(where))
    by_person = [(one, [role for role in held if role.person_id == one.id]) for one in seen]
    return People(
        organisation,
        by_person,
        [one for where in (place, *others) for one in store.invitations_of(where, at)],
        actor.may(Permission.PEOPLE_INVITE, organisation),
        actor.may(Permission.PEOPLE_ASSIGN, organisation),
        actor.may(Permission.PEOPLE_APPROVE, organisation),
    )


def places(*, actor: Actor, permission: Permission, at: datetime) -> Sequence[Organisation]:
    """Where the actor may do what `permission` allows: organisations and their units that there are now."""
    tops = actor.places(permission)
    require(actor, permission, tops[0] if tops else actor.organisation)
    return [one for top in tops for one in organisations.below(top, organisations.day_of(at))]


@transaction.atomic
def invite(
    *, actor: Actor, organisation: Organisation, email: str, name: str, role: str, at: datetime, link: Callable[[str], str]
) -> Invitation:
    """Ask someone to join. `link` makes an address of the secret, which is in the letter and stored nowhere.

    The letter goes when the invitation is stored; one that fails takes nothing back, and the invitation can be made again.
    """
    require(actor, Permission.PEOPLE_INVITE, organisation)
    wanted = _given(role, organisation, at)
    if store.person_with(email):
        raise NotPossibleError("invite_known")
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create_in(
        organisation=organisation,
        email=email.lower(),
        name=name,
        role=wanted.id,
        token_hash=_hash(token),
        invited_by=actor.person,
        invited_at=at,
        expires_at=at + INVITED_FOR,
    )
    record(organisation, Audit(actor.person, "person_invited", at, f"invitation:{made.id}", {"role": wanted.id}))
    address, language = link(token), actor.person.language
    transaction.on_commit(lambda: _send(made, address, language), robust=True)
    return made


def _send(invitation: Invitation, address: str, language: str) -> None:
    say = texts(language).say
    body = say("invitation_letter", name=invitation.name, organisation=invitation.organisation.name, address=address)
    send_mail(say("invitation_subject"), body, None, [invitation.email])


def invitation_with(*, token: str, at: datetime) -> Invitation:
    """The invitation that `token` opens; NotFoundError when there is none that can be accepted, or they have joined by another."""
    found = store.invitation_with(_hash(token), at)
    if found is None or store.person_with(found.email) or found.organisation.closed(organisations.day_of(at)):
        raise NotFoundError
    return found


@transaction.atomic
def accept(*, token: str, password: str, at: datetime) -> Person:
    """Join: a person with the role of the invitation, or who waits for it when it sees cases."""
    invitation = invitation_with(token=token, at=at)
    person = Person.objects.create_user(
        invitation.email, password, name=invitation.name, organisation=_home(invitation.organisation, at), joined=at
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record(invitation.organisation, Audit(person, "invitation_accepted", at, f"invitation:{invitation.id}"))
    _give(invitation.organisation, person, roles()[invitation.role], Audit(invitation.invited_by, "role_given", at))
    return person


@transaction.atomic
def withdraw(*, actor: Actor, invitation_id: int, at: datetime) -> None:
    """Take an invitation back."""
    invitation = store.invitation_of(actor.organisation, invitation_id)
    if invitation is None:
        raise NotFoundError
    require(actor, Permission.PEOPLE_INVITE, invitation.organisation)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise NotPossibleError("invitation_closed")
    audit = Audit(actor.person, "invitation_withdrawn", at, f"invitation:{invitation.id}")
    store.withdraw(invitation.organisation, invitation, audit)


def person_to_give(*, actor: Actor, person_id: int) -> Person:
    """Whom a role is to be given to; NotFoundError when they work elsewhere."""
    require(actor, Permission.PEOPLE_ASSIGN, actor.organisation)
    person = store.person_of(actor.organisation, person_id)
    if person is None:
        raise NotFoundError
    return person


@transaction.atomic
def give_role(*, actor: Actor, person_id: int, organisation: Organisation, role: str, at: datetime) -> Assignment:
    """A role for someone else; it waits when it sees cases."""
    require(actor, Permission.PEOPLE_ASSIGN, organisation)
    person = person_to_give(actor=actor, person_id=person_id)
    if person == actor.person:
        raise NotPossibleError("role_to_oneself")
    wanted = _given(role, organisation, at)
    if any(one.person_id == person.id and one.role == role for one in store.assignments_of(organisation)):
        raise NotPossibleError("role_held")
    given = _give(organisation, person, wanted, Audit(actor.person, "role_given", at))
    end_sessions(person)
    return given


@transaction.atomic
def decide_role(*, actor: Actor, assignment_id: int, approved: bool, at: datetime) -> Assignment:
    """The second person's answer."""
    assignment = _assignment(actor, assignment_id)
    require(actor, Permission.PEOPLE_APPROVE, assignment.organisation)
    if assignment.state != AssignmentState.WAITING:
        raise NotPossibleError("role_not_waiting")
    if actor.person in (assignment.given_by, assignment.person):
        raise RefusedError("second_person")
    action = "role_approved" if approved else "role_refused"
    state = AssignmentState.ACTIVE if approved else AssignmentState.REFUSED
    store.decide(assignment.organisation, assignment, state, Audit(actor.person, action, at, *_named(assignment)))
    end_sessions(assignment.person)
    return assignment


@transaction.atomic
def end_role(*, actor: Actor, assignment_id: int, at: datetime) -> Assignment:
    """The role holds no longer. Nobody ends the last role that can give roles, which would lock everyone out."""
    assignment = _assignment(actor, assignment_id)
    require(actor, Permission.PEOPLE_ASSIGN, assignment.organisation)
    if _last_who_assigns(assignment):
        raise NotPossibleError("role_last")
    store.end(assignment.organisation, assignment, Audit(actor.person, "role_ended", at, *_named(assignment)))
    end_sessions(assignment.person)
    return assignment


def _given(role: str, organisation: Organisation, at: datetime) -> Role:
    """The role, when it is one that can be given there, and the organisation has not closed."""
    wanted = roles().get(role)
    if not organisation.valid(organisations.day_of(at)):
        raise NotPossibleError("organisation_closed")
    if wanted is None or OrganisationKind(organisation.kind) not in wanted.given_in:
        raise NotPossibleError("role_not_here")
    return wanted


def _give(organisation: Organisation, person: Person, role: Role, audit: Audit) -> Assignment:
    state = AssignmentState.WAITING if role.sees_cases else AssignmentState.ACTIVE
    facts: Facts = {"role": role.id, "person": person.id, "waits": role.sees_cases}
    return store.give(organisation, person, role.id, state, Audit(audit.actor, audit.action, audit.at, f"person:{person.id}", facts))


def _assignment(actor: Actor, id: int) -> Assignment:
    found = store.assignment_of(actor.organisation, id)
    if found is None:
        raise NotFoundError
    return found


def _named(assignment: Assignment) -> tuple[str, dict[str, str | int]]:
    return f"assignment:{assignment.id}", {"role": assignment.role, "person": assignment.person_id}


def _last_who_assigns(assignment: Assignment) -> bool:
    if Permission.PEOPLE_ASSIGN not in roles()[assignment.role].may:
        return False
    others = (one for one in store.assignments_of(assignment.organisation) if one.id != assignment.id)
    return not any(
        Permission.PEOPLE_ASSIGN in roles()[one.role].may
        and one.state == AssignmentState.ACTIVE
        and one.organisation_id == assignment.organisation_id
        for one in others
    )


def _home(organisation: Organisation, at: datetime) -> Organisation:
    """Where a person belongs who is asked to a unit: its municipality, in which they are known, and not one that has ceased."""
    home = organisation
    while home.parent is not None and (home.kind == OrganisationKind.UNIT.value or home.closed(organisations.day_of(at))):
        home = home.parent
    return home


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
