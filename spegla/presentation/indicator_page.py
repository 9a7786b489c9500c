"""The answer about indicators → a page with matrices, and a summary for the terminal."""

from decimal import Decimal

from spegla.analyses import Grouping, IndicatorAnswer
from spegla.catalogue import Indicator
from spegla.disclosure import ClearedShare
from spegla.messages import Messages
from spegla.presentation.document import (
    Answer,
    Block,
    Bullets,
    Caution,
    Cell,
    Document,
    Legend,
    Link,
    Mark,
    Matrix,
    MatrixColumn,
    Note,
    Paragraph,
    Points,
    Section,
    Sheet,
    SumCell,
    Table,
)
from spegla.presentation.explain_page import indicator_blocks
from spegla.presentation.indicator_words import IndicatorWords
from spegla.presentation.numbers import count_of, interval, percent, whole

# As many columns as a page is wide at 1280 px; an area with more is split by its groups.
_COLUMNS = 14
# More groups than this would push the answers out of sight; they are in the table of all figures.
_SUM_GROUPS = 8


def indicator_page(answer: IndicatorAnswer, messages: Messages) -> Document:
    """The whole page: what was found, every answer, every figure, and what may be concluded."""
    page = IndicatorBlocks(answer, messages)
    blocks = (
        *page.found(),
        page.legend(),
        *page.footnotes(),
        *page.matrices(),
        *page.flagged(),
        *page.all_figures(),
        page.conclude(),
        page.sheet(),
    )
    return page.document(blocks)


def indicator_summary(answer: IndicatorAnswer, messages: Messages) -> Document:
    """What was found and every figure, without the single answers."""
    page = IndicatorBlocks(answer, messages)
    return page.document((*page.found(), *page.explanations(), *page.all_figures()))


