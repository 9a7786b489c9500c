"""A report on a mirror: every variable, own beside all, with what the figures may be used for said first."""

from collections.abc import Mapping
from datetime import date

from spegla.analyses.mirrors import Compared, MirrorAnswer
from spegla.catalogue.reports import Part, Report, Shows
from spegla.messages import Messages
from spegla.presentation.document import (
    Block,
    Document,
    Fold,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Points,
    Question,
    Section,
)
from spegla.presentation.mirrors.page import Opening, closing, legend
from spegla.presentation.mirrors.questions import Questions
from spegla.presentation.mirrors.words import MirrorWords
from spegla.presentation.reports.frame import Frame, Recipe
from spegla.presentation.reports.texts import Written

TITLES: Mapping[Compared, str] = {
    Compared.ALL: "report_mirror_title",
    Compared.OWN: "report_mirror_title_own",
    Compared.ALONE: "report_mirror_title_alone",
    Compared.UNIT: "report_mirror_title_unit",
}


def mirror_report(
    report: Report, answer: MirrorAnswer, written: Written, messages: Messages, recipe: Recipe, dated: date | None
) -> Document:
    """The whole report."""
    return _MirrorReport(report, answer, written, messages, recipe, dated).document()


class _MirrorReport:
    def __init__(
        self, report: Report, answer: MirrorAnswer, written: Written, messages: Messages, recipe: Recipe, dated: date | None
    ) -> None:
        self.answer = answer
        self.messages = messages
        self.say = messages.say
        self.words = MirrorWords(answer, messages)
        self.questions = Questions(self.words)
        facts = {
            "own": answer.unit or answer.own or self.say("group_all"),
            "county": "",
            "year": answer.instrument.version,
            "n": self.words.number(self.words.groups.all.n),
            "title": self.words.text(answer.instrument.title),
        }
        self.frame = Frame(report, answer.instrument, written, facts, messages, recipe, dated)

    def document(self) -> Document:
        makers = {
            Shows.NOTICES: self._notices,
            Shows.KEY_FIGURES: self._key_figures,
            Shows.FINDINGS: self._findings,
            Shows.QUESTIONS: self._questions,
            Shows.CONCLUSIONS: self._conclusions,
            Shows.METHOD: self._method,
            Shows.RECOMPUTE: self.frame.recompute,
        }
        notice = " ".join(self.words.notices())
        return self.frame.document(self._title(), self.words.ingress(), self.frame.parts(makers), notice)

    def _title(self) -> str:
        rows = self.words.rows(self.words.groups.all.n)
        own = self.words.groups.own
        title = self.words.of_compared(TITLES, rows=rows, own_rows="" if own is None else self.words.rows(own.n))
        return self.say("report_mirror_title_chosen", title=title) if self.answer.where else title

    def _notices(self, _: Part) -> tuple[Block, ...]:
        opening = Opening(self.words)
        return (*opening.notices(), opening.choice(), *opening.rule(), *opening.too_few())

    def _key_figures(self, _: Part) -> tuple[Block, ...]:
        groups, number = self.words.groups, self.words.number
        code = "report_mirror_key_file" if self.answer.in_hand else "report_mirror_key_rows"
        code = "report_mirror_key_chosen" if self.answer.where else code
        items = [KeyFigure(self.say(code), number(groups.all.n), "")]
        if groups.own is not None:
            items.append(KeyFigure(self.say("report_mirror_key_own", own=self.words.own()), number(groups.own.n), ""))
        if self.answer.compared in (Compared.ALL, Compared.OWN):
            items.append(KeyFigure(self.say("report_key_municipalities_here"), number(len(self.answer.municipalities)), ""))
        items.append(KeyFigure(self.say("report_key_questions"), number(len(groups.collected())), ""))
        return (KeyFigures(tuple(items)),)

    def _findings(self, part: Part) -> tuple[Block, ...]:
        """What the first questions found, in their own sentences."""
        sentences = [sentence for one in self.words.groups.collected() if (sentence := self.words.finding(one))]
        return tuple(Paragraph(sentence) for sentence in sentences[: part.most or len(sentences)])

    def _questions(self, _: Part) -> tuple[Block, ...]:
        """A section for each group of questions. On paper nothing is folded away: the tables follow their bars."""
        words = self.words
        if not words.groups.all.n:
            return ()
        found: list[Block] = [*legend(words)]
        for group, inside in words.groups.by_group():
            about = words.text(group.about)
            questions: tuple[Block, ...] = tuple(_flat(self.questions.question(one)) for one in inside)
            found.append(Section(words.text(group.label), f"grupp-{group.id}", (*((Note(about),) if about else ()), *questions)))
        return tuple(found)

    def _conclusions(self, _: Part) -> tuple[Block, ...]:
        for block in closing(self.words):
            if isinstance(block, Section):
                for inner in block.blocks:
                    if isinstance(inner, Points):
                        return (Points(inner.may, inner.may_not, self.say("report_can_say"), self.say("report_cannot_say")),)
        return ()

    def _method(self, _: Part) -> tuple[Block, ...]:
        """How the figures are made, and what the file lacks."""
        last = closing(self.words)
        notes = [inner for block in last if isinstance(block, Section) for inner in block.blocks if not isinstance(inner, Points)]
        return tuple(notes)


def _flat(question: Question) -> Question:
    """The question with its table, but without its definition: the code book has all of them."""
    tables = tuple(Fold("", "", fold.blocks) for fold in question.folds[1:])
    return Question(question.title, question.anchor, question.asks, question.tag, question.blocks, question.counted, tables)
