"""The answer about indicators → a page with matrices, and a summary for the terminal."""

from collections.abc import Mapping

from spegla.analyses import Grouping, IndicatorAnswer
from spegla.catalogue import Indicator
from spegla.disclosure import ClearedAnswer, ClearedShare
from spegla.messages import Messages
from spegla.presentation.document import (
    Answer,
    Block,
    Bullets,
    Caution,
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
)
from spegla.presentation.explain_page import indicator_blocks
from spegla.presentation.indicator_figures import FigureTables, column_anchor
from spegla.presentation.indicator_words import IndicatorWords
from spegla.presentation.numbers import count_of, percent
from spegla.presentation.sentences import sentence

# As many columns as a page is wide at 1280 px; an area with more is split by its groups.
_COLUMNS = 14
# More groups than this would push the answers out of sight; they are in the table of all figures.
_SUM_GROUPS = 8
# As many indicators as a sheet of paper has rows for.
_SHEET = 48


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
        *page.sheets(),
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
        counted = "count_questions" if instrument.one_question_each else "count_indicators"
        questions = self.messages.say_count(counted, len(self.present))
        blanks = sum(not given.answer for given in self.answer.cleared.answers if given.indicator in self.answer.in_file)
        ingress = self.say(
            "page_ingress",
            about=self.words.text(instrument.about),
            municipalities=sentence(municipalities),
            questions=questions,
            blanks=self.messages.say_count("blanks", blanks) if blanks else self.say("blanks_none"),
        )
        return Document(self.messages.language, self.words.title(), ingress, blocks, self.say("page_brand"), self.say("page_to_content"))

    def found(self) -> tuple[Block, ...]:
        """What must be read first."""
        blocks: list[Block] = [self.words.invented()] if self.answer.invented else []
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
            blocks.append(Caution(sentence(self.messages.say_count("findings", len(found))), found))
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
        return Caution(sentence(strong), tuple(lines), flagged=True)

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
                seen.setdefault(shown, self._legend_word(shown, given))
        answers = tuple(Answer(shown.mark, word) for shape in Mark for shown, word in seen.items() if shown.mark is shape)
        return Legend(self.say("legend"), answers, self.say("legend_flag") if self.wrong else "")

    def _legend_word(self, shown: Answer, given: ClearedAnswer) -> str:
        # Where several questions lie behind, an alternative's whole text does not say which of them it answers.
        if not given.answer or not self.answer.instrument.one_question_each:
            return self.say("legend_not_counted", answer=shown.word) if shown.mark is Mark.DASH else shown.word
        category = self.words.variable(given).category(given.answer)
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
                    sections.append(Section(title, anchor, self._matrices(title, about or self.say("matrix_caption"), tuple(indicators))))
        return tuple(sections)

    def _matrices(self, title: str, caption: str, indicators: tuple[Indicator, ...]) -> tuple[Block, ...]:
        """One matrix, or several of like width when a group alone is too wide; and below what is required, where that differs."""
        count = -(-len(indicators) // _COLUMNS)
        width = -(-len(indicators) // count)
        parts = [indicators[start : start + width] for start in range(0, len(indicators), width)]
        names = [title] if count == 1 else [self.say("matrix_part", title=title, part=part + 1, of=count) for part in range(count)]
        labels = {one.id: self.words.text(one.label) for one in indicators}
        return (*(self.matrix(name, caption, part, labels) for name, part in zip(names, parts, strict=True)), *self._rules(indicators))

    def _rules(self, indicators: tuple[Indicator, ...]) -> tuple[Note, ...]:
        """The rule of a table in words; named by their columns when it has several. None where one rule for all stands above."""
        if self._one_rule():
            return ()
        by_rule: dict[str, list[str]] = {}
        for indicator in indicators:
            by_rule.setdefault(self.words.rule(indicator), []).append(self.words.plain(indicator.short))
        if len(by_rule) == 1:
            return tuple(Note(rule) for rule in by_rule)
        return tuple(Note(self.say("rule_note_some", names=", ".join(names), rule=rule)) for rule, names in by_rule.items())

    def _one_rule(self) -> bool:
        return len({self.words.rule(indicator) for indicator in self.present}) <= 1

    def sheets(self) -> tuple[Sheet, ...]:
        """Everything on one sheet of paper, or one for each area when there is more than a sheet holds."""
        if len(self.present) <= _SHEET:
            return (self._sheet(self.words.title(), self.present, {one.id: self.words.text(one.label) for one in self.present}, ()),)
        areas = {group.id: group.area for group in self.answer.instrument.groups}
        inside = {
            self.words.text(label): tuple(one for one in self.present if areas[one.group] == area)
            for area, label in self.answer.instrument.areas.items()
        }
        title = self.words.title()
        # A row has one line on paper: the number of its group, and what tells it apart in it. What the group is stands at the foot.
        groups = {group.id: self.words.text(group.label) for group in self.answer.instrument.groups}
        labels = {one.id: f"{groups[one.group].partition('. ')[0]}. {self.words.plain(one.short)}" for one in self.present}
        return tuple(
            self._sheet(f"{title}. {label}", indicators, labels, self._rules_on_paper(indicators))
            for label, indicators in inside.items()
            if indicators
        )

    def _rules_on_paper(self, indicators: tuple[Indicator, ...]) -> tuple[str, ...]:
        """One line for each group: its name, and what is required."""
        by_group: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            by_group.setdefault(indicator.group, []).append(indicator)
        return tuple(
            " ".join(
                (f"{self.words.text(self.answer.instrument.group(group).label)}.", *(note.text for note in self._rules(tuple(inside))))
            )
            for group, inside in by_group.items()
        )

    def _sheet(self, title: str, indicators: tuple[Indicator, ...], labels: Mapping[str, str], rules: tuple[str, ...]) -> Sheet:
        matrix = self.matrix(title, title, indicators, labels)
        invented = (f"{self.say('invented_answers')} {self.say('invented_answers_why')}",) if self.answer.invented else ()
        cautions = tuple(f"{self._found_line(share)} {self.words.explanation(share)}" for share in self.wrong[:_SUM_GROUPS])
        notes = (*rules, *(note.text for note in self.footnotes()))
        return Sheet(title, matrix, notes, (*invented, *cautions), self.legend())

    def matrix(self, title: str, caption: str, indicators: tuple[Indicator, ...], labels: Mapping[str, str]) -> Matrix:
        columns = tuple(MatrixColumn(labels[i.id], self.words.short(i), column_anchor(i)) for i in indicators)
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

    def _sums(self, indicators: tuple[Indicator, ...]) -> list[tuple[str, tuple[SumCell, ...]]]:
        rows: list[tuple[str, tuple[SumCell, ...]]] = []
        crowded = self.answer.question.by is Grouping.MUNICIPALITY or len(self.answer.groups) > _SUM_GROUPS
        for group in () if crowded else self.answer.groups:
            shares = [self.shares[indicator.id, group] for indicator in indicators]
            name = self.words.group(group)
            cells = tuple(SumCell(self.words.percent(share), self.words.count(share), value=self.words.value(share)) for share in shares)
            rows.append((self.say("row_computed", group=name), cells))
            if self.answer.question.population:
                cells = tuple(SumCell(self.words.weighted(share), value=self.words.weighted_value(share)) for share in shares)
                rows.append((self.say("row_weighted", group=name), cells))
            if group in self.answer.compared.values():
                rows.append((self.say("row_printed", group=name), tuple(self._printed_cell(share) for share in shares)))
        for column, printed in self.answer.shown.items():
            name = self.words.printed_group(column)
            cells = tuple(SumCell(self.words.printed_or_blank(printed.get(indicator.id))) for indicator in indicators)
            rows.append((self.say("row_printed", group=name), cells))
        return rows

    def _printed_cell(self, share: ClearedShare) -> SumCell:
        figure = self.words.figure(share)
        if figure is None or figure.comparison is None:
            return SumCell("")
        flag = self.words.flagged_cell(share)
        return SumCell(self.words.printed(figure.comparison.printed), flag, self.say("flag") if flag else "")

    # ── The table of all figures ──────────────────────────────────────────

    def all_figures(self) -> tuple[Block, ...]:
        blocks: list[Block] = [*self.tables(), *(Note(note) for note in self.notes())]
        absent = [i for i in self.answer.instrument.indicators if i.id not in self.answer.in_file]
        if absent:
            title = sentence(self.messages.say_count("absent", len(absent)))
            blocks.append(Bullets(title, tuple(self.words.text(indicator.label) for indicator in absent)))
        instrument = self.answer.instrument
        if instrument.settings:
            chosen = tuple(
                self.say("setting_line", label=self.words.text(one.label), chosen=self.words.text(one.chosen))
                for one in instrument.settings
            )
            blocks.append(Bullets(self.say("settings_title"), chosen))
        if instrument.named_only:
            blocks.append(Bullets(self.say("named_only_title"), tuple(self.words.text(one.label) for one in instrument.named_only)))
        return (Section(self.say("all_figures"), "alla-tal", tuple(blocks)),)

    def tables(self) -> tuple[Block, ...]:
        """One table of figures, or one for each group."""
        return FigureTables(self.answer, self.words).tables()

    # ── Notes and conclusions ─────────────────────────────────────────────

    def footnotes(self) -> tuple[Note, ...]:
        if not self._one_rule():
            return (Note(f"{self.say('footnote_each')} {self.say('footnote_rounding')}"),)
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
        notes.append(self.words.status(self.present))
        return tuple(notes)

    def conclude(self) -> Section:
        """What may be said, and what may not."""
        not_comparable = self.answer.instrument.not_comparable
        may_not = [self.words.text(words) for words in dict.fromkeys(indicator.cannot_say for indicator in self.present)]
        may_not.append(self.say("conclude_no_rank"))
        if not_comparable:
            may_not.append(self.words.text(not_comparable))
        may = self.say("conclude_yes_share" if self.answer.instrument.one_question_each else "conclude_yes_rule")
        return Section(self.say("conclude_title"), "vad", (Points((may,), tuple(may_not)),))


def _anchor(share: ClearedShare) -> str:
    return f"ut-{share.indicator}-{share.group}".replace(" ", "-")