class IndicatorBlocks:
    """The blocks of one answer; reports are made of them too."""

    def __init__(self, answer: IndicatorAnswer, messages: Messages) -> None:
        self.answer = answer
        self.words = IndicatorWords(answer, messages)
        self.messages = messages
        self.say = messages.say
        self.shares = {(share.indicator, share.group): share for share in answer.cleared.shares}
        self.given = {(given.indicator, given.organisation): given for given in answer.cleared.answers}
        self.present = tuple(i for i in answer.instrument.indicators if i.id in answer.in_file)
        self.wrong = tuple(share for share in answer.cleared.shares if self.words.disagrees(share))

    def document(self, blocks: tuple[Block, ...]) -> Document:
        instrument = self.answer.instrument
        municipalities = self.messages.say_count("count_municipalities", len(self.answer.municipalities))
        if self.answer.county:
            municipalities = self.say("count_municipalities_in", count=municipalities, county=self.answer.county)
        questions = self.messages.say_count("count_questions", len(self.present))
        blanks = sum(not given.answer for given in self.answer.cleared.answers if given.indicator in self.answer.in_file)
        ingress = self.say(
            "page_ingress",
            about=self.words.text(instrument.about),
            municipalities=_sentence(municipalities),
            questions=questions,
            blanks=self.messages.say_count("blanks", blanks) if blanks else self.say("blanks_none"),
        )
        return Document(self.messages.language, self.words.title(), ingress, blocks, self.say("page_brand"), self.say("page_to_content"))

    def found(self) -> tuple[Block, ...]:
        """What must be read first."""
        blocks: list[Block] = []
        if self._incomplete():
            count, of = len(self.answer.municipalities), self.answer.of_county
            lines: list[tuple[str, Link | None]] = [(self.say("county_incomplete_figures"), None)]
            if self.wrong:
                lines.append((self.say("county_incomplete_printed"), None))
            municipalities = self.messages.say_count("of_municipalities", of, part=count)
            blocks.append(Caution(self.say("county_incomplete", municipalities=municipalities, county=self.answer.county), tuple(lines)))
        if self.answer.question.printed is not None:
            blocks.append(self._compared())
        if self.answer.findings:
            found = tuple(
                (self.say("finding_detail", municipality=finding.municipality, says=self.words.text(finding.says)), None)
                for finding in self.answer.findings
            )
            blocks.append(Caution(_sentence(self.messages.say_count("findings", len(found))), found))
        return tuple(blocks)

    def _incomplete(self) -> bool:
        return bool(self.answer.county) and len(self.answer.municipalities) < self.answer.of_county

    def _compared(self) -> Block:
        compared = [f.comparison for share in self.answer.cleared.shares if (f := self.words.figure(share)) and f.comparison]
        agreeing = sum(comparison.agrees is True for comparison in compared)
        if not self.wrong:
            if not agreeing:
                return Paragraph(self.say("found_nothing_compared"))
            return Paragraph(self.say("found_one_alone") if agreeing == 1 else self.say("found_none", count=agreeing))
        lines = [(self._found_line(share), Link(self.say("found_link"), _anchor(share))) for share in self.wrong]
        if agreeing:
            lines.append((self.messages.say_count("found_others", agreeing), None))  # type: ignore[arg-type]
        strong = self.messages.say_count("found_differ" if self._incomplete() else "found_disagree", len(self.wrong))
        return Caution(_sentence(strong), tuple(lines), flagged=True)

    def _found_line(self, share: ClearedShare) -> str:
        figure = self.words.figure(share)
        if figure is None or figure.comparison is None or figure.comparison.computed is None:
            raise ValueError("only a figure that disagrees is found")
        return self.say(
            "found_detail",
            label=self._label(share),
            printed=self.words.printed(figure.comparison.printed),
            percent=percent(figure.comparison.computed, self.messages),
            count=self.words.count(share),
        )

    def _label(self, share: ClearedShare) -> str:
        label = self.words.text(self.words.by_id[share.indicator].label)
        return label if self.answer.question.by is Grouping.NONE else f"{label}, {self.words.group(share.group)}"

    def explanations(self) -> tuple[Block, ...]:
        """One paragraph for each figure that does not follow."""
        return tuple(Paragraph(self.words.explanation(share)) for share in self.wrong)

    def flagged(self) -> tuple[Block, ...]:
        """A section for each figure that does not follow."""
        return tuple(
            Section(self._label(share), _anchor(share), indicator_blocks(self.words, self.words.by_id[share.indicator], share))
            for share in self.wrong
        )

    # ── The matrices ──────────────────────────────────────────────────────

    def legend(self) -> Legend:
        seen: dict[Answer, str] = {}
        for given in self.answer.cleared.answers:
            if given.indicator in self.answer.in_file:
                shown = self.words.mark(given)
                seen.setdefault(shown, self._legend_word(shown.word, given.answer, given.indicator))
        answers = tuple(Answer(shown.mark, word) for shape in Mark for shown, word in seen.items() if shown.mark is shape)
        return Legend(self.say("legend"), answers, self.say("legend_flag") if self.wrong else "")

    def _legend_word(self, brief: str, code: str, indicator: str) -> str:
        variable = self.answer.instrument.variable(self.words.by_id[indicator].main_variable)
        if not code:
            return self.say("legend_not_counted", answer=brief)
        category = variable.category(code)
        label = self.words.text(category.label)
        if category.missing is not None:
            return self.say("legend_not_counted", answer=label)
        return self.say("legend_partly", answer=label) if category.mark == "half" else label

    def matrices(self) -> tuple[Block, ...]:
        """One section per area, or per group when the area is too wide."""
        sections: list[Block] = []
        instrument = self.answer.instrument
        for area, label in instrument.areas.items():
            groups = [group for group in instrument.groups if group.area == area]
            inside = [i for i in self.present if i.group in {group.id for group in groups}]
            parts = [(self.words.text(label), f"omrade-{area}", "", inside)]
            if len(inside) > _COLUMNS:
                parts = [
                    (self.words.text(g.label), f"grupp-{g.id}", self.words.text(g.about), [i for i in inside if i.group == g.id])
                    for g in groups
                ]
            for title, anchor, about, indicators in parts:
                if indicators:
                    sections.append(Section(title, anchor, (self.matrix(title, about or self.say("matrix_caption"), tuple(indicators)),)))
        return tuple(sections)

    def sheet(self) -> Sheet:
        """Everything on one sheet of paper."""
        title = self.words.title()
        matrix = self.matrix(title, title, self.present)
        cautions = tuple(f"{self._found_line(share)} {self.words.explanation(share)}" for share in self.wrong[:_SUM_GROUPS])
        notes = tuple(note.text for note in self.footnotes())
        return Sheet(title, matrix, notes, cautions, self.legend())

    def matrix(self, title: str, caption: str, indicators: tuple[Indicator, ...]) -> Matrix:
        columns = tuple(MatrixColumn(self.words.text(i.label), self.words.short(i), self._column_anchor(i)) for i in indicators)
        rows = []
        for municipality in self.answer.municipalities:
            given = [self.given[indicator.id, municipality.code] for indicator in indicators]
            achieved = sum(one.role == "numerator" for one in given)
            counted = sum(one.role in ("numerator", "denominator") for one in given)
            rows.append((municipality.name, tuple(self.words.mark(one) for one in given), count_of(achieved, counted, self.messages)))
        return Matrix(
            name=self.say("table_name", title=title),
            caption=caption,
            corner=self.say("matrix_municipality"),
            last=self.say("matrix_achieves"),
            columns=columns,
            rows=tuple(rows),
            sums=tuple(self._sums(indicators)),
            drag=self.say("matrix_drag"),
        )

    def _column_anchor(self, indicator: Indicator) -> str:
        return f"tal-{indicator.id}"

    def _sums(self, indicators: tuple[Indicator, ...]) -> list[tuple[str, tuple[SumCell, ...]]]:
        rows: list[tuple[str, tuple[SumCell, ...]]] = []
        crowded = self.answer.question.by is Grouping.MUNICIPALITY or len(self.answer.groups) > _SUM_GROUPS
        for group in () if crowded else self.answer.groups:
            shares = [self.shares[indicator.id, group] for indicator in indicators]
            name = self.words.group(group)
            cells = tuple(SumCell(self.words.percent(share), self.words.count(share)) for share in shares)
            rows.append((self.say("row_computed", group=name), cells))
            if self.answer.question.population:
                rows.append((self.say("row_weighted", group=name), tuple(SumCell(self._weighted(share)) for share in shares)))
            if group in self.answer.compared.values():
                rows.append((self.say("row_printed", group=name), tuple(self._printed_cell(share) for share in shares)))
        for column, printed in self.answer.shown.items():
            name = self.words.printed_group(column)
            cells = tuple(SumCell(self._percent_or_blank(printed.get(indicator.id))) for indicator in indicators)
            rows.append((self.say("row_printed", group=name), cells))
        return rows

    def _weighted(self, share: ClearedShare) -> str:
        figure = self.words.figure(share)
        if figure is None:
            return self.words.suppressed(share)
        return self.say("no_share") if figure.weighted_percent is None else percent(whole(figure.weighted_percent), self.messages)

    def _printed_cell(self, share: ClearedShare) -> SumCell:
        figure = self.words.figure(share)
        if figure is None or figure.comparison is None:
            return SumCell("")
        flag = self.words.flagged_cell(share)
        return SumCell(self.words.printed(figure.comparison.printed), flag, self.say("flag") if flag else "")

    def _percent_or_blank(self, printed: Decimal | None) -> str:
        return "" if printed is None else self.words.printed(printed)

    # ── The table of all figures ──────────────────────────────────────────

    def all_figures(self) -> tuple[Block, ...]:
        blocks: list[Block] = [self.table(), *(Note(note) for note in self.notes())]
        absent = [i for i in self.answer.instrument.indicators if i.id not in self.answer.in_file]
        if absent:
            title = _sentence(self.messages.say_count("absent", len(absent)))
            blocks.append(Bullets(title, tuple(self.words.text(indicator.label) for indicator in absent)))
        return (Section(self.say("all_figures"), "alla-tal", tuple(blocks)),)

    def table(self) -> Table:
        grouped = self.answer.question.by is not Grouping.NONE
        weighted = bool(self.answer.question.population)
        owners = dict(self.answer.compared)
        head = [self.say("head_indicator"), *([self.say("head_group")] if grouped else [])]
        head += [self.say("head_count"), self.say("head_left_out"), self.say("head_percent")]
        head += [self.say("head_weighted")] if weighted else []
        head += [self.say("head_interval")]
        first_number = 2 if grouped else 1
        printed_heads = list(dict.fromkeys("" if grouped else self.words.printed_group(name) for name in owners))
        head += [
            self.say("head_printed", group=name).strip().capitalize() if not name else self.say("head_printed", group=name)
            for name in printed_heads
        ]
        head += [self.say("head_printed", group=self.words.printed_group(name)) for name in self.answer.shown]
        rows, anchors = [], []
        for indicator in self.present:
            for group in self.answer.groups:
                share = self.shares[indicator.id, group]
                cells = [Cell(self.words.text(indicator.label)), *([Cell(self.words.group(group))] if grouped else [])]
                cells += [Cell(self.words.count(share)), Cell(self.words.left_out(share)), Cell(self.words.percent(share))]
                cells += [Cell(self._weighted(share))] if weighted else []
                cells += [Cell(self._interval(share))]
                cells += [self._printed_table_cell(share)] if printed_heads else []
                # Printed for none of these groups, so it stands once, beside the first.
                first = group == self.answer.groups[0]
                cells += [
                    Cell(self._percent_or_blank(printed.get(indicator.id) if first else None)) for printed in self.answer.shown.values()
                ]
                rows.append(tuple(cells))
                anchors.append(self._column_anchor(indicator) if first else "")
        numeric = frozenset(range(first_number, len(head))) - {first_number + 1}
        name = self.say("table_name", title=self.say("all_figures"))
        return Table(name, self.say("all_figures_caption"), tuple(head), numeric, tuple(rows), tuple(anchors), self.say("matrix_drag"))

    def _interval(self, share: ClearedShare) -> str:
        figure = self.words.figure(share)
        if figure is None or figure.interval is None:
            return self.words.suppressed(share)
        return interval(*figure.interval, self.messages)

    def _printed_table_cell(self, share: ClearedShare) -> Cell:
        figure = self.words.figure(share)
        if figure is None or figure.comparison is None:
            return Cell("")
        return Cell(self.words.printed(figure.comparison.printed), flag=self.say("flag") if self.words.disagrees(share) else "")

    # ── Notes and conclusions ─────────────────────────────────────────────

    def footnotes(self) -> tuple[Note, ...]:
        indicator = self.present[0] if self.present else self.answer.instrument.indicators[0]
        left = ", ".join(self.words.text(leave.says) for leave in indicator.leaves)
        share = self.say(
            "footnote_share",
            numerator=self.words.text(indicator.numerator.says),
            denominator=self.words.text(indicator.denominator.says),
            left=left,
        )
        return (Note(f"{share} {self.say('footnote_rounding')}"),)

    def notes(self) -> tuple[str, ...]:
        notes = [self.footnotes()[0].text, self.say("footnote_interval")]
        if self.answer.question.population:
            notes.append(self.say("footnote_weighted"))
        notes.append(self.words.status())
        return tuple(notes)

    def conclude(self) -> Section:
        """What may be said, and what may not."""
        not_comparable = self.answer.instrument.not_comparable
        may_not = [self.words.text(words) for words in dict.fromkeys(indicator.cannot_say for indicator in self.present)]
        may_not.append(self.say("conclude_no_rank"))
        if not_comparable:
            may_not.append(self.words.text(not_comparable))
        return Section(self.say("conclude_title"), "vad", (Points((self.say("conclude_yes_share"),), tuple(may_not)),))


def _anchor(share: ClearedShare) -> str:
    return f"ut-{share.indicator}-{share.group}".replace(" ", "-")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
