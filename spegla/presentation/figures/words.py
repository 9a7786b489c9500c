"""The figures of a survey or an inventory in words and numbers, in one language."""

from decimal import Decimal

from spegla.analyses.figures import ALL, FigureAnswer, FigureGroup
from spegla.catalogue import Indicator
from spegla.catalogue.measures import Index, Measure
from spegla.disclosure import Policy
from spegla.disclosure.figures import ClearedChange, ClearedFigure, ClearedValue, FigureKind
from spegla.messages import Messages, Words
from spegla.presentation.numbers import count_of, interval, number, one_decimal, percent, whole

_DECIMALS = {kind: 1 if kind in (FigureKind.INDEX, FigureKind.AVERAGE) else 0 for kind in FigureKind}
_PERCENT = (FigureKind.SHARE, FigureKind.SHARE_OF_TOTALS)


class FigureWords:
    """The answer to one question about a form."""

    def __init__(self, answer: FigureAnswer, messages: Messages) -> None:
        self.answer = answer
        self.messages = messages
        self.say = messages.say
        self.by_id: dict[str, Indicator | Measure] = {one.id: one for one in (*answer.instrument.indicators, *answer.instrument.measures)}
        self.groups = {group.code: group for group in answer.groups}

    def text(self, words: Words) -> str:
        return words.in_language(self.messages.language)

    def label(self, id: str) -> str:
        return self.text(self.by_id[id].label)

    def named(self, figure: ClearedFigure) -> str:
        """What the figure is called, with its group when that is not all rows."""
        label = self.label(figure.id)
        return label if figure.group == ALL else f"{label}, {self.group(self.groups[figure.group])}"

    def group(self, group: FigureGroup) -> str:
        if group.label is not None:
            return self.text(group.label)
        return self.say("group_all") if group.code == ALL else self.say("mirror_no_answer")

    def notices(self) -> tuple[str, ...]:
        """What every output says, whatever else it shows."""
        exact = (self.say("mirror_exact"),) if self.answer.cleared.policy is Policy.OWN else ()
        return (*exact, *((self.say("figures_invented"),) if self.answer.invented else ()))

    def answered(self) -> str:
        """92 svar från Ludvika."""
        there = self.answer.municipalities
        place = there[0] if len(there) == 1 else self.messages.say_count("count_municipalities", len(there))
        return self.messages.say_count("figures_rows", self.answer.rows, n=number(self.answer.rows, self.messages), place=place)

    # ── One figure ────────────────────────────────────────────────────────

    def amount(self, value: ClearedValue) -> str:
        """82 %, 8,3 or 87; "för få" when it rests on too little."""
        if value.amount is None:
            return self.say("no_share")
        if not value.enough:
            return self.say("mirror_few_brief")
        found = value.rounded(_DECIMALS[value.kind])
        if found is None:
            return self.say("no_share")
        if value.kind is FigureKind.AVERAGE and value.amount == value.amount.to_integral_value():
            return number(value.amount.to_integral_value(), self.messages)
        return percent(found, self.messages) if value.kind in _PERCENT else number(found, self.messages)

    def basis(self, value: ClearedValue) -> str:
        """73 av 89, or how many rows a mean or a total rests on."""
        if value.numerator is not None and value.denominator is not None:
            return count_of(value.numerator, value.denominator, self.messages)
        n = number(value.rows, self.messages)
        if value.kind is FigureKind.INDEX:
            return self.messages.say_count("figures_of_answers", value.rows, n=n)
        return self.messages.say_count("figures_of_rows", value.rows, n=n)

    def left_out(self, value: ClearedValue) -> str:
        """3 ej besvarade."""
        items = [self.messages.say_count(f"left_out_{reason}", count) for reason, count in value.left_out.items() if count]
        return ", ".join(items) or self.say("left_out_none")

    def spread(self, value: ClearedValue) -> str:
        """The interval of a share or an index; "" where there is none."""
        if not value.enough or value.interval is None:
            return ""
        if value.kind is FigureKind.SHARE:
            return interval(*value.interval, self.messages)
        ends = [one_decimal(end, self.messages) for end in value.interval]
        return "–".join(ends)

    def change(self, found: ClearedChange | None) -> str:
        """+4 (−10 till +19), or that there are too few to compare."""
        if found is None:
            return ""
        if found.points is None or found.low is None or found.high is None:
            return self.say("figures_too_few")
        return self.say("figures_change", points=self._signed(found.points), low=self._signed(found.low), high=self._signed(found.high))

    def _signed(self, points: float) -> str:
        rounded = whole(abs(points)) * (1 if points >= 0 else -1)
        return f"+{number(rounded, self.messages)}" if rounded > 0 else number(rounded, self.messages)

    # ── Printed figures ───────────────────────────────────────────────────

    def printed(self, figure: ClearedFigure) -> str:
        """What was printed, as it was."""
        if figure.printed is None:
            return ""
        return self._as_printed(figure.printed.printed, figure.value.kind)

    def wrong(self, figure: ClearedFigure) -> str:
        """Tryckt 36 %, men svaren ger 38 % (6 av 16, exakt 37,5). "" when the printed figure follows, or nothing is printed."""
        beside = figure.printed
        if beside is None or beside.computed is None or beside.agrees:
            return ""
        computed, value = self._as_printed(beside.computed, figure.value.kind), figure.value
        facts = {"label": self.named(figure), "printed": self.printed(figure), "computed": computed}
        if value.numerator is None:
            return self.say("figures_wrong", **facts)
        exact = value.rounded(1)
        basis = self.basis(value)
        if exact is not None and exact != exact.to_integral_value() and beside.computed == beside.computed.to_integral_value():
            basis = self.say("figures_exact", count=basis, exact=number(exact, self.messages))
        return self.say("figures_wrong_share", count=basis, **facts)

    def _as_printed(self, value: Decimal, kind: FigureKind) -> str:
        return percent(value, self.messages) if kind in _PERCENT else number(value, self.messages)

    # ── What it means ─────────────────────────────────────────────────────

    def meaning(self, one: Indicator | Measure) -> str:
        """How the figure is counted, in a sentence."""
        if isinstance(one, Indicator):
            parts = {"numerator": self.text(one.numerator.says), "denominator": self.text(one.denominator.says)}
            return self.say("figures_meaning_share", label=self.text(one.label), **parts)
        if isinstance(one, Index):
            scale = {"least": number(one.least, self.messages), "greatest": number(one.greatest, self.messages)}
            return self.say("figures_meaning_index", label=self.text(one.label), says=self.text(one.says), **scale)
        return self.say("figures_meaning", label=self.text(one.label), says=self.text(one.says))

    def status(self) -> str:
        provenance = self.answer.instrument.provenance
        return self.say(f"footnote_status_{provenance.status.value}", source=provenance.source)
