"""The mirror as a page: which rows, then each question with its sentence, its bars and what they rest on."""

from collections.abc import Mapping

from spegla.analyses.mirrors import Compared, MirrorAnswer
from spegla.disclosure.mirrors import FEWEST_FOR_SHARES
from spegla.messages import Messages
from spegla.presentation.document import (
    BarLegend,
    Block,
    Bullets,
    Caution,
    Chapter,
    Choice,
    Code,
    Document,
    Link,
    LongPage,
    Note,
    Paragraph,
    Phrase,
    Points,
    Section,
    TooFew,
    Weight,
)
from spegla.presentation.mirrors.figures import Mirrored, Part
from spegla.presentation.mirrors.questions import Questions
from spegla.presentation.mirrors.rule_words import RuleWords
from spegla.presentation.mirrors.words import MirrorWords
from spegla.presentation.sentences import sentence

_READING = "att-lasa-ratt"


def mirror_page(answer: MirrorAnswer, messages: Messages) -> Document:
    """The whole page."""
    words = MirrorWords(answer, messages)
    return words.document((*Opening(words).blocks(), *_rest(words)))


def mirror_opening(answer: MirrorAnswer, messages: Messages) -> Document:
    """What is read first, for a page that lets its reader choose rows and shows the rule itself."""
    words = MirrorWords(answer, messages)
    opening = Opening(words)
    return words.document((*opening.notices(), opening.choice()))


def mirror_part(answer: MirrorAnswer, messages: Messages) -> Document:
    """What comes after, on such a page."""
    words = MirrorWords(answer, messages)
    return words.document((*Opening(words).too_few(), *_rest(words)))


def _rest(words: MirrorWords) -> tuple[Block, ...]:
    return (_figures(words), *closing(words)) if words.groups.all.n else ()


# What follows on the name of those beside: with a choice of rows, without one, and when no own rows are among them.
BESIDE: Mapping[Compared, tuple[str, str, str]] = {
    Compared.OWN: ("mirror_shows_all_own", "mirror_shows_all_file", "mirror_shows_all_without"),
    Compared.UNIT: ("mirror_shows_unit_own", "mirror_shows_unit", "mirror_shows_unit_without"),
}


class Opening:
    """What is read before any figure: what may not be done with them, and which rows they count."""

    def __init__(self, words: MirrorWords) -> None:
        self.words = words
        self.say = words.say

    def blocks(self) -> tuple[Block, ...]:
        return (*self.notices(), self.choice(), *self.rule(), *self.too_few())

    def notices(self) -> tuple[Block, ...]:
        """What the figures are and may be used for, in one note."""
        notices = self.words.notices()
        return (Caution(" ".join(notices), tuple((reason, None) for reason in self.words.reasons())),) if notices else ()

    def choice(self) -> Choice:
        """The rows as a sentence."""
        words, question = self.words, self.words.answer.question
        shown = words.groups.own or words.groups.all
        phrases = [Phrase(self.say("mirror_shows")), Phrase(words.rows(shown.n), Weight.STRONG), Phrase(self.say("mirror_shows_in"))]
        answer, own = words.answer, words.own()
        whose = answer.unit or answer.own
        phrases.append(Phrase(whose, Weight.CHOSEN) if whose else Phrase(self._municipalities()))
        if words.rule is not None:
            phrases += [Phrase(self.say("mirror_shows_where")), *RuleWords(words.groups.definitions, words.messages).phrases(words.rule)]
        if own:
            phrases += [Phrase(self.say("mirror_shows_beside")), Phrase(words.all_in_text(), Weight.STRONG)]
            chosen, plain, without = BESIDE[answer.compared]
            facts = {"rows": words.rows(words.groups.all.n), "municipalities": self._municipalities(), "own": own}
            code = (plain if words.rule is None else chosen) if shown.n else without
            phrases.append(Phrase(self.say(code, **facts)))
        else:
            phrases.append(Phrase(self.say("mirror_shows_end")))
        notes = [words.text(words.answer.instrument.about)]
        if question.by:
            if own:
                notes.append(self.say("mirror_shows_by_own", by=words.by_in_text(), own=own))
            else:
                notes.append(self.say("mirror_shows_by", by=words.by_in_text()))
        return Choice(tuple(phrases), tuple(notes))

    def _municipalities(self) -> str:
        return self.words.messages.say_count("count_municipalities", len(self.words.answer.municipalities))

    def rule(self) -> tuple[Block, ...]:
        """The rule as it was given, for those who want to run it again."""
        where = self.words.answer.question.where.strip()
        return (Code(self.say("rule_as_computed"), (where,)),) if where else ()

    def too_few(self) -> tuple[TooFew, ...]:
        """Told once here instead of at every question."""
        words = self.words
        if not words.answer.rows:
            if words.answer.in_hand:
                return (TooFew(self.say("mirror_empty_file"), self.say("mirror_empty_file_next")),)
            return (TooFew(self.say("mirror_empty_store"), self.say("mirror_empty_store_next")),)
        if not words.groups.all.n:
            return (TooFew(self.say("mirror_empty"), self.say("mirror_empty_next")),)
        if words.groups.all.n < FEWEST_FOR_SHARES:
            return (TooFew(self.say("mirror_few_strong"), self.say("mirror_few_rows_all", rows=words.rows(words.groups.all.n))),)
        if words.groups.own is not None and words.groups.own.n < FEWEST_FOR_SHARES:
            text = self.say("mirror_few_rows", own=words.own(), rows=words.rows(words.groups.own.n))
            return (TooFew(self.say("mirror_few_strong"), text),)
        return ()


