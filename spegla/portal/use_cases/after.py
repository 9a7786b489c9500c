"""Right after handing in: how it looks now in the unit, for what somebody has just registered.

The figures are those of the partitions, which are a few seconds behind. Whether they hold the registration is told, so that nobody looks
for themselves in figures that are older.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from spegla.analyses.mirrors import MirrorAnswer, MirrorQuestion, mirror
from spegla.catalogue import Catalogue, Instrument, Reason
from spegla.columns.stored import SavedPartitionError, open_saved, saved_facts
from spegla.disclosure import Audience
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import partitions
from spegla.portal.store.models import Response, ResponseState
from spegla.portal.store.organisations import authority_of, entity_of
from spegla.portal.store.rounds import open_round
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.partitions import folder_of
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.registering import see_form, units
from spegla.portal.use_cases.response_form import Form
from spegla.portal.use_cases.rounds import instruments_of
from spegla.responses.forms import is_row, questions_of

# What fits on a page that one looks at for a moment. Results first: they are why one registers.
_MOST = 8
_ORDER = ("resultat", "process", "bakgrund")
# What stands beside the tasks of a day, in versions that have them: at most three.
_BESIDE = ("samtal_avslut", "risk_forandring", "avslutsorsak")


@dataclass(frozen=True)
class After:
    """What was handed in, and the figures: `ids` are the questions that were answered, most telling first.

    `answer` is None for a decision that nothing rests on, for whoever may not see results, and when there are none yet. `included` says
    whether the registration is in them.
    """

    form: Form
    ids: Sequence[str]
    answer: MirrorAnswer | None
    included: bool

    @property
    def rows(self) -> Sequence[Response]:
        """What of it is in the figures, sooner or later: itself, or what rests on it, for a decision."""
        response, instrument = self.form.response, self.form.instrument
        if is_row(instrument, response.step):
            return [response]
        return [one for one in self.form.steps if one.is_row and one.instrument == response.instrument]

    @property
    def place(self) -> Organisation:
        """Whose figures they are."""
        return _place(self.form.response.organisation)

    @property
    def counts(self) -> bool:
        """Whether what was handed in changes the figures."""
        return bool(self.rows)

    @property
    def is_decision(self) -> bool:
        """Whether it counts by what rests on it."""
        return not is_row(self.form.instrument, self.form.response.step)


@dataclass(frozen=True)
class Brief:
    """A few questions of the unit's, beside its board; of the board's alone where the unit is all there is of it."""

    place: Organisation
    answer: MirrorAnswer
    ids: Sequence[str]


def see_after(*, actor: Actor, response_id: int, columns: Path, at: datetime) -> After:
    """The unit's figures beside the board's for the questions of the response. NotPossibleError when it has not been handed in."""
    form = see_form(actor=actor, response_id=response_id, at=at)
    response, instrument = form.response, form.instrument
    if response.state != ResponseState.HANDED_IN:
        raise NotPossibleError("response_not_handed_in")
    unit = response.organisation
    found = After(form, (), None, False)
    if not found.counts or not actor.may(Permission.RESULTS_READ, unit):
        return found
    board = authority_of(unit)
    answer = _mirror(columns, board, unit, instrument)
    included = answer is not None and all(_included(columns, board, one, instrument) for one in found.rows)
    return After(form, _telling(form), answer, included)


def see_brief(*, actor: Actor, columns: Path, at: datetime) -> Brief | None:
    """How it goes in the unit where the actor registers, in a few questions; None for who does not, and when there is nothing to see."""
    places = [one for one in units(actor, Permission.CASES_REGISTER, at) if actor.may(Permission.RESULTS_READ, one)]
    if not places or open_round(authority_of(places[0])) is None:
        return None
    unit = places[0]
    # Until something is handed in under a new form, the one before has the figures.
    for instrument in instruments_of(authority_of(unit)).values():
        known = {one.id for one in instrument.asked_and_derived}
        ids = [id for id in _BESIDE if id in known]
        try:
            answer = _mirrored(columns, authority_of(unit), unit, instrument) if ids else None
        except SavedPartitionError:
            # Those that should be shown are being counted anew.
            return None
        if answer is not None:
            return Brief(_place(unit), answer, ids)
    return None


def _place(unit: Organisation) -> Organisation:
    """Whose figures are shown to who registers in `unit`: the unit's, or the board's where it has no other."""
    board = authority_of(unit)
    return board if unit.id == board.id or board.children.count() < 2 else unit


def _mirror(columns: Path, board: Organisation, unit: Organisation, instrument: Instrument) -> MirrorAnswer | None:
    """The unit beside its board, None when there is nothing and while it is counted anew."""
    try:
        return _mirrored(columns, board, unit, instrument)
    except SavedPartitionError:
        return None


def _mirrored(columns: Path, board: Organisation, unit: Organisation, instrument: Instrument) -> MirrorAnswer | None:
    """The unit beside its board; the board alone where it has no other units. SavedPartitionError while it is counted anew."""
    code, place = entity_of(board).code, _place(unit)
    question = MirrorQuestion("", code, unit="" if place.id == board.id else unit.name, own_name=board.name)
    packed = open_saved(folder_of(columns, board), instrument, [code])
    return mirror(packed, question, Catalogue.opened(), Audience.staff_of(code)) if packed.rows else None


def _included(columns: Path, board: Organisation, response: Response, instrument: Instrument) -> bool:
    """Whether the partition of its year was written after everything that has changed there."""
    year = response.day.year if response.day else 0
    changes = max((one.changes for one in partitions.states_of(board, instrument.reference) if one.year == year), default=0)
    there = saved_facts(folder_of(columns, board), instrument, entity_of(board).code)
    return any(one.year == year and one.stamp >= changes for one in there)


def _telling(form: Form) -> Sequence[str]:
    answered = {id for id, answer in form.filled.answers.items() if not isinstance(answer, Reason)}
    asked = [one for one in questions_of(form.instrument, form.response.step) if one.id in answered and one.type.has_categories]
    ranked = sorted(asked, key=lambda one: _ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER))
    return [one.id for one in ranked[:_MOST]]
