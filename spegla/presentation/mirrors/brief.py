"""A few questions of the mirror: small on a start page, or as on the whole page for whoever has just handed in.

Each has its sentence and how many answered. Fewer than ten answers give no share and no bar, only that they are too few.
"""

from collections.abc import Callable, Sequence

from spegla.analyses.mirrors import MirrorAnswer
from spegla.disclosure.mirrors import FEWEST_FOR_SHARES
from spegla.messages import Messages
from spegla.presentation.document import Block, Document, Note, Paragraph, Question, TooFew
from spegla.presentation.mirrors.figures import Mirrored
from spegla.presentation.mirrors.page import Opening
from spegla.presentation.mirrors.questions import Questions
from spegla.presentation.mirrors.words import MirrorWords

# More than this beside a list of tasks is a page of its own, and two answers are what a narrow column holds.
MOST_SMALL = 3
MOST_ROWS = 2


def mirror_brief(answer: MirrorAnswer, ids: Sequence[str], messages: Messages) -> Document:
    """The variables `ids`, in that order, in ordinary bars. KeyError for one that there is not; one without a column is left out."""
    brief = _Brief(MirrorWords(answer, messages))
    return brief.document(ids, brief.ordinary)


def mirror_small(answer: MirrorAnswer, ids: Sequence[str], messages: Messages) -> Document:
    """The same in small bars, with the one or two most common answers of each. ValueError for more than three variables."""
    if len(ids) > MOST_SMALL:
        raise ValueError(f"{len(ids)} variables where {MOST_SMALL} are the most")
    brief = _Brief(MirrorWords(answer, messages))
    return brief.document(ids, brief.small)


class _Brief:
    def __init__(self, words: MirrorWords) -> None:
        self.words = words
        self.say = words.say
        self.questions = Questions(words)

    def document(self, ids: Sequence[str], drawn: Callable[[Mirrored], tuple[Block, ...]]) -> Document:
        words, opening = self.words, Opening(self.words)
        by_id = {one.variable.id: one for one in words.groups.variables}
        chosen = [one for one in (by_id[id] for id in ids) if one.variable.id not in words.groups.absent]
        n = words.groups.all.n
        if not n:
            blocks: tuple[Block, ...] = opening.too_few()
        elif n < FEWEST_FOR_SHARES:
            blocks = (TooFew(self.say("mirror_few_strong"), self.say("mirror_few_all", answers=words.rows(n))),)
        else:
            blocks = (*opening.too_few(), *(self._question(one, drawn) for one in chosen), *self._notes())
        return Document(
            words.messages.language,
            self.say("mirror_now"),
            "".join(phrase.text for phrase in opening.choice().phrases),
            blocks,
            self.say("page_brand"),
            self.say("page_to_content"),
        )

    def _notes(self) -> tuple[Note, ...]:
        """What the figures may be used for, last: there is little room, and the page has more to say first."""
        text = " ".join((*self.words.notices(), *self.words.reasons()))
        return (Note(text),) if text else ()

    def _question(self, one: Mirrored, drawn: Callable[[Mirrored], tuple[Block, ...]]) -> Question:
        finding, few = self.words.finding(one), self.words.few(one)
        blocks: list[Block] = [Paragraph(finding)] if finding else []
        blocks += [TooFew(self.say("mirror_few_strong"), few)] if few else []
        blocks += drawn(one) if one.all.enough else ()
        counted = self.words.bases(one) if one.all.asked else ""
        return Question(self.words.text(one.variable.label), f"nu-{one.variable.id}", "", "", tuple(blocks), counted, ())

    def ordinary(self, one: Mirrored) -> tuple[Block, ...]:
        return self.questions.drawn(one)

    def small(self, one: Mirrored) -> tuple[Block, ...]:
        if not one.all.alternatives:
            return ()
        most = sorted(one.first.alternatives, key=lambda alternative: -alternative.n)[:MOST_ROWS]
        shown = {alternative.code for alternative in most}
        return (self.questions.bars(one, [code for code in one.ranked() if code in shown], small=True),)
