"""Who works here and what they may do: invite, give, approve and end roles.

A role that sees cases holds first when a second person has approved it. Nobody approves what they gave themselves, and nobody gives a
role to themselves.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate

from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person
from spegla.portal.accounts.roles import OrganisationKind, Permission, Role, roles
from spegla.portal.store import organisations
from spegla.portal.store import people as store
from spegla.portal.store.audit import Audit, Facts, record
from spegla.portal.store.sessions import end_sessions
from spegla.portal.use_cases import letters
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError, require
from spegla.portal.use_cases.hands import hands

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
    """Those who work in an organisation, the roles they hold, the invitations that wait, and what the actor may do about them.

    `movable` are the ids of roles that there is another place for.
    """

    organisation: Organisation
    people: Sequence[tuple[Person, Sequence[Assignment]]]
    invitations: Sequence[Invitation]
    may_invite: bool
    may_assign: bool
    may_approve: bool
    movable: frozenset[int]


def see_people(*, actor: Actor, at: datetime) -> People:
    """Everyone where the actor's role holds: the organisation, or a unit of it."""
    [place, *others] = actor.places(Permission.PEOPLE_READ) or [actor.organisation]
    organisation = actor.organisation if others else place
    for one in (place, *others):
        require(actor, Permission.PEOPLE_READ, one)
    today = localdate(at)
    held = [role for one in (place, *others) for role in store.assignments_of(one, today)]
    seen = dict.fromkeys(one for where in (place, *others) for one in store.people_of(where, today))
    by_person = [(one, [role for role in held if role.person_id == one.id]) for one in seen]
    return People(
        organisation,
        by_person,
        [one for where in (place, *others) for one in store.invitations_of(where, at)],
        actor.may(Permission.PEOPLE_INVITE, organisation),
        actor.may(Permission.PEOPLE_ASSIGN, organisation),
        actor.may(Permission.PEOPLE_APPROVE, organisation),
        _movable(actor, held, at),
    )


def places(*, actor: Actor, permission: Permission, at: datetime) -> Sequence[Organisation]:
    """Where the actor may do what `permission` allows: organisations and their units that there are now."""
    tops = actor.places(permission)
    require(actor, permission, tops[0] if tops else actor.organisation)
    return [one for top in tops for one in organisations.below(top, organisations.day_of(at))]


@transaction.atomic
def invite(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    at: datetime,
    link: Callable[[str], str],
) -> Invitation:
    """Ask someone to join, or to come back. `link` makes an address of the secret, which is in the letter and stored nowhere.

    Someone who works here already is said to. That an address is known elsewhere is nobody's business here: the invitation is made as
    any other, and only its letter says that one belongs to one organisation at a time.
    """
    require(actor, Permission.PEOPLE_INVITE, organisation)
    wanted = _given(role, organisation, at)
    days = _days(valid_from, valid_until, at)
    known = store.person_with(email)
    elsewhere = known is not None and known.left is None
    if known is not None and elsewhere and known.organisation.entity == organisation.entity:
        raise NotPossibleError("invite_known")
    withdraw_all(organisation, email, actor.person, at)
    home = _home(organisation, at)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create_in(
        organisation=organisation,
        email=email.lower(),
        name=name,
        role=wanted.id,
        valid_from=days.first,
        valid_until=days.last,
        token_hash=_hash(token),
        invited_by=actor.person,
        invited_at=at,
        expires_at=at + INVITED_FOR,
    )
    record(organisation, Audit(actor.person, "person_invited", at, f"invitation:{made.id}", {"role": wanted.id}))
    letters.post(
        made.email,
        actor.person.language,
        subject="invitation_subject",
        letter="invitation_elsewhere_letter" if elsewhere else "invitation_letter",
        name=made.name,
        place=organisation.name if organisation == home else f"{home.name}, {organisation.name}",
        municipality=home.name,
        inviter=actor.person.name,
        address=link(token),
    )
    return made


def invitation_with(*, token: str, at: datetime) -> Invitation:
    """The invitation that `token` opens; NotFoundError when there is none that can be accepted, or they have joined by another."""
    found = store.invitation_with(_hash(token), at)
    if found is None or found.organisation.closed(organisations.day_of(at)):
        raise NotFoundError
    known = store.person_with(found.email)
    if known is not None and known.left is None and known.organisation.entity == found.organisation.entity:
        raise NotFoundError
    return found


