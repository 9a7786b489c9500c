"""Files of registrations: handed in, explained, looked at, registered as a whole and taken back as a whole.

Whose they are follows from who hands them in, never from the file. The work itself is done by jobs (`import_jobs`), beside the pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from spegla.analyses.incoming import Change, incoming
from spegla.catalogue import Catalogue, Instrument, Severity
from spegla.disclosure import Audience
from spegla.disclosure.standing import ClearedStanding
from spegla.identities import found_in
from spegla.importers.wide import ColumnMap
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import imports as store
from spegla.portal.store import rounds
from spegla.portal.store.audit import Audit, record
from spegla.portal.store.models import Response
from spegla.portal.store.models.imports import Import, ImportState, Source
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.store.taking_back import built_on
from spegla.portal.use_cases import case_codes, import_jobs
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.checking import ANEW
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.planning import LIMITS
from spegla.portal.use_cases.registering import units
from spegla.responses import Problem

_IMPORT = Permission.CASES_IMPORT
# So many are listed.
LISTED = 30
LONGEST_NAME = 60
# How long a file waits for somebody to register it.
KEPT_FOR = timedelta(days=7)
# A job that has not moved for so long may have been given up.
STILL = timedelta(minutes=2)
# What waits for a person with its file, and not for a job.
_WAITS = (ImportState.REFUSED, ImportState.CHECKED, ImportState.FAILED)


@dataclass(frozen=True)
class ImportsPage:
    """Where the actor may read in, from which systems, and the files of late. `instrument` is the one of the round, None without one."""

    board: Organisation
    units: Sequence[Organisation]
    sources: Sequence[Source]
    imports: Sequence[Import]
    instrument: Instrument | None
    has_key: bool


@dataclass(frozen=True)
class ImportPage:
    """One file. `counts` is what it would make or has made, None as long as nobody knows. `still` says that its job does not move."""

    one: Import
    instrument: Instrument
    problems: Sequence[Problem]
    counts: ClearedStanding | None
    still: bool

    @property
    def errors(self) -> int:
        """How many of the problems that are kept hinder it."""
        return sum(one.severity is Severity.ERROR for one in self.problems)

    @property
    def anew(self) -> bool:
        """Whether it was looked through again, since something was registered after the first time, and waits to be looked at."""
        return self.one.state in (ImportState.CHECKED, ImportState.REFUSED) and any(one.code == ANEW for one in self.problems)

    @property
    def left_out(self) -> int:
        """How many problems are not among those kept."""
        return sum(count for _, _, count in self.one.left_out)

    @property
    def may_commit(self) -> bool:
        """Whether there is something to register, and nothing in the way."""
        return self.one.state == ImportState.CHECKED and _makes_something(self.one)


@dataclass(frozen=True)
class UndoPage:
    """What would be taken back, and what hinders it."""

    one: Import
    counts: ClearedStanding
    hinders: Sequence[Response]


def see_imports(*, actor: Actor, at: datetime) -> ImportsPage:
    """Everything that somebody needs who wants to read in a file."""
    places = actor.places(_IMPORT)
    [place, *_] = places or [actor.organisation]
    require(actor, _IMPORT, place)
    board = authority_of(place)
    round = rounds.open_round(board)
    instrument = Catalogue.opened().instruments[round.instrument] if round else None
    found = store.imports_of(places, LISTED)
    return ImportsPage(board, units(actor, _IMPORT, at), store.sources_of(board), found, instrument, case_codes.has_key(board))


@transaction.atomic
def hand_in(*, actor: Actor, unit: Organisation, source: str, file_name: str, content: bytes, at: datetime) -> Import:
    """The file, which is checked from now on. Handed in again while it waits, it is the same.

    A name that could tell who somebody is, is not kept. NotPossibleError for a file that is too big or that has been read in already.
    """
    require(actor, _IMPORT, unit)
    board = authority_of(unit)
    round = rounds.open_round(board)
    if round is None:
        raise NotPossibleError("round_none")
    if not case_codes.has_key(board):
        raise NotPossibleError("case_key_missing")
    if not content:
        raise NotPossibleError("import_empty")
    if len(content) > LIMITS.size:
        raise NotPossibleError("import_too_big", most=str(LIMITS.size // 1_000_000))
    # Whoever leads the whole board sees what they hand in; whoever leads a unit must not see another's.
    place = next((one for one in actor.places(_IMPORT) if unit.within(one)), unit)
    digest = sha256(content).hexdigest()
    if store.read_in_before(board, digest) is not None:
        raise NotPossibleError("import_read_before")
    origin = _source(board, source, round.instrument, Audit(actor.person, "source_made", at))
    waiting = store.waiting(place, digest, unit, origin)
    if waiting is not None:
        return waiting
    made = store.add(
        place,
        Audit(actor.person, "import_handed_in", at, "", {"unit": unit.id, "size": len(content)}),
        unit=unit,
        source=origin,
        instrument=round.instrument,
        file_name="" if found_in(file_name) else file_name[:120],
        size=len(content),
        sha256=digest,
        content=content,
        mapping=_mapping_for(origin, round.instrument).as_data(),
    )
    import_jobs.check_file.enqueue(made.id)
    return made


def see_import(*, actor: Actor, import_id: int, at: datetime) -> ImportPage:
    """How far a file has come. Where answers of children are shown, that is in the log."""
    one = _found(actor, import_id)
    # While a job is at work with it, the page asks again and again and shows no answer.
    if one.changes and not one.at_work:
        with transaction.atomic():
            record(one.organisation, Audit(actor.person, "import_seen", at, f"import:{one.id}"))
    return _page(one, at)


def see_problems(*, actor: Actor, import_id: int, at: datetime) -> ImportPage:
    """What hinders a file, without any answer."""
    return _page(_found(actor, import_id), at)


def see_columns(*, actor: Actor, import_id: int) -> ImportPage:
    """What the columns of a file are taken for. NotPossibleError when it is not waiting, or is no table."""
    one = _found(actor, import_id)
    if one.state not in _WAITS or not one.columns:
        raise NotPossibleError("import_no_columns")
    return _page(one, one.moved_at)


@transaction.atomic
def explain_columns(
    *, actor: Actor, import_id: int, columns: Mapping[str, str], codes: Mapping[tuple[str, str], str | None], at: datetime
) -> Import:  # fmt: skip
    """What the columns mean, by header, and the texts in them, by question and text: for this file, and for the next from the system.

    "" for a column, and None for a text, is that nobody has said.
    """
    one = _waiting(actor, import_id, _WAITS)
    before = ColumnMap.from_data(one.mapping)
    meant = {header: id for header, id in {**before.columns, **columns}.items() if id}
    codes_meant = {key: code for key, code in {**before.codes, **codes}.items() if code is not None}
    mapping = ColumnMap(meant, codes_meant).as_data()
    board = authority_of(one.organisation)
    facts = {"columns": len(columns), "texts": len(codes)}
    store.keep_columns(
        board, one.source, one.instrument, mapping, Audit(actor.person, "source_explained", at, f"source:{one.source_id}", facts)
    )
    _check(one, at, mapping=mapping, basis="")
    return one


@transaction.atomic
def again(*, actor: Actor, import_id: int, at: datetime) -> Import:
    """Do once more what came to no end. A job that is at work all the same does no harm."""
    one = _found_locked(actor, import_id)
    if one.state == ImportState.FAILED:
        _check(one, at)
    elif one.at_work and _still(one, at):
        jobs = {
            ImportState.CHECKING: import_jobs.check_file,
            ImportState.COMMITTING: import_jobs.commit_file,
            ImportState.UNDOING: import_jobs.undo_file,
        }
        store.set_state_in_job(one, ImportState(one.state), at)
        jobs[ImportState(one.state)].enqueue(one.id)
    return one


@transaction.atomic
def ask_to_commit(*, actor: Actor, import_id: int, at: datetime) -> Import:
    """Register the file, from now on without anybody waiting. Asked again it is the same."""
    one = _found_locked(actor, import_id)
    if one.state in (ImportState.COMMITTING, ImportState.COMMITTED):
        return one
    if one.state != ImportState.CHECKED:
        raise NotPossibleError("import_not_checked")
    if not _makes_something(one):
        raise NotPossibleError("import_nothing_new")
    if store.read_in_before(authority_of(one.organisation), one.sha256) is not None:
        raise NotPossibleError("import_read_before")
    store.set_state_in_job(one, ImportState.COMMITTING, at, step="", progress=0, committed_by=actor.person)
    import_jobs.commit_file.enqueue(one.id)
    return one


def see_undo(*, actor: Actor, import_id: int) -> UndoPage:
    """What would be taken back."""
    one = _found(actor, import_id)
    if one.state != ImportState.COMMITTED:
        raise NotPossibleError("import_not_committed")
    return UndoPage(one, _counts(one), built_on(one))


@transaction.atomic
def ask_to_undo(*, actor: Actor, import_id: int, at: datetime) -> Import:
    """Take the file back. NotPossibleError when somebody has gone on from it."""
    one = _found_locked(actor, import_id)
    if one.state in (ImportState.UNDOING, ImportState.UNDONE):
        return one
    if one.state != ImportState.COMMITTED:
        raise NotPossibleError("import_not_committed")
    if built_on(one):
        raise NotPossibleError("import_built_on")
    store.set_state_in_job(one, ImportState.UNDOING, at, step="", progress=0, undone_by=actor.person)
    import_jobs.undo_file.enqueue(one.id)
    return one


@transaction.atomic
def discard(*, actor: Actor, import_id: int, at: datetime) -> Import:
    """Put a file aside: it and everything that was found in it are deleted, and nothing was registered."""
    one = _waiting(actor, import_id, (*_WAITS, ImportState.CHECKING))
    audit = Audit(actor.person, "import_discarded", at, f"import:{one.id}")
    store.set_state(one.organisation, one, ImportState.DISCARDED, audit, **store.FORGOTTEN, problems=[], left_out=[], counts={}, basis="")
    return one


@transaction.atomic
def discard_old(*, at: datetime) -> int:
    """Discard the files that nobody has registered in a week; how many. It is nobody's doing and asks for no permission."""
    old = [one for one in store.held_since_before(at - KEPT_FOR) if one.state != ImportState.COMMITTING]
    for one in old:
        audit = Audit(None, "import_discarded", at, f"import:{one.id}")
        store.set_state(
            one.organisation, one, ImportState.DISCARDED, audit, **store.FORGOTTEN, problems=[], left_out=[], counts={}, basis=""
        )
    return len(old)


