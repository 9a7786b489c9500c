"""What waits for the reader, in a few sentences. What there is none of is not said."""

from collections.abc import Iterator

from spegla.analyses.standing import Place
from spegla.disclosure.standing import ClearedStanding
from spegla.messages import Messages
from spegla.presentation.sentences import sentence
from spegla.presentation.standing.spoken import spelled


def inbox_sentences(cleared: ClearedStanding, messages: Messages) -> tuple[str, ...]:
    """What is late or due this week, what has no day, and the drafts; or that nothing waits.

    What is due later is only said where nothing is late or due: it is no matter for today.
    """
    return tuple(sentence(said) for said in _Inbox(cleared, messages).said()) or (messages.say("standing_nothing"),)


class _Inbox:
    def __init__(self, cleared: ClearedStanding, messages: Messages) -> None:
        self.counts = {place: cleared.counts[place] for place in Place}
        self.messages = messages

    def said(self) -> Iterator[str]:
        yield from self._with_a_day()
        if undated := self.counts[Place.UNDATED]:
            yield self._count("standing_undated", undated)
        yield from self._drafts()

    def _with_a_day(self) -> Iterator[str]:
        late, due, later = (self.counts[place] for place in (Place.LATE, Place.DUE, Place.LATER))
        if late and due:
            too = self._count("standing_due_too", due)
            yield self.messages.say("standing_late_and_due", late=self._count("standing_late", late), due=too)
        elif late:
            yield self.messages.say("standing_alone", part=self._count("standing_late", late))
        elif due:
            yield self._count("standing_due", due)
        elif later:
            yield self._count("standing_later", later)

    def _drafts(self) -> Iterator[str]:
        late = self.counts[Place.LATE_DRAFT]
        drafts = self.counts[Place.DRAFT] + late
        if late and late == drafts:
            yield self._count("standing_drafts_late", drafts)
        elif late:
            yield self.messages.say_count("standing_drafts_some_late", late, n=self._n(late), drafts=self._n(drafts))
        elif drafts:
            yield self._count("standing_drafts", drafts)

    def _count(self, code: str, count: int) -> str:
        return self.messages.say_count(code, count, n=self._n(count))

    def _n(self, count: int) -> str:
        return spelled(count, self.messages)
