"""Those who cannot get in, and what others have said about it. The organisation comes first; what is not its own is not found."""

from collections.abc import Sequence
from datetime import datetime

from spegla.portal.accounts.models import Organisation, Person, Recovery, RecoveryProof, RecoveryState
from spegla.portal.store.audit import Audit, record


def latest_of(person: Person) -> Recovery | None:
    """The last time that `person` asked. The person is locked until the transaction ends, so that two who ask at once are one."""
    Person.objects.select_for_update(of=("self",)).get(id=person.id)
    return Recovery.objects.of(person.organisation).filter(person=person).order_by("-asked_at", "-id").first()


def open_in(organisation: Organisation, now: datetime) -> Sequence[Recovery]:
    """Those in `organisation` or below it that wait for an answer, the oldest first."""
    rows = Recovery.objects.of(organisation).filter(state=RecoveryState.OPEN, expires_at__gt=now)
    return list(rows.select_related("person", "person__organisation", "first_by").order_by("asked_at"))


def recovery_of(organisation: Organisation, id: int) -> Recovery | None:
    """The one with `id`, locked until the transaction ends."""
    rows = Recovery.objects.of(organisation).select_for_update(of=("self",)).filter(id=id)
    return rows.select_related("organisation", "person", "person__organisation", "first_by", "first_by__organisation").first()


def recovery_with(token_hash: str, now: datetime) -> Recovery | None:
    """The one whose link has a secret with this hash, when the link still works; locked until the transaction ends."""
    rows = Recovery._base_manager.filter(token_hash=token_hash, state=RecoveryState.APPROVED, expires_at__gt=now)
    return rows.select_for_update(of=("self",)).select_related("organisation", "person", "person__organisation").first()


def ask(organisation: Organisation, person: Person, proof: RecoveryProof, expires_at: datetime, audit: Audit) -> Recovery:
    """`person` asks for a way in."""
    made = Recovery.objects.create_in(organisation=organisation, person=person, asked_with=proof, asked_at=audit.at, expires_at=expires_at)
    record(organisation, audit)
    return made


def approve_first(organisation: Organisation, recovery: Recovery, sure: str, audit: Audit) -> None:
    """The first of the two says yes."""
    recovery.first_by, recovery.first_at, recovery.first_sure = audit.actor, audit.at, sure
    recovery.save(update_fields=["first_by", "first_at", "first_sure"])
    record(organisation, audit)


def approve_second(organisation: Organisation, recovery: Recovery, sure: str, token_hash: str, expires_at: datetime, audit: Audit) -> None:
    """The second says yes: there is a link from now until `expires_at`."""
    recovery.second_by, recovery.second_at, recovery.second_sure = audit.actor, audit.at, sure
    recovery.state, recovery.token_hash, recovery.expires_at = RecoveryState.APPROVED, token_hash, expires_at
    recovery.save(update_fields=["second_by", "second_at", "second_sure", "state", "token_hash", "expires_at"])
    record(organisation, audit)


def close(organisation: Organisation, recovery: Recovery, state: RecoveryState, audit: Audit) -> None:
    """It waits no longer, and its link opens nothing."""
    recovery.state, recovery.closed_at, recovery.token_hash = state, audit.at, None
    recovery.save(update_fields=["state", "closed_at", "token_hash"])
    record(organisation, audit)