def _found(actor: Actor, import_id: int) -> Import:
    one = store.import_of(actor.organisation, import_id)
    if one is None:
        raise NotFoundError
    require(actor, _IMPORT, one.organisation)
    return one


def _found_locked(actor: Actor, import_id: int) -> Import:
    one = store.locked(actor.organisation, import_id)
    if one is None:
        raise NotFoundError
    require(actor, _IMPORT, one.organisation)
    return one


def _waiting(actor: Actor, import_id: int, states: Sequence[ImportState]) -> Import:
    one = _found_locked(actor, import_id)
    if one.state not in states:
        raise NotPossibleError("import_not_waiting")
    return one


def _check(one: Import, at: datetime, **values: object) -> None:
    store.set_state_in_job(one, ImportState.CHECKING, at, step="", progress=0, committed_by=None, **values)
    import_jobs.check_file.enqueue(one.id)


def _page(one: Import, at: datetime) -> ImportPage:
    known = one.state not in (ImportState.CHECKING, ImportState.REFUSED, ImportState.FAILED, ImportState.DISCARDED)
    problems = [Problem.from_stored(problem) for problem in one.problems]
    instrument = Catalogue.opened().instruments[one.instrument]
    return ImportPage(one, instrument, problems, _counts(one) if known else None, one.at_work and _still(one, at))