@transaction.atomic
def accept(*, token: str, password: str, at: datetime) -> Person:
    """Join, or come back: a person with the role of the invitation, or who waits for it when it sees cases.

    Whoever comes back is the person they were, without the roles they had; NotPossibleError while they work somewhere else.
    """
    invitation = invitation_with(token=token, at=at)
    home = _home(invitation.organisation, at)
    person = store.person_with(invitation.email)
    if person is None:
        person = Person.objects.create_user(invitation.email, password, name=invitation.name, organisation=home, joined=at)
    elif person.left is None:
        raise NotPossibleError("accept_elsewhere")
    else:
        store.welcome_back(home, person, invitation.name, password, Audit(person, "person_returned", at, f"person:{person.id}"))
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record(invitation.organisation, Audit(person, "invitation_accepted", at, f"invitation:{invitation.id}"))
    days = store.Days(invitation.valid_from, invitation.valid_until)
    _give(invitation.organisation, person, roles()[invitation.role], days, Audit(invitation.invited_by, "role_given", at))
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
    store.withdraw(invitation.organisation, invitation, Audit(actor.person, "invitation_withdrawn", at, f"invitation:{invitation.id}"))


def withdraw_all(organisation: Organisation, email: str, by: Person, at: datetime) -> None:
    """Nothing that was sent to `email` from the same entity lets anyone in any more: one letter at a time does."""
    for one in store.invitations_to(organisation, email, at):
        store.withdraw(one.organisation, one, Audit(by, "invitation_withdrawn", at, f"invitation:{one.id}"))


def person_to_give(*, actor: Actor, person_id: int) -> Person:
    """Whom a role is to be given to; NotFoundError when they work elsewhere."""
    require(actor, Permission.PEOPLE_ASSIGN, actor.organisation)
    person = store.person_of(actor.organisation, person_id)
    if person is None:
        raise NotFoundError
    return person


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    person_id: int,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    at: datetime,
) -> Assignment:
    """A role for someone else, from and until a day when there are such; it waits when it sees cases."""
    require(actor, Permission.PEOPLE_ASSIGN, organisation)
    person = person_to_give(actor=actor, person_id=person_id)
    if person == actor.person:
        raise NotPossibleError("role_to_oneself")
    wanted = _given(role, organisation, at)
    days = _days(valid_from, valid_until, at)
    _not_held(person, organisation, role, at)
    given = _give(organisation, person, wanted, days, Audit(actor.person, "role_given", at))
    end_sessions(person)
    return given


@transaction.atomic
def decide_role(*, actor: Actor, assignment_id: int, approved: bool, at: datetime) -> Assignment:
    """The second person's answer."""
    assignment = _assignment(actor, assignment_id)
    require(actor, Permission.PEOPLE_APPROVE, assignment.organisation)
    if assignment.state != AssignmentState.WAITING:
        raise NotPossibleError("role_not_waiting")
    if assignment.valid_until and assignment.valid_until < localdate(at):
        raise NotPossibleError("role_passed")
    if actor.person in (assignment.given_by, assignment.person):
        raise RefusedError("second_person")
    giver = assignment.given_by
    if giver and hands(giver, Permission.PEOPLE_ASSIGN, at) & hands(actor.person, Permission.PEOPLE_APPROVE, at):
        raise NotPossibleError("role_same_hand")
    action = "role_approved" if approved else "role_refused"
    state = AssignmentState.ACTIVE if approved else AssignmentState.REFUSED
    store.decide(assignment.organisation, assignment, state, Audit(actor.person, action, at, *named(assignment)))
    end_sessions(assignment.person)
    return assignment


@transaction.atomic
def end_role(*, actor: Actor, assignment_id: int, at: datetime) -> Assignment:
    """The role holds no longer. Nobody ends the last role that can give roles, which would lock everyone out."""
    assignment = _assignment(actor, assignment_id)
    require(actor, Permission.PEOPLE_ASSIGN, assignment.organisation)
    if assignment.state not in (AssignmentState.WAITING, AssignmentState.ACTIVE):
        raise NotPossibleError("role_over")
    # Two who end each other's role at once must not both succeed.
    organisations.lock(assignment.organisation)
    if last_who_assigns(assignment, at):
        raise NotPossibleError("role_last")
    store.end(assignment.organisation, assignment, Audit(actor.person, "role_ended", at, *named(assignment)))
    end_sessions(assignment.person)
    return assignment


@dataclass(frozen=True)
class Move:
    """A role that is to move, and where it can."""

    assignment: Assignment
    places: Sequence[Organisation]


def see_move(*, actor: Actor, assignment_id: int, at: datetime) -> Move:
    """The role, and the organisations and units where it can be given instead."""
    assignment = _assignment(actor, assignment_id)
    require(actor, Permission.PEOPLE_ASSIGN, assignment.organisation)
    return Move(assignment, _other_places(assignment, places(actor=actor, permission=Permission.PEOPLE_ASSIGN, at=at)))


