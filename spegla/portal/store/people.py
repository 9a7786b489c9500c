"""People, their roles and invitations, as tables hold them. The organisation comes first; what is not its own is not found."""

from collections.abc import Sequence
from datetime import datetime

from spegla.portal.accounts.models import Assignment, AssignmentState, Invitation, Organisation, Person
from spegla.portal.store.audit import Audit, record

_HELD = (AssignmentState.WAITING, AssignmentState.ACTIVE)


def active_roles(person: Person) -> list[tuple[Organisation, str]]:
    """Where and what, of each role that holds."""
    rows = Assignment._base_manager.filter(person=person, state=AssignmentState.ACTIVE)
    return [(one.organisation, one.role) for one in rows.select_related("organisation").order_by("id")]


def people_of(organisation: Organisation) -> Sequence[Person]:
    """Those who belong or hold a role in `organisation` or below it and have not left, by name."""
    holding = {one.person_id for one in assignments_of(organisation)}
    rows = Person.objects.filter(organisation__entity=organisation.entity, left=None).select_related("organisation").order_by("name")
    return [one for one in rows if one.organisation.within(organisation) or one.id in holding]


def person_of(organisation: Organisation, id: int) -> Person | None:
    """The person with `id`, when they work in `organisation` or below it."""
    found = Person.objects.filter(id=id).select_related("organisation").first()
    return found if found and found.organisation.within(organisation) else None


def is_anyone() -> bool:
    """Whether there is anyone at all who can log in."""
    return Person.objects.filter(left=None, is_active=True).exists()


def person_with(email: str) -> Person | None:
    """Whoever logs in with `email`, wherever they work: an address is one person's."""
    return Person.objects.filter(email=email.lower()).select_related("organisation").first()


def assignments_of(organisation: Organisation) -> Sequence[Assignment]:
    """The roles that are held, or wait, in `organisation` and below it."""
    rows = Assignment.objects.of(organisation).filter(state__in=_HELD)
    return list(rows.select_related("person", "organisation", "given_by").order_by("person__name", "role"))


def assignment_of(organisation: Organisation, id: int) -> Assignment | None:
    """The assignment with `id`, locked until the transaction ends."""
    rows = Assignment.objects.of(organisation).select_for_update(of=("self",))
    return rows.filter(id=id).select_related("person", "organisation", "given_by").first()


def give(organisation: Organisation, person: Person, role: str, state: AssignmentState, audit: Audit) -> Assignment:
    """A role for `person` in `organisation`."""
    made = Assignment.objects.create_in(
        organisation=organisation, person=person, role=role, state=state, given_by=audit.actor, given_at=audit.at
    )
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


def invitations_of(organisation: Organisation, now: datetime) -> Sequence[Invitation]:
    """Those that can still be accepted."""
    rows = Invitation.objects.of(organisation).filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return list(rows.select_related("organisation", "invited_by").order_by("-invited_at"))


def invitation_with(token_hash: str, now: datetime) -> Invitation | None:
    """The invitation whose secret has this hash and that can still be accepted, locked until the transaction ends."""
    rows = Invitation._base_manager.filter(token_hash=token_hash, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return rows.select_for_update(of=("self",)).select_related("organisation", "invited_by").first()


def invitation_of(organisation: Organisation, id: int) -> Invitation | None:
    """The invitation with `id`, locked until the transaction ends."""
    return Invitation.objects.of(organisation).select_for_update(of=("self",)).filter(id=id).select_related("organisation").first()