def _counts(one: Import) -> ClearedStanding:
    code = entity_of(one.organisation).code
    return incoming(Catalogue.opened().instruments[one.instrument], code, one.counts, Audience.staff_of(code))


def _makes_something(one: Import) -> bool:
    return any(one.counts.get(change.value) for change in (Change.NEW, Change.CHANGED, Change.DECISIONS))


def _still(one: Import, at: datetime) -> bool:
    return at - one.moved_at > STILL


def _source(board: Organisation, name: str, instrument: str, audit: Audit) -> Source:
    written = " ".join(name.split())
    if not written:
        raise NotPossibleError("source_empty")
    if len(written) > LONGEST_NAME:
        raise NotPossibleError("source_long", most=str(LONGEST_NAME))
    if found_in(written):
        raise NotPossibleError("source_identity")
    return store.source_named(board, written, instrument, audit)


def _mapping_for(source: Source, instrument: str) -> ColumnMap:
    """What is known of the files of `source`, as far as `instrument` has the same questions and answers."""
    kept = ColumnMap.from_data(source.columns)
    if source.instrument == instrument:
        return kept
    variables = {one.id: {category.code for category in one.categories} for one in Catalogue.opened().instruments[instrument].variables}
    before = {one.id for one in Catalogue.opened().instruments[source.instrument].variables}
    gone = before - variables.keys()
    return ColumnMap(
        {header: id for header, id in kept.columns.items() if id not in gone},
        {
            (id, text): code
            for (id, text), code in kept.codes.items()
            if id not in gone and (not code or not variables.get(id) or code in variables[id])
        },
    )
