"""What waits for who registers, as the start page shows it in short: the whole of it is on the page where one registers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from spegla.analyses.standing import Place
from spegla.disclosure import Suppressed
from spegla.messages import messages
from spegla.portal.accounts.roles import Permission
from spegla.portal.texts import language, said, texts
from spegla.portal.use_cases.access import Actor
from spegla.portal.use_cases.after import see_brief
from spegla.portal.use_cases.inbox import Draft, Due, Shown, see_inbox
from spegla.portal.use_cases.standing import own_time
from spegla.portal.web.registration.forms import STEPS
from spegla.presentation import to_html_part
from spegla.presentation.mirrors import mirror_small
from spegla.presentation.standing import burden_sentences, inbox_sentences

# As many as one takes in at a glance.
_IN_SHORT = Shown(due=4, drafts=3)
_PLANNED = (Place.LATE, Place.DUE, Place.LATER, Place.UNDATED)
_BEGUN = (Place.DRAFT, Place.LATE_DRAFT)


@dataclass(frozen=True)
class Work:
    """`says` is all of it in a few sentences. `more_due` and `more_drafts` are how many there are when not all are shown, otherwise 0.

    `time` is how long one's own registrations take, in sentences; none where there are too few to say.
    """

    says: str
    due: Sequence[Due]
    drafts: Sequence[Draft]
    more_due: int
    more_drafts: int
    steps: Sequence[str]
    time: Sequence[str]


def work_of(actor: Actor, at: datetime) -> Work | None:
    """The work of someone who registers; None for everyone else."""
    if Permission.CASES_REGISTER not in actor.permissions:
        return None
    inbox = see_inbox(actor=actor, at=at, shown=_IN_SHORT)
    counts = {} if inbox.counts is None else inbox.counts.counts
    due, drafts = (sum(counts.get(place, 0) for place in places) for places in (_PLANNED, _BEGUN))
    says = (said("start_nothing"),) if inbox.counts is None else inbox_sentences(inbox.counts, texts(language()))
    return Work(
        says=" ".join(says),
        due=inbox.due,
        drafts=inbox.drafts,
        more_due=due if due > len(inbox.due) else 0,
        more_drafts=drafts if drafts > len(inbox.drafts) else 0,
        steps=STEPS,
        time=_time(actor, at),
    )


@dataclass(frozen=True)
class Shortly:
    """How it goes in the own unit: whose figures they are and under which form, which rows these are, and the figures."""

    place: str
    instrument: str
    says: str
    figures: Markup


def brief_of(actor: Actor, columns: Path, at: datetime) -> Shortly | None:
    """How it looks now in the unit where the actor registers; None for everyone else, and when there is nothing to see."""
    if Permission.CASES_REGISTER not in actor.permissions:
        return None
    found = see_brief(actor=actor, columns=columns, at=at)
    if found is None:
        return None
    document = mirror_small(found.answer, found.ids, messages(language()))
    return Shortly(found.place.name, found.answer.instrument.reference, document.ingress, to_html_part(document, 3))


def _time(actor: Actor, at: datetime) -> Sequence[str]:
    found = own_time(actor=actor, at=at)
    if found is None:
        return ()
    times, instrument = found
    if any(isinstance(one.seconds, Suppressed) for one in times.times if not one.step and not one.question):
        return ()
    return burden_sentences(times, instrument, texts(language()))
