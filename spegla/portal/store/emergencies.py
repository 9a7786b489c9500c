"""Access taken in an emergency, who was told of it, and what they said. The organisation comes first."""

from collections.abc import Sequence
from datetime import datetime

from spegla.portal.accounts.models import Assignment, AssignmentState, Organisation, Person
from spegla.portal.accounts.roles import Permission, roles
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Emergency, EmergencyNote, EmergencyNotice
from spegla.portal.store.organisations import entity_of


def holding(organisation: Organisation, person: Person, at: datetime) -> Emergency | None:
    """What `person` has taken in the entity of `organisation` and still holds at `at`."""
    rows = Emergency.objects.of(entity_of(organisation)).filter(person=person, ended_at=None, taken_at__lte=at, until__gt=at)
    return rows.select_related("organisation").first()


def take(
    organisation: Organisation, person: Person, *, reason: str, words: str, until: datetime, told: Sequence[Person], audit: Audit
) -> Emergency:
    """Access for `person` from now `until`, with a notice to each of `told`."""
    made = Emergency.objects.create_in(organisation=organisation, person=person, reason=reason, taken_at=audit.at, until=until)
    EmergencyNote.objects.create_in(organisation=organisation, emergency=made, words=words)
    for one in told:
        EmergencyNotice.objects.create_in(organisation=organisation, emergency=made, person=one)
    facts = {**audit.facts, "reason": reason, "told": len(told)}
    record(organisation, Audit(audit.actor, audit.action, audit.at, f"emergency:{made.id}", facts))
    return made


def emergency_of(organisation: Organisation, id: int) -> Emergency | None:
    """The emergency with `id` in the entity of `organisation`, locked until the transaction ends."""
    rows = Emergency.objects.of(entity_of(organisation)).select_for_update(of=("self",))
    return rows.filter(id=id).select_related("organisation", "person", "ended_by").first()


def end(organisation: Organisation, emergency: Emergency, audit: Audit) -> None:
    """It holds no longer."""
    emergency.ended_by, emergency.ended_at = audit.actor, audit.at
    emergency.save(update_fields=["ended_by", "ended_at"])
    record(organisation, audit)


def words_of(organisation: Organisation, emergency: Emergency) -> str:
    """What the person wrote."""
    return EmergencyNote.objects.of(organisation).get(emergency=emergency).words


def notices_of(organisation: Organisation, emergency: Emergency) -> Sequence[EmergencyNotice]:
    """Everyone who was told of `emergency`, by name."""
    rows = EmergencyNotice.objects.of(organisation).filter(emergency=emergency)
    return list(rows.select_related("person").order_by("person__name"))


def unseen_by(organisation: Organisation, person: Person) -> Sequence[Emergency]:
    """What `person` was told of and has not yet said to have seen, the oldest first."""
    rows = EmergencyNotice.objects.of(entity_of(organisation)).filter(person=person, seen_at=None)
    return [one.emergency for one in rows.select_related("emergency__person", "emergency__organisation").order_by("emergency")]


def see(organisation: Organisation, notice: EmergencyNotice, audit: Audit) -> None:
    """Whoever was told says that they have seen it."""
    notice.seen_at = audit.at
    notice.save(update_fields=["seen_at"])
    record(organisation, audit)


def to_tell(organisation: Organisation) -> Sequence[Person]:
    """Everyone in the entity of `organisation` whose role is to be told, by name."""
    wanted = [role.id for role in roles().values() if Permission.BREAK_GLASS_NOTICE in role.may]
    rows = Assignment.objects.of(entity_of(organisation)).filter(role__in=wanted, state=AssignmentState.ACTIVE)
    ids = set(rows.values_list("person", flat=True))
    return list(Person.objects.filter(id__in=ids, left=None, is_active=True).order_by("name"))
