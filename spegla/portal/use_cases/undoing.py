"""A file that was registered is taken back as a whole, unless somebody has gone on from it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from spegla.catalogue import Catalogue
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import imports, organisations
from spegla.portal.store.audit import Audit
from spegla.portal.store.models.imports import ImportState
from spegla.portal.store.taking_back import built_on, take_back
from spegla.portal.use_cases.access import Actor, NotFoundError, require

Clock = Callable[[], datetime]


def undo(*, actor: Actor, import_id: int, clock: Clock) -> None:
    """Take the file back, as `actor` has asked for. Run again it does nothing. When somebody has gone on from it, it stays."""
    one = imports.import_of(actor.organisation, import_id)
    if one is None:
        raise NotFoundError
    require(actor, Permission.CASES_IMPORT, one.organisation)
    if one.state == ImportState.UNDOING:
        _undo(actor, import_id, clock)


@transaction.atomic(durable=True)
def _undo(actor: Actor, import_id: int, clock: Clock) -> None:
    """While this lasts nobody else registers in the municipality, and on SQLite nobody writes anywhere."""
    one = imports.locked(actor.organisation, import_id)
    if one is None or one.state != ImportState.UNDOING:
        return
    organisations.lock(one.organisation)
    if built_on(one):
        imports.set_state_in_job(one, ImportState.COMMITTED, clock(), undone_by=None)
        return
    take_back(one, Catalogue.opened().instruments[one.instrument])
    audit = Audit(actor.person, "import_undone", clock(), f"import:{one.id}", dict(one.counts))
    values = {"step": "", "progress": 100, "before": [], "undone_by": actor.person, "undone_at": clock()}
    imports.set_state(one.organisation, one, ImportState.UNDONE, audit, **values)