@transaction.atomic
def move_role(*, actor: Actor, assignment_id: int, organisation: Organisation, at: datetime) -> Assignment:
    """The role holds in `organisation` instead, for the same days. One that sees cases waits there as any new one, and ends here now."""
    assignment = _assignment(actor, assignment_id)
    for place in (assignment.organisation, organisation):
        require(actor, Permission.PEOPLE_ASSIGN, place)
    if assignment.person == actor.person:
        raise NotPossibleError("role_to_oneself")
    if assignment.state not in (AssignmentState.WAITING, AssignmentState.ACTIVE):
        raise NotPossibleError("role_over")
    # Two who end each other's role at once must not both succeed.
    organisations.lock(assignment.organisation)
    if last_who_assigns(assignment, at):
        raise NotPossibleError("role_last")
    wanted = _given(assignment.role, organisation, at)
    _not_held(assignment.person, organisation, assignment.role, at)
    about, facts = named(assignment)
    audit = Audit(actor.person, "role_moved", at, about, {**facts, "from": assignment.organisation_id, "to": organisation.id})
    store.end(assignment.organisation, assignment, audit)
    days = store.Days(assignment.valid_from, assignment.valid_until)
    given = _give(organisation, assignment.person, wanted, days, Audit(actor.person, "role_given", at))
    end_sessions(assignment.person)
    return given


def _other_places(assignment: Assignment, there: Sequence[Organisation]) -> Sequence[Organisation]:
    kinds = roles()[assignment.role].given_in
    return [one for one in there if OrganisationKind(one.kind) in kinds and one != assignment.organisation]


def _movable(actor: Actor, held: Sequence[Assignment], at: datetime) -> frozenset[int]:
    there = [one for top in actor.places(Permission.PEOPLE_ASSIGN) for one in organisations.below(top, organisations.day_of(at))]
    return frozenset(one.id for one in held if one.person_id != actor.person.id and _other_places(one, there))


def last_who_assigns(assignment: Assignment, at: datetime) -> bool:
    """Whether nobody could give roles there without it. A role with a last day does not count as somebody else's: it ends by itself."""
    if Permission.PEOPLE_ASSIGN not in roles()[assignment.role].may:
        return False
    today = localdate(at)
    others = (one for one in store.assignments_of(assignment.organisation, today) if one.id != assignment.id)
    return not any(
        Permission.PEOPLE_ASSIGN in roles()[one.role].may
        and one.state == AssignmentState.ACTIVE
        and one.organisation_id == assignment.organisation_id
        and one.valid_until is None
        and (one.valid_from is None or one.valid_from <= today)
        for one in others
    )


def named(assignment: Assignment) -> tuple[str, dict[str, str | int]]:
    """What the log says that an act on a role is about."""
    return f"assignment:{assignment.id}", {"role": assignment.role, "person": assignment.person_id}


def _given(role: str, organisation: Organisation, at: datetime) -> Role:
    """The role, when it is one that can be given there, and the organisation has not closed."""
    wanted = roles().get(role)
    if not organisation.valid(organisations.day_of(at)):
        raise NotPossibleError("organisation_closed")
    if wanted is None or OrganisationKind(organisation.kind) not in wanted.given_in:
        raise NotPossibleError("role_not_here")
    return wanted


def _give(organisation: Organisation, person: Person, role: Role, days: store.Days, audit: Audit) -> Assignment:
    state = AssignmentState.WAITING if role.sees_cases else AssignmentState.ACTIVE
    facts: Facts = {"role": role.id, "person": person.id, "waits": role.sees_cases}
    given = {name: day.isoformat() for name, day in (("from", days.first), ("until", days.last)) if day}
    about = Audit(audit.actor, audit.action, audit.at, f"person:{person.id}", {**facts, **given})
    return store.give(organisation, person, role.id, state, days, about)


def _days(first: date | None, last: date | None, at: datetime) -> store.Days:
    """The days of a role, when there are such days ahead."""
    today = localdate(at)
    if first and first < today:
        raise NotPossibleError("role_from_past")
    if last and last < (first or today):
        raise NotPossibleError("role_until_before")
    return store.Days(first, last)


def _not_held(person: Person, organisation: Organisation, role: str, at: datetime) -> None:
    held = store.assignments_of(organisation, localdate(at))
    if any(one.person_id == person.id and one.role == role and one.organisation == organisation for one in held):
        raise NotPossibleError("role_held")


def _assignment(actor: Actor, id: int) -> Assignment:
    found = store.assignment_of(actor.organisation, id)
    if found is None:
        raise NotFoundError
    return found


def _home(organisation: Organisation, at: datetime) -> Organisation:
    """Where a person belongs who is asked to a unit: its municipality, in which they are known, and not one that has ceased."""
    home = organisation
    while home.parent is not None and (home.kind == OrganisationKind.UNIT.value or home.closed(organisations.day_of(at))):
        home = home.parent
    return home


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
