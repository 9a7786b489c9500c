"""People, their roles and invitations, as tables hold them. The organisation comes first; what is not its own is not found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.organisations import entity_of

_HELD = (AssignmentState.WAITING, AssignmentState.ACTIVE)


@dataclass(frozen=True)
class Days:
    """The first and the last day that a role holds; None is no limit."""

    first: date | None = None
    last: date | None = None


ALWAYS = Days()


def holding(person: Person, on: date) -> Sequence[Assignment]:
    """The roles that hold for `person` on that day."""
    rows = Assignment._base_manager.filter(holds(on), person=person)
    return list(rows.select_related("organisation").order_by("id"))


def holds(on: date) -> Q:
    """That a role has been approved, has begun and is not over on that day."""
    return _not_over(on) & Q(state=AssignmentState.ACTIVE) & (Q(valid_from=None) | Q(valid_from__lte=on))


def active_roles(person: Person, on: date) -> list[tuple[Organisation, str]]:
    """Where and what, of each role that holds on that day."""
    return [(one.organisation, one.role) for one in holding(person, on)]


def people_of(organisation: Organisation, on: date) -> Sequence[Person]:
    """Those who belong or hold a role in `organisation` or below it and have not left, by name."""
    held = {one.person_id for one in assignments_of(organisation, on)}
    rows = Person.objects.filter(organisation__entity=organisation.entity, left=None).select_related("organisation").order_by("name")
    return [one for one in rows if one.organisation.within(organisation) or one.id in held]


def ever_of(organisation: Organisation) -> Sequence[Person]:
    """Those who belong or have held a role in `organisation` or below it, who have left too, by name."""
    held = set(Assignment.objects.of(organisation).values_list("person_id", flat=True))
    rows = Person.objects.filter(Q(organisation__entity=organisation.entity) | Q(id__in=held)).select_related("organisation")
    return [one for one in rows.order_by("name") if one.organisation.within(organisation) or one.id in held]


def person_of(organisation: Organisation, id: int) -> Person | None:
    """The person with `id`, when they work in `organisation` or below it; None when they have left."""
    found = Person.objects.filter(id=id, left=None).select_related("organisation").first()
    return found if found and found.organisation.within(organisation) else None


def is_anyone() -> bool:
    """Whether there is anyone at all who can log in."""
    return Person.objects.filter(left=None, is_active=True).exists()


def person_with(email: str) -> Person | None:
    """Whoever logs in with `email`, wherever they work: an address is one person's."""
    return Person.objects.filter(email=email.lower()).select_related("organisation").first()


def assignments_of(organisation: Organisation, on: date) -> Sequence[Assignment]:
    """The roles that are held, will be or wait, in `organisation` and below it; not those whose last day was before `on`."""
    rows = Assignment.objects.of(organisation).filter(_not_over(on), state__in=_HELD)
    return list(rows.select_related("person", "organisation", "given_by").order_by("person__name", "role"))


def lock(person: Person) -> None:
    """Let nobody else decide about `person` until the transaction ends; audit records can still refer to them."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(id=person.id)


def everyone_with(permission: Permission) -> Sequence[Person]:
    """Those in any organisation whose role has `permission` and who have not left, by address: for letters of the installation itself."""
    wanted = [role.id for role in roles().values() if permission in role.may]
    rows = Assignment._base_manager.filter(role__in=wanted, state=AssignmentState.ACTIVE).values_list("person", flat=True)
    return list(Person.objects.filter(id__in=list(rows), left=None, is_active=True).order_by("email"))


def assignment_of(organisation: Organisation, id: int) -> Assignment | None:
    """The assignment with `id`, locked until the transaction ends."""
    rows = Assignment.objects.of(organisation).select_for_update(of=("self",))
    return rows.filter(id=id).select_related("person", "organisation", "given_by").first()


def give(organisation: Organisation, person: Person, role: str, state: AssignmentState, days: Days, audit: Audit) -> Assignment:
    """A role for `person` in `organisation`. One of the same kind whose last day has passed is put aside as ended that day."""
    over = Assignment.objects.of(organisation).filter(organisation=organisation, person=person, role=role, state__in=_HELD)
    over.filter(valid_until__lt=localdate(audit.at)).update(state=AssignmentState.ENDED, ended_at=audit.at)
    made = Assignment.objects.create_in(
        organisation=organisation, person=person, role=role, state=state,
        valid_from=days.first, valid_until=days.last, given_by=audit.actor, given_at=audit.at,
    )  # fmt: skip
    record(organisation, audit)
    return made


def decide(organisation: Organisation, assignment: Assignment, state: AssignmentState, audit: Audit) -> None:
    """A second person's answer to a role that waits."""
    assignment.state, assignment.decided_by, assignment.decided_at = state, audit.actor, audit.at
    assignment.save(update_fields=["state", "decided_by", "decided_at"])
    record(organisation, audit)


