"""Something is missing in a question: said beside the question, kept for the logbook of the instrument, and read there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from spegla.catalogue import Catalogue, Instrument, Variable
from spegla.identities import Found, found_in
from spegla.portal.accounts.models import Organisation
from spegla.portal.accounts.roles import Permission
from spegla.portal.store import responses, rounds
from spegla.portal.store.audit import Audit
from spegla.portal.store.models import Response
from spegla.portal.store.models.rounds import Comment, CommentKind
from spegla.portal.store.organisations import authority_of
from spegla.portal.use_cases.access import Actor, NotFoundError, require
from spegla.portal.use_cases.people import NotPossibleError
from spegla.portal.use_cases.response_form import instrument_of
from spegla.responses.forms import questions_of

# What is never kept, however sure the writer is; a name may be an office's.
NEVER = frozenset({"personnummer", "phone", "mail"})


class IdentityError(Exception):
    """The words could tell who somebody is; `found` says where. Some of it may stand when the writer insists."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(", ".join(sorted({one.kind for one in found})))
        self.found = found

    @property
    def never(self) -> bool:
        """Whether something in it is never kept."""
        return any(one.kind in NEVER for one in self.found)


@dataclass(frozen=True)
class Commented:
    """The question that somebody comments on, and whether words of their own are switched on."""

    response: Response
    variable: Variable
    free_text: bool


def before_commenting(*, actor: Actor, response_id: int, variable: str) -> Commented:
    """The question, as the form shows it."""
    response = responses.response_of(actor.organisation, response_id)
    if response is None:
        raise NotFoundError
    require(actor, Permission.CASES_REGISTER, response.organisation)
    asked = {one.id: one for one in questions_of(instrument_of(response), response.step)}
    if variable not in asked:
        raise NotFoundError
    return Commented(response, asked[variable], response.round.free_text)


@transaction.atomic
def comment(
    *, actor: Actor, response_id: int, variable: str, kind: str, words: str, insists: bool, at: datetime
) -> Comment:  # fmt: skip
    """Keep it for the logbook. It is about the question: which response it was met in is not kept.

    Raises `IdentityError` for words that could tell who somebody is, unless they are such as may stand and the writer insists.
    """
    about = before_commenting(actor=actor, response_id=response_id, variable=variable)
    if kind not in CommentKind.values:
        raise NotPossibleError("comment_kind_none")
    written = words.strip() if about.free_text else ""
    found = found_in(written)
    if found and not (insists and not IdentityError(found).never):
        raise IdentityError(found)
    unit, audit = about.response.organisation, Audit(actor.person, "comment_made", at, "", {"variable": variable, "kind": kind})
    return rounds.comment(unit, instrument=about.response.instrument, variable=variable, kind=CommentKind(kind), words=written, audit=audit)


@dataclass(frozen=True)
class Logbook:
    """What people have missed, by question, in the order of the instrument."""

    board: Organisation
    instrument: Instrument | None
    comments: Sequence[tuple[Variable, Sequence[Comment]]]


def see_logbook(*, actor: Actor) -> Logbook:
    """What has been said of the questions of the round that is open."""
    [place, *_] = actor.places(Permission.ROUND_READ) or [actor.organisation]
    require(actor, Permission.ROUND_READ, place)
    board = authority_of(place)
    round = rounds.open_round(board)
    if round is None:
        return Logbook(board, None, [])
    instrument = Catalogue.opened().instruments[round.instrument]
    made = rounds.comments_of(place, round.instrument)
    by_question = [(one, [each for each in made if each.variable == one.id]) for one in instrument.variables]
    return Logbook(board, instrument, [(one, comments) for one, comments in by_question if comments])
