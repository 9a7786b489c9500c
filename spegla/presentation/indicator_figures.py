"""Every figure of the indicators in tables: counted, left out, share, interval, and beside what is printed."""

from collections.abc import Mapping

from spegla.analyses import Grouping, IndicatorAnswer
from spegla.catalogue import Indicator
from spegla.disclosure import ClearedShare
from spegla.presentation.document import Block, Cell, Section, Table
from spegla.presentation.indicator_words import IndicatorWords
from spegla.presentation.numbers import interval
from spegla.presentation.sentences import sentence


class FigureTables:
    """The figures of one answer, as tables."""

    def __init__(self, answer: IndicatorAnswer, words: IndicatorWords) -> None:
        self.answer = answer
        self.words = words
        self.messages = words.messages
        self.say = words.say
        self.shares = {(share.indicator, share.group): share for share in answer.cleared.shares}
        self.present = tuple(one for one in answer.instrument.indicators if one.id in answer.in_file)

    def tables(self) -> tuple[Block, ...]:
        """One table, or one for each group where an indicator is counted for many areas: then the name of the area is enough."""
        if self.answer.instrument.one_question_each:
            labels = {one.id: self.words.text(one.label) for one in self.present}
            return (self._table(self.present, labels, self.say("all_figures")),)
        tables: list[Block] = []
        for group in self.answer.instrument.groups:
            inside = tuple(one for one in self.present if one.group == group.id)
            if inside:
                title = self.words.text(group.label)
                tables.append(Section(title, f"tal-grupp-{group.id}", (self._table(inside, self._told_apart(inside), title),)))
        return tuple(tables)

    def _told_apart(self, indicators: tuple[Indicator, ...]) -> dict[str, str]:
        """The labels without what they all begin with, up to the last comma."""
        labels = {one.id: self.words.text(one.label) for one in indicators}
        parts = {id: label.rpartition(", ") for id, label in labels.items()}
        if len(labels) == 1 or len({common for common, _, _ in parts.values()}) > 1:
            return labels
        return {id: sentence(apart) for id, (_, _, apart) in parts.items()}

    def _table(self, indicators: tuple[Indicator, ...], labels: Mapping[str, str], title: str) -> Table:
        by = self.answer.question.by
        grouped = by is not Grouping.NONE
        weighted = bool(self.answer.question.population)
        owners = dict(self.answer.compared)
        head = [self.say("head_indicator"), *([self.say(f"head_group_{by.value}")] if grouped else [])]
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
        for indicator in indicators:
            for group in self.answer.groups:
                share = self.shares[indicator.id, group]
                cells = [Cell(labels[indicator.id]), *([Cell(self.words.group_in_column(group, by))] if grouped else [])]
                cells += [Cell(self.words.count(share)), Cell(self.words.left_out(share))]
                cells += [Cell(self.words.percent(share), value=self.words.value(share))]
                cells += [Cell(self.words.weighted(share), value=self.words.weighted_value(share))] if weighted else []
                cells += [Cell(self._interval(share))]
                cells += [self._printed_table_cell(share)] if printed_heads else []
                # Printed for none of these groups, so it stands once, beside the first.
                first = group == self.answer.groups[0]
                shown = (printed.get(indicator.id) if first else None for printed in self.answer.shown.values())
                cells += [Cell(self.words.printed_or_blank(printed)) for printed in shown]
                rows.append(tuple(cells))
                anchors.append(column_anchor(indicator) if first else "")
        numeric = frozenset(range(first_number, len(head))) - {first_number + 1}
        name = self.say("table_name", title=title)
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


def column_anchor(indicator: Indicator) -> str:
    """Where on the page the figures of an indicator stand."""
    return f"tal-{indicator.id}"
