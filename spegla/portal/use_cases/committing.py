"""A file that was checked is registered: all of it in one transaction, or nothing."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from spegla.portal.accounts.roles import Permission
from spegla.portal.matching import basis_of
from spegla.portal.store import imports, organisations, rounds
from spegla.portal.store.audit import Audit
from spegla.portal.store.committing import By, PlanGoneError, Ready
from spegla.portal.store.models.imports import Import, ImportState
from spegla.portal.store.organisations import authority_of
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.case_codes import all_sealed
from spegla.portal.use_cases.planning import FileGoneError, Planned, circumstances, known_now, planned

Clock = Callable[[], datetime]


class ChangedSinceError(Exception):
    """What the file would do is not what was shown. It is to be checked anew."""


def commit(*, actor: Actor, import_id: int, demo: bool, clock: Clock) -> None:
    """Register the file, as `actor` has asked for. Run again it does nothing; killed, nothing has been done.

    Raises `ChangedSinceError` when it would not do what was shown before.
    """
    one = imports.import_of(actor.organisation, import_id)
    if one is None:
        raise NotFoundError
    require(actor, Permission.CASES_IMPORT, one.organisation)
    if one.state != ImportState.COMMITTING:
        return

    def tell(step: str, progress: int) -> None:
        imports.moved(one, ImportState.COMMITTING, step, progress * 8 // 10, clock())

    try:
        found = planned(one, clock(), demo=demo, tell=tell)
    except FileGoneError:
        raise ChangedSinceError from None
    if found.plan is None or found.round is None or found.basis != one.basis:
        raise ChangedSinceError
    by = By(actor.person, clock(), found.round, found.invented)
    new = {case.case: found.names.codes[case.case] for case in found.plan.cases if case.known is None}
    ready = Ready(one, found.instrument, found.plan, all_sealed(one.organisation, new), by)
    tell("writing", 100)
    try:
        _write(actor, one, found, ready, clock)
    except PlanGoneError:
        raise ChangedSinceError from None


@transaction.atomic(durable=True)
def _write(actor: Actor, one: Import, found: Planned, ready: Ready, clock: Clock) -> None:
    """While this lasts nobody else registers in the municipality, and on SQLite nobody writes anywhere."""
    now = imports.locked(actor.organisation, one.id)
    if now is None or now.state != ImportState.COMMITTING:
        return
    # As everybody does who begins with a case code: two make one intervention.
    organisations.lock(one.organisation)
    round = rounds.open_round(authority_of(one.organisation))
    if round is None or basis_of(known_now(one, found.names), *circumstances(one, round, ready.by.at)) != one.basis:
        raise ChangedSinceError
    before = ready.write()
    audit = Audit(actor.person, "import_committed", clock(), f"import:{one.id}", dict(one.counts))
    values = {**imports.FORGOTTEN, "step": "", "progress": 100, "before": before, "committed_by": actor.person, "committed_at": ready.by.at}
    imports.set_state(now.organisation, now, ImportState.COMMITTED, audit, **values)
