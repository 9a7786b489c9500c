"""One municipality's report: its answers beside the others in the county and beside the nation, and what to look at first.

One municipality's answer is one answer. It is said when a distance is more than chance usually gives; else the honest sentence, and then
the questions where most others answer otherwise, since that is where a talk begins.
"""

from spegla.analyses.distances import OwnAnswer, own_answers
from spegla.catalogue.municipalities import Municipality
from spegla.catalogue.reports import Part
from spegla.presentation.document import Aside, Block, Cell, KeyFigure, KeyFigures, Note, Paragraph, Section, Sign, Table
from spegla.presentation.indicator_page import IndicatorBlocks
from spegla.presentation.numbers import count_of, number, percent, whole
from spegla.presentation.reports.frame import Frame
from spegla.presentation.sentences import sentence

_FIRST = 8
# Percent of the others: where at least half answer otherwise there is something to ask, or to teach.
_MOST = 50


class OwnParts:
    """The parts that only a report on one municipality has."""

    def __init__(self, frame: Frame, blocks: IndicatorBlocks, own: Municipality, column: str, place: str) -> None:
        self.frame = frame
        self.blocks = blocks
        self.words = blocks.words
        self.messages = frame.messages
        self.say = frame.messages.say
        self.own = own
        self.place = place
        self.answers = own_answers(blocks.answer, own.code, column)
        counted = [one for one in self.answers.values() if one.answer.role in ("numerator", "denominator")]
        self.counted = len(counted)
        self.achieved = sum(one.answer.role == "numerator" for one in counted)
        behind = [one for one in counted if one.answer.role == "denominator" and (one.behind or 0) >= _MOST]
        self.behind = tuple(sorted(behind, key=lambda one: (not one.holds, -(one.behind or 0))))
        self.with_nation = any(one.other is not None for one in self.answers.values())
        self.holding = tuple(one for one in counted if one.holds)

    def title(self) -> str:
        achieved = self.say("report_own_title", own=self.own.name, count=count_of(self.achieved, self.counted, self.messages))
        held = self.messages.say_count("report_own_title_holds", len(self.holding)) if self.holding else self.say("report_own_title_none")
        return f"{achieved} {sentence(held)}"

    def ingress(self) -> str:
        others = len(self.blocks.answer.municipalities) - 1
        code = "report_own_ingress" if self.with_nation else "report_own_ingress_county"
        return self.say(code if others else "report_own_ingress_alone", own=self.own.name, place=self.place, others=others)

    def honest(self) -> str:
        """Whether anything is more than chance, in one sentence."""
        if self.holding:
            return self.messages.say_count("report_own_holds", len(self.holding))
        return self.say("report_own_none_holds", own=self.own.name)

    def key_figures(self, _: Part) -> tuple[Block, ...]:
        answers = self.blocks.answer.cleared.answers
        rows = [one for one in answers if one.organisation != self.own.code and one.role in ("numerator", "denominator")]
        share = percent(whole(100 * sum(one.role == "numerator" for one in rows) / len(rows)), self.messages) if rows else "–"
        left = len(self.answers) - self.counted
        items = (
            KeyFigure(
                self.say("report_own_key_yes", own=self.own.name),
                count_of(self.achieved, self.counted, self.messages),
                percent(whole(100 * self.achieved / self.counted), self.messages) if self.counted else "",
            ),
            KeyFigure(self.say("report_own_key_others", place=self.place), share, self.say("report_own_key_mean" if rows else "no_share")),
            KeyFigure(self.say("report_own_key_left"), number(left, self.messages), self.say("report_own_key_left_note")),
        )
        return (KeyFigures(items),)

    # ── What to look at first ─────────────────────────────────────────────

    def first(self, part: Part) -> tuple[Block, ...]:
        blocks: list[Block] = [Paragraph(self.honest())]
        shown = self.behind[: part.most or _FIRST]
        if shown:
            title = self.say("report_own_first_table" if self.with_nation else "report_own_first_table_county", own=self.own.name)
            blocks += [
                Paragraph(self.say("report_own_first_why" if self.with_nation else "report_own_first_why_county")),
                self._table(title, title, shown),
            ]
        ahead = [one for one in self.answers.values() if one.answer.role == "numerator" and (one.behind or 0) <= -_MOST]
        ahead.sort(key=lambda one: one.behind or 0)
        if ahead:
            names = tuple(self._label(one) for one in ahead[: part.most or _FIRST])
            blocks.append(Aside(Sign.DISCUSS, self.say("report_own_ahead", own=self.own.name), names))
        blocks.append(Note(self.say("report_own_method")))
        return tuple(blocks)

    def areas(self, _: Part) -> tuple[Block, ...]:
        """Every answer, area by area."""
        found = []
        texts = {area.id: area for area in self.frame.report.areas}
        for area, label in self.blocks.answer.instrument.areas.items():
            groups = {group.id for group in self.blocks.answer.instrument.groups if group.area == area}
            inside = tuple(self.answers[one.id] for one in self.blocks.present if one.group in groups and one.id in self.answers)
            if not inside:
                continue
            title = self.words.text(label)
            parts: list[Block] = [*self.frame.text(area, texts[area].text if area in texts else ()), self._table(title, "", inside)]
            if area in texts and texts[area].discuss:
                items = tuple(self.frame.filled(words) for words in texts[area].discuss)
                parts.append(Aside(Sign.DISCUSS, self.say("report_discuss"), items))
            found.append(Section(title, f"omrade-{area}", tuple(parts)))
        return tuple(found)

    def _table(self, name: str, caption: str, rows: tuple[OwnAnswer, ...]) -> Table:
        head = (
            self.say("head_indicator"),
            self.own.name,
            self.say("report_own_head_others", place=self.place),
            self.say("head_percent"),
            *([self.say("head_printed", group=self.say("group_nation"))] if self.with_nation else []),
        )
        cells = []
        for one in rows:
            shown = self.words.mark(one.answer)
            achieving, of = one.others
            share = Cell(percent(whole(one.others_percent or 0.0), self.messages), value=achieving / of) if of else Cell("")
            nation = Cell("" if one.other is None else percent(one.other, self.messages))
            cells.append(
                (
                    Cell(self._label(one)),
                    Cell(shown.word, shown.mark),
                    Cell(count_of(*one.others, self.messages)),
                    share,
                    *([nation] if self.with_nation else []),
                )
            )
        return Table(self.say("table_name", title=name), caption, head, frozenset(range(2, len(head))), tuple(cells))

    def _label(self, one: OwnAnswer) -> str:
        return self.words.text(self.words.by_id[one.indicator].label)
