"""Cleared indicator figures → the phrases that every page of indicators uses."""

from collections.abc import Iterable
from decimal import Decimal

from spegla.analyses import ALL, NO_GROUP, Grouping, IndicatorAnswer
from spegla.catalogue import Indicator, Variable
from spegla.catalogue.rules import VariableType
from spegla.disclosure import ClearedAnswer, ClearedShare, Figure, Suppressed, Way
from spegla.messages import Messages, Words
from spegla.presentation.document import Answer, Caution, Mark
from spegla.presentation.numbers import count_of, number, percent, whole

_MARKS = {"full": Mark.FULL, "empty": Mark.EMPTY, "half": Mark.HALF, "dash": Mark.DASH}
# The mark of an answer whose definition does not choose one, by where it is counted.
_MARK_OF_ROLE = {"numerator": Mark.FULL, "denominator": Mark.EMPTY}
_SHOWN_WAYS = 3
# Groups that are numbers, some of which have a name.
_NUMBERED = (Grouping.INHABITANTS, Grouping.MUNICIPALITY_GROUP)


class IndicatorWords:
    """The answer to one question about indicators, in one language."""

    def __init__(self, answer: IndicatorAnswer, messages: Messages) -> None:
        self.answer = answer
        self.messages = messages
        self.say = messages.say
        self.by_id = {indicator.id: indicator for indicator in answer.instrument.indicators}

    def title(self) -> str:
        """What the answers are: the instrument, and the county when all are from one."""
        title = self.text(self.answer.instrument.title)
        return self.say("page_title", title=title, county=self.answer.county) if self.answer.county else title

    def status(self, indicators: Iterable[Indicator]) -> str:
        """Whose reading the definitions are, and of what."""
        provenances = [indicator.provenance for indicator in indicators] or [self.answer.instrument.provenance]
        if len({one.status for one in provenances}) > 1:
            own = sum(one.status.value == "rekonstruerad" for one in provenances)
            return self.say("footnote_status_both", own=own, of=len(provenances), source=provenances[0].source)
        return self.say(f"footnote_status_{provenances[0].status.value}", source=provenances[0].source)

    def text(self, words: Words) -> str:
        return words.in_language(self.messages.language)

    def short(self, indicator: Indicator) -> str:
        """The label of a narrow column, with soft hyphens where it may break."""
        return self.text(indicator.short).replace("·", "\u00ad")

    def plain(self, words: Words) -> str:
        """A short label in a place that is wide enough: without the marks for where it may break."""
        return self.text(words).replace("·", "")

    def invented(self) -> Caution:
        """What must be known before anything else of answers that nobody gave."""
        return Caution(self.say("invented_answers"), ((self.say("invented_answers_why"), None),))

    def settings(self, indicator: Indicator) -> tuple[str, ...]:
        """The choices that the source leaves open: what was chosen, what was not, and why."""
        return tuple(
            self.say(
                "setting_whole",
                label=self.text(one.label),
                chosen=self.text(one.chosen),
                alternative=self.text(one.alternative),
                why=self.text(one.why),
            )
            for one in self.answer.instrument.settings_for(indicator)
        )

    def figure(self, share: ClearedShare) -> Figure | None:
        """The figure, when it may be shown."""
        return None if isinstance(share.figure, Suppressed) else share.figure

    def suppressed(self, share: ClearedShare) -> str:
        """Why the figure is not shown."""
        return self.say(f"suppressed_{share.figure.value}") if isinstance(share.figure, Suppressed) else ""

    def percent(self, share: ClearedShare) -> str:
        figure = self.figure(share)
        if figure is None:
            return self.suppressed(share)
        return self.say("no_share") if figure.rounded is None else percent(figure.rounded, self.messages)

    def value(self, share: ClearedShare) -> float | None:
        """The share itself, 0–1; None when there is none or it is not shown."""
        figure = self.figure(share)
        return figure.numerator / figure.denominator if figure is not None and figure.denominator else None

    def count(self, share: ClearedShare) -> str:
        figure = self.figure(share)
        return self.suppressed(share) if figure is None else count_of(figure.numerator, figure.denominator, self.messages)

    def left_out(self, share: ClearedShare) -> str:
        """1 ej aktuellt, 2 ej besvarad."""
        figure = self.figure(share)
        if figure is None:
            return self.suppressed(share)
        items = [self.messages.say_count(f"left_out_{reason}", count) for reason, count in figure.left_out.items() if count]
        return ", ".join(items) or self.say("left_out_none")

    def disagrees(self, share: ClearedShare) -> bool:
        figure = self.figure(share)
        return figure is not None and figure.comparison is not None and figure.comparison.agrees is False

    def weighted(self, share: ClearedShare) -> str:
        """The share weighted by inhabitants, or why there is none."""
        figure = self.figure(share)
        if figure is None:
            return self.suppressed(share)
        return self.say("no_share") if figure.weighted_percent is None else percent(whole(figure.weighted_percent), self.messages)

    def weighted_value(self, share: ClearedShare) -> float | None:
        """The weighted share itself, 0–1; None when there is none or it is not shown."""
        figure = self.figure(share)
        return None if figure is None or figure.weighted_percent is None else figure.weighted_percent / 100

    def printed_or_blank(self, printed: Decimal | None) -> str:
        """A printed percentage; "" where none is printed."""
        return "" if printed is None else self.printed(printed)

    def printed(self, value: Decimal) -> str:
        return percent(value, self.messages)

    def bare(self, value: int | Decimal) -> str:
        """A percentage in running text where the sign is understood: 46."""
        return number(value, self.messages)

    def flagged_cell(self, share: ClearedShare) -> str:
        """46 i tryck, svaren ger 40; "" when nothing disagrees."""
        figure = self.figure(share)
        comparison = figure.comparison if figure else None
        computed = comparison.computed if comparison else None
        if comparison is None or computed is None or not self.disagrees(share):
            return ""
        return self.say("flagged_cell", printed=self.bare(comparison.printed), computed=self.bare(computed))

    def group(self, name: str) -> str:
        """What a group of rows is called on screen."""
        if name == ALL:
            return self.county() if self.answer.county else self.say("group_all")
        if name == NO_GROUP:
            return self.say("group_unknown")
        if self.answer.question.by in _NUMBERED:
            return self.say(f"group_{self.answer.question.by.value}", name=name)
        return name

    def group_in_column(self, name: str, by: Grouping) -> str:
        """What it is called under a head that says what kind of group it is: 3 Större städer, or its number when it has no known name."""
        if by not in _NUMBERED or name == NO_GROUP:
            return self.group(name)
        called = self.answer.group_names[by.value].get(name)
        return self.say(f"group_named_{by.value}", group=name, name=self.text(called)) if called else name

    def county(self) -> str:
        """Dalarna for Dalarnas län: no county's own name ends in s."""
        return self.answer.county.removesuffix(" län").removesuffix("s")

    def printed_group(self, column: str) -> str:
        """What a printed column is called: the group it belongs to, or its own name."""
        if column in self.answer.compared and self.answer.compared[column] != ALL:
            return self.group(self.answer.compared[column])
        return self.say("group_nation") if column == "riket" else column.replace("_", " ").capitalize()

    def mark(self, answer: ClearedAnswer) -> Answer:
        """The mark and the word of one answer."""
        if not answer.answer:
            return Answer(Mark.DASH, self.say("blank_answer"))
        mark = _MARK_OF_ROLE.get(answer.role, Mark.DASH)
        variable = self.variable(answer)
        if variable.type is VariableType.MULTIPLE:
            return Answer(mark, self.say("answer_not_all"))
        category = variable.category(answer.answer)
        return Answer(_MARKS[category.mark] if category.mark else mark, self.text(category.brief))

    def variable(self, answer: ClearedAnswer) -> Variable:
        """The question whose answer settles where a row stands."""
        return self.answer.instrument.variable(answer.decided_by or self.by_id[answer.indicator].main_variable)

    def given(self, answer: ClearedAnswer, id: str) -> str:
        """What was answered to one of the questions behind an indicator."""
        if id not in answer.given:
            return self.say("answer_not_asked")
        variable = self.answer.instrument.variable(id)
        chosen = answer.given[id].split("|")
        return ", ".join(self.text(one.brief) for one in variable.categories if one.code in chosen) or self.say("blank_answer")

    def rule(self, indicator: Indicator) -> str:
        """What achieves it, of whom, and who is not counted: in words, for a table's foot."""
        achieved = self.say("rule_note", numerator=self.text(indicator.numerator.says), denominator=self.text(indicator.denominator.says))
        left = ", ".join(self.text(leave.says) for leave in indicator.leaves)
        return f"{achieved} {self.say('rule_note_left', left=left)}" if left else achieved

    def way(self, way: Way, indicator: Indicator) -> dict[str, str]:
        """What one explanation says: the moves, the count and the percentage they give."""
        variable = self.answer.instrument.variable(indicator.main_variable)
        moved: dict[str, list[str]] = {}
        for move in way.moves:
            if move.answer:
                answer = self.text(variable.category(move.answer).label)
                phrase = self.messages.say_count("moved", move.count, answer=answer)
            else:
                phrase = self.messages.say_count("moved_blank", move.count)
            moved.setdefault(move.to, []).append(phrase)
        both = self.say("explain_and")
        return {
            "moves": both.join(self.say(f"move_{to}", moved=both.join(phrases)) for to, phrases in moved.items()),
            "count": count_of(way.numerator, way.denominator, self.messages),
            "percent": percent(way.computed, self.messages),
        }

    def explanation(self, share: ClearedShare) -> str:
        """Why the printed figure may differ, in full sentences. Only for one that disagrees."""
        figure = self.figure(share)
        if figure is None or figure.comparison is None:
            return ""
        comparison, indicator = figure.comparison, self.by_id[share.indicator]
        printed = self.bare(comparison.printed)
        if not comparison.ways:
            return self.say("explain_no_way", printed=printed)
        sentences = [self.say("explain_way", printed=printed, **self.way(comparison.ways[0], indicator))]
        sentences += [self.say("explain_or", **self.way(way, indicator)) for way in comparison.ways[1:_SHOWN_WAYS]]
        if len(comparison.ways) > _SHOWN_WAYS:
            sentences.append(self.say("explain_more_ways", count=len(comparison.ways) - _SHOWN_WAYS))
        return " ".join((*sentences, self.say("explain_misprint")))