def _figures(words: MirrorWords) -> LongPage:
    questions = Questions(words)
    parts = tuple(words.groups.by_group())
    areas = words.answer.instrument.areas
    chapters = [
        Chapter(
            words.text(label),
            tuple((Link(words.text(group.label), _anchor(group)), str(len(inside))) for group, inside in parts if group.area == area),
        )
        for area, label in areas.items()
    ]
    chapters.append(Chapter(words.say("mirror_last"), ((Link(words.say("conclude_title"), _READING), ""),)))
    sections = tuple(_section(words, questions, group, inside) for group, inside in parts)
    return LongPage(words.say("mirror_sections"), tuple(one for one in chapters if one.links), (*legend(words), *sections))


def legend(words: MirrorWords) -> tuple[BarLegend, ...]:
    """What the bars are called, when there are any."""
    groups, interval = words.groups, words.say("mirror_legend_interval")
    if groups.all.n < FEWEST_FOR_SHARES:
        return ()
    if words.answer.compared is Compared.ALONE:
        return (BarLegend(words.say("legend"), words.all(), "", interval),)
    own = words.own() if groups.own is not None and groups.own.n >= FEWEST_FOR_SHARES else ""
    in_file = words.answer.in_hand and words.answer.compared is not Compared.UNIT
    return (BarLegend(words.say("legend"), own, words.say("mirror_legend_file") if in_file else words.all(), interval),)


def _section(words: MirrorWords, questions: Questions, group: Part, inside: tuple[Mirrored, ...]) -> Section:
    about = words.text(group.about)
    blocks: tuple[Block, ...] = tuple(questions.question(one) for one in inside)
    over = words.text(words.answer.instrument.areas[group.area])
    return Section(words.text(group.label), _anchor(group), ((Note(about),) if about else ()) + blocks, over)


def _anchor(group: Part) -> str:
    return f"grupp-{group.id}"


def closing(words: MirrorWords) -> tuple[Block, ...]:
    """What may be concluded, what is not there, and how the figures are made."""
    say = words.say
    instrument = words.answer.instrument
    own = (say("mirror_may_not_differ", own=words.own(), all=words.all_in_text()),) if words.own() else ()
    changed = (words.text(instrument.not_comparable),) if instrument.not_comparable else ()
    blocks: list[Block] = []
    absent = words.not_collected()
    if absent:
        text = words.messages.say_count("mirror_absent_file" if words.answer.in_hand else "mirror_absent", len(absent))
        title = say("mirror_absent_list_file" if words.answer.in_hand else "mirror_absent_list")
        blocks.append(Section(say("mirror_absent_title"), "ej-insamlat", (Paragraph(sentence(text)), Bullets(title, absent))))
    points = Points((say("mirror_may_share"),), (*own, say("mirror_may_not_cause"), *changed))
    notes = (say("mirror_footnote"), say("mirror_footnote_interval"), words.status())
    blocks.append(Section(say("conclude_title"), _READING, (points, *(Note(text) for text in notes))))
    return tuple(blocks)
