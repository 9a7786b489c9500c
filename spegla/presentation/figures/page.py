"""The figures of a survey or an inventory as a document: what must be read first, every figure, and what may be said of them."""

from collections.abc import Iterator

from spegla.analyses.figures import FEWEST_FOR_CHANGE, FigureAnswer
from spegla.disclosure.figures import ClearedFigure
from spegla.messages import Messages
from spegla.presentation.document import Block, Bullets, Caution, Cell, Document, Note, Paragraph, Points, Section, Table, TooFew
from spegla.presentation.figures.words import FigureWords
from spegla.presentation.numbers import number
from spegla.presentation.sentences import sentence


def figure_document(answer: FigureAnswer, messages: Messages) -> Document:
    """The whole document, the same for terminal and HTML."""
    page = _Page(FigureWords(answer, messages))
    words = page.words
    ingress = f"{words.text(answer.instrument.about)} {words.answered()}"
    blocks = (*page.notices(), *page.compared(), *page.sections(), *page.closing()) if answer.rows else page.empty()
    title = words.text(answer.instrument.title)
    return Document(messages.language, title, ingress, blocks, messages.say("page_brand"), messages.say("page_to_content"))


class _Page:
    def __init__(self, words: FigureWords) -> None:
        self.words = words
        self.say = words.say
        self.answer = words.answer
        self.figures = words.answer.cleared.figures
        self.grouped = bool(words.answer.by)
        self.printed = any(figure.printed is not None for figure in self.figures)
        self.spread = any(words.spread(figure.value) for figure in self.figures)
        self.earlier = any(figure.earlier is not None for figure in self.figures)

    def empty(self) -> tuple[Block, ...]:
        return (TooFew(self.say("mirror_empty_file"), self.say("mirror_empty_file_next")),)

    def notices(self) -> tuple[Block, ...]:
        notices = self.words.notices()
        why = self.say("figures_invented_why" if self.answer.invented else "mirror_exact_why")
        return (Caution(" ".join(notices), ((why, None),)),) if notices else ()

    def compared(self) -> tuple[Block, ...]:
        """Printed figures that do not follow from the rows, or that all of them do."""
        blocks: list[Block] = []
        if self.printed:
            wrong = [said for figure in self.figures if (said := self.words.wrong(figure))]
            agreeing = sum(figure.printed is not None and figure.printed.agrees is True for figure in self.figures)
            if wrong:
                others = [self.words.messages.say_count("figures_others", agreeing)] if agreeing else []
                strong = self.words.messages.say_count("figures_disagree", len(wrong))
                lines = tuple((line, None) for line in (*wrong, *others))
                blocks.append(Caution(sentence(strong), lines, flagged=True))
            else:
                blocks.append(Paragraph(self.words.messages.say_count("figures_agree", agreeing)))
        if self.answer.unmatched:
            blocks.append(Note(self.words.messages.say_count("figures_unmatched", self.answer.unmatched)))
        return tuple(blocks)

    # ── The tables ────────────────────────────────────────────────────────

    def sections(self) -> Iterator[Section]:
        """One table for each group of the form that has figures."""
        said = False
        for group in self.answer.instrument.groups:
            inside = [figure for figure in self.figures if self.words.by_id[figure.id].group == group.id]
            if inside:
                title = self.words.text(group.label)
                # Said once, above the first table.
                caption = "" if said else self.say("figures_caption")
                said = True
                yield Section(title, group.id, (self._table(title, caption, inside),))

    def _table(self, title: str, caption: str, inside: list[ClearedFigure]) -> Table:
        head = [self.say("figures_head_figure"), *([self.say("head_group")] if self.grouped else [])]
        first_number = len(head)
        head += [self.say("figures_head_amount"), self.say("head_count"), self.say("head_left_out")]
        head += [self.say("figures_head_spread")] if self.spread else []
        head += [self.say("figures_head_printed")] if self.printed else []
        head += [self.say("figures_head_earlier"), self.say("figures_head_change")] if self.earlier else []
        numeric = frozenset(range(first_number, len(head))) - {first_number + 2}
        rows = tuple(tuple(self._row(figure)) for figure in inside)
        name = self.say("table_name", title=title)
        return Table(name, caption, tuple(head), numeric, rows, drag=self.say("matrix_drag"))

    def _row(self, figure: ClearedFigure) -> Iterator[Cell]:
        words, value = self.words, figure.value
        yield Cell(words.label(figure.id))
        if self.grouped:
            yield Cell(words.group(words.groups[figure.group]))
        yield from (Cell(words.amount(value)), Cell(words.basis(value)), Cell(words.left_out(value)))
        if self.spread:
            yield Cell(words.spread(value))
        if self.printed:
            yield Cell(words.printed(figure), flag=self.say("flag") if words.wrong(figure) else "")
        if figure.earlier is not None:
            yield Cell(self._earlier(figure))
            yield Cell(words.change(figure.change))

    def _earlier(self, figure: ClearedFigure) -> str:
        if figure.earlier is None or figure.earlier.amount is None:
            return self.say("no_share")
        return self.say("figures_earlier", amount=self.words.amount(figure.earlier), count=self.words.basis(figure.earlier))

    # ── How to read it ────────────────────────────────────────────────────

    def closing(self) -> tuple[Block, ...]:
        words, instrument = self.words, self.answer.instrument
        everything = (*instrument.indicators, *instrument.measures)
        notes = [Note(self.say("figures_footnote_rounding"))]
        notes += [Note(self.say("figures_footnote")), Note(self.say("figures_footnote_few"))] if self.spread else []
        if self.earlier:
            notes.append(Note(self.say("figures_footnote_change", least=number(FEWEST_FOR_CHANGE, words.messages))))
        notes.append(Note(words.status()))
        may_not = [words.text(said) for said in dict.fromkeys(one.cannot_say for one in everything) if words.text(said)]
        if instrument.not_comparable:
            may_not.append(words.text(instrument.not_comparable))
        meanings = Bullets(self.say("figures_meanings"), tuple(words.meaning(one) for one in everything))
        may = self.say("figures_may" if instrument.indicators else "figures_may_total")
        points = Section(self.say("conclude_title"), "vad", (Points((may,), tuple(may_not)),))
        return (Section(self.say("figures_how"), "sa-raknas", (*notes, meanings)), points)
