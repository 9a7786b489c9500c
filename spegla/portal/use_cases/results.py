"""The results of one's own municipality: of the whole board, or of a unit beside it. Exact figures, for those who work there.

A board sees its own alone: a role in the municipality gives no figures of a district, whose cases are its own. Whoever may see results
somewhere may see those of that board; a unit's are for those who have a role in it or above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spegla.analyses.mirrors import MirrorAnswer, MirrorQuestion, mirror
from spegla.catalogue import Catalogue, Instrument
from spegla.columns.stored import Saved, SavedPartitionError, open_saved, saved_facts
from spegla.disclosure import Audience
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import OrganisationKind, Permission
from spegla.portal.store import organisations, partitions, parts
from spegla.portal.use_cases.access import Actor, NotFoundError, RefusedError, require
from spegla.portal.use_cases.partitions import folder_of
from spegla.portal.use_cases.rounds import instruments_of

_READ = Permission.RESULTS_READ


@dataclass(frozen=True)
class Scope:
    """Whose results: those of `board`, or of one of its units beside them."""

    board: Organisation
    unit: Organisation | None = None

    @property
    def id(self) -> int:
        return (self.unit or self.board).id


@dataclass(frozen=True)
class Results:
    """What can be seen, and where it lies; nothing is counted yet.

    `scopes` and `instruments` are what may be chosen. `instrument` is None for a board that has never registered. `saved` are the
    partitions there are, None when they cannot be read until they have been made anew; `behind` says that something has been handed in
    since they were made.
    """

    scope: Scope
    scopes: Sequence[Scope]
    instrument: Instrument | None
    instruments: Sequence[Instrument]
    entity: Organisation
    folder: Path
    saved: Sequence[Saved] | None
    behind: bool

    def mirrored(self, rule: str) -> MirrorAnswer:
        """Every question over the rows that `rule` chooses. Raises `RuleError` for one that does not fit the instrument.

        ValueError when there is nothing to count in: no instrument, or partitions that cannot be read.
        """
        if self.instrument is None or self.saved is None:
            raise ValueError("nothing to count in")
        board, unit = self.scope.board, self.scope.unit
        question = MirrorQuestion(rule, self.entity.code, own_name=board.name, unit="" if unit is None else unit.name)
        packed = open_saved(self.folder, self.instrument, [self.entity.code])
        return mirror(packed, question, Catalogue.opened(), Audience.staff_of(self.entity.code))


def see_results(*, actor: Actor, columns: Path, scope: int | None, instrument: str, at: datetime) -> Results:
    """What the actor may see: of the organisation with the id `scope`, or of their board; under `instrument`, or the one in use."""
    scopes = _scopes(actor, at)
    chosen = scopes[0] if scope is None else _chosen(actor, scopes, scope)
    board = chosen.board
    known = instruments_of(board)
    if instrument and instrument not in known:
        raise NotFoundError
    entity, folder = organisations.entity_of(board), folder_of(columns, board)
    in_use, saved = _first_with_rows([known[instrument]] if instrument else list(known.values()), folder, entity.code)
    behind = in_use is not None and any(one.written < one.changes for one in partitions.states_of(board, in_use.reference))
    return Results(chosen, scopes, in_use, list(known.values()), entity, folder, saved, behind)


def _first_with_rows(known: Sequence[Instrument], folder: Path, code: str) -> tuple[Instrument | None, Sequence[Saved] | None]:
    """The first of `known` that something is registered under, and its partitions; the first of them all where nothing is.

    Until something is handed in under a new form, the one before has the figures. The partitions are None while they are counted anew.
    """
    found: list[tuple[Instrument, Sequence[Saved] | None]] = []
    for one in known:
        try:
            saved: Sequence[Saved] | None = saved_facts(folder, one, code)
        except SavedPartitionError:
            saved = None
        if saved is None or any(part.rows for part in saved):
            return one, saved
        found.append((one, saved))
    return found[0] if found else (None, ())


def _scopes(actor: Actor, at: datetime) -> Sequence[Scope]:
    """The boards where the actor may see results, each with the units that they have a role in or above; boards and units by name."""
    places = actor.places(_READ) or [actor.organisation]
    require(actor, _READ, places[0])
    day = organisations.day_of(at)
    units: dict[str, dict[int, Organisation]] = {}
    for place in places:
        below = [one for one in organisations.below(place, day) if one.authority == place.authority]
        found = {one.id: one for one in below if one.kind == OrganisationKind.UNIT.value}
        units[place.authority] = units.get(place.authority, {}) | found
    boards = [organisations.authority_of(place) for place in places]
    scopes: list[Scope] = []
    for board in sorted({one.id: one for one in boards}.values(), key=lambda one: organisations.swedish(one.name)):
        own = sorted(units[board.path].values(), key=lambda one: organisations.swedish(one.name))
        scopes += [Scope(board), *(Scope(board, unit) for unit in own)]
    return scopes


def _chosen(actor: Actor, scopes: Sequence[Scope], id: int) -> Scope:
    """The scope of the organisation with `id`. What is of the same municipality is refused; what is not does not exist."""
    for scope in scopes:
        if scope.id == id:
            return scope
    if parts.part_of(actor.organisation, id) is not None:
        raise RefusedError(_READ.value)
    raise NotFoundError