def end(organisation: Organisation, assignment: Assignment, audit: Audit) -> None:
    """The role holds no longer."""
    assignment.state, assignment.ended_by, assignment.ended_at = AssignmentState.ENDED, audit.actor, audit.at
    assignment.save(update_fields=["state", "ended_by", "ended_at"])
    record(organisation, audit)


def leave(organisation: Organisation, person: Person, last_day: date, audit: Audit) -> None:
    """The person works in `organisation` no longer, and nothing opens for them."""
    person.left, person.is_active = last_day, False
    person.set_unusable_password()
    person.save(update_fields=["left", "is_active", "password"])
    record(organisation, audit)


def welcome_back(organisation: Organisation, person: Person, name: str, password: str, audit: Audit) -> None:
    """Someone who had left works in `organisation` from now on, without the roles they had."""
    person.left, person.is_active, person.organisation, person.name, person.joined = None, True, organisation, name, audit.at
    person.set_password(password)
    person.save(update_fields=["left", "is_active", "organisation", "name", "joined", "password"])
    record(organisation, audit)


def move_home(before: Organisation, after: Organisation) -> Sequence[Person]:
    """Those who belong to `before` belong to `after`, also who has left; gives those who can log in."""
    there = Person.objects.filter(organisation=before).order_by("id")
    moved = list(there.filter(left=None))
    there.update(organisation=after)
    return moved


def invitations_of(organisation: Organisation, now: datetime) -> Sequence[Invitation]:
    """Those that can still be accepted."""
    rows = Invitation.objects.of(organisation).filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return list(rows.select_related("organisation", "invited_by").order_by("-invited_at"))


def invitations_from(organisation: Organisation, person: Person, now: datetime) -> Sequence[Invitation]:
    """Those that `person` sent and that can still be accepted."""
    rows = Invitation.objects.of(organisation).filter(invited_by=person, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return list(rows.select_related("organisation").order_by("invited_at"))


def invitations_to(organisation: Organisation, email: str, now: datetime) -> Sequence[Invitation]:
    """Those to `email` that can still be accepted, in the entity that answers for `organisation`."""
    rows = Invitation.objects.of(entity_of(organisation)).filter(
        email=email.lower(), accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    return list(rows.select_related("organisation").order_by("invited_at"))


def withdraw(organisation: Organisation, invitation: Invitation, audit: Audit) -> None:
    """The invitation can be accepted no longer."""
    invitation.withdrawn_at = audit.at
    invitation.save(update_fields=["withdrawn_at"])
    record(organisation, audit)


def invitation_with(token_hash: str, now: datetime) -> Invitation | None:
    """The invitation whose secret has this hash and that can still be accepted, locked until the transaction ends."""
    rows = Invitation._base_manager.filter(token_hash=token_hash, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return rows.select_for_update(of=("self",)).select_related("organisation", "invited_by").first()


def invitation_of(organisation: Organisation, id: int) -> Invitation | None:
    """The invitation with `id`, locked until the transaction ends."""
    return Invitation.objects.of(organisation).select_for_update(of=("self",)).filter(id=id).select_related("organisation").first()


def _not_over(on: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gte=on)
